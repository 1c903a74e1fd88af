/* import-order - a draft becomes an order: what is lacking is computed, all is checked */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_IMPORT_ORDER_H
#define SHOP_IMPORT_ORDER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/pool.h"
#include "shop/import-fields.h"

/* The likely locale of each country, asked for once. */
struct locale_cache {
	struct locale_entry {
		bool asked;
		uint8_t len; /* 0: none is known */
		char tag[14];
	} at[26][26];
};

/*
 * Completes an item: quantity is needed, and a sku or a name; unit price and total each
 * follow from the other.  What was computed is named in DERIVED (of the order).
 */
bool draft_item_complete(struct draft_item *d, struct texts *derived, struct err *e);

/*
 * Completes and checks the order in D; texts go to POOL.  E (ERR_RECORD) where it cannot
 * be an order.
 */
bool draft_complete(
    struct draft *d, struct locale_cache *locales, struct pool *pool, struct err *e);

#endif
