/* tmpl-compile - from trees to a program; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

#include "data/tmpl-compile.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/emit.h"
#include "data/html.h"
#include "data/tmpl-scope.h"

#define SOURCE_MAX ((size_t)1 << 20)
#define TEXTS_MAX ((size_t)16 << 20)
#define WORK_MAX 1000000 /* nodes compiled: partials may double at every level */
#define DEEPEST 400	 /* sections, partials and blocks within each other */
#define VARIANTS_MAX 200

/* What fills a block; the outermost template's comes first, so it wins. */
struct filling {
	struct str name;
	const struct tmpl_node *block;
	bool busy; /* it is being put in: the same block within it says its default */
	struct filling *next;
};

struct fillings {
	struct fillings *outer;
	struct filling *first;
};

/* A partial being put in where it is used. */
struct site {
	struct site *outer;
	struct str name;
};

/* A partial that calls itself, compiled once for each indentation it is called with. */
struct variant {
	struct str name, indent;
	struct fillings *fillings;
	struct tmpl_node *nodes;
	uint32_t entry;
	struct variant *next;
};

struct compiler {
	struct tmpl *t;
	const struct tmpl_options *o;
	struct tmpl_pool pool;
	struct str ending; /* ".html" where the template is called so */
	struct scope *scope;
	struct fillings *fillings;
	struct site *site;
	struct variant *variants, **variants_end;
	uint32_t n_variants;
	size_t pending; /* where the text before the next step begins */
	size_t work;
	int depth;
	struct err *e;
};

static bool nodes(struct compiler *c, const struct tmpl_node *node);

static void
add_text(struct compiler *c, struct str text, bool html)
{
	if (html && c->t->json)
		html_escape_json(&c->t->texts, text);
	else if (html)
		html_escape(&c->t->texts, text);
	else if (c->t->json)
		emit_escape(&c->t->texts, text);
	else
		buf_str(&c->t->texts, text);
}

/* Adds a step behind the text so far; it is gone when the next one is added. */
static struct op *
add_op(struct compiler *c, enum op_kind kind)
{
	struct tmpl *t = c->t;
	struct op *op;

	if ((t->n_ops & (t->n_ops + 1)) == 0)
		t->ops = mem_grow(t->ops, (t->n_ops + 1) * 2, sizeof *t->ops);
	op = &t->ops[t->n_ops++];
	*op = (struct op){ .kind = (uint8_t)kind,
		.len = (uint32_t)(t->texts.len - c->pending) };
	c->pending = t->texts.len;
	return op;
}

static struct place
add_place(struct compiler *c, struct str name, uint16_t skip)
{
	struct tmpl *t = c->t;
	struct place place = { .first = (uint32_t)t->n_names, .skip = skip };
	struct str part;

	while (!str_is(name, ".") && str_cut(&name, '.', &part)) {
		t->names = mem_grow(t->names, t->n_names + 1, sizeof *t->names);
		t->names[t->n_names++] = tmpl_name(part);
		place.n++;
	}
	return place;
}

static bool
find(struct compiler *c, const struct tmpl_node *node, struct str name,
    struct meaning *out)
{
	return scope_find(&c->pool, c->o, c->scope, node, name, out, c->e);
}

/* A word that ICU must format when its arguments are known. */
static bool
add_use(
    struct compiler *c, const struct tmpl_node *node, const struct word *word, bool html)
{
	struct tmpl *t = c->t;
	struct word_use use = { .word = word };
	const struct str *args;
	size_t n = word_args(word, &args), i;
	struct meaning m;
	struct op *op;

	for (i = 0; i < n; i++) {
		if (!find(c, node, args[i], &m))
			return false;
		if (m.kind == MEANS_CONSTANT)
			use.constant[i] = m.view;
		else if (m.kind == MEANS_LOOKUP)
			use.place[i] = add_place(c, args[i], m.skip);
		else
			return err_set(c->e, ERR_TROUBLE,
			    "%s:%u: {{%.*s}}: its argument %.*s is a word itself",
			    node->file, node->line, STR_ARG(node->text),
			    STR_ARG(args[i]));
	}
	if (!word_check(word, c->e))
		return false;
	t->uses = mem_grow(t->uses, t->n_uses + 1, sizeof *t->uses);
	t->uses[t->n_uses] = use;
	op = add_op(c, OP_WORD);
	op->index = (uint32_t)t->n_uses++;
	op->html = html;
	return true;
}

/* The value of NAME, for the tag NODE. */
static bool
add_value(struct compiler *c, const struct tmpl_node *node, struct str name, bool html)
{
	const struct pattern_piece *pieces;
	const struct str *args;
	struct meaning m;
	struct place place;
	struct op *op;
	size_t n, i;

	if (!find(c, node, name, &m))
		return false;
	if (m.kind == MEANS_CONSTANT) {
		add_text(c, m.view->text, html);
		return true;
	}
	if (m.kind == MEANS_LOOKUP) {
		place = add_place(c, name, m.skip);
		op = add_op(c, OP_VALUE);
		op->place = place;
		op->html = html;
		return true;
	}
	if (word_kind(m.word) == PATTERN_DEPENDS)
		return add_use(c, node, m.word, html);
	(void)word_args(m.word, &args);
	n = word_pieces(m.word, &pieces);
	for (i = 0; i < n; i++) {
		add_text(c, pieces[i].text, html);
		/* An argument is never a word, so this goes one level deep only. */
		if (pieces[i].arg >= 0) {
			if (str_starts(args[pieces[i].arg], STR("w.")))
				return err_set(c->e, ERR_TROUBLE,
				    "%s:%u: {{%.*s}}: its argument %.*s is a word itself",
				    node->file, node->line, STR_ARG(node->text),
				    STR_ARG(args[pieces[i].arg]));
			if (!add_value(c, node, args[pieces[i].arg], html))
				return false;
		}
	}
	return true;
}

/* The body of NODE with S as the innermost context. */
static bool
body(struct compiler *c, const struct tmpl_node *node, struct scope *s)
{
	bool ok;

	s->outer = c->scope;
	c->scope = s;
	ok = nodes(c, node->child);
	c->scope = s->outer;
	return ok;
}

/* Compiles the body for its errors alone: it cannot run. */
static bool
check_only(struct compiler *c, const struct tmpl_node *node, struct scope *s)
{
	struct tmpl *t = c->t;
	size_t ops = t->n_ops, texts = t->texts.len, names = t->n_names, uses = t->n_uses;
	size_t pending = c->pending;
	bool ok = s == NULL ? nodes(c, node->child) : body(c, node, s);

	t->n_ops = ops;
	t->texts.len = texts;
	t->n_names = names;
	t->n_uses = uses;
	c->pending = pending;
	return ok;
}

/* The body for one constant V; it is on the stack only where something looks it up. */
static bool
with(struct compiler *c, const struct tmpl_node *node, const struct view *v,
    struct str path)
{
	struct scope s = { .path = path, .constant = v, .anything = c->scope->anything };
	size_t at = c->t->n_ops;
	struct op *op = add_op(c, OP_WITH);

	op->view = v;
	if (!body(c, node, &s))
		return false;
	(void)add_op(c, OP_END);
	op = &c->t->ops[at];
	op->end = (uint32_t)(c->t->n_ops - 1);
	if (!s.needed) {
		op->kind = OP_NOTHING;
		c->t->ops[op->end].kind = OP_NOTHING;
	}
	return true;
}

static bool
constant_section(struct compiler *c, const struct tmpl_node *node, const struct view *v,
    struct str path)
{
	bool inverted = node->kind == NODE_INVERTED;
	struct scope s = { .path = path, .constant = v, .anything = c->scope->anything };
	int64_t i;

	if (inverted)
		return view_holds(v) ? check_only(c, node, NULL) : nodes(c, node->child);
	if (!view_holds(v))
		return check_only(c, node, &s);
	if (v->kind != VIEW_LIST)
		return with(c, node, v, path);
	for (i = 0; i < v->n; i++)
		if (!with(c, node, &v->items[i], path))
			return false;
	return true;
}

static bool
section(struct compiler *c, const struct tmpl_node *node)
{
	bool inverted = node->kind == NODE_INVERTED;
	struct scope s = { .anything = c->scope->anything };
	struct place place;
	struct meaning m;
	struct op *op;
	size_t at;

	if (!find(c, node, node->text, &m))
		return false;
	if (m.kind == MEANS_WORD && word_kind(m.word) != PATTERN_PLAIN)
		return err_set(c->e, ERR_TROUBLE,
		    "%s:%u: {{#%.*s}}: expected a word without arguments", node->file,
		    node->line, STR_ARG(node->text));
	if (m.kind == MEANS_WORD) {
		struct view *said = tmpl_pool_zero(&c->t->kept, sizeof *said);

		said->kind = VIEW_TEXT;
		said->text = word_text(m.word);
		m.view = said;
	}
	if (m.kind != MEANS_LOOKUP)
		return constant_section(c, node, m.view, m.path);
	place = add_place(c, node->text, m.skip);
	at = c->t->n_ops;
	op = add_op(c, inverted ? OP_INVERTED : OP_SECTION);
	op->place = place;
	s.path = m.path;
	if (!(inverted ? nodes(c, node->child) : body(c, node, &s)))
		return false;
	(void)add_op(c, OP_END);
	c->t->ops[at].end = (uint32_t)(c->t->n_ops - 1);
	return true;
}

/* A name that cannot leave the folders of templates. */
static bool
file_name_valid(struct str name)
{
	struct str part;

	if (name.len > 200 || str_starts(name, STR("/")) ||
	    str_find(name, STR("\\")) >= 0)
		return false;
	while (str_cut(&name, '/', &part))
		if (part.len == 0 || part.at[0] == '.')
			return false;
	return true;
}

bool
tmpl_load(const char *name, const struct tmpl_options *o, char **path, struct buf *text,
    struct err *e)
{
	char *below = mem_fmt("%s/%s", o->folder == NULL ? "." : o->folder, name);

	*path = o->search == NULL ? NULL : search_find(o->search, below);
	free(below);
	if (*path == NULL && o->search != NULL) {
		below = mem_fmt(TMPL_SHARED "/%s", name);
		*path = search_find(o->search, below);
		free(below);
	}
	return *path == NULL || path_read(*path, SOURCE_MAX, text, e);
}

/* The partial's file name in the pool: its own ending, or that of the template. */
static const char *
file_of(struct compiler *c, struct str name)
{
	bool has_ending = name.len > 0 && memrchr(name.at, '.', name.len) != NULL;
	struct str ending = has_ending ? STR("") : c->ending;
	char *file = tmpl_pool_zero(&c->pool, name.len + ending.len + 1);

	memcpy(file, name.at, name.len);
	if (ending.len > 0)
		memcpy(file + name.len, ending.at, ending.len);
	return file;
}

/* The tree of the partial that NODE names, each line behind INDENT. */
static bool
partial_tree(struct compiler *c, const struct tmpl_node *node, struct str indent,
    struct tmpl_node **out)
{
	const char *file = file_of(c, node->text);
	struct buf text = BUF_INIT;
	char *path = NULL, *kept;
	struct tmpl_source source;
	bool ok;

	*out = NULL;
	if (!file_name_valid(node->text))
		return err_set(c->e, ERR_TROUBLE,
		    "%s:%u: {{>%.*s}}: expected the name of a template file", node->file,
		    node->line, STR_ARG(str_head(node->text, 80)));
	ok = tmpl_load(file, c->o, &path, &text, c->e);
	if (ok && path == NULL && c->o->n_names > 0)
		ok = err_set(c->e, ERR_TROUBLE,
		    "%s:%u: {{>%.*s}}: there is no %s in %s or " TMPL_SHARED, node->file,
		    node->line, STR_ARG(node->text), file,
		    c->o->folder == NULL ? "." : c->o->folder);
	if (ok && path != NULL) {
		kept = tmpl_pool_zero(&c->pool, strlen(path) + 1);
		memcpy(kept, path, strlen(path));
		source = tmpl_source_file(
		    tmpl_reindent(&c->pool, buf_view(&text), STR(""), indent, true),
		    kept);
		ok = tmpl_tree(&c->pool, &source, out, c->e);
	}
	free(path);
	buf_done(&text);
	return ok;
}

/* The fillings in force within NODE, a parent tag: those so far, and its own new ones. */
static struct fillings *
fillings_of(struct compiler *c, const struct tmpl_node *node)
{
	struct fillings *mine = NULL, *f;
	const struct tmpl_node *block;
	struct filling *filling, **tail = NULL;

	for (block = node->child; block != NULL; block = block->next) {
		bool there = block->kind != NODE_BLOCK;

		for (f = mine != NULL ? mine : c->fillings; f != NULL; f = f->outer)
			for (filling = f->first; filling != NULL; filling = filling->next)
				there = there || str_eq(filling->name, block->text);
		if (there)
			continue;
		if (mine == NULL) {
			mine = tmpl_pool_zero(&c->pool, sizeof *mine);
			mine->outer = c->fillings;
			tail = &mine->first;
		}
		*tail = tmpl_pool_zero(&c->pool, sizeof **tail);
		(*tail)->name = block->text;
		(*tail)->block = block;
		tail = &(*tail)->next;
	}
	return mine == NULL ? c->fillings : mine;
}

/* A partial that is being put in already: it becomes a piece of program of its own. */
static bool
call(struct compiler *c, const struct tmpl_node *node, struct fillings *fillings)
{
	struct variant *v;
	struct scope *s;
	uint32_t i = 0;

	for (s = c->scope; s != NULL; s = s->outer)
		s->needed = true;
	for (v = c->variants; v != NULL; v = v->next, i++)
		if (v->fillings == fillings && str_eq(v->name, node->text) &&
		    str_eq(v->indent, node->indent))
			break;
	if (v == NULL && c->n_variants == VARIANTS_MAX) {
		(void)add_op(c, OP_DEEP);
		return true;
	}
	if (v == NULL) {
		v = tmpl_pool_zero(&c->pool, sizeof *v);
		v->name = node->text;
		v->indent = node->indent;
		v->fillings = fillings;
		if (!partial_tree(c, node, node->indent, &v->nodes))
			return false;
		*c->variants_end = v;
		c->variants_end = &v->next;
		c->n_variants++;
	}
	add_op(c, OP_CALL)->index = i;
	return true;
}

static bool
include(struct compiler *c, const struct tmpl_node *node)
{
	struct fillings *before = c->fillings;
	struct fillings *fillings = node->kind == NODE_PARENT ? fillings_of(c, node)
							      : before;
	struct site site = { c->site, node->text }, *s;
	struct tmpl_node *tree;
	bool ok;

	for (s = c->site; s != NULL; s = s->outer)
		if (str_eq(s->name, node->text))
			return call(c, node, fillings);
	if (!partial_tree(c, node, node->indent, &tree))
		return false;
	c->site = &site;
	c->fillings = fillings;
	ok = nodes(c, tree);
	c->fillings = before;
	c->site = site.outer;
	return ok;
}

static struct filling *
filling_of(const struct compiler *c, struct str name)
{
	const struct fillings *f;
	struct filling *filling;

	for (f = c->fillings; f != NULL; f = f->outer)
		for (filling = f->first; filling != NULL; filling = filling->next)
			if (str_eq(filling->name, name))
				return filling->busy ? NULL : filling;
	return NULL;
}

/* {{$x}}: what fills it, freed of its own indentation and given the block's. */
static bool
block(struct compiler *c, const struct tmpl_node *node)
{
	struct filling *filling = filling_of(c, node->text);
	struct str dedent = STR(""), indent = node->indent;
	struct tmpl_source source;
	struct tmpl_node *tree;
	bool whole, ok;

	if (filling == NULL)
		return nodes(c, node->child);
	source = filling->block->content;
	whole = filling->block->own_line;
	if (whole)
		dedent = tmpl_indent(source.text);
	if (node->own_line && node->content.text.len > 0)
		indent = tmpl_indent(node->content.text);
	if (whole && !node->own_line && str_starts(source.text, dedent)) {
		/* The block's own indentation stands before its first line already. */
		source.text.at += dedent.len;
		source.text.len -= dedent.len;
	}
	source.text = tmpl_reindent(
	    &c->pool, source.text, dedent, indent, node->own_line);
	filling->busy = true;
	ok = tmpl_tree(&c->pool, &source, &tree, c->e) && nodes(c, tree);
	filling->busy = false;
	return ok;
}

/* Compiles NODE and all that follow it. */
static bool
nodes(struct compiler *c, const struct tmpl_node *node)
{
	bool ok = true;

	c->depth++;
	for (; ok && node != NULL; node = node->next) {
		if (++c->work > WORK_MAX || c->t->texts.len > TEXTS_MAX ||
		    c->depth > DEEPEST)
			return err_set(c->e, ERR_TROUBLE,
			    "%s:%u: expected a smaller template, or one less deep",
			    node->file, node->line);
		switch (node->kind) {
		case NODE_TEXT:
			add_text(c, node->text, false);
			break;
		case NODE_VALUE:
			ok = add_value(
			    c, node, node->text, c->o->escape == TMPL_HTML && !node->raw);
			break;
		case NODE_SECTION:
		case NODE_INVERTED:
			ok = section(c, node);
			break;
		case NODE_PARTIAL:
		case NODE_PARENT:
			ok = include(c, node);
			break;
		case NODE_BLOCK:
			ok = block(c, node);
			break;
		}
	}
	c->depth--;
	return ok;
}

/* The partials that call themselves, and those that they find on the way. */
static bool
variants(struct compiler *c)
{
	struct scope anything = { .anything = true };
	struct variant *v;
	bool ok = true;

	c->scope = &anything;
	for (v = c->variants; ok && v != NULL; v = v->next) {
		struct site site = { NULL, v->name };

		v->entry = (uint32_t)c->t->n_ops;
		c->site = &site;
		c->fillings = v->fillings;
		ok = nodes(c, v->nodes);
		(void)add_op(c, OP_END);
	}
	c->scope = NULL;
	c->site = NULL;
	return ok;
}

/* Leaves out what does nothing and has the steps point at their texts. */
static void
finish(struct compiler *c)
{
	struct tmpl *t = c->t;
	uint32_t *moved = mem_zero(t->n_ops, sizeof *moved);
	const char *text = buf_cstr(&t->texts);
	const struct variant *v;
	uint32_t carried = 0;
	size_t i, n = 0;

	for (i = 0; i < t->n_ops; i++) {
		moved[i] = (uint32_t)n;
		carried += t->ops[i].len;
		if (t->ops[i].kind == OP_NOTHING)
			continue;
		t->ops[n] = t->ops[i];
		t->ops[n].text = text;
		t->ops[n++].len = carried;
		text += carried;
		carried = 0;
	}
	for (i = 0; i < n; i++) {
		struct op *op = &t->ops[i];
		uint32_t index = op->index;

		op->end = moved[op->end];
		for (v = c->variants; op->kind == OP_CALL && index > 0; v = v->next)
			index--;
		if (op->kind == OP_CALL)
			op->index = moved[v->entry];
	}
	t->n_ops = n;
	t->hints = mem_zero(t->n_names, sizeof *t->hints);
	free(moved);
}

bool
tmpl_compile(struct tmpl *t, const struct tmpl_source *source, const char *name,
    const struct tmpl_options *o, struct err *e)
{
	struct scope root = { .path = STR("") };
	struct compiler c = { .t = t, .o = o, .scope = &root, .e = e };
	const char *ending = strrchr(name, '.');
	struct tmpl_node *tree;
	bool ok;

	c.ending = str_of(ending == NULL || strchr(ending, '/') != NULL ? "" : ending);
	c.variants_end = &c.variants;
	t->json = o->json;
	ok = tmpl_tree(&c.pool, source, &tree, e) && nodes(&c, tree);
	if (ok)
		(void)add_op(&c, OP_END);
	ok = ok && variants(&c);
	if (ok)
		finish(&c);
	tmpl_pool_done(&c.pool);
	return ok;
}
