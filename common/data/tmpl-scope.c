/* tmpl-scope - what a name in a template means; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

#include "data/tmpl-scope.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"

static const struct view nothing = { .kind = VIEW_NONE };

const struct view *
view_field(const struct view *v, struct str name)
{
	view_name wanted = tmpl_name(name);
	int64_t i;

	for (i = 0; v->kind == VIEW_OBJECT && i < v->n; i++)
		if (v->fields[i].name == wanted)
			return &v->fields[i].value;
	return NULL;
}

/* What the dotted REST is below V; `nothing` where the chain breaks. */
static const struct view *
below(const struct view *v, struct str rest)
{
	struct str part;

	while (v != NULL && str_cut(&rest, '.', &part))
		v = view_field(v, part);
	return v == NULL ? &nothing : v;
}

static struct str
joined(struct pool *pool, struct str path, struct str name)
{
	char *at;

	if (path.len == 0)
		return name;
	at = pool_alloc(pool, path.len + name.len + 1);
	memcpy(at, path.at, path.len);
	at[path.len] = '.';
	memcpy(at + path.len + 1, name.at, name.len);
	return (struct str){ at, path.len + 1 + name.len };
}

/* The index of the first name that is not before PATH. */
static size_t
lower(const struct tmpl_options *o, struct str path)
{
	size_t from = 0, to = o->n_names;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (str_cmp(o->names[mid], path) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* Whether PATH is in the list of names, or names of the list are below it. */
static bool
known(struct pool *pool, const struct tmpl_options *o, struct str path)
{
	size_t i = lower(o, path);
	struct str below_it;

	if (i < o->n_names && str_eq(o->names[i], path))
		return true;
	below_it = joined(pool, path, STR(""));
	i = lower(o, below_it);
	return i < o->n_names && str_starts(o->names[i], below_it);
}

/* The best so far of the names that NAME may have been meant to be. */
struct nearest {
	struct str name, best;
	size_t distance;
};

static void
consider(struct nearest *n, struct str candidate)
{
	size_t d = str_distance(n->name, candidate);

	if (d < STR_DISTANCE_MAX && d < n->distance) {
		n->distance = d;
		n->best = candidate;
	}
}

bool
scope_err(const struct tmpl_node *node, struct err *e)
{
	char said[sizeof e->text];

	if (node->word == NULL)
		return err_prefix(e, "%s:%u: ", node->file, node->line);
	memcpy(said, e->text, sizeof said);
	(void)err_set(e, e->kind, "%s (in {{%.*s}}, %s:%u)", said,
	    STR_ARG(str_head(node->text, 80)), node->file, node->line);
	return word_err(node->word, e);
}

static struct nearest
nearest_to(struct str name)
{
	return (struct nearest){ name, STR_NONE, name.len / 3 + 2 };
}

static bool
refuse(const struct tmpl_node *node, struct str name, const char *what,
    const struct nearest *n, struct err *e)
{
	bool hint = n->best.at != NULL, tag = node->word == NULL;

	(void)err_set(e, ERR_TROUBLE, "%s%.*s%s: %s%s%.*s%s", tag ? "{{" : "{",
	    STR_ARG(str_head(name, 80)), tag ? "}}" : "}", what,
	    hint ? "; did you mean " : "", hint ? (int)n->best.len : 0,
	    hint ? n->best.at : "", hint ? "?" : "");
	return scope_err(node, e);
}

static bool
no_value(const struct tmpl_options *o, const struct scope *scope,
    const struct tmpl_node *node, struct str name, struct err *e)
{
	struct nearest n = nearest_to(name);
	const struct scope *s;
	size_t i;

	for (s = scope; s != NULL; s = s->outer)
		for (i = 0; i < o->n_names; i++) {
			struct str full = o->names[i];

			if (s->path.len > 0 &&
			    (!str_starts(full, s->path) || full.len <= s->path.len + 1 ||
				full.at[s->path.len] != '.'))
				continue;
			if (s->path.len > 0) {
				full.at += s->path.len + 1;
				full.len -= s->path.len + 1;
			}
			consider(&n, full);
		}
	return refuse(node, name, "there is no such value", &n, e);
}

/* "w.NAME": a word of the catalogue. */
static bool
find_word(const struct tmpl_options *o, const struct tmpl_node *node, struct str name,
    struct meaning *out, struct err *e)
{
	struct str wanted = { name.at + 2, name.len - 2 };
	struct nearest n = nearest_to(wanted);
	const struct word *word = words_find(o->words, wanted);
	char what[80];
	size_t i;

	*out = (struct meaning){ .kind = MEANS_WORD, .word = word, .path = name };
	if (word != NULL)
		return true;
	for (i = 0; (word = words_at(o->words, i)) != NULL; i++)
		consider(&n, word_name(word));
	(void)snprintf(what, sizeof what, "the catalogue of %.*s has no such word",
	    STR_ARG(words_language(o->words)));
	return refuse(node, name, what, &n, e);
}

/* A name below a constant root, which nothing can hide. */
static bool
find_constant(struct pool *pool, const struct tmpl_options *o, struct scope *scope,
    const struct tmpl_node *node, struct str name, struct meaning *out, struct err *e)
{
	*out = (struct meaning){
		.kind = MEANS_CONSTANT, .view = below(o->constants, name), .path = name
	};
	if (o->n_names > 0 && !known(pool, o, name))
		return no_value(o, scope, node, name, e);
	return true;
}

/* Whether the context S may have a field called FIRST. */
static bool
may_have(struct pool *pool, const struct tmpl_options *o, const struct scope *s,
    struct str first)
{
	if (s->constant != NULL && view_field(s->constant, first) != NULL)
		return true;
	if (s->anything)
		return true;
	if (o->n_names > 0)
		return known(pool, o, joined(pool, s->path, first));
	return s->constant == NULL;
}

/*
 * Walks the contexts outwards.  A context that may have the first part of the name and is
 * not constant settles that the name is looked up when rendering; constants beyond it are
 * then needed on the stack.
 */
static bool
find_in_scopes(struct pool *pool, const struct tmpl_options *o, struct scope *scope,
    const struct tmpl_node *node, struct str name, struct meaning *out, struct err *e)
{
	struct str rest = name, first = name;
	bool lookup = false, found = false, counting = true;
	struct scope *s;

	(void)str_cut(&rest, '.', &first);
	*out = (struct meaning){ .kind = MEANS_CONSTANT, .view = &nothing, .path = name };
	for (s = scope; s != NULL; s = s->outer) {
		const struct view *field = s->constant == NULL
					       ? NULL
					       : view_field(s->constant, first);

		counting = counting && s->constant == NULL && !lookup;
		if (!may_have(pool, o, s, first)) {
			out->skip = (uint16_t)(out->skip + counting);
			continue;
		}
		if (!found) {
			found = true;
			out->path = joined(pool, s->path, name);
			if (o->n_names > 0 && !s->anything && !known(pool, o, out->path))
				return no_value(o, scope, node, name, e);
		}
		lookup = lookup || s->constant == NULL;
		if (field != NULL && !lookup) {
			out->view = below(s->constant, name);
			return true;
		}
		s->needed = s->needed || (field != NULL && lookup);
	}
	if (lookup)
		out->kind = MEANS_LOOKUP;
	return found || o->n_names == 0 || no_value(o, scope, node, name, e);
}

bool
scope_find(struct pool *pool, const struct tmpl_options *o, struct scope *scope,
    const struct tmpl_node *node, struct str name, struct meaning *out, struct err *e)
{
	struct str rest = name, root;

	if (str_is(name, ".")) {
		*out = (struct meaning){ .kind = scope->constant != NULL ? MEANS_CONSTANT
									 : MEANS_LOOKUP,
			.view = scope->constant,
			.path = scope->path };
		return true;
	}
	if (o->words != NULL && str_starts(name, STR("w.")))
		return find_word(o, node, name, out, e);
	(void)str_cut(&rest, '.', &root);
	if (o->constants != NULL && view_field(o->constants, root) != NULL)
		return find_constant(pool, o, scope, node, name, out, e);
	return find_in_scopes(pool, o, scope, node, name, out, e);
}
