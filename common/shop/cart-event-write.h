/* cart-event-write - a step on the way to an order, as a record */
/* SPDX-License-Identifier: ISC */

/*
 * The contract is aftercare-records(5) and schema/cart_event.json.  Texts are lent by
 * whoever fills the struct; STR_NONE where they are absent.  Amounts are minor units of
 * `currency`.
 */

#ifndef SHOP_CART_EVENT_WRITE_H
#define SHOP_CART_EVENT_WRITE_H

#include <stddef.h>

#include "base/date.h"
#include "base/money.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/emit.h"
#include "data/rec.h"

struct cart_event_item {
	struct str sku, name; /* one of them is needed */
	struct whole quantity;
	struct amount unit_price;
	struct str url, image, category;
};

struct cart_event {
	struct moment ts;
	struct str session;
	struct {
		struct str id, email, name, locale;
		struct truth accepts_marketing;
	} customer;
	struct str event;
	struct amount cart_value, shipping_cost;
	struct currency currency; /* code "" where there are no amounts */
	struct cart_event_item *items;
	size_t n_items, room;
	struct str device, browser, country, coupon, payment_method, error, page, url;
	const struct texts *warnings; /* or NULL */
};

/* A zeroed event is an initialised one. */
void cart_event_done(struct cart_event *v);

/* Forgets everything but the memory of the items. */
void cart_event_clear(struct cart_event *v);

/* The next item of V, all zero.  It moves when another is added. */
struct cart_event_item *cart_event_add_item(struct cart_event *v);

/*
 * Writes V as one record and ends its line; what is absent is not written, and amounts
 * are not without a currency.  A customer of whom only the id is known is that id.
 */
void cart_event_write(struct emit *m, const struct cart_event *v);

#endif
