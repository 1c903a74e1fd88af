/* shop-view - the shop as its templates show it */
/* SPDX-License-Identifier: ISC */

/*
 * What does not change from mail to mail: names below "shop." are constants of a template
 * and are folded into it, so it is compiled for one language and one shop.  Texts that
 * the shop file has in one language only may be said in another by words of the shop's
 * own catalogue: shop_hours, shop_returns.
 */

#ifndef SHOP_SHOP_VIEW_H
#define SHOP_SHOP_VIEW_H

#include "base/err.h"
#include "data/tmpl.h"
#include "data/words.h"
#include "shop/shop.h"

struct shop_view;

/*
 * The view of SHOP (lent) with WORDS (lent); NULL with E (ERR_TROUBLE) where a word is
 * wrong.
 */
struct shop_view *shop_view_new(
    const struct shop *shop, const struct words *words, struct err *e);
void shop_view_free(struct shop_view *v);

/* The object of constant roots for tmpl_options: "shop". */
const struct view *shop_view_root(const struct shop_view *v);

/* A name that a template can use, and what it shows. */
struct view_doc {
	const char *name, *shows;
};

/* All of them in ascending order, N of them. */
const struct view_doc *shop_view_docs(size_t *n);

#endif
