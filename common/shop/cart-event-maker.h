/* cart-event-maker - steps on the way to an order, from the values of an export */
/* SPDX-License-Identifier: ISC */

/*
 * An event has a name, a time from the year 2000 on, and a session or a customer; a
 * record without one of them is refused.  The rest may be absent: an amount that has no
 * currency, is negative or beyond CART_EVENT_LARGEST is left out, with a warning.
 *
 * Device and browser are those of the User-Agent header where the export does not say
 * them, and the page is a path without what tells one visitor from another.
 *
 * A cart that comes without its value has the sum of its items, where each of them has a
 * price and the event is not one that is about a single product.  An item without number
 * and name costs its row; where it has none it is left out, with a warning.
 */

#ifndef SHOP_CART_EVENT_MAKER_H
#define SHOP_CART_EVENT_MAKER_H

#include "shop/cart-event-write.h"
#include "shop/import.h"

#define CART_EVENT_LARGEST INT64_C(100000000000) /* minor units */

/* What a mapping file can say of an event; for layout_open. */
extern const struct schema cart_event_schema;

struct cart_event_maker {
	struct import_maker maker; /* for import_open */
	struct cart_event event;   /* the one at hand */
	struct str agent;	   /* its User-Agent header, or none */
	bool nameless;	       /* an item was left out, since nothing is known of it */
	struct texts warnings; /* its own */
};

void cart_event_maker_init(struct cart_event_maker *m);
void cart_event_maker_done(struct cart_event_maker *m);

#endif
