/* cart - the cart record as a struct: one lost visit, read, checked, written */
/* SPDX-License-Identifier: ISC */

/*
 * The contract is aftercare-records(5) and schema/cart.json.  Texts are lent by the
 * record (cart_read) or by whoever filled the struct.  Amounts are minor units of
 * `currency`.
 *
 * cart_write writes the customer and the items as `customer_json` and `items_json` have
 * them (shop/cart-mend makes these of a log's), and looks at nothing that cart_read makes
 * of them.
 */

#ifndef SHOP_CART_H
#define SHOP_CART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/money.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/emit.h"
#include "data/rec.h"
#include "shop/order.h"

/* What was last seen of each of these when the customer left. */
struct cart_context {
	struct amount shipping_cost;
	struct str coupon, payment_method, error, device, browser, country, page;
};

struct cart {
	struct str id;		  /* cart_id's, or the shop's own */
	struct str session;	  /* or none */
	struct str customer_json; /* an object, or none */
	struct str country;	  /* where the visitor was last, or none */
	struct currency currency; /* code "" where no amount is known */
	struct amount value;	  /* of the whole cart, never negative */
	struct str items_json;	  /* a list, or none */
	struct str step;	  /* the last step that was reached: "payment" */
	struct cart_context context;
	struct moment started_at, last_seen_at;
	struct str url;		      /* the way back to the cart, or none */
	const struct texts *warnings; /* what was left out of it; or NULL; not read */

	/* What cart_read makes of `customer_json` and `items_json`. */
	struct {
		struct str id, email, name, locale;
		struct truth accepts_marketing;
	} customer;
	struct order_item *items;
	size_t n_items, room;
	bool listed; /* the record has a list of items, be it empty */
	struct val raw;
};

/* A zeroed cart is an initialised one; this frees its items. */
void cart_done(struct cart *c);

/*
 * The name of the cart that was filled at FILLED, from WHOSE, its session (or, where it
 * has none, its customer), NUL-terminated: the same in every run over the same log.
 */
void cart_id(struct str whose, struct instant filled, char out[HASH_NAME]);

/*
 * Fills C from a cart record; E (ERR_RECORD) names the field.  An amount without a
 * currency is refused, and so is a value below 0.  The memory of the items is kept from
 * cart to cart.
 */
bool cart_read(struct cart *c, struct val rec, struct err *e);

/* Writes C as one record and ends its line; what is absent is not written. */
void cart_write(struct emit *m, const struct cart *c);

#endif
