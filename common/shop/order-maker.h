/* order-maker - orders from the values of an export */
/* SPDX-License-Identifier: ISC */

/*
 * What the export lacks and can be computed is, and is named in `derived`; what does not
 * add up is said in `warnings`.  An id that comes again is seen among the last
 * SEEN_NAMES.
 */

#ifndef SHOP_ORDER_MAKER_H
#define SHOP_ORDER_MAKER_H

#include "base/seen.h"
#include "shop/import-fields.h"
#include "shop/import-order.h"
#include "shop/import.h"

struct order_maker {
	struct import_maker maker; /* for import_open */
	struct draft draft;	   /* the order at hand is draft.order */

	/* The rest is its own. */
	struct locale_cache locales;
	struct seen *seen;
};

void order_maker_init(struct order_maker *m);
void order_maker_done(struct order_maker *m);

#endif
