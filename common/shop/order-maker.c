/* order-maker - orders from the values of an export */
/* SPDX-License-Identifier: ISC */

#include "shop/order-maker.h"

static void
clear(struct import_maker *maker)
{
	struct order_maker *m = (struct order_maker *)maker;

	order_clear(&m->draft.order);
	m->draft.net_subtotal.there = false;
	memset(&m->draft.shipment, 0, sizeof m->draft.shipment);
}

static void
begin(struct import_maker *maker, const struct import_place *at)
{
	struct order *o = &((struct order_maker *)maker)->draft.order;

	o->source.format = at->format;
	o->source.file = at->file;
	o->source.line = (struct whole){ true, (int64_t)at->line };
}

static bool
line(struct import_maker *maker, const struct value *values, const struct table *t,
    struct texts *derived, struct err *e)
{
	struct order_maker *m = (struct order_maker *)maker;
	struct draft_item item;

	draft_item_fill(&item, values);
	if (!item.quantity.there)
		return err_set(e, ERR_RECORD,
		    "%.*s: expected a whole number, got nothing",
		    STR_ARG(table_column(t, true, LINE_QUANTITY)));
	if (!draft_item_complete(&item, derived, e))
		return false;
	*order_add_item(&m->draft.order) = item.item;
	return true;
}

static void
name_derived(struct order *o, const struct import_facts *f)
{
	for (size_t k = 0; k < order_schema.n_heads; k++)
		if (f->heads[k].there & f->heads[k].derived) /* hardly ever both */
			order_add_derived(o, str_of(order_schema.heads[k].name));
	if (!f->heads[HEAD_STATUS].there)
		order_add_derived(o, STR("status"));
	for (size_t k = 0; k < f->derived->n; k++)
		order_add_derived(o, f->derived->at[k]);
}

static void
warn_rows(struct order_maker *m, const struct import_facts *f)
{
	struct order *o = &m->draft.order;

	for (size_t k = 0; k < f->warnings->n; k++)
		order_add_warning(o, f->warnings->at[k]);
	if (f->heads[HEAD_STATUS].there && f->heads[HEAD_STATUS].mixed)
		order_add_warning(o, STR("not all rows have the same status"));
	for (size_t k = 0; k < f->refused->n; k++)
		order_add_warning(o, f->refused->at[k]);
	if (seen_add(m->seen, o->id))
		order_add_warning(
		    o, pool_fmt(f->pool, "an order %.*s came before in this run",
			   STR_ARG(o->id)));
}

static bool
finish(struct import_maker *maker, const struct import_facts *f, struct err *e)
{
	struct order_maker *m = (struct order_maker *)maker;
	struct value *status = &f->heads[HEAD_STATUS];

	status->mixed &= status->there;
	draft_fill(&m->draft, f->heads);
	seen_soon(m->seen, m->draft.order.id);
	m->draft.order.currency = f->currency;
	name_derived(&m->draft.order, f);
	if (!draft_complete(&m->draft, &m->locales, f->pool, e))
		return false;
	warn_rows(m, f);
	return true;
}

void
order_maker_init(struct order_maker *m)
{
	memset(m, 0, sizeof *m);
	m->maker = (struct import_maker){ &order_schema, "order", clear, begin, line,
		finish };
	order_init(&m->draft.order);
	m->seen = seen_new();
}

void
order_maker_done(struct order_maker *m)
{
	order_done(&m->draft.order);
	seen_free(m->seen);
}
