/* table - an export read by a layout: what a row says, as values of a record's fields */
/* SPDX-License-Identifier: ISC */

#include "data/table.h"

#include "data/table-open.h"

const struct layout *
table_layout(const struct table *t)
{
	return t->layout;
}

struct table_skipped
table_skipped(const struct table *t)
{
	return t->skipped;
}

void
table_keep(struct table *t, struct pool *pool, struct texts *warnings)
{
	t->cells.pool = pool;
	t->cells.warnings = warnings;
}

struct str
table_column(const struct table *t, bool line, size_t index)
{
	const struct schema *s = t->s->schema;
	const struct bound *b = line && t->n_lines != 0 ? &t->lines[0] : &t->heads;

	for (size_t i = 0; i < b->n; i++)
		if (b->fields[i].index == index && b->fields[i].sources[0].n != 0)
			return b->fields[i].sources[0].columns[0].name;
	return str_of(line ? s->lines[index].name : s->heads[index].name);
}

struct currency
table_currency(const struct table *t)
{
	return t->cells.currency;
}

struct str
table_key(const struct table *t)
{
	return buf_view(&t->last);
}

bool
table_ready(struct table *t)
{
	return t->json	? elements_ready(&t->elements)
	       : t->log ? table_log_ready(t->log)
			: csv_ready(t->csv);
}

static void
absent(
    const struct layout_field *fields, size_t n, const struct bound *b, struct texts *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < b->n && b->fields[k].index != fields[i].target)
			k++;
		if (k == b->n && fields[i].sources[0].n_columns != 0)
			texts_add(out, fields[i].sources[0].columns[0].names[0]);
	}
}

void
table_absent(const struct table *t, struct texts *out)
{
	static const struct bound nothing = { NULL, 0 };
	const struct layout *l = t->layout;

	if (t->json || l == NULL)
		return;
	absent(l->heads, l->n_heads, &t->heads, out);
	absent(l->lines, l->n_lines, t->n_lines == 0 ? &nothing : &t->lines[0], out);
}

struct str
table_record(struct table *t, struct pool *pool)
{
	struct str id = STR_NONE;
	struct err ignored;

	if (!t->json)
		return STR_NONE;
	if (!rec_get_word(rec_root(&t->rec), "id", &id, &ignored) || id.len == 0)
		return pool_fmt(pool, "record %llu", (unsigned long long)t->nth);
	id = str_head(id, 40);
	return pool_fmt(
	    pool, "record %llu (id %.*s)", (unsigned long long)t->nth, STR_ARG(id));
}

/* --- values ------------------------------------------------------------------------ */

static struct place
here(struct table *t)
{
	struct place p = { t->row.fields, VAL_NONE };

	if (t->json) {
		p.cells = NULL;
		p.object = rec_root(&t->rec);
	}
	return p;
}

/* What the export says itself, else what the importer knows, else the layout's guess. */
static bool
settle_currency(struct table *t, struct value *values, struct err *e)
{
	struct value v = { .there = false };
	const struct place place = here(t);

	if (t->currency != NO_CURRENCY &&
	    !bind_read(&t->heads.fields[t->currency], &place, &t->cells, &v, e))
		return false;
	if ((!v.there || v.derived) && t->s->currency.code[0] != '\0') {
		v.there = v.derived = true;
		v.currency = t->s->currency;
	} else if (v.there && v.derived) {
		texts_add(t->cells.warnings,
		    pool_fmt(t->cells.pool,
			"the export names no currency: %s is the layout's guess",
			v.currency.code));
	}
	if (!v.there && !t->s->schema->currency_optional)
		return err_set(e, ERR_RECORD,
		    "the export names no currency, and neither does the shop file");
	t->cells.currency = v.there ? v.currency : (struct currency){ .code = "" };
	if (t->currency_head != NO_CURRENCY)
		values[t->currency_head] = v;
	return true;
}

/* Adds V to SUM; both are there. */
static bool
add_value(
    const struct bound_field *f, struct value *sum, const struct value *v, struct err *e)
{
	int64_t word = sum->n;

	switch (f->gather) {
	case GATHER_FIRST:
		return true;
	case GATHER_SUM:
		return money_add(&sum->n, v->n) ||
		       err_set(
			   e, ERR_RECORD, "%s: the sum is too large", f->target->name);
	case GATHER_MOST:
		sum->n = v->n > sum->n ? v->n : sum->n;
		return true;
	case GATHER_LEAST:
		sum->n = v->n < word ? v->n : word;
		sum->mixed |= v->n != word;
		return true;
	}
	return true;
}

bool
table_head(struct table *t, struct value *values, struct err *e)
{
	const struct bound_field *f = t->heads.fields, *end = f + t->heads.n;
	const struct place place = here(t);
	struct value v;

	if (t->new_record && !settle_currency(t, values, e))
		return false;
	for (; f < end; f++) {
		struct value *sum = &values[f->index];

		if (bind_empty(f, &place) || (sum->there && f->gather == GATHER_FIRST))
			continue;
		if (!sum->there) {
			if (bind_read(f, &place, &t->cells, sum, e))
				continue;
			sum->there = false;
			return false;
		}
		if (!bind_read(f, &place, &t->cells, &v, e) ||
		    (v.there && !add_value(f, sum, &v, e)))
			return false;
	}
	return true;
}

/* The Kth line of a JSON record; lines are asked for in turn. */
static struct val
nth_line(struct table *t, size_t k)
{
	struct val line = VAL_NONE;

	if (k < t->next || k == 0) {
		t->at = val_iter(t->list);
		t->next = 0;
	}
	for (; t->next <= k; t->next++)
		(void)val_next(&t->at, &line);
	return line;
}

/* Puts the path of a JSON line before what is wrong in it, where it is not there. */
static bool
wrong_line(struct val line, struct err *e)
{
	struct buf path = BUF_INIT;

	val_path(line, &path);
	if (!str_starts(str_of(e->text), buf_view(&path)))
		(void)err_prefix(e, "%s.", buf_cstr(&path));
	buf_done(&path);
	return false;
}

bool
table_line(struct table *t, size_t k, struct value *values, bool *there, struct err *e)
{
	const struct bound *b = &t->lines[t->json ? 0 : k];
	struct place place = here(t);
	bool any = false;

	for (size_t i = 0; i < t->s->schema->n_lines; i++)
		values[i].there = false;
	if (t->json)
		place.object = nth_line(t, k);
	for (size_t i = 0; i < b->n; i++) {
		struct value *v = &values[b->fields[i].index];

		if (bind_empty(&b->fields[i], &place))
			continue;
		if (!bind_read(&b->fields[i], &place, &t->cells, v, e))
			return t->json && wrong_line(place.object, e);
		any |= v->there;
	}
	*there = any || t->json || t->layout->line_a_row;
	return true;
}
