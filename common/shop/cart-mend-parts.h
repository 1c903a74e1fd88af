/* cart-mend-parts - what the halves of cart-mend share */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_CART_MEND_PARTS_H
#define SHOP_CART_MEND_PARTS_H

#include "base/pool.h"
#include "data/emit.h"
#include "data/rec.h"
#include "shop/cart-mend.h"

#define CART_MEND_WARNINGS 20 /* of a cart, and one that counts the others */

enum mend_kind {
	MEND_WORD,
	MEND_TEXT,
	MEND_LANGUAGE,
	MEND_TRUTH,
	MEND_COUNT,
	MEND_MONEY,
	MEND_LINK,
};

struct mend_member {
	struct str name, other; /* also known as, or none */
	enum mend_kind kind;
};

/* A member as a cart record may have it. */
struct mended {
	bool there;
	bool bad;   /* it was there, and is left out */
	bool other; /* it was read by its other name */
	struct str text;
	int64_t n;
	bool is;
};

struct cart_mend {
	const struct cart_mend_source *source;
	struct cart *cart;
	struct buf line; /* the record that is read */
	struct rec rec;
	struct emit customer, items;
	struct pool pool; /* texts of the cart at hand */
	struct texts warnings;
	size_t warned;
	bool priced; /* an amount of an item was written */
};

void cart_mend_warn(struct cart_mend *m, const struct err *e);

/* Whether V says something: null and an empty text do not. */
bool cart_mend_says(struct val v);

/* What is written in V: a text, or a number as it stands; else none. */
struct str cart_mend_written(struct val v);

/* URL as records have it, with a scheme in small letters; or none. */
struct str cart_mend_link(struct cart_mend *m, struct str url);

/* OUT is WHAT in OBJECT; warns where it says something else. */
void cart_mend_member(struct cart_mend *m, struct val object,
    const struct mend_member *what, struct mended *out);

/* Writes the N members in LIST as VALUES has them, then what else is in OBJECT. */
void cart_mend_put(struct cart_mend *m, struct emit *to, struct val object,
    const struct mend_member *list, const struct mended *values, size_t n);

#endif
