/* cart-view - a cart as its templates show it */
/* SPDX-License-Identifier: ISC */

/*
 * Makes of a cart the values that the templates of cart-remind name: every text on one
 * line and without controls, money as the customer's locale writes it.  The log of a shop
 * is written by whoever opens its pages: links lead to the shop's own site (that of its
 * `url` or `links.cart`, see link_within) or nowhere, where it has one, and a name that a
 * mail program would make a link of (shop/lure) is not shown: the customer has none then,
 * an item its SKU or the word for one.
 */

#ifndef SHOP_CART_VIEW_H
#define SHOP_CART_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "data/tmpl.h"
#include "shop/cart.h"
#include "shop/reason.h"
#include "shop/shop-view.h"
#include "shop/shop.h"
#include "shop/tongue.h"

struct cart_view;

/* What the mail is made from; all of it is lent while the view is used. */
struct cart_view_source {
	struct cart *cart; /* loses items of quantity 0, and links that lead elsewhere */
	const struct tongue *tongue;
	const struct shop *shop;
	size_t step;	/* the number of the reminder, from 1 */
	bool last;	/* no other will follow, and one may have gone before */
	bool our_fault; /* a payment failed through the shop's fault */
	bool marketing; /* the template is of that class */
};

struct cart_view *cart_view_new(void);
void cart_view_free(struct cart_view *v);

/* The view of SOURCE, which lives until the next call. */
const struct view *cart_view_fill(
    struct cart_view *v, const struct cart_view_source *source);

/* The customer's name as it is shown, or none; lives as the view does. */
struct str cart_view_name(const struct cart_view *v);

/* What is not shown of the cart since it could be read as a link, N of them. */
const struct reason *cart_view_hidden(const struct cart_view *v, size_t *n);

/*
 * Which link the way back is: "url" of the cart, "links.cart" or "url" of the shop, as
 * `shop` tells; *WHY is what speaks against the cart's own.  NULL where there is none.
 */
const char *cart_view_way(const struct cart_view *v, bool *shop, const char **why);

/* The names that a template can use, in ascending order, N of them. */
const struct view_doc *cart_view_docs(size_t *n);

#endif
