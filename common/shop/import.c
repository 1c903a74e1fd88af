/* import - orders from an export, by a layout */
/* SPDX-License-Identifier: ISC */

#include "shop/import.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/import-fields.h"
#include "shop/import-order.h"
#include "shop/loose.h"

/* A row of the order that is being put together. */
struct kept {
	uint64_t line;
	struct str raw;
	struct str why; /* what is wrong with it, or none */
};

struct import {
	struct import_settings *s;
	struct table *table;
	struct locale_cache locales;

	/* The order being put together, and all that its texts live in. */
	struct pool pool;
	struct draft draft;
	struct value heads[TARGETS_MAX];
	struct texts derived, warnings;
	struct str record; /* which one of JSON's it is */
	struct kept *rows;
	size_t n_rows, room, bytes;
	bool open;
	bool damaged;	    /* none of its rows can be an item ... */
	struct str because; /* ... and those that are not bad themselves for this */
	bool headless;	    /* its first row is bad or missing: its fields are not read */
	bool endless;	    /* it is too long */

	enum {
		READING,
		GIVING, /* the order is done, and its refused rows are given back */
		ENDED,
	} state;
	size_t giving;	      /* rows from here on are still to be looked at */
	struct table_row row; /* the one read last ... */
	bool pending;	      /* ... which begins the next order */
	struct loose loose;   /* bad rows since the last good one */
	uint64_t more;	      /* where there were too many, the line of the next; or 0 */
	bool told;	      /* that the next read waits */
	bool skipping;	      /* rows of an endless order are refused as they come */
	bool last;	      /* nothing more can be read ... */
	bool failed;	      /* ... for this reason, not told yet: */
	struct err failure;
};

struct import *
import_open(int fd, struct import_settings *s, struct err *e)
{
	struct import *i;
	struct table *table;

	s->table.schema = &order_schema;
	table = table_open(fd, &s->table, e);
	if (table == NULL)
		return NULL;
	i = mem_zero(1, sizeof *i);
	i->s = s;
	i->table = table;
	table_keep(table, &i->pool, &i->warnings);
	order_init(&i->draft.order);
	return i;
}

void
import_close(struct import *i)
{
	if (i == NULL)
		return;
	table_close(i->table);
	order_done(&i->draft.order);
	texts_done(&i->derived);
	texts_done(&i->warnings);
	pool_done(&i->pool);
	loose_done(&i->loose);
	free(i->rows);
	free(i);
}

const struct table *
import_table(const struct import *i)
{
	return i->table;
}

/* --- putting an order together ------------------------------------------------------ */

static void
forget(struct import *i)
{
	order_clear(&i->draft.order);
	i->draft.net_subtotal.there = false;
	memset(&i->draft.shipment, 0, sizeof i->draft.shipment);
	for (size_t k = 0; k < order_schema.n_heads; k++)
		i->heads[k].there = false;
	i->derived.n = i->warnings.n = 0;
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

/* The row is refused, and the order with it where it cannot, or shall not, do without. */
static void
refuse_row(struct import *i, struct kept *k, bool whole, struct str why)
{
	k->why = i->record.len == 0
		     ? pool_copy(&i->pool, why)
		     : pool_fmt(&i->pool, "%.*s: %.*s", STR_ARG(i->record), STR_ARG(why));
	if (whole || i->s->whole)
		damage(i, pool_fmt(&i->pool, "refused with line %llu of the same order",
			      (unsigned long long)k->line));
}

/* Adds the items that the current row holds. */
static bool
add_items(struct import *i, const struct table_row *row, struct err *e)
{
	struct value values[TARGETS_MAX];
	struct draft_item item;
	bool there;

	for (size_t k = 0; k < row->lines; k++) {
		if (!table_line(i->table, k, values, &there, e))
			return false;
		if (!there)
			continue;
		draft_item_fill(&item, values);
		if (!item.quantity.there)
			return err_set(e, ERR_RECORD,
			    "%.*s: expected a whole number, got nothing",
			    STR_ARG(table_column(i->table, true, LINE_QUANTITY)));
		if (!draft_item_complete(&item, &i->derived, e))
			return false;
		*order_add_item(&i->draft.order) = item.item;
	}
	return true;
}

/* Whether the order is too long with the row K, which is refused then. */
static bool
is_endless(struct import *i, struct kept *k)
{
	if (i->n_rows <= IMPORT_ROWS && i->bytes <= IMPORT_BYTES)
		return false;
	refuse_row(i, k, true,
	    pool_fmt(&i->pool, "the order has more than %d rows or %zu MiB", IMPORT_ROWS,
		IMPORT_BYTES >> 20));
	i->endless = true;
	return true;
}

static void
add_row(struct import *i, const struct table_row *row)
{
	struct kept *k = keep_row(i, row->line, row->raw);
	size_t warnings = i->warnings.n;
	struct err e;

	if (is_endless(i, k))
		return;
	if (i->headless) {
		if (!i->damaged)
			refuse_row(i, k, true,
			    STR("this is not the first row of its order, which is "
				"missing"));
		return;
	}
	if (!table_head(i->table, i->heads, &e))
		refuse_row(i, k, true, str_of(e.text));
	else if (!i->damaged && !add_items(i, row, &e)) {
		i->warnings.n = warnings;
		refuse_row(i, k, !table_layout(i->table)->line_a_row, str_of(e.text));
	}
}

/* A bad row that is the order's; where it is the FIRST, nothing is known of the order. */
static void
add_bad(struct import *i, uint64_t line, struct str raw, struct str why, bool first)
{
	struct kept *k = keep_row(i, line, raw);

	if (!is_endless(i, k))
		refuse_row(i, k, first, why);
}

/* The order may lack the bad row at LINE. */
static void
taint(struct import *i, uint64_t line)
{
	struct str text = pool_fmt(&i->pool,
	    "line %llu cannot be read, and may have been part of this order",
	    (unsigned long long)line);

	texts_add(&i->warnings, text);
	if (i->s->whole)
		damage(i, text);
}

/* Loose rows that may have been of the order at hand, which ends here. */
static void
taint_end(struct import *i)
{
	size_t n = loose_before(&i->loose);

	if (!i->open)
		return;
	for (size_t k = 0; k < n; k++)
		taint(i, i->loose.rows[k].line);
	if (i->more != 0 && n == i->loose.n)
		taint(i, i->more);
}

/* Loose rows that may have been, or are, the first of the order at hand. */
static void
begin_bad(struct import *i, const struct table_row *row)
{
	const struct loose *l = &i->loose;

	for (size_t k = 0; k < l->n; k++)
		if (loose_is(&l->rows[k], table_key(i->table)))
			add_bad(i, l->rows[k].line, l->rows[k].raw, l->rows[k].why, true);
	if (!row->head) {
		for (size_t k = l->n - loose_behind(l); k < l->n && i->more == 0; k++)
			taint(i, l->rows[k].line);
		if (i->more != 0)
			taint(i, i->more);
	}
	loose_clear(&i->loose);
	i->more = 0;
}

/* Loose rows within the order at hand are its own. */
static void
own_loose(struct import *i)
{
	const struct loose *l = &i->loose;

	for (size_t k = 0; k < l->n; k++)
		add_bad(i, l->rows[k].line, l->rows[k].raw, l->rows[k].why, false);
	if (i->more != 0)
		taint(i, i->more);
	loose_clear(&i->loose);
	i->more = 0;
}

static void
begin(struct import *i, const struct table_row *row)
{
	struct order *o = &i->draft.order;

	i->open = true;
	i->record = table_record(i->table, &i->pool);
	o->source.format = table_layout(i->table)->name;
	o->source.file = i->s->file;
	o->source.line = (struct whole){ true, (int64_t)row->line };
	begin_bad(i, row);
	i->headless = row->headless || i->n_rows != 0;
	add_row(i, row);
}

/* --- finishing it ------------------------------------------------------------------- */

static void
name_derived(struct import *i)
{
	struct order *o = &i->draft.order;

	for (size_t k = 0; k < order_schema.n_heads; k++)
		if (i->heads[k].there && i->heads[k].derived)
			order_add_derived(o, str_of(order_schema.heads[k].name));
	if (!i->heads[HEAD_STATUS].there)
		order_add_derived(o, STR("status"));
	for (size_t k = 0; k < i->derived.n; k++)
		order_add_derived(o, i->derived.at[k]);
}

static void
warn_rows(struct import *i)
{
	struct order *o = &i->draft.order;

	for (size_t k = 0; k < i->warnings.n; k++)
		order_add_warning(o, i->warnings.at[k]);
	if (i->heads[HEAD_STATUS].there && i->heads[HEAD_STATUS].mixed)
		order_add_warning(o, STR("not all rows have the same status"));
	for (size_t k = 0; k < i->n_rows; k++)
		if (i->rows[k].why.at != NULL)
			order_add_warning(o, pool_fmt(&i->pool, "line %llu was refused",
						 (unsigned long long)i->rows[k].line));
	if (seen_add(i->s->seen, o->id))
		order_add_warning(
		    o, pool_fmt(&i->pool, "an order %.*s came before in this run",
			   STR_ARG(o->id)));
}

static bool
complete(struct import *i, struct err *e)
{
	size_t refused = 0;

	for (size_t k = 0; k < i->n_rows; k++)
		refused += i->rows[k].why.at != NULL;
	if (refused == i->n_rows)
		return err_set(e, ERR_RECORD, "all rows of the order are refused");
	i->heads[HEAD_STATUS].mixed &= i->heads[HEAD_STATUS].there;
	draft_fill(&i->draft, i->heads);
	i->draft.order.currency = table_currency(i->table);
	name_derived(i);
	if (!draft_complete(&i->draft, &i->locales, &i->pool, e))
		return false;
	warn_rows(i);
	return true;
}

/* Whether the order that was put together can be given; else its rows go back. */
static bool
finish(struct import *i)
{
	struct err e;

	i->state = GIVING;
	i->giving = 0;
	if (i->damaged)
		return false;
	if (complete(i, &e))
		return true;
	if (i->rows[0].why.at == NULL)
		refuse_row(i, &i->rows[0], true, str_of(e.text));
	damage(i, pool_copy(&i->pool, str_of(e.text)));
	return false;
}

/* Gives back the next row that is refused; false where there are no more. */
static bool
give_reject(struct import *i, struct import_item *out, struct err *e)
{
	for (; i->giving < i->n_rows; i->giving++) {
		const struct kept *k = &i->rows[i->giving];

		if (k->why.at == NULL && !i->damaged)
			continue;
		*out = (struct import_item){ NULL, k->line, k->raw };
		(void)err_set(e, ERR_RECORD, "%.*s",
		    STR_ARG(k->why.at != NULL ? k->why : i->because));
		i->giving++;
		return true;
	}
	return false;
}

/* --- rows -------------------------------------------------------------------------- */

/* A row that cannot be read, where it is kept: false where it is nobody's. */
static bool
take_bad(struct import *i, const struct table_row *row, const struct err *e)
{
	const struct layout *l = table_layout(i->table);

	if (l == NULL || !l->line_a_row)
		return false;
	if (!row->begins) {
		if (!i->open)
			return false;
		own_loose(i);
		add_bad(i, row->line, row->raw, str_of(e->text), false);
		return true;
	}
	if (i->more == 0 && loose_add(&i->loose, row, e, IMPORT_ROWS, IMPORT_BYTES))
		return true;
	if (i->more == 0)
		i->more = row->line;
	return false;
}

/* Gives back the next loose row that is not KEY's; false where there are no more. */
static bool
give_loose(struct import *i, struct str key, struct import_item *out, struct err *e)
{
	const struct loose_row *row = loose_other(&i->loose, key);

	if (row == NULL)
		return false;
	*out = (struct import_item){ NULL, row->line, row->raw };
	return err_set(e, ERR_RECORD, "%.*s", STR_ARG(row->why)), true;
}

/* A row of an order that is too long already. */
static enum import_kind
give_endless(const struct table_row *row, struct import_item *out, struct err *e)
{
	*out = (struct import_item){ NULL, row->line, row->raw };
	(void)err_set(e, ERR_RECORD, "the order has more than %d rows or %zu MiB",
	    IMPORT_ROWS, IMPORT_BYTES >> 20);
	return IMPORT_REJECT;
}

/* What the row read last becomes; false where the order at hand ends before it, or with
 * it. */
static bool
take_row(struct import *i)
{
	if (i->row.begins) {
		taint_end(i);
		i->pending = true;
		i->skipping = false;
		return !i->open;
	}
	own_loose(i);
	if (!i->endless)
		add_row(i, &i->row);
	i->skipping = i->endless;
	return !i->endless;
}

/* Reads a row; IMPORT_ORDER where it was taken, and the order at hand goes on. */
static enum import_kind
read_row(struct import *i, struct import_item *out, struct err *e)
{
	switch (table_next(i->table, &i->row, e)) {
	case TABLE_ERROR:
		i->failed = true;
		i->failure = *e;
		break;
	case TABLE_END:
		break;
	case TABLE_BAD:
		if (take_bad(i, &i->row, e)) {
			i->skipping |= i->endless;
			return i->endless ? IMPORT_END : IMPORT_ORDER;
		}
		*out = (struct import_item){ NULL, i->row.line, i->row.raw };
		return IMPORT_REJECT;
	case TABLE_ROW:
		if (i->skipping && !i->row.begins)
			return give_endless(&i->row, out, e);
		return take_row(i) ? IMPORT_ORDER : IMPORT_END;
	}
	i->last = true;
	taint_end(i);
	return IMPORT_END;
}

/*
 * Reads rows up to the end of the order at hand.  IMPORT_REJECT where a row was met that
 * is no order's, IMPORT_WAIT where none is here yet, IMPORT_END otherwise.
 */
static enum import_kind
read_order(struct import *i, struct import_item *out, struct err *e)
{
	enum import_kind kind;

	do {
		if (i->pending) {
			if (give_loose(i, table_key(i->table), out, e))
				return IMPORT_REJECT;
			i->pending = false;
			begin(i, &i->row);
			i->skipping = i->endless;
			if (i->endless)
				return IMPORT_END;
		}
		i->told = !i->told && !table_ready(i->table);
		if (i->told)
			return IMPORT_WAIT;
		kind = read_row(i, out, e);
	} while (kind == IMPORT_ORDER);
	return kind;
}

/* An order whose end was not seen, since the file could not be read on. */
static void
cut_off(struct import *i)
{
	if (!i->failed || i->damaged || !table_layout(i->table)->line_a_row)
		return;
	refuse_row(i, &i->rows[i->n_rows - 1], true,
	    STR("the file cannot be read to the order's end"));
}

static enum import_kind
end(struct import *i, struct err *e)
{
	if (!i->failed)
		return IMPORT_END;
	i->failed = false;
	*e = i->failure;
	return IMPORT_ERROR;
}

enum import_kind
import_next(struct import *i, struct import_item *out, struct err *e)
{
	enum import_kind kind;

	for (;;) {
		if (i->state == ENDED)
			return give_loose(i, STR_NONE, out, e) ? IMPORT_REJECT
							       : end(i, e);
		if (i->state == GIVING) {
			if (give_reject(i, out, e))
				return IMPORT_REJECT;
			forget(i);
			i->state = i->last ? ENDED : READING;
			continue;
		}
		kind = read_order(i, out, e);
		if (kind != IMPORT_END)
			return kind;
		if (!i->open) {
			i->state = ENDED;
			continue;
		}
		cut_off(i);
		if (finish(i)) {
			*out = (struct import_item){ &i->draft.order, 0, STR_NONE };
			return IMPORT_ORDER;
		}
	}
}
