/* order-check - whether the amounts of an order add up */
/* SPDX-License-Identifier: ISC */

#include "shop/order-check.h"

#include "base/buf.h"

bool
order_items_sum(const struct order *o, int64_t *sum)
{
	int64_t total = 0;

	if (o->n_items == 0)
		return false;
	for (size_t i = 0; i < o->n_items; i++)
		if (!o->items[i].total.there ||
		    !money_add(&total, o->items[i].total.minor))
			return false;
	*sum = total;
	return true;
}

bool
order_expected(const struct order *o, bool included, int64_t *total)
{
	int64_t sum, less = 0;

	if (!order_items_sum(o, &sum)) {
		if (!o->subtotal.there)
			return false;
		sum = o->subtotal.minor;
	}
	if (o->discount.there && !money_times(o->discount.minor, -1, &less))
		return false;
	if (!money_add(&sum, less) ||
	    !money_add(&sum, o->shipping.there ? o->shipping.minor : 0) ||
	    !money_add(&sum, o->tax.there && !included ? o->tax.minor : 0))
		return false;
	*total = sum;
	return true;
}

static void
check_item(struct order *o, size_t n, struct pool *pool)
{
	const struct order_item *i = &o->items[n];
	char want[MONEY_MAX], got[MONEY_MAX], unit[MONEY_MAX];
	int64_t gross;

	if (!i->unit_price.there || !i->total.there)
		return;
	if (!money_times(i->unit_price.minor, i->quantity, &gross) ||
	    __builtin_sub_overflow(
		gross, i->discount.there ? i->discount.minor : 0, &gross) ||
	    gross == i->total.minor)
		return;
	(void)money_format(want, gross, &o->currency);
	(void)money_format(got, i->total.minor, &o->currency);
	(void)money_format(unit, i->unit_price.minor, &o->currency);
	order_add_warning(
	    o, pool_fmt(pool, "item %zu: %lld x %s%s is %s, not the total %s", n + 1,
		   (long long)i->quantity, unit,
		   i->discount.there ? " less discount" : "", want, got));
}

static void
check_subtotal(struct order *o, struct pool *pool)
{
	char want[MONEY_MAX], got[MONEY_MAX];
	int64_t sum;

	if (!o->subtotal.there || !order_items_sum(o, &sum) || sum == o->subtotal.minor)
		return;
	(void)money_format(want, sum, &o->currency);
	(void)money_format(got, o->subtotal.minor, &o->currency);
	order_add_warning(o,
	    pool_fmt(pool, "the items add up to %s, not to the subtotal %s", want, got));
}

/* Adds " + name amount", or " - " where it is taken off; nothing where it is absent. */
static void
add_part(struct buf *b, const char *sign, const char *name, struct amount a,
    const struct currency *c)
{
	if (!a.there)
		return;
	buf_fmt(b, "%s%s ", sign, name);
	money_write(b, a.minor, c);
}

static void
check_total(struct order *o, struct pool *pool)
{
	const struct currency *c = &o->currency;
	bool included = o->taxes_included.there && o->taxes_included.is;
	struct amount sum = o->subtotal;
	struct buf text = BUF_INIT;
	int64_t total;

	if (!o->total.there || !order_expected(o, included, &total) ||
	    total == o->total.minor)
		return;
	if (order_items_sum(o, &sum.minor))
		sum.there = true;
	add_part(&text, "", o->n_items != 0 ? "items" : "subtotal", sum, c);
	add_part(&text, " - ", "discount", o->discount, c);
	add_part(&text, " + ", "shipping", o->shipping, c);
	if (!included)
		add_part(&text, " + ", "tax", o->tax, c);
	buf_text(&text, " = ");
	money_write(&text, total, c);
	/* Nobody has said whether the prices hold the tax: the other sum may be nearer.
	 */
	if (!o->taxes_included.there && o->tax.there && o->tax.minor != 0 &&
	    order_expected(o, true, &total)) {
		buf_text(&text, " (");
		money_write(&text, total, c);
		buf_text(&text, " where prices include tax)");
	}
	buf_text(&text, ", not the total ");
	money_write(&text, o->total.minor, c);
	order_add_warning(o, pool_copy(pool, buf_view(&text)));
	buf_done(&text);
}

void
order_check(struct order *o, struct pool *pool)
{
	for (size_t i = 0; i < o->n_items; i++)
		check_item(o, i, pool);
	check_subtotal(o, pool);
	check_total(o, pool);
	if (o->total.there && o->total.minor < 0 &&
	    (o->status == ORDER_OPEN || o->status == ORDER_FULFILLED))
		order_add_warning(o, STR("the total is negative"));
}
