/* page-secret - whether a part of a path tells one visitor from another */
/* SPDX-License-Identifier: ISC */

/*
 * What a shop calls its pages is words and short numbers; what it makes up for a visitor
 * (a token, a key) looks like nothing at all, and an address or a telephone number like
 * itself.  A part of a path is taken for one of the latter where, its escapes resolved,
 * it holds
 *
 *	an '@', or a number of seven digits or more behind a '+';
 *	a UUID;
 *	"wc_order_", with which the keys of WooCommerce's orders begin;
 *	a word of 20 letters and digits or more, both of them;
 *	words that change between small letters, capitals and digits at every fourth
 *	character or oftener, of 16 characters together;
 *	words of capitals, small letters and digits that change nearly as often, however
 *	they are joined, of 14 characters together;
 *	three groups or more, each of the same four to six letters and digits;
 *	a word of 16 letters or more whose capitals stand anywhere.
 *
 * Words end at '-', '_', '.', '~' and at what is not ASCII; what is between other marks,
 * as the "=" of "key=a1", is looked at by itself.  It is a guess: a name without digits
 * or capitals is never taken for a token, and a strange article number may be.  Of random
 * tokens of 22 characters it knows 98 in 100 of letters and digits, and 95 in 100 where
 * '-' and '_' are among them; of 32 characters, 99 in 100.
 */

#ifndef SHOP_PAGE_SECRET_H
#define SHOP_PAGE_SECRET_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Whether SEGMENT, which has no '/', is one.  SCRATCH is memory to work in. */
bool page_secret(struct str segment, struct buf *scratch);

#endif
