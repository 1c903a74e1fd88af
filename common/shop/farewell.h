/* farewell - the page at which a customer ends marketing mail */
/* SPDX-License-Identifier: ISC */

/*
 * An answer of a CGI program, headers and all: a page in one of the kit's languages that
 * asks with one button, or says what became of it.  It has no script, no cookie, loads
 * nothing, names nobody, and is light or dark as the reader likes.
 */

#ifndef SHOP_FAREWELL_H
#define SHOP_FAREWELL_H

#include "base/buf.h"
#include "base/str.h"
#include "shop/shop.h"

enum farewell {
	FAREWELL_ASK,	 /* 200: shall it end? */
	FAREWELL_DONE,	 /* 200: it has */
	FAREWELL_BAD,	 /* 400: the link is none of ours, or not whole */
	FAREWELL_LONG,	 /* 413 */
	FAREWELL_METHOD, /* 405 */
	FAREWELL_LATER,	 /* 503: it could not be written down */
	FAREWELLS
};

/* The field that the page's button posts, and its value. */
#define FAREWELL_FIELD "unsubscribe"
#define FAREWELL_VALUE "yes"

/*
 * Adds the answer to OUT; without a page where HEAD.  Its language is the first that
 * LANGUAGES (an Accept-Language, or empty) likes, else the shop's, else English.
 */
void farewell_write(const struct shop *shop, enum farewell what, struct str languages,
    bool head, struct buf *out);

/* The place of the best language in farewell's own list: 0 is English. */
size_t farewell_language(struct str languages, struct str locale);

#endif
