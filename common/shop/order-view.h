/* order-view - an order as its templates show it */
/* SPDX-License-Identifier: ISC */

/*
 * Makes of an order the values that the templates of order-confirm name: every text on
 * one line and without controls, money and dates as the customer's locale writes them,
 * links only where they lead to the web.  What the order lacks is VIEW_NONE.  Figures are
 * those of the order as they are; none is computed but the number of things bought.
 */

#ifndef SHOP_ORDER_VIEW_H
#define SHOP_ORDER_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "data/tmpl.h"
#include "shop/order.h"
#include "shop/shop-view.h"
#include "shop/shop.h"
#include "shop/tongue.h"

struct order_view;

/* What the mail is made from; all of it is lent while the view is used. */
struct order_view_source {
	const struct order *order;
	const struct tongue *tongue;
	const struct shop *shop;
	bool marketing; /* the template is of that class */
};

struct order_view *order_view_new(void);
void order_view_free(struct order_view *v);

/* The view of SOURCE, which lives until the next call. */
const struct view *order_view_fill(
    struct order_view *v, const struct order_view_source *source);

/* Text of the customer, cleaned, for the message itself; lives as the view does. */
struct str order_view_clean(struct order_view *v, struct str text);

/* Why the view has no schema.org data: order_ld_lacks of the order at hand, or NULL. */
const char *order_view_ld_lacks(const struct order_view *v);

/* The names that a template can use, in ascending order, N of them. */
const struct view_doc *order_view_docs(size_t *n);

#endif
