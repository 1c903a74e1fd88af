/* tmpl-compile - from trees to a program; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

#include "data/tmpl-compile.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/tmpl-compiler.h"

#define TEXTS_MAX ((size_t)16 << 20)
#define WORK_MAX 200000 /* nodes compiled: partials may double at every level */
#define DEEPEST 400	/* sections, partials and blocks within each other */

static void
add_text(struct compiler *c, struct str text, bool html)
{
	tmpl_add(&c->t->texts, text, html, c->t->json);
}

struct op *
compile_op(struct compiler *c, enum op_kind kind)
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

/* NODE for the arguments of WORD, which it puts in. */
static struct tmpl_node
argument_of(const struct tmpl_node *node, const struct word *word)
{
	struct tmpl_node argument = *node;

	argument.word = word;
	return argument;
}

static bool
no_word(struct compiler *c, const struct tmpl_node *argument, struct str name)
{
	(void)err_set(c->e, ERR_TROUBLE, "{%.*s}: expected a value, not a word",
	    STR_ARG(str_head(name, 80)));
	return scope_err(argument, c->e);
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
	const struct tmpl_node argument = argument_of(node, word);
	struct meaning m;
	struct op *op;

	for (i = 0; i < n; i++) {
		if (!find(c, &argument, args[i], &m))
			return false;
		if (m.kind == MEANS_CONSTANT)
			use.constant[i] = m.view;
		else if (m.kind == MEANS_LOOKUP)
			use.place[i] = add_place(c, args[i], m.skip);
		else
			return no_word(c, &argument, args[i]);
	}
	if (!word_check(word, c->e))
		return false;
	t->uses = mem_grow(t->uses, t->n_uses + 1, sizeof *t->uses);
	t->uses[t->n_uses] = use;
	op = compile_op(c, OP_WORD);
	op->index = (uint32_t)t->n_uses++;
	op->html = html;
	return true;
}

/* The value of NAME, for the tag NODE. */
static bool
add_value(struct compiler *c, const struct tmpl_node *node, struct str name, bool html)
{
	const struct pattern_piece *pieces;
	struct tmpl_node argument;
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
		op = compile_op(c, OP_VALUE);
		op->place = place;
		op->html = html;
		return true;
	}
	if (word_kind(m.word) == PATTERN_DEPENDS)
		return add_use(c, node, m.word, html);
	argument = argument_of(node, m.word);
	(void)word_args(m.word, &args);
	n = word_pieces(m.word, &pieces);
	for (i = 0; i < n; i++) {
		add_text(c, pieces[i].text, html);
		/* An argument is never a word, so this goes one level deep only. */
		if (pieces[i].arg >= 0) {
			if (str_starts(args[pieces[i].arg], STR("w.")))
				return no_word(c, &argument, args[pieces[i].arg]);
			if (!add_value(c, &argument, args[pieces[i].arg], html))
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
	ok = compile_nodes(c, node->child);
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
	bool ok = s == NULL ? compile_nodes(c, node->child) : body(c, node, s);

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
	struct op *op = compile_op(c, OP_WITH);

	op->view = v;
	if (!body(c, node, &s))
		return false;
	(void)compile_op(c, OP_END);
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
		return view_holds(v) ? check_only(c, node, NULL)
				     : compile_nodes(c, node->child);
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
		struct view *said = pool_zero(&c->t->kept, sizeof *said);

		said->kind = VIEW_TEXT;
		said->text = word_text(m.word);
		m.view = said;
	}
	if (m.kind != MEANS_LOOKUP)
		return constant_section(c, node, m.view, m.path);
	place = add_place(c, node->text, m.skip);
	at = c->t->n_ops;
	op = compile_op(c, inverted ? OP_INVERTED : OP_SECTION);
	op->place = place;
	s.path = m.path;
	if (!(inverted ? compile_nodes(c, node->child) : body(c, node, &s)))
		return false;
	(void)compile_op(c, OP_END);
	c->t->ops[at].end = (uint32_t)(c->t->n_ops - 1);
	return true;
}

bool
compile_nodes(struct compiler *c, const struct tmpl_node *node)
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
			ok = compile_include(c, node);
			break;
		case NODE_BLOCK:
			ok = compile_block(c, node);
			break;
		}
	}
	c->depth--;
	return ok;
}

/* Whether the finished program is a text of blanks and nothing else. */
static bool
says_nothing(const struct tmpl *t)
{
	struct str text = buf_view(&t->texts);

	return t->n_ops == 1 && tmpl_blank(text, t->json);
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
	ok = tmpl_tree(&c.pool, source, &tree, e) && compile_nodes(&c, tree);
	if (ok)
		(void)compile_op(&c, OP_END);
	ok = ok && compile_variants(&c);
	if (ok)
		finish(&c);
	pool_done(&c.pool);
	if (ok && o->filled && says_nothing(t))
		return err_set(e, ERR_TROUBLE,
		    "%s: expected a template that says something", source->file);
	return ok;
}
