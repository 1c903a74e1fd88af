/* funnel-earlier - an earlier report on lost carts, from its records */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-earlier.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/mem.h"
#include "data/rec.h"

static void
add_part(struct buf *b, struct str part)
{
	buf_fmt(b, "%zu:", part.len);
	buf_str(b, part);
}

/* The fields of --by may stand in any order. */
static void
sort_pairs(struct earlier_pair *at, size_t n)
{
	size_t i, j;

	for (i = 1; i < n; i++)
		for (j = i; j > 0 && str_cmp(at[j].name, at[j - 1].name) < 0; j--) {
			struct earlier_pair swap = at[j];

			at[j] = at[j - 1];
			at[j - 1] = swap;
		}
}

void
earlier_key(struct buf *b, struct earlier_place *p)
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
	    !rec_get_text(rec, "step_events", &r->events_of, e) ||
	    !rec_need_text(rec, "order", &r->order, e) ||
	    !rec_need_whole(rec, "gap", &r->gap, e) ||
	    !rec_need_whole(rec, "recover", &r->recover, e) ||
	    !rec_get_text(rec, "now", &r->now, e) ||
	    !rec_get_whole(rec, "figures", &r->figures, e))
		return false;
	r->events_of = pool_copy(&r->pool, r->events_of);
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
read_place(struct val rec, struct earlier_place *p, struct err *e)
{
	struct truth others;
	struct val by;
	struct val_iter it;
	struct earlier_pair pair;
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

/* The value of the figure REC; that of a rate is what its parts make. */
static bool
read_value(struct val rec, enum figure_unit unit, const struct earlier_place *p,
    struct earlier_entry *out, struct err *e)
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
	if (!figure_is_fine(unit))
		return rec_need_whole(rec, "value", &out->value, e);
	if (unit != UNIT_RATE) {
		if (!rec_find(rec, "value", &value, e))
			return false;
		if (!val_there(value) || val_kind(value) == TOK_TEXT ||
		    !millionths_read(val_raw(value), &out->value))
			return val_expected(rec, "value", "a number", e);
		return true;
	}
	if (!rec_need_whole(rec, "n", &out->parts.n, e) ||
	    !rec_need_whole(rec, "of", &out->parts.of, e))
		return false;
	if (out->parts.n < 0 || out->parts.of < out->parts.n || out->parts.of == 0)
		return val_expected(rec, "n", "a part of what \"of\" says", e);
	out->value = millionths(out->parts.n, out->parts.of);
	return true;
}

static bool
read_figure(struct funnel_earlier *r, struct val rec, struct err *e)
{
	struct earlier_place place = { 0 };
	struct earlier_entry entry = { 0 };
	enum figure_unit unit;
	struct val from;

	if (!r->headed)
		return val_err(rec, e, "a figure stands before its report record");
	r->met++;
	if (!rec_need_text(rec, "name", &place.name, e) ||
	    !rec_find(rec, "from", &from, e))
		return false;
	unit = unit_of(place.name);
	if (unit == UNITS || val_there(from))
		return true;
	if (!read_place(rec, &place, e) || !read_value(rec, unit, &place, &entry, e))
		return false;
	earlier_key(&r->key, &place);
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
	const struct earlier_entry *l = a, *r = b;

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
	return ok;
}

/* Whether all of it was there. */
static bool
is_whole(const struct funnel_earlier *r, struct err *e)
{
	if (!r->headed)
		return err_set(e, ERR_TROUBLE,
		    " no report record; was it written with "
		    "--format jsonl?");
	if (r->figures.there && r->figures.n != r->met)
		return err_set(e, ERR_TROUBLE,
		    " not the whole report: it has %" PRId64 " of %" PRId64 " figures",
		    r->met, r->figures.n);
	return true;
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
	ok = ok && read_lines(r, fd, e) && is_whole(r, e);
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

const struct earlier_entry *
earlier_find(const struct funnel_earlier *r, struct str key)
{
	struct earlier_entry want = { .key = key };

	return r->n == 0 ? NULL : bsearch(&want, r->entry, r->n, sizeof want, by_key);
}
