/* order-check - whether the amounts of an order add up */
/* SPDX-License-Identifier: ISC */

/*
 * The rule is aftercare-records(5)'s: the items' totals, less the order's discount, plus
 * shipping, plus tax unless the prices hold it already, are the total, to the minor unit.
 * Nothing is ever changed here to make it so.
 */

#ifndef SHOP_ORDER_CHECK_H
#define SHOP_ORDER_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "shop/order.h"

/*
 * What the items come to; false where there are none, one has no total, or the sum is
 * too large.
 */
bool order_items_sum(const struct order *o, int64_t *sum);

/*
 * What the total should be with tax added, or with tax in the prices (INCLUDED): from the
 * items, else from the subtotal.  Absent amounts are zero.  False where neither is known.
 */
bool order_expected(const struct order *o, bool included, int64_t *total);

/* Adds a warning to O for everything that does not add up; their texts go to POOL. */
void order_check(struct order *o, struct pool *pool);

#endif
