/* shop-parts - the keys of a shop file, between the parts of shop */
/* SPDX-License-Identifier: ISC */

/*
 * Only shop.c (the file, read) and shop-keys.c (what it may say) include this; everybody
 * else includes shop/shop.h.
 */

#ifndef SHOP_SHOP_PARTS_H
#define SHOP_SHOP_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "shop/shop.h"

/* The defaults that shop_read begins with. */
#define SHOP_LOCALE "en"
#define SHOP_ZONE "UTC"
#define SHOP_AUTH "any"

/* What the items of a list of texts are to be. */
#define SHOP_LINE "a text of one line"

/* How the value of a key is read. */
enum shop_how {
	SHOP_TEXT,   /* a text that `is` accepts */
	SHOP_DAYS,   /* a whole number */
	SHOP_LINES,  /* a list of texts: the address */
	SHOP_TEXTS,  /* the same, into a struct shop_texts */
	SHOP_SOCIAL, /* a list of objects */
	SHOP_OTHER,  /* anything: its tool reads it with shop_find */
};

struct shop_row {
	struct shop_key key;
	enum shop_how how;
	bool (*is)(struct str);
	size_t field; /* where the value goes, within struct shop or a list's item */
};

/* The row of the key PATH ("mail.from"), or NULL. */
const struct shop_row *shop_row(struct str path);

/* Whether PATH ("mail") is the start of keys ("mail.from") and none itself. */
bool shop_section(struct str path);

/* PATH is no key: says so in E, and which one may have been meant.  Returns false. */
bool shop_unknown(struct str path, struct err *e);

#endif
