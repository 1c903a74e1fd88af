/* tmpl-render - runs a compiled template */
/* SPDX-License-Identifier: ISC */

#include "data/tmpl-program.h"
#include "data/tmpl-scope.h"

#define DEEPEST 1000 /* sections and partials running within each other */

struct render {
	const struct tmpl *t;
	struct buf *out;
	size_t limit; /* of out->len */
	struct err *e;
	int running, depth;
	struct buf word; /* a word before it is escaped */
	const struct view *stack[DEEPEST + 1];
};

static const struct view nothing = { .kind = VIEW_NONE };

static bool run(struct render *r, const struct op *op);

/* The field whose name is names[I], or NULL. */
static inline const struct view *
field(const struct tmpl *t, const struct view *v, uint32_t i)
{
	view_name name = t->names[i];
	uint32_t hint = t->hints[i], n;

	if (v->kind != VIEW_OBJECT)
		return NULL;
	n = (uint32_t)v->n;
	if (hint < n && v->fields[hint].name == name)
		return &v->fields[hint].value;
	for (hint = 0; hint < n; hint++)
		if (v->fields[hint].name == name) {
			t->hints[i] = hint;
			return &v->fields[hint].value;
		}
	return NULL;
}

/* The innermost context that has the first name decides; there is no way back. */
static const struct view *
find(const struct render *r, const struct place *place)
{
	const struct view *v;
	uint32_t i;
	int d;

	if (place->n == 0)
		return r->stack[r->depth - 1];
	for (d = r->depth - 1 - place->skip; d >= 0; d--) {
		v = field(r->t, r->stack[d], place->first);
		if (v == NULL)
			continue;
		for (i = 1; v != NULL && i < place->n; i++)
			v = field(r->t, v, place->first + i);
		return v == NULL ? &nothing : v;
	}
	return &nothing;
}

static inline void
add(const struct render *r, struct str text, bool html)
{
	tmpl_add(r->out, text, html, r->t->json);
}

static bool
add_word(struct render *r, const struct op *op)
{
	const struct word_use *use = &r->t->uses[op->index];
	struct pattern_arg args[PATTERN_ARGS];
	const struct str *names;
	size_t n = word_args(use->word, &names), i;

	for (i = 0; i < n; i++) {
		const struct view *v = use->constant[i] != NULL ? use->constant[i]
								: find(r, &use->place[i]);

		args[i] = (struct pattern_arg){ v->text, v->n, v->kind == VIEW_NUMBER };
	}
	buf_clear(&r->word);
	if (!word_format(use->word, args, &r->word, r->e))
		return false;
	add(r, buf_view(&r->word), op->html);
	return true;
}

static bool
too_large(const struct render *r)
{
	return err_set(r->e, ERR_RECORD, "expected at most %zu bytes from the template",
	    TMPL_OUTPUT_MAX);
}

static bool
too_deep(const struct render *r)
{
	return err_set(r->e, ERR_RECORD,
	    "expected sections and partials nested less deeply in the template");
}

/* Runs the body that begins at OP. */
static bool
enter(struct render *r, const struct op *op)
{
	bool ok;

	if (r->running == DEEPEST)
		return too_deep(r);
	if (r->out->len > r->limit)
		return too_large(r);
	r->running++;
	ok = run(r, op);
	r->running--;
	return ok;
}

/* The same with V as the innermost context. */
static bool
enter_with(struct render *r, const struct op *op, const struct view *v)
{
	bool ok;

	/* There are never more contexts than bodies running. */
	r->stack[r->depth++] = v;
	ok = enter(r, op);
	r->depth--;
	return ok;
}

static bool
run_section(struct render *r, const struct op *op)
{
	const struct view *v = find(r, &op->place);
	int64_t i;

	if (!view_holds(v))
		return true;
	if (v->kind != VIEW_LIST)
		return enter_with(r, op + 1, v);
	for (i = 0; i < v->n; i++)
		if (!enter_with(r, op + 1, &v->items[i]))
			return false;
	return true;
}

/* Runs the steps from OP to the OP_END of their body. */
static bool
run(struct render *r, const struct op *op)
{
	const struct op *ops = r->t->ops;
	bool ok = true;

	for (; ok; op++) {
		buf_add(r->out, op->text, op->len);
		switch ((enum op_kind)op->kind) {
		case OP_END:
			return true;
		case OP_VALUE:
			add(r, find(r, &op->place)->text, op->html);
			ok = r->out->len <= r->limit || too_large(r);
			break;
		case OP_WORD:
			ok = add_word(r, op);
			break;
		case OP_SECTION:
			ok = run_section(r, op);
			op = &ops[op->end];
			break;
		case OP_INVERTED:
			ok = view_holds(find(r, &op->place)) || enter(r, op + 1);
			op = &ops[op->end];
			break;
		case OP_WITH:
			ok = enter_with(r, op + 1, op->view);
			op = &ops[op->end];
			break;
		case OP_CALL:
			ok = enter(r, &ops[op->index]);
			break;
		case OP_DEEP:
			return too_deep(r);
		case OP_NOTHING:
			break;
		}
	}
	return false;
}

bool
tmpl_render(const struct tmpl *t, const struct view *root, struct buf *out, struct err *e)
{
	struct render r;
	size_t start = out->len;
	bool ok;

	r.t = t;
	r.out = out;
	r.limit = start + TMPL_OUTPUT_MAX;
	r.e = e;
	r.running = 0;
	r.word = (struct buf)BUF_INIT;
	r.stack[0] = root;
	r.depth = 1;
	ok = run(&r, t->ops);
	if (ok && out->len > r.limit)
		ok = too_large(&r);
	buf_done(&r.word);
	if (!ok)
		out->len = start;
	return ok;
}
