/* import-gather - rows become a record, or are refused */
/* SPDX-License-Identifier: ISC */

#include "shop/import-gather.h"

#include "base/mem.h"

/* --- putting a record together ------------------------------------------------------ */

void
gather_clear(struct import *i)
{
	const size_t n_heads = i->maker->schema->n_heads;

	i->maker->clear(i->maker);
	for (size_t k = 0; k < n_heads; k++)
		i->heads[k].there = false;
	i->derived.n = i->warnings.n = i->refused.n = 0;
	i->n_rows = i->bytes = 0;
	i->open = i->damaged = i->headless = i->endless = false;
	i->record = STR_NONE;
	pool_clear(&i->pool);
}

static struct kept *
keep_row(struct import *i, uint64_t line, struct str raw)
{
	struct kept *k;

	if (i->n_rows == i->room) {
		i->room = i->room == 0 ? 64 : i->room * 2;
		i->rows = mem_grow(i->rows, i->room, sizeof *i->rows);
	}
	k = &i->rows[i->n_rows++];
	*k = (struct kept){ line, pool_copy(&i->pool, raw), STR_NONE };
	i->bytes += raw.len;
	return k;
}

static void
damage(struct import *i, struct str because)
{
	if (!i->damaged)
		i->because = because;
	i->damaged = true;
}

/* The row is refused, and the record with it where it cannot, or shall not, do without.
 */
void
gather_refuse(struct import *i, struct kept *k, bool whole, struct str why)
{
	k->why = i->record.len == 0
		     ? pool_copy(&i->pool, why)
		     : pool_fmt(&i->pool, "%.*s: %.*s", STR_ARG(i->record), STR_ARG(why));
	if (whole || i->s->whole)
		damage(i, pool_fmt(&i->pool, "refused with line %llu of the same %s",
			      (unsigned long long)k->line, i->maker->what));
}

/* Adds the items that the current row holds. */
static bool
add_items(struct import *i, const struct table_row *row, struct err *e)
{
	struct value values[TARGETS_MAX];
	bool there;

	for (size_t k = 0; k < row->lines; k++) {
		if (!table_line(i->table, k, values, &there, e))
			return false;
		if (there && !i->maker->line(i->maker, values, i->table, &i->derived, e))
			return false;
	}
	return true;
}

/* Whether the record is too long with the row K, which is refused then. */
static bool
is_endless(struct import *i, struct kept *k)
{
	if (i->n_rows <= IMPORT_ROWS && i->bytes <= IMPORT_BYTES)
		return false;
	gather_refuse(i, k, true,
	    pool_fmt(&i->pool, "the %s has more than %d rows or %zu MiB", i->maker->what,
		IMPORT_ROWS, IMPORT_BYTES >> 20));
	i->endless = true;
	return true;
}

void
gather_row(struct import *i, const struct table_row *row)
{
	struct kept *k = keep_row(i, row->line, row->raw);
	size_t warnings = i->warnings.n;
	struct err e;

	if (is_endless(i, k))
		return;
	if (i->headless) {
		if (!i->damaged)
			gather_refuse(i, k, true,
			    pool_fmt(&i->pool,
				"this is not the first row of its %s, which is missing",
				i->maker->what));
		return;
	}
	if (!table_head(i->table, i->heads, &e))
		gather_refuse(i, k, true, str_of(e.text));
	else if (!i->damaged && !add_items(i, row, &e)) {
		i->warnings.n = warnings;
		gather_refuse(i, k, !table_layout(i->table)->line_a_row, str_of(e.text));
	}
}

/* A bad row that is the record's; where it is the FIRST, nothing is known of that. */
void
gather_bad(struct import *i, uint64_t line, struct str raw, struct str why, bool first)
{
	struct kept *k = keep_row(i, line, raw);

	if (!is_endless(i, k))
		gather_refuse(i, k, first, why);
}

/* The record may lack the bad row at LINE. */
static void
taint(struct import *i, uint64_t line)
{
	struct str text = pool_fmt(&i->pool,
	    "line %llu cannot be read, and may have been part of this %s",
	    (unsigned long long)line, i->maker->what);

	texts_add(&i->warnings, text);
	if (i->s->whole)
		damage(i, text);
}

/* Loose rows that may have been of the record at hand, which ends here. */
void
gather_end(struct import *i)
{
	size_t n = loose_before(&i->loose);

	if (!i->open)
		return;
	for (size_t k = 0; k < n; k++)
		taint(i, i->loose.rows[k].line);
	if (i->more != 0 && n == i->loose.n)
		taint(i, i->more);
}

/* Loose rows that may have been, or are, the first of the record at hand. */
static void
begin_bad(struct import *i, const struct table_row *row)
{
	const struct loose *l = &i->loose;

	for (size_t k = 0; k < l->n; k++)
		if (loose_is(&l->rows[k], table_key(i->table)))
			gather_bad(
			    i, l->rows[k].line, l->rows[k].raw, l->rows[k].why, true);
	if (!row->head) {
		for (size_t k = l->n - loose_behind(l); k < l->n && i->more == 0; k++)
			taint(i, l->rows[k].line);
		if (i->more != 0)
			taint(i, i->more);
	}
	loose_clear(&i->loose);
	i->more = 0;
}

/* Loose rows within the record at hand are its own. */
void
gather_loose(struct import *i)
{
	const struct loose *l = &i->loose;

	for (size_t k = 0; k < l->n; k++)
		gather_bad(i, l->rows[k].line, l->rows[k].raw, l->rows[k].why, false);
	if (i->more != 0)
		taint(i, i->more);
	loose_clear(&i->loose);
	i->more = 0;
}

void
gather_begin(struct import *i, const struct table_row *row)
{
	struct import_place at = { table_layout(i->table)->name, i->s->file, row->line };

	i->open = true;
	i->record = table_record(i->table, &i->pool);
	i->maker->begin(i->maker, &at);
	begin_bad(i, row);
	i->headless = row->headless || i->n_rows != 0;
	gather_row(i, row);
}

/* --- finishing it ------------------------------------------------------------------- */

/* Says of each row that was refused that it was; false where all were. */
static bool
name_refused(struct import *i)
{
	for (size_t k = 0; k < i->n_rows; k++)
		if (i->rows[k].why.at != NULL)
			texts_add(&i->refused, pool_fmt(&i->pool, "line %llu was refused",
						   (unsigned long long)i->rows[k].line));
	return i->refused.n < i->n_rows;
}

static bool
complete(struct import *i, struct err *e)
{
	struct import_facts facts = { i->heads, table_currency(i->table), &i->warnings,
		&i->refused, &i->derived, &i->pool };

	if (!name_refused(i))
		return err_set(
		    e, ERR_RECORD, "all rows of the %s are refused", i->maker->what);
	return i->maker->finish(i->maker, &facts, e);
}

/* Whether the record that was put together can be given; else its rows go back. */
bool
gather_finish(struct import *i)
{
	struct err e;

	i->state = GIVING;
	i->giving = 0;
	if (i->damaged)
		return false;
	if (complete(i, &e))
		return true;
	if (i->rows[0].why.at == NULL)
		gather_refuse(i, &i->rows[0], true, str_of(e.text));
	damage(i, pool_copy(&i->pool, str_of(e.text)));
	return false;
}
