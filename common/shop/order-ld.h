/* order-ld - an order as schema.org data for the head of a mail */
/* SPDX-License-Identifier: ISC */

/*
 * JSON-LD of the type Order, with what Gmail needs to show it (merchant, seller,
 * orderNumber, price, priceCurrency, acceptedOffer and a ViewAction) and what others read
 * besides (orderStatus, orderDate).  Half of it would be an error to Gmail and no use to
 * anybody, so it is written whole or not at all.  '<', '>', '&' and the line separators
 * of JavaScript are written as \u escapes, so that no text in it can end the script
 * element.
 */

#ifndef SHOP_ORDER_LD_H
#define SHOP_ORDER_LD_H

#include <stddef.h>

#include "base/buf.h"
#include "data/emit.h"
#include "shop/order.h"
#include "shop/shop.h"

struct order_ld {
	const struct order *order;
	const struct shop *shop;
	struct str number; /* as the mail shows it */
	struct str url;	   /* the order's page, or none */
	size_t n_items;	   /* how many of the items are listed */
};

/*
 * What is lacking for whole data, NULL where nothing is: a field of the order
 * ("items[].total", "total") or a key of the shop file ("name", "links.order").
 */
const char *order_ld_lacks(const struct order_ld *ld);

/* Adds the data, for which nothing may be lacking, to OUT; SCRATCH (fd -1) is written
 * over. */
void order_ld_write(const struct order_ld *ld, struct emit *scratch, struct buf *out);

#endif
