/* item-rows - the items of an order or a cart as a list that templates show */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_ITEM_ROWS_H
#define SHOP_ITEM_ROWS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/money.h"
#include "base/pool.h"
#include "shop/order.h"
#include "shop/rows.h"
#include "shop/tongue.h"

/*
 * `items` is a list of name, sku, quantity, unit_price, price, url, image and final_sale.
 * Mail programs clip a mail of more than 100 kB, so that a very long list ends early, and
 * `more` is how many lines it lacks; `count` is how many things there are in all of them.
 */
struct item_rows {
	struct rows rows;
	struct buf text;
	struct view items, count, pictures, more;
};

/* What the rows are made of; all of it is lent, and so is the POOL for their texts. */
struct item_source {
	const struct order_item *items;
	size_t n;
	const struct currency *currency;
	const struct tongue *tongue;
	struct pool *pool;
};

void item_rows_init(struct item_rows *r);
void item_rows_done(struct item_rows *r);

/* Fills R; the rows live until the next call, and the pool's next clearing. */
void item_rows_fill(struct item_rows *r, const struct item_source *s);

#endif
