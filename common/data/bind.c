/* bind - a layout's fields bound to the columns of one file */
/* SPDX-License-Identifier: ISC */

#include "data/bind.h"

#include <stdio.h>

#include "base/buf.h"
#include "data/fetch.h"
#include "data/glob.h"

/* --- binding -------------------------------------------------------------------- */

bool
bind_find(const struct column *c, const struct str *header, size_t n, size_t *at)
{
	for (size_t k = 0; k < c->n; k++)
		for (size_t i = 0; i < n; i++)
			if (str_same(str_trim(header[i]), c->names[k])) {
				*at = i;
				return true;
			}
	return false;
}

static const struct str number_mark = STR_INIT("{n}");

/* The column's names with NUMBER for the mark. */
static struct column
numbered(const struct column *c, unsigned number, struct pool *pool)
{
	struct str *names = pool_zero(pool, c->n * sizeof *names);

	for (size_t i = 0; i < c->n; i++) {
		const struct str s = c->names[i];
		ptrdiff_t before = str_find(s, number_mark);
		struct str rest;

		names[i] = s;
		if (before < 0)
			continue;
		rest.at = s.at + before + number_mark.len;
		rest.len = s.len - (size_t)before - number_mark.len;
		names[i] = pool_fmt(
		    pool, "%.*s%u%.*s", (int)before, s.at, number, STR_ARG(rest));
	}
	return (struct column){ names, c->n };
}

static void
bind_source(const struct source *s, const struct str *header, size_t n_header,
    unsigned number, struct pool *pool, struct bound_source *out)
{
	*out = (struct bound_source){ .how = s };
	out->columns = pool_zero(pool, (s->n_columns + 1) * sizeof *out->columns);
	for (size_t i = 0; i < s->n_columns; i++) {
		struct bound_column *b = &out->columns[out->n];
		struct column c;

		if (header == NULL) {
			*b = (struct bound_column){ .name = s->columns[i].names[0],
				.paths = &s->columns[i] };
		} else {
			c = numbered(&s->columns[i], number, pool);
			if (!bind_find(&c, header, n_header, &b->at))
				continue;
			b->name = str_trim(header[b->at]);
		}
		out->n++;
		out->n_less += i >= s->n_columns - s->n_less;
	}
}

/* Binds C; false where the file has no such column. */
static bool
bind_condition(const struct condition *c, const struct str *header, size_t n_header,
    struct bound_condition *out)
{
	*out = (struct bound_condition){ .how = c };
	out->column.name = c->column.names[0];
	out->column.paths = &c->column;
	return header == NULL || bind_find(&c->column, header, n_header, &out->column.at);
}

size_t
bind_conditions(const struct condition *conditions, size_t n, const struct str *header,
    size_t n_header, struct bound_condition *out)
{
	size_t bound = 0;

	for (size_t i = 0; i < n; i++)
		bound += bind_condition(&conditions[i], header, n_header, &out[bound]);
	return bound;
}

/* Whether S, of which columns are bound, can ever say anything. */
static bool
bind_when(
    struct bound_source *s, const struct str *header, size_t n_header, struct pool *pool)
{
	struct bound_condition *when;

	if (s->how->when != NULL) {
		when = pool_zero(pool, sizeof *when);
		s->when = when;
		if (!bind_condition(s->how->when, header, n_header, when))
			return false;
	}
	return s->n != 0 || s->how->how == SOURCE_VALUE;
}

struct bound
bind_fields(const struct layout_field *fields, size_t n, const struct target *targets,
    const struct str *header, size_t n_header, unsigned number, struct pool *pool)
{
	struct bound b = { pool_zero(pool, (n + 1) * sizeof *b.fields), 0 };

	for (size_t i = 0; i < n; i++) {
		const struct layout_field *f = &fields[i];
		struct bound_field *out = &b.fields[b.n];
		bool bare;

		*out = (struct bound_field){ .target = &targets[f->target],
			.index = f->target,
			.gather = f->gather };
		out->sources = pool_zero(pool, f->n_sources * sizeof *out->sources);
		for (size_t k = 0; k < f->n_sources; k++) {
			struct bound_source *s = &out->sources[out->n];

			bind_source(&f->sources[k], header, n_header, number, pool, s);
			out->n += bind_when(s, header, n_header, pool);
		}
		out->plain = header != NULL && out->n == 1 &&
			     out->sources->how->how == SOURCE_COLUMN &&
			     out->sources->how->n_words == 0 &&
			     out->sources->when == NULL;
		bare = out->plain && cell_is_bare(out->sources->how);
		out->text = bare && (out->target->kind == FIELD_TEXT ||
					out->target->kind == FIELD_CODE);
		out->money = bare && out->target->kind == FIELD_MONEY;
		out->at = out->plain ? out->sources->columns->at : 0;
		b.n += out->n != 0;
	}
	return b;
}

bool
bind_numbered(const struct layout_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < fields[i].n_sources; k++) {
			const struct source *s = &fields[i].sources[k];

			for (size_t c = 0; c < s->n_columns; c++)
				if (str_find(s->columns[c].names[0], number_mark) >= 0)
					return true;
		}
	return false;
}

/* --- cells ------------------------------------------------------------------------ */

/* All texts of a column: one cell, or what a JSON path leads to. */
static bool
fetch_all(
    const struct bound_column *c, const struct place *p, struct texts *out, struct err *e)
{
	const size_t before = out->n;

	if (p->cells != NULL) {
		texts_add(out, p->cells[c->at]);
		return true;
	}
	for (size_t i = 0; i < c->paths->n && out->n == before; i++)
		if (!fetch_words(p->object, c->paths->names[i], out, e))
			return false;
	return true;
}

static bool
is_like(struct str cell, const struct condition *c)
{
	cell = str_trim(cell);
	for (size_t i = 0; i < c->n; i++)
		if (cell.len == 0 || c->like[i].len == 0
			? cell.len == c->like[i].len
			: glob_match(c->like[i], cell, NULL))
			return true;
	return false;
}

bool
bind_holds(const struct bound_condition *c, const struct place *place,
    struct texts *found, bool *holds, struct err *e)
{
	found->n = 0;
	if (!fetch_all(&c->column, place, found, e))
		return false;
	*holds = found->n == 0 && is_like(STR(""), c->how);
	for (size_t i = 0; i < found->n && !*holds; i++)
		*holds = is_like(found->at[i], c->how);
	return true;
}

/* Whether one of the texts from the one numbered FIRST on is more than spaces. */
static bool
says_any(const struct texts *found, size_t first)
{
	for (size_t i = first; i < found->n; i++)
		if (str_trim(found->at[i]).len != 0)
			return true;
	return false;
}

static bool
read_joined(const struct bound_source *s, const struct target *t, const struct place *p,
    struct cells *c, struct value *out, struct err *e)
{
	struct buf text = BUF_INIT;
	size_t parts = 0, before;
	bool done = true, all = true;

	c->found.n = 0;
	for (size_t i = 0; i < s->n; i++) {
		before = c->found.n;
		if (!fetch_all(&s->columns[i], p, &c->found, e))
			return false;
		all &= says_any(&c->found, before);
	}
	if (s->how->all && !all)
		return true;
	for (size_t i = 0; i < c->found.n; i++) {
		struct str cell = cell_clean(c->found.at[i], t->kind);

		if (cell.len == 0)
			continue;
		if (parts++ != 0)
			buf_str(&text, s->how->with);
		buf_str(&text, cell);
	}
	if (parts != 0)
		done = cell_read(
		    c, s->how, t, s->columns[0].name, buf_view(&text), out, e);
	out->derived |= parts > 1;
	buf_done(&text);
	return done;
}

/* Adds PART to *OUT, or takes it off (LESS); false where that is too large. */
static bool
add_part(struct value *out, struct value part, bool less)
{
	if (less && !money_times(part.n, -1, &part.n))
		return false;
	if (out->there)
		return money_add(&out->n, part.n);
	*out = part;
	return true;
}

/* Where there is nothing to add to, nothing is taken off it. */
static bool
read_sum(const struct bound_source *s, const struct target *t, const struct place *p,
    struct cells *c, struct value *out, struct err *e)
{
	struct value part;

	for (size_t i = 0; i < s->n; i++) {
		const struct str name = s->columns[i].name;
		const bool less = i >= s->n - s->n_less;

		if (less && !out->there)
			return true;
		c->found.n = 0;
		if (!fetch_all(&s->columns[i], p, &c->found, e))
			return false;
		for (size_t k = 0; k < c->found.n; k++) {
			if (!cell_read(c, s->how, t, name, c->found.at[k], &part, e))
				return false;
			if (part.there && !add_part(out, part, less))
				return err_set(e, ERR_RECORD,
				    "%.*s: the sum is too large", STR_ARG(name));
		}
	}
	return true;
}

/* Each text of a path with "[]", as one list. */
static bool
read_texts(const struct bound_source *s, const struct target *t, const struct place *p,
    struct cells *c, struct value *out, struct err *e)
{
	struct texts all = { NULL, 0, 0 };
	struct value part;
	bool done;

	c->found.n = 0;
	done = fetch_all(&s->columns[0], p, &c->found, e);
	for (size_t k = 0; done && k < c->found.n; k++) {
		done = cell_read(
		    c, s->how, t, s->columns[0].name, c->found.at[k], &part, e);
		for (size_t i = 0; done && part.there && i < part.list.n; i++)
			texts_add(&all, part.list.at[i]);
	}
	if (done && all.n != 0) {
		out->list.at = pool_zero(c->pool, all.n * sizeof *all.at);
		memcpy(out->list.at, all.at, all.n * sizeof *all.at);
		out->list.n = all.n;
		out->there = true;
	}
	texts_done(&all);
	return done;
}

/* The one text of a column. */
static bool
fetch(const struct bound_column *c, const struct place *p, struct str *out, struct err *e)
{
	*out = STR_NONE;
	if (p->cells != NULL) {
		*out = p->cells[c->at];
		return true;
	}
	for (size_t i = 0; i < c->paths->n && out->len == 0; i++)
		if (!fetch_word(p->object, c->paths->names[i], out, e))
			return false;
	return true;
}

static bool
read_source(const struct bound_source *s, const struct target *t, const struct place *p,
    struct cells *c, struct value *out, struct err *e)
{
	struct str cell;
	bool counts = true;

	if (s->when != NULL && !bind_holds(s->when, p, &c->found, &counts, e))
		return false;
	if (!counts)
		return true;
	if (s->how->how == SOURCE_VALUE)
		return cell_read(c, s->how, t, str_of(t->name), s->how->value, out, e);
	if (s->how->how == SOURCE_JOIN)
		return read_joined(s, t, p, c, out, e);
	if (s->how->how == SOURCE_ADD)
		return read_sum(s, t, p, c, out, e);
	if (t->kind == FIELD_LIST && p->cells == NULL)
		return read_texts(s, t, p, c, out, e);
	if (!fetch(&s->columns[0], p, &cell, e))
		return false;
	if (cell.len == 0 && s->how->n_words == 0)
		return true;
	return cell_read(c, s->how, t, s->columns[0].name, cell, out, e);
}

bool
bind_read_any(const struct bound_field *f, const struct place *place, struct cells *c,
    struct value *out, struct err *e)
{
	*out = (struct value){ .there = false };
	for (size_t i = 0; i < f->n; i++) {
		if (!read_source(&f->sources[i], f->target, place, c, out, e))
			return false;
		if (out->there)
			return true;
	}
	return true;
}
