/* test-order-check - shop/order-check */
/* SPDX-License-Identifier: ISC */

#include "shop/order-check.h"
#include "tap.h"

static struct pool pool;

#define SUM(n)                                                                           \
	{                                                                                \
		true, n                                                                  \
	}
#define NONE                                                                             \
	{                                                                                \
		false, 0                                                                 \
	}

/* An order of one item of ITEM, and what is wrong with it, or NULL. */
static const struct {
	const char *name;
	struct amount item, subtotal, discount, shipping, tax, total;
	struct truth included;
	const char *warning;
} cases[] = {
	{ "it adds up", SUM(1000), SUM(1000), SUM(100), SUM(490), SUM(198), SUM(1588),
	    { false, false }, NULL },
	{ "a cent is missing", SUM(1000), SUM(1000), SUM(100), SUM(490), SUM(198),
	    SUM(1587), { false, false },
	    "items 10.00 - discount 1.00 + shipping 4.90 + tax 1.98 = 15.88 (13.90 where "
	    "prices include tax), not the total 15.87" },
	{ "tax is in the prices", SUM(1000), SUM(1000), NONE, SUM(490), SUM(198),
	    SUM(1490), { true, true }, NULL },
	{ "and is not added then", SUM(1000), SUM(1000), NONE, SUM(490), SUM(198),
	    SUM(1688), { true, true },
	    "items 10.00 + shipping 4.90 = 14.90, not the total 16.88" },
	{ "only a total", SUM(1000), NONE, NONE, NONE, NONE, SUM(1000), { false, false },
	    NULL },
	{ "no total", SUM(1000), SUM(1000), NONE, NONE, NONE, NONE, { false, false },
	    NULL },
	{ "no amounts", NONE, NONE, NONE, NONE, NONE, NONE, { false, false }, NULL },
	{ "items without amounts", NONE, SUM(900), NONE, SUM(100), NONE, SUM(1000),
	    { false, false }, NULL },
	{ "another subtotal", SUM(1000), SUM(900), NONE, NONE, NONE, SUM(1000),
	    { false, false }, "the items add up to 10.00, not to the subtotal 9.00" },
	{ "less than nothing", SUM(-1000), SUM(-1000), NONE, NONE, NONE, SUM(-1000),
	    { false, false }, "the total is negative" },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct order o;
		struct order_item *item;

		order_init(&o);
		(void)currency_find(STR("EUR"), &o.currency);
		item = order_add_item(&o);
		item->quantity = 1;
		item->total = cases[i].item;
		o.subtotal = cases[i].subtotal;
		o.discount = cases[i].discount;
		o.shipping = cases[i].shipping;
		o.tax = cases[i].tax;
		o.total = cases[i].total;
		o.taxes_included = cases[i].included;
		order_check(&o, &pool);
		OK(o.n_warnings == (cases[i].warning != NULL), "%s", cases[i].name);
		if (o.n_warnings != 0 && cases[i].warning != NULL)
			IS(o.warnings[0], cases[i].warning, "%s: why", cases[i].name);
		order_done(&o);
	}
}

static void
test_items(void)
{
	struct order o;
	struct order_item *item;
	int64_t sum = 42;

	order_init(&o);
	(void)currency_find(STR("JPY"), &o.currency);
	OK(!order_items_sum(&o, &sum) && sum == 42, "no items have no sum");
	item = order_add_item(&o);
	item->quantity = 3;
	item->unit_price = (struct amount)SUM(100);
	item->total = (struct amount)SUM(290);
	item->discount = (struct amount)SUM(10);
	order_check(&o, &pool);
	OK(o.n_warnings == 0, "3 x 100 less 10 is 290");
	item->discount.there = false;
	order_check(&o, &pool);
	OK(o.n_warnings == 1, "without the discount it is not");
	IS(o.warnings[0], "item 1: 3 x 100 is 300, not the total 290", "and why");
	item = order_add_item(&o);
	item->total = (struct amount)SUM(INT64_MAX);
	OK(!order_items_sum(&o, &sum), "a sum beyond 64 bits is none");
	order_check(&o, &pool);
	o.items[1].quantity = 2;
	o.items[1].unit_price = (struct amount)SUM(INT64_MAX);
	order_check(&o, &pool);
	OK(true, "and no trap");
	order_done(&o);
}

static void
test_cancelled(void)
{
	struct order o;

	order_init(&o);
	(void)currency_find(STR("EUR"), &o.currency);
	o.total = (struct amount)SUM(-5);
	o.status = ORDER_CANCELLED;
	order_check(&o, &pool);
	OK(o.n_warnings == 0, "a cancelled order may come to less than nothing");
	order_done(&o);
}

int
main(void)
{
	test_cases();
	test_items();
	test_cancelled();
	pool_done(&pool);
	return tap_done();
}
