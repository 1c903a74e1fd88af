/* funnel-compare - how a report on lost carts stands to an earlier one */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-compare.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/mem.h"
#include "base/pool.h"
#include "data/rec.h"

/* A field of --by and its value. */
struct pair {
	struct str name, value;
};

/* What a figure is known by, whichever report it is in. */
struct place {
	struct str name, step, currency;
	struct pair by[FUNNEL_BY];
	size_t n_by;
	struct str field, seen;
	bool others;
};

struct entry {
	struct str key;
	int64_t value;
	struct proportion parts;
};

struct funnel_earlier {
	struct str path, steps, order, windows, now;
	int64_t gap, recover;
	bool headed;	     /* its report record has been read */
	struct entry *entry; /* by key */
	size_t n, room;
	struct pool pool;
	struct buf key; /* scratch memory */
};

static void
add_part(struct buf *b, struct str part)
{
	buf_fmt(b, "%zu:", part.len);
	buf_str(b, part);
}

/* The fields of --by may stand in any order. */
static void
sort_pairs(struct pair *at, size_t n)
{
	size_t i, j;

	for (i = 1; i < n; i++)
		for (j = i; j > 0 && str_cmp(at[j].name, at[j - 1].name) < 0; j--) {
			struct pair swap = at[j];

			at[j] = at[j - 1];
			at[j - 1] = swap;
		}
}

static void
make_key(struct buf *b, struct place *p)
{
	size_t i;

	buf_clear(b);
	add_part(b, p->name);
	add_part(b, p->step);
	add_part(b, p->currency);
	add_part(b, p->field);
	add_part(b, p->seen);
	buf_char(b, p->others ? 'o' : '-');
	sort_pairs(p->by, p->n_by);
	for (i = 0; i < p->n_by; i++) {
		add_part(b, p->by[i].name);
		add_part(b, p->by[i].value);
	}
}

/* Reads a list of texts, or of windows, as one text to compare and to show. */
static bool
read_list(struct funnel_earlier *r, struct val rec, const char *path, struct str *out,
    struct err *e)
{
	struct buf all = BUF_INIT;
	struct val list, item;
	struct val_iter it;
	bool ok = rec_get_list(rec, path, &list, e);

	it = val_iter(ok ? list : VAL_NONE);
	while (ok && val_next(&it, &item)) {
		struct str text;
		int64_t seconds;

		buf_text(&all, all.len == 0 ? "" : ", ");
		if (val_kind(item) != TOK_OBJECT) {
			if ((ok = rec_need_text(item, "", &text, e)))
				buf_str(&all, text);
			continue;
		}
		ok = rec_need_text(item, "step", &text, e) &&
		     rec_need_whole(item, "seconds", &seconds, e);
		if (ok)
			buf_fmt(&all, "%.*s %" PRId64 " s", STR_ARG(text), seconds);
	}
	if (ok)
		*out = pool_copy(&r->pool, buf_view(&all));
	buf_done(&all);
	return ok;
}

static bool
read_report(struct funnel_earlier *r, struct val rec, struct err *e)
{
	if (r->headed)
		return val_err(rec, e, "a second report begins here");
	if (!read_list(r, rec, "steps", &r->steps, e) ||
	    !read_list(r, rec, "windows", &r->windows, e) ||
	    !rec_need_text(rec, "order", &r->order, e) ||
	    !rec_need_whole(rec, "gap", &r->gap, e) ||
	    !rec_need_whole(rec, "recover", &r->recover, e) ||
	    !rec_need_text(rec, "now", &r->now, e))
		return false;
	r->order = pool_copy(&r->pool, r->order);
	r->now = pool_copy(&r->pool, r->now);
	r->headed = true;
	return true;
}

/* The unit of the figure that is called NAME; UNITS where this kit knows none. */
static enum figure_unit
unit_of(struct str name)
{
	size_t i;

	for (i = 0; i < FIGURES; i++)
		if (str_is(name, figure_defs[i].name))
			return figure_defs[i].unit;
	return UNITS;
}

static bool
read_place(struct val rec, struct place *p, struct err *e)
{
	struct truth others;
	struct val by;
	struct val_iter it;
	struct pair pair;
	struct val value;

	if (!rec_get_text(rec, "step", &p->step, e) ||
	    !rec_get_text(rec, "currency", &p->currency, e) ||
	    !rec_get_text(rec, "field", &p->field, e) ||
	    !rec_get_text(rec, "seen", &p->seen, e) ||
	    !rec_get_bool(rec, "others", &others, e) ||
	    !rec_get_object(rec, "by", &by, e))
		return false;
	p->others = others.there && others.is;
	it = val_iter(by);
	while (val_next_member(&it, &pair.name, &value)) {
		if (p->n_by == FUNNEL_BY)
			return val_err(by, e, "more than %d fields", FUNNEL_BY);
		if (!rec_get_text(value, "", &pair.value, e))
			return false;
		p->by[p->n_by++] = pair;
	}
	return true;
}

/* The value of the figure REC, and the parts of a rate. */
static bool
read_value(struct val rec, enum figure_unit unit, const struct place *p,
    struct entry *out, struct err *e)
{
	struct currency c;
	struct amount amount;
	struct val value;

	if (unit == UNIT_MONEY) {
		if (!currency_find(p->currency, &c))
			return val_expected(rec, "currency", "an ISO 4217 code", e);
		if (!rec_get_money(rec, "amount", &c, &amount, e))
			return false;
		if (!amount.there)
			return val_expected(rec, "amount", "an amount", e);
		out->value = amount.minor;
		return true;
	}
	if (!rec_find(rec, "value", &value, e))
		return false;
	if (unit != UNIT_RATE && unit != UNIT_TIMES)
		return rec_need_whole(rec, "value", &out->value, e);
	if (!val_there(value) || val_kind(value) == TOK_TEXT ||
	    !millionths_read(val_raw(value), &out->value))
		return val_expected(rec, "value", "a number", e);
	if (unit == UNIT_TIMES)
		return true;
	if (!rec_need_whole(rec, "n", &out->parts.n, e) ||
	    !rec_need_whole(rec, "of", &out->parts.of, e))
		return false;
	if (out->parts.n < 0 || out->parts.of < out->parts.n || out->parts.of == 0)
		return val_expected(rec, "n", "a part of what \"of\" says", e);
	return true;
}

static bool
read_figure(struct funnel_earlier *r, struct val rec, struct err *e)
{
	struct place place = { 0 };
	struct entry entry = { 0 };
	enum figure_unit unit;
	struct val from;

	if (!r->headed)
		return val_err(rec, e, "a figure stands before its report record");
	if (!rec_need_text(rec, "name", &place.name, e) ||
	    !rec_find(rec, "from", &from, e))
		return false;
	unit = unit_of(place.name);
	if (unit == UNITS || val_there(from))
		return true;
	if (!read_place(rec, &place, e) || !read_value(rec, unit, &place, &entry, e))
		return false;
	make_key(&r->key, &place);
	entry.key = pool_copy(&r->pool, buf_view(&r->key));
	if (r->n == r->room) {
		r->room = r->room == 0 ? 256 : r->room * 2;
		r->entry = mem_grow(r->entry, r->room, sizeof *r->entry);
	}
	r->entry[r->n++] = entry;
	return true;
}

static bool
read_record(struct funnel_earlier *r, struct val rec, struct err *e)
{
	struct str type;

	if (!rec_need_text(rec, "type", &type, e))
		return false;
	if (str_is(type, "report"))
		return read_report(r, rec, e);
	if (str_is(type, "figure"))
		return read_figure(r, rec, e);
	return val_err(rec, e, "neither a report nor a figure, but \"%.*s\"",
	    STR_ARG(str_head(type, 40)));
}

static int
by_key(const void *a, const void *b)
{
	const struct entry *l = a, *r = b;

	return str_cmp(l->key, r->key);
}

static bool
read_lines(struct funnel_earlier *r, int fd, struct err *e)
{
	struct lines lines;
	struct rec rec;
	struct str line;
	enum line_kind kind = LINE_END;
	bool ok = true;

	lines_init(&lines, fd);
	rec_init(&rec);
	while (ok && (kind = lines_next(&lines, &line, e)) != LINE_END) {
		if (kind == LINE_TEXT && str_trim(line).len == 0)
			continue;
		if (kind == LINE_LONG)
			(void)err_set(e, ERR_TROUBLE, "line too long");
		ok = kind == LINE_TEXT && rec_read(&rec, lines_chomp(line), e) &&
		     read_record(r, rec_root(&rec), e);
		if (!ok && kind != LINE_ERROR)
			(void)err_prefix(e, "%" PRIu64 ": ", lines.number);
	}
	rec_done(&rec);
	lines_done(&lines);
	if (ok && !r->headed)
		return err_set(e, ERR_TROUBLE,
		    " no report record; was it written with "
		    "--format jsonl?");
	return ok;
}

struct funnel_earlier *
funnel_earlier_read(const char *path, struct err *e)
{
	struct funnel_earlier *r = mem_zero(1, sizeof *r);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0;

	if (!ok)
		(void)err_set(e, ERR_TROUBLE, " %s", strerror(errno));
	r->path = pool_copy(&r->pool, str_of(path));
	ok = ok && read_lines(r, fd, e);
	if (fd >= 0)
		(void)close(fd);
	if (!ok) {
		(void)err_prefix(e, "%s:", path);
		e->kind = ERR_TROUBLE;
		funnel_earlier_free(r);
		return NULL;
	}
	if (r->n > 0)
		qsort(r->entry, r->n, sizeof *r->entry, by_key);
	return r;
}

void
funnel_earlier_free(struct funnel_earlier *earlier)
{
	if (earlier == NULL)
		return;
	free(earlier->entry);
	pool_done(&earlier->pool);
	buf_done(&earlier->key);
	free(earlier);
}

struct str
funnel_earlier_now(const struct funnel_earlier *earlier)
{
	return earlier->now;
}

static bool
same_text(const struct funnel_earlier *r, const char *what, struct str there,
    struct str here, struct err *e)
{
	if (str_eq(there, here))
		return true;
	return err_set(e, ERR_TROUBLE,
	    "%.*s: counted by other rules: %s: \"%.*s\" there, \"%.*s\" here",
	    STR_ARG(r->path), what, STR_ARG(there), STR_ARG(here));
}

static bool
same_span(const struct funnel_earlier *r, const char *what, int64_t there, int64_t here,
    struct err *e)
{
	if (there == here)
		return true;
	return err_set(e, ERR_TROUBLE,
	    "%.*s: counted by other rules: %s: %" PRId64 " seconds there, %" PRId64
	    " here",
	    STR_ARG(r->path), what, there, here);
}

bool
funnel_earlier_fits(
    const struct funnel_earlier *earlier, const struct funnel *f, struct err *e)
{
	struct buf steps = BUF_INIT, windows = BUF_INIT;
	size_t s;
	bool ok;

	for (s = 0; s < f->n_steps; s++) {
		buf_text(&steps, s == 0 ? "" : ", ");
		buf_str(&steps, f->step[s]);
		if (f->window[s] == 0)
			continue;
		buf_text(&windows, windows.len == 0 ? "" : ", ");
		buf_fmt(
		    &windows, "%.*s %" PRId64 " s", STR_ARG(f->step[s]), f->window[s]);
	}
	ok = same_text(earlier, "steps", earlier->steps, buf_view(&steps), e) &&
	     same_text(earlier, "order", earlier->order,
		 f->strict ? STR("strict") : STR("any"), e) &&
	     same_span(earlier, "gap", earlier->gap, f->gap, e) &&
	     same_text(earlier, "windows", earlier->windows, buf_view(&windows), e) &&
	     same_span(earlier, "recover", earlier->recover, f->recover, e);
	buf_done(&steps);
	buf_done(&windows);
	return ok;
}

static const struct entry *
look_up(const struct funnel_earlier *r, struct buf *key, const struct funnel *f,
    const struct figure *g)
{
	struct place p = { .name = str_of(figure_defs[g->name].name),
		.currency = str_of(g->currency.code) };
	struct entry want;
	size_t i;

	if (g->step != FIGURE_NO_STEP)
		p.step = f->step[g->step];
	if (g->scope == SCOPE_GROUP)
		for (i = 0; i < f->n_by; i++)
			p.by[p.n_by++] = (struct pair){ f->by[i], g->group->by[i] };
	if (g->scope == SCOPE_REASON) {
		p.field = str_of(context_names[g->reason->field]);
		p.seen = g->reason->value;
		p.others = g->reason->others;
	}
	make_key(key, &p);
	want.key = buf_view(key);
	return r->n == 0 ? NULL : bsearch(&want, r->entry, r->n, sizeof want, by_key);
}

void
funnel_compare(const struct funnel_earlier *earlier, struct figures *fs)
{
	struct buf key = BUF_INIT;
	size_t i;

	for (i = 0; i < fs->n; i++) {
		const struct entry *was;

		if (fs->at[i].scope == SCOPE_PERIOD)
			break;
		was = look_up(earlier, &key, fs->f, &fs->at[i]);
		if (was != NULL)
			figure_compare(&fs->at[i], was->value, was->parts);
	}
	buf_done(&key);
}
