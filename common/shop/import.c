/* import - orders from an export, by a layout */
/* SPDX-License-Identifier: ISC */

#include "shop/import.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/import-fields.h"
#include "shop/import-order.h"

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
	bool damaged;  /* none of its rows can be an item */
	size_t broken; /* the row that did it */
	bool endless;  /* it is too long */

	enum {
		READING,
		GIVING, /* the order is done, and its refused rows are given back */
		ENDED,
	} state;
	size_t giving;	      /* rows from here on are still to be looked at */
	struct table_row row; /* the one read last ... */
	bool pending;	      /* ... which begins the next order */
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
	i->open = i->damaged = i->endless = false;
	i->record = STR_NONE;
	pool_clear(&i->pool);
}

static struct kept *
keep_row(struct import *i, const struct table_row *row)
{
	struct kept *k;

	if (i->n_rows == i->room) {
		i->room = i->room == 0 ? 64 : i->room * 2;
		i->rows = mem_grow(i->rows, i->room, sizeof *i->rows);
	}
	k = &i->rows[i->n_rows++];
	*k = (struct kept){ row->line, pool_copy(&i->pool, row->raw), STR_NONE };
	i->bytes += row->raw.len;
	return k;
}

/* The row is refused, and the order with it where it cannot, or shall not, do without. */
static void
refuse_row(struct import *i, struct kept *k, bool whole, const struct err *e)
{
	k->why = i->record.len == 0
		     ? pool_copy(&i->pool, str_of(e->text))
		     : pool_fmt(&i->pool, "%.*s: %s", STR_ARG(i->record), e->text);
	if ((whole || i->s->whole) && !i->damaged) {
		i->damaged = true;
		i->broken = (size_t)(k - i->rows);
	}
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

static void
add_row(struct import *i, const struct table_row *row)
{
	struct kept *k = keep_row(i, row);
	size_t warnings = i->warnings.n;
	struct err e;

	if (i->n_rows > IMPORT_ROWS || i->bytes > IMPORT_BYTES) {
		(void)err_set(&e, ERR_RECORD,
		    "the order has more than %d rows or %zu MiB", IMPORT_ROWS,
		    IMPORT_BYTES >> 20);
		refuse_row(i, k, true, &e);
		i->endless = true;
		return;
	}
	if (!table_head(i->table, i->heads, &e)) {
		refuse_row(i, k, true, &e);
		return;
	}
	if (!i->damaged && !add_items(i, row, &e)) {
		i->warnings.n = warnings;
		refuse_row(i, k, !table_layout(i->table)->line_a_row, &e);
	}
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
		refuse_row(i, &i->rows[0], true, &e);
	i->damaged = true;
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
		if (k->why.at != NULL)
			(void)err_set(e, ERR_RECORD, "%.*s", STR_ARG(k->why));
		else
			(void)err_set(e, ERR_RECORD,
			    "refused with line %llu of the same order",
			    (unsigned long long)i->rows[i->broken].line);
		i->giving++;
		return true;
	}
	return false;
}

/* --- rows -------------------------------------------------------------------------- */

/* A row that cannot be read: the order's where its key says so, else nobody's. */
static bool
take_bad(struct import *i, const struct table_row *row, const struct err *e)
{
	struct kept *k;

	if (i->open && row->lost)
		texts_add(&i->warnings,
		    pool_fmt(&i->pool,
			"line %llu cannot be read, and may have been part of this order",
			(unsigned long long)row->line));
	if (!i->open || row->begins)
		return false;
	k = keep_row(i, row);
	refuse_row(i, k, false, e);
	return true;
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

/* What the row read last becomes; false where it is to wait, for its order is not that
 * at hand. */
static bool
take_row(struct import *i)
{
	if (i->row.begins && i->open) {
		i->pending = true;
		return false;
	}
	i->skipping = false;
	if (i->open)
		add_row(i, &i->row);
	else
		begin(i, &i->row);
	i->skipping = i->endless;
	return !i->endless;
}

/*
 * Reads rows up to the end of the order at hand.  IMPORT_REJECT where a row was met that
 * is no order's, IMPORT_WAIT where none is here yet, IMPORT_END otherwise.
 */
static enum import_kind
read_order(struct import *i, struct import_item *out, struct err *e)
{
	if (i->pending) {
		i->pending = false;
		if (!take_row(i))
			return IMPORT_END;
	}
	for (;;) {
		i->told = !i->told && !table_ready(i->table);
		if (i->told)
			return IMPORT_WAIT;
		switch (table_next(i->table, &i->row, e)) {
		case TABLE_ERROR:
			i->last = i->failed = true;
			i->failure = *e;
			return IMPORT_END;
		case TABLE_END:
			i->last = true;
			return IMPORT_END;
		case TABLE_BAD:
			if (take_bad(i, &i->row, e))
				break;
			*out = (struct import_item){ NULL, i->row.line, i->row.raw };
			return IMPORT_REJECT;
		case TABLE_ROW:
			if (i->skipping && !i->row.begins)
				return give_endless(&i->row, out, e);
			if (!take_row(i))
				return IMPORT_END;
			break;
		}
	}
}

/* An order whose end was not seen, since the file could not be read on. */
static void
cut_off(struct import *i)
{
	struct err e;

	if (!i->failed || i->damaged || !table_layout(i->table)->line_a_row)
		return;
	(void)err_set(&e, ERR_RECORD, "the file cannot be read to the order's end");
	refuse_row(i, &i->rows[i->n_rows - 1], true, &e);
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
			return end(i, e);
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
