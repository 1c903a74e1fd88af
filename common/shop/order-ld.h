/* order-ld - an order as schema.org data for the head of a mail */
/* SPDX-License-Identifier: ISC */

/*
 * JSON-LD of the type Order, with what Gmail needs to show it (price, priceCurrency,
 * seller, acceptedOffer, potentialAction) and what others read besides (merchant,
 * orderStatus).  '<', '>', '&' and the line separators of JavaScript are written as \u
 * escapes, so that no text in it can end the script element.
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

/* Adds the data to OUT; SCRATCH (fd -1) is written over. */
void order_ld_write(const struct order_ld *ld, struct emit *scratch, struct buf *out);

#endif
