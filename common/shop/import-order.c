/* import-order - a draft becomes an order: what is lacking is computed, all is checked */
/* SPDX-License-Identifier: ISC */

#include "shop/import-order.h"

#include "base/buf.h"
#include "data/tag.h"
#include "data/text.h"
#include "shop/order-check.h"

/* --- items ---------------------------------------------------------------------- */

static void
add_once(struct texts *list, struct str text)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->at[i], text))
			return;
	texts_add(list, text);
}

/* An amount for one, as the amount for all; false where it is too large. */
static bool
per_line(struct amount *line, struct amount unit, int64_t quantity)
{
	if (line->there || !unit.there)
		return true;
	line->there = true;
	return money_times(unit.minor, quantity, &line->minor);
}

/* What one of QUANTITY comes to, where that is a whole number of minor units. */
static bool
divide(int64_t amount, int64_t quantity, int64_t *unit)
{
	/* The least amount has no opposite, and dividing it by -1 is no number at all. */
	if (quantity == -1)
		return !__builtin_sub_overflow((int64_t)0, amount, unit);
	if (quantity == 0 || amount % quantity != 0)
		return false;
	*unit = amount / quantity;
	return true;
}

/* The unit price from what the line comes to. */
static void
find_unit(struct draft_item *d, struct amount gross, struct texts *derived)
{
	struct order_item *i = &d->item;

	if (i->unit_price.there || !gross.there ||
	    !divide(gross.minor, i->quantity, &i->unit_price.minor))
		return;
	i->unit_price.there = true;
	add_once(derived, STR("items.unit_price"));
}

static bool
complete_amounts(struct draft_item *d, struct texts *derived)
{
	struct order_item *i = &d->item;
	struct amount gross = d->gross;
	int64_t less;

	if (!per_line(&i->discount, d->unit_discount, i->quantity) ||
	    !per_line(&i->tax, d->unit_tax, i->quantity))
		return false;
	less = i->discount.there ? i->discount.minor : 0;
	if (!gross.there && i->unit_price.there) {
		gross.there = true;
		if (!money_times(i->unit_price.minor, i->quantity, &gross.minor))
			return false;
	}
	if (!gross.there && i->total.there) {
		gross = i->total;
		if (!money_add(&gross.minor, less))
			return false;
	}
	find_unit(d, gross, derived);
	if (i->total.there || !gross.there)
		return true;
	i->total.there = true;
	add_once(derived, STR("items.total"));
	return !__builtin_sub_overflow(gross.minor, less, &i->total.minor);
}

bool
draft_item_complete(struct draft_item *d, struct texts *derived, struct err *e)
{
	d->item.quantity = d->quantity.n;
	if (d->item.sku.len == 0 && d->item.name.len == 0)
		return err_set(
		    e, ERR_RECORD, "the item has neither an article number nor a name");
	return complete_amounts(d, derived) ||
	       err_set(e, ERR_RECORD, "the item's amounts are too large");
}

/* --- the order's amounts ---------------------------------------------------------- */

/* The sum of the items before the order's discount. */
static bool
complete_subtotal(struct draft *d)
{
	struct order *o = &d->order;
	int64_t sum;

	if (!o->subtotal.there && d->net_subtotal.there) {
		o->subtotal = d->net_subtotal;
		return !o->discount.there ||
		       money_add(&o->subtotal.minor, o->discount.minor);
	}
	if (!o->subtotal.there && order_items_sum(o, &sum)) {
		o->subtotal = (struct amount){ true, sum };
		order_add_derived(o, STR("subtotal"));
	}
	return true;
}

/*
 * Most exports do not say whether prices hold the tax.  Where there is tax, and the total
 * is right in one of the two readings, that reading is taken: added first.
 */
static void
find_taxes_included(struct order *o)
{
	int64_t added, held;

	if (o->taxes_included.there || !o->tax.there || o->tax.minor == 0 ||
	    !o->total.there || !order_expected(o, false, &added) ||
	    !order_expected(o, true, &held))
		return;
	if (added != o->total.minor && held != o->total.minor)
		return;
	o->taxes_included = (struct truth){ true, added != o->total.minor };
	order_add_derived(o, STR("taxes_included"));
}

static void
find_total(struct order *o)
{
	bool included = o->taxes_included.there && o->taxes_included.is;
	int64_t total;

	if (o->total.there || !order_expected(o, included, &total))
		return;
	o->total = (struct amount){ true, total };
	order_add_derived(o, STR("total"));
}

/* --- the rest ---------------------------------------------------------------------- */

static bool
complete_ids(struct order *o, struct err *e)
{
	if (o->id.len == 0 && o->number.len == 0)
		return err_set(e, ERR_RECORD, "the order has neither an id nor a number");
	if (o->id.len == 0) {
		o->id = o->number;
		order_add_derived(o, STR("id"));
	}
	if (o->number.len == 0) {
		o->number = o->id;
		order_add_derived(o, STR("number"));
	}
	return true;
}

static void
complete_name(struct order *o)
{
	if (o->customer.name.at != NULL)
		return;
	o->customer.name = o->bill_to.name.at != NULL ? o->bill_to.name : o->ship_to.name;
	if (o->customer.name.at != NULL)
		order_add_derived(o, STR("customer.name"));
}

/* The last four digits of what may be "**** 4242"; anything else says nothing. */
static void
complete_last4(struct order *o)
{
	struct str s = o->payment.last4;

	o->payment.last4 = STR_NONE;
	if (s.len < 4)
		return;
	s = (struct str){ s.at + s.len - 4, 4 };
	for (size_t i = 0; i < 4; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return;
	o->payment.last4 = s;
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static struct str
likely(struct locale_cache *cache, struct str country)
{
	struct locale_entry *l;
	struct buf tag = BUF_INIT;

	if (country.len != 2 || !is_capital(country.at[0]) || !is_capital(country.at[1]))
		return STR_NONE;
	l = &cache->at[country.at[0] - 'A'][country.at[1] - 'A'];
	if (!l->asked) {
		l->asked = true;
		if (text_likely_locale(country, &tag) && tag.len <= sizeof l->tag) {
			l->len = (uint8_t)tag.len;
			memcpy(l->tag, tag.at, tag.len);
		}
		buf_done(&tag);
	}
	return l->len == 0 ? STR_NONE : (struct str){ l->tag, l->len };
}

static void
complete_locale(struct order *o, struct locale_cache *cache, struct pool *pool)
{
	struct str given = tag_hyphens(o->locale, pool), country;

	o->locale = STR_NONE;
	if (given.len != 0 && tag_is(given)) {
		o->locale = given;
		return;
	}
	if (given.len != 0) {
		given = str_head(given, 40);
		order_add_warning(o, pool_fmt(pool, "locale: \"%.*s\" is no language tag",
					 STR_ARG(given)));
	}
	country = o->ship_to.country.at != NULL ? o->ship_to.country : o->bill_to.country;
	o->locale = likely(cache, country);
	if (o->locale.at != NULL)
		order_add_derived(o, STR("locale"));
}

bool
draft_complete(
    struct draft *d, struct locale_cache *locales, struct pool *pool, struct err *e)
{
	struct order *o = &d->order;

	if (!complete_ids(o, e))
		return false;
	if (!o->placed_at.there)
		return err_set(e, ERR_RECORD, "the order has no date");
	if (!complete_subtotal(d))
		return err_set(e, ERR_RECORD, "the order's amounts are too large");
	find_taxes_included(o);
	find_total(o);
	complete_name(o);
	complete_last4(o);
	complete_locale(o, locales, pool);
	order_check(o, pool);
	return true;
}
