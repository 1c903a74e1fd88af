/* cart-event-maker - steps on the way to an order, from the values of an export */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-event-maker.h"

#include "data/cell.h"
#include "data/tag.h"
#include "shop/page.h"
#include "shop/user-agent.h"

#define YEAR_2000 INT64_C(946684800) /* in seconds since 1970 */

/* --- what a mapping file can say ---------------------------------------------------- */

#define HEAD(name, kind, member) TARGET(struct cart_event_maker, member, name, kind)

static const struct target heads[] = {
	HEAD("ts", FIELD_TIME, event.ts),
	HEAD("session", FIELD_CODE, event.session),
	HEAD("customer.id", FIELD_CODE, event.customer.id),
	HEAD("customer.email", FIELD_TEXT, event.customer.email),
	HEAD("customer.name", FIELD_TEXT, event.customer.name),
	HEAD("customer.locale", FIELD_TEXT, event.customer.locale),
	HEAD("customer.accepts_marketing", FIELD_TRUTH, event.customer.accepts_marketing),
	HEAD("event", FIELD_TEXT, event.event),
	HEAD("cart_value", FIELD_MONEY, event.cart_value),
	HEAD("currency", FIELD_CURRENCY, event.currency),
	HEAD("device", FIELD_TEXT, event.device),
	HEAD("browser", FIELD_TEXT, event.browser),
	HEAD("country", FIELD_COUNTRY, event.country),
	HEAD("coupon", FIELD_TEXT, event.coupon),
	HEAD("shipping_cost", FIELD_MONEY, event.shipping_cost),
	HEAD("payment_method", FIELD_TEXT, event.payment_method),
	HEAD("error", FIELD_TEXT, event.error),
	HEAD("page", FIELD_TEXT, event.page),
	HEAD("url", FIELD_URL, event.url),
	HEAD("agent", FIELD_TEXT, agent),
};

/* An item as its export says it. */
struct draft_item {
	struct cart_event_item item;
	struct amount total; /* of the line */
};

#define LINE(name, kind, member) TARGET(struct draft_item, member, name, kind)

static const struct target lines[] = {
	LINE("sku", FIELD_CODE, item.sku),
	LINE("name", FIELD_TEXT, item.name),
	LINE("quantity", FIELD_WHOLE, item.quantity),
	LINE("unit_price", FIELD_MONEY, item.unit_price),
	LINE("total", FIELD_MONEY, total),
	LINE("url", FIELD_URL, item.url),
	LINE("image", FIELD_URL, item.image),
	LINE("category", FIELD_TEXT, item.category),
};

_Static_assert(TARGETS(heads) <= TARGETS_MAX && TARGETS(lines) <= TARGETS_MAX,
    "whoever reads a table has room for so many values");

const struct schema cart_event_schema = {
	.head = "cart_event",
	.line = "item",
	SCHEMA_TARGETS(heads, lines),
	.currency_optional = true,
};

/* --- the record --------------------------------------------------------------------- */

static void
clear(struct import_maker *maker)
{
	struct cart_event_maker *m = (struct cart_event_maker *)maker;

	cart_event_clear(&m->event);
	m->agent = STR_NONE;
	m->nameless = false;
	m->warnings.n = 0;
}

static void
begin(struct import_maker *maker, const struct import_place *at)
{
	(void)maker;
	(void)at;
}

/* The price of one, where the line's total is a whole number of them. */
static void
complete_price(struct draft_item *d)
{
	const int64_t n = d->item.quantity.there ? d->item.quantity.n : 1;

	if (d->item.unit_price.there || !d->total.there || n <= 0 ||
	    d->total.minor % n != 0)
		return;
	d->item.unit_price = (struct amount){ true, d->total.minor / n };
}

/* An item that nothing is known of costs its row; where it has none, no more than itself.
 */
static bool
leave_item(struct cart_event_maker *m, const struct table *t, struct err *e)
{
	static const char nameless[] = "the item has neither an article number nor a "
				       "name";

	if (table_layout(t)->line_a_row)
		return err_set(e, ERR_RECORD, "%s", nameless);
	if (!m->nameless)
		texts_add(&m->warnings, str_of(nameless));
	m->nameless = true;
	return true;
}

static bool
line(struct import_maker *maker, const struct value *values, const struct table *t,
    struct texts *derived, struct err *e)
{
	struct cart_event_maker *m = (struct cart_event_maker *)maker;
	struct draft_item d;

	(void)derived;
	memset(&d, 0, sizeof d);
	values_put(&d, lines, TARGETS(lines), values);
	if (d.item.sku.len == 0 && d.item.name.len == 0)
		return leave_item(m, t, e);
	if (d.item.quantity.there && d.item.quantity.n < 0)
		return err_set(e, ERR_RECORD, "the item's quantity is negative");
	complete_price(&d);
	*cart_event_add_item(&m->event) = d.item;
	return true;
}

/* An amount that no cart has is left out. */
static void
check_amount(struct cart_event_maker *m, const char *name, struct amount *a)
{
	if (!a->there || (a->minor >= 0 && a->minor <= CART_EVENT_LARGEST))
		return;
	a->there = false;
	texts_add(&m->warnings, str_of(name));
}

/* Events that say what was looked at, and not what is in the cart. */
static bool
is_of_one(struct str event)
{
	static const char *const of_one[] = { "view_item", "view_item_list",
		"select_item", "add_to_cart", "remove_from_cart", "add_to_wishlist",
		NULL };

	for (size_t i = 0; of_one[i] != NULL; i++)
		if (str_is(event, of_one[i]))
			return true;
	return false;
}

/* The cart's value, from its items. */
static void
complete_value(struct cart_event *v)
{
	int64_t sum = 0, each;

	if (v->cart_value.there || v->n_items == 0 || is_of_one(v->event))
		return;
	for (size_t i = 0; i < v->n_items; i++) {
		const struct cart_event_item *item = &v->items[i];

		if (!item->unit_price.there ||
		    !money_times(item->unit_price.minor,
			item->quantity.there ? item->quantity.n : 1, &each) ||
		    !money_add(&sum, each))
			return;
	}
	v->cart_value = (struct amount){ true, sum };
}

static void
complete_locale(struct cart_event_maker *m, struct pool *pool)
{
	struct str given = tag_hyphens(m->event.customer.locale, pool);

	m->event.customer.locale = STR_NONE;
	if (given.len == 0)
		return;
	if (tag_is(given)) {
		m->event.customer.locale = given;
		return;
	}
	given = str_head(given, 40);
	texts_add(
	    &m->warnings, pool_fmt(pool, "customer.locale: \"%.*s\" is no language tag",
			      STR_ARG(given)));
}

static bool
check(const struct cart_event *v, struct err *e)
{
	if (v->event.len == 0)
		return err_set(e, ERR_RECORD, "the event has no name");
	if (!v->ts.there)
		return err_set(e, ERR_RECORD, "the event has no time");
	if (v->ts.at.seconds < YEAR_2000)
		return err_set(e, ERR_RECORD, "the event's time is before the year 2000");
	if (v->session.len == 0 && v->customer.id.len == 0 && v->customer.email.len == 0)
		return err_set(
		    e, ERR_RECORD, "the event has neither a session nor a customer");
	return true;
}

static bool
finish(struct import_maker *maker, const struct import_facts *f, struct err *e)
{
	struct cart_event_maker *m = (struct cart_event_maker *)maker;
	struct cart_event *v = &m->event;

	values_put(m, heads, TARGETS(heads), f->heads);
	v->currency = f->currency;
	if (!check(v, e))
		return false;
	for (size_t i = 0; i < f->warnings->n; i++)
		texts_add(&m->warnings, f->warnings->at[i]);
	/* Of some of the items it would be too low. */
	if (!m->nameless)
		complete_value(v);
	check_amount(m, "cart_value: no cart comes to that", &v->cart_value);
	check_amount(m, "shipping_cost: no shipping costs that", &v->shipping_cost);
	complete_locale(m, f->pool);
	if (v->device.len == 0)
		v->device = user_agent_device(m->agent);
	if (v->browser.len == 0)
		v->browser = user_agent_browser(m->agent, f->pool);
	if (v->page.len != 0)
		v->page = page_of(v->page, f->pool);
	for (size_t i = 0; i < f->refused->n; i++)
		texts_add(&m->warnings, f->refused->at[i]);
	v->warnings = &m->warnings;
	return true;
}

void
cart_event_maker_init(struct cart_event_maker *m)
{
	memset(m, 0, sizeof *m);
	m->maker = (struct import_maker){ &cart_event_schema, "event", clear, begin, line,
		finish };
}

void
cart_event_maker_done(struct cart_event_maker *m)
{
	cart_event_done(&m->event);
	texts_done(&m->warnings);
}
