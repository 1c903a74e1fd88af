/* cart-emptied - whether what was taken out of a cart is all that was in it */
/* SPDX-License-Identifier: ISC */

/*
 * Both lists are JSON as events of a log have them, with names as Google Analytics 4 has
 * them or as records have: an item is known by its sku, else its item_id, else its name
 * or item_name.  Nothing is added up, since a log need not have all that was put in: what
 * was taken out last is held against the list that was last known before.
 */

#ifndef SHOP_CART_EMPTIED_H
#define SHOP_CART_EMPTIED_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "data/rec.h"

struct cart_emptied {
	struct rec rec;
	struct buf text;
};

void cart_emptied_init(struct cart_emptied *c);
void cart_emptied_done(struct cart_emptied *c);

/*
 * Whether each item of ITEMS is in REMOVED: with the same quantity, or one of them says
 * none, or ITEMS has one.  Not where a list is none, or an item has no name.
 */
bool cart_emptied(struct cart_emptied *c, struct str items, struct str removed);

#endif
