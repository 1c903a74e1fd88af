/* tmpl-include - partials, parents and blocks */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "data/tmpl-compiler.h"

#define SOURCE_MAX ((size_t)1 << 20)
#define VARIANTS_MAX 200

/* A name that cannot leave the folders of templates; {{>*x}} would name one by data. */
static bool
file_name_valid(struct str name)
{
	struct str part;

	if (name.len > 200 || str_starts(name, STR("*")) || str_starts(name, STR("/")) ||
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

/* The partial's file name in the pool: with its own ending, or the template's. */
static const char *
file_of(struct compiler *c, struct str name)
{
	bool has_ending = name.len > 0 && memrchr(name.at, '.', name.len) != NULL;
	struct str ending = has_ending ? STR("") : c->ending;
	char *file = pool_zero(&c->pool, name.len + ending.len + 1);

	memcpy(file, name.at, name.len);
	if (ending.len > 0)
		memcpy(file + name.len, ending.at, ending.len);
	return file;
}

static bool
missing(const struct compiler *c, const struct tmpl_node *node, const char *file)
{
	const char *folder = c->o->folder == NULL ? "." : c->o->folder;

	if (c->o->n_names == 0)
		return true;
	return err_set(c->e, ERR_TROUBLE,
	    "%s:%u: {{>%.*s}}: there is no %s in %s or " TMPL_SHARED, node->file,
	    node->line, STR_ARG(node->text), file, folder);
}

static bool
parse_partial(struct compiler *c, const struct tmpl_node *node, struct str text,
    const char *path, struct tmpl_node **tree)
{
	char *kept = pool_zero(&c->pool, strlen(path) + 1);
	struct tmpl_source s;

	memcpy(kept, path, strlen(path));
	if (!tmpl_source_file(text, kept, &s, c->e))
		return false;
	s.text = tmpl_reindent(&c->pool, s.text, STR(""), node->indent, true);
	c->work += s.text.len / 64;
	return tmpl_tree(&c->pool, &s, tree, c->e);
}

/* Reads the partial that NODE names, and its tree behind NODE's indentation. */
static bool
read_partial(struct compiler *c, const struct tmpl_node *node, struct tmpl_node **tree)
{
	const char *file = file_of(c, node->text);
	struct buf text = BUF_INIT;
	char *path = NULL;
	size_t i;
	bool ok;

	for (i = 0; i < c->o->n_partials; i++)
		if (str_eq(c->o->partials[i].name, node->text))
			return parse_partial(c, node, c->o->partials[i].text, file, tree);
	if (!file_name_valid(node->text))
		return err_set(c->e, ERR_TROUBLE,
		    "%s:%u: {{>%.*s}}: expected the name of a template file", node->file,
		    node->line, STR_ARG(str_head(node->text, 80)));
	ok = tmpl_load(file, c->o, &path, &text, c->e);
	if (ok && path == NULL)
		ok = missing(c, node, file);
	else if (ok)
		ok = parse_partial(c, node, buf_view(&text), path, tree);
	free(path);
	buf_done(&text);
	return ok;
}

/* The same, from memory where it was read before. */
static bool
partial_tree(struct compiler *c, const struct tmpl_node *node, struct tmpl_node **tree)
{
	struct loaded *l;

	*tree = NULL;
	for (l = c->loaded; l != NULL; l = l->next)
		if (str_eq(l->name, node->text) && str_eq(l->indent, node->indent)) {
			*tree = l->tree;
			return true;
		}
	if (!read_partial(c, node, tree))
		return false;
	l = pool_zero(&c->pool, sizeof *l);
	*l = (struct loaded){ node->text, node->indent, *tree, c->loaded };
	c->loaded = l;
	return true;
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
			mine = pool_zero(&c->pool, sizeof *mine);
			mine->outer = c->fillings;
			tail = &mine->first;
		}
		*tail = pool_zero(&c->pool, sizeof **tail);
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
		(void)compile_op(c, OP_DEEP);
		return true;
	}
	if (v == NULL) {
		v = pool_zero(&c->pool, sizeof *v);
		v->name = node->text;
		v->indent = node->indent;
		v->fillings = fillings;
		if (!partial_tree(c, node, &v->nodes))
			return false;
		*c->variants_end = v;
		c->variants_end = &v->next;
		c->n_variants++;
	}
	compile_op(c, OP_CALL)->index = i;
	return true;
}

bool
compile_include(struct compiler *c, const struct tmpl_node *node)
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
	if (!partial_tree(c, node, &tree))
		return false;
	c->site = &site;
	c->fillings = fillings;
	ok = compile_nodes(c, tree);
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

/* What fills the block is freed of its own indentation and given the block's. */
bool
compile_block(struct compiler *c, const struct tmpl_node *node)
{
	struct filling *filling = filling_of(c, node->text);
	struct str dedent = STR(""), indent = node->indent;
	struct tmpl_source source;
	struct tmpl_node *tree;
	bool whole, ok;

	if (filling == NULL)
		return compile_nodes(c, node->child);
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
	ok = tmpl_tree(&c->pool, &source, &tree, c->e) && compile_nodes(c, tree);
	filling->busy = false;
	return ok;
}

bool
compile_variants(struct compiler *c)
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
		ok = compile_nodes(c, v->nodes);
		(void)compile_op(c, OP_END);
	}
	c->scope = NULL;
	c->site = NULL;
	return ok;
}
