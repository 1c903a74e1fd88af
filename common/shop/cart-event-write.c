/* cart-event-write - a step on the way to an order, as a record */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-event-write.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
cart_event_done(struct cart_event *v)
{
	free(v->items);
	memset(v, 0, sizeof *v);
}

void
cart_event_clear(struct cart_event *v)
{
	struct cart_event_item *items = v->items;
	size_t room = v->room;

	memset(v, 0, sizeof *v);
	v->items = items;
	v->room = room;
}

struct cart_event_item *
cart_event_add_item(struct cart_event *v)
{
	struct cart_event_item *item;

	if (v->n_items == v->room) {
		v->room = v->room == 0 ? 8 : 2 * v->room;
		v->items = mem_grow(v->items, v->room, sizeof *v->items);
	}
	item = &v->items[v->n_items++];
	memset(item, 0, sizeof *item);
	return item;
}

static void
put_customer(struct emit *m, const struct cart_event *v)
{
	const bool more = v->customer.email.at != NULL || v->customer.name.at != NULL ||
			  v->customer.locale.at != NULL ||
			  v->customer.accepts_marketing.there;

	if (!more) {
		emit_put_text(m, STR("customer"), v->customer.id);
		return;
	}
	emit_name(m, STR("customer"));
	emit_object(m);
	emit_put_text(m, STR("id"), v->customer.id);
	emit_put_text(m, STR("email"), v->customer.email);
	emit_put_text(m, STR("name"), v->customer.name);
	emit_put_text(m, STR("locale"), v->customer.locale);
	emit_put_bool(m, STR("accepts_marketing"), v->customer.accepts_marketing);
	emit_object_end(m);
}

static void
put_money(struct emit *m, struct str key, struct amount a, const struct currency *c)
{
	if (c->code[0] != '\0')
		emit_put_money(m, key, a, c);
}

static void
put_items(struct emit *m, const struct cart_event *v)
{
	if (v->n_items == 0)
		return;
	emit_name(m, STR("items"));
	emit_list(m);
	for (size_t i = 0; i < v->n_items; i++) {
		const struct cart_event_item *item = &v->items[i];

		emit_object(m);
		emit_put_text(m, STR("sku"), item->sku);
		emit_put_text(m, STR("name"), item->name);
		emit_put_whole(m, STR("quantity"), item->quantity);
		put_money(m, STR("unit_price"), item->unit_price, &v->currency);
		emit_put_text(m, STR("url"), item->url);
		emit_put_text(m, STR("image"), item->image);
		emit_put_text(m, STR("category"), item->category);
		emit_object_end(m);
	}
	emit_list_end(m);
}

static void
put_warnings(struct emit *m, const struct texts *warnings)
{
	if (warnings == NULL || warnings->n == 0)
		return;
	emit_name(m, STR("warnings"));
	emit_list(m);
	for (size_t i = 0; i < warnings->n; i++)
		emit_text(m, warnings->at[i]);
	emit_list_end(m);
}

void
cart_event_write(struct emit *m, const struct cart_event *v)
{
	emit_object(m);
	emit_put_text(m, STR("type"), STR("cart_event"));
	emit_put_time(m, STR("ts"), v->ts);
	emit_put_text(m, STR("session"), v->session);
	put_customer(m, v);
	emit_put_text(m, STR("event"), v->event);
	put_money(m, STR("cart_value"), v->cart_value, &v->currency);
	if (v->currency.code[0] != '\0')
		emit_put_text(m, STR("currency"), str_of(v->currency.code));
	put_items(m, v);
	emit_put_text(m, STR("device"), v->device);
	emit_put_text(m, STR("browser"), v->browser);
	emit_put_text(m, STR("country"), v->country);
	emit_put_text(m, STR("coupon"), v->coupon);
	put_money(m, STR("shipping_cost"), v->shipping_cost, &v->currency);
	emit_put_text(m, STR("payment_method"), v->payment_method);
	emit_put_text(m, STR("error"), v->error);
	emit_put_text(m, STR("page"), v->page);
	emit_put_text(m, STR("url"), v->url);
	put_warnings(m, v->warnings);
	emit_object_end(m);
	emit_line(m);
}
