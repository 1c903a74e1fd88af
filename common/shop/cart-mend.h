/* cart-mend - what a log says of a cart, as a cart record may say it */
/* SPDX-License-Identifier: ISC */

/*
 * Anybody can write into the log of a web page, and the items of Google Analytics 4 have
 * names and forms of their own: a cart record (aftercare-records(5), schema/cart.json)
 * has texts for words, decimal texts for amounts and links of the web.  What can be made
 * so without a guess is; everything else is left out, and a warning names it.  Members
 * that no cart record knows are passed on as they came, byte for byte, but for nulls.
 *
 * The rules:
 *  - a word may be a number, or true or false, as it is written; an empty text is none;
 *  - item_id, item_name, price and item_category stand for sku, name, unit_price and
 *    category where these say nothing, or nothing that can be kept;
 *  - an amount is decimal, without an exponent, at most CART_MEND_MOST minor units either
 *    way, in the currency of the cart; finer ones are rounded, half up;
 *  - a quantity is a whole number that is not negative (2, "2", 2.0); where it is none,
 *    the price of one is left out with it;
 *  - accepts_marketing is true or false, also as a text; nothing else is a consent, and
 *    none is of a customer who has withdrawn;
 *  - a language tag may have '_', the name of a country small letters;
 *  - a key that stands twice is none; so is an item without a sku and a name, and a list
 *    of which no item is left.
 */

#ifndef SHOP_CART_MEND_H
#define SHOP_CART_MEND_H

#include <stdbool.h>

#include "base/money.h"
#include "base/str.h"
#include "shop/cart.h"

#define CART_MEND_MOST INT64_C(100000000000) /* minor units */

struct cart_mend;

struct cart_mend *cart_mend_new(void);
void cart_mend_free(struct cart_mend *m);

/* Lent; each may be none.  The texts are JSON as the line had it. */
struct cart_mend_source {
	struct str customer, items;
	struct currency of_items; /* of their amounts; code "" where nothing says */
	struct currency of_cost;  /* of the context's shipping_cost */
	bool withdrawn;		  /* the customer wants no marketing, whatever is there */
};

/*
 * Sets the customer, the items and the warnings of C by S, checks its country, the
 * context's and the way back, which are as the log had them, and gives C a currency where
 * it has amounts and none is set.  What is set lives until the next call.
 */
void cart_mend(struct cart_mend *m, const struct cart_mend_source *s, struct cart *c);

#endif
