/* page - an address of the shop as a page that visits can be compared by */
/* SPDX-License-Identifier: ISC */

/*
 * A page is the path of an address, without what tells one visitor from another:
 *
 *	https://shop.example/checkout?email=a@b.example#top	/checkout
 *	/checkouts/cn/Z2NwLWV1cm9wZS13ZXN0MTowMUo/information	/checkouts/cn/ *
 * /information
 *
 * (but for the spaces around the '*').  Scheme, host, query and fragment go, and what
 * stands behind a ';' in a segment.  A segment of the path becomes '*' where
 *shop/page-secret takes it for a token, an address or a telephone number.  Paths longer
 *than PAGE_LONGEST are cut then, between two characters.
 */

#ifndef SHOP_PAGE_H
#define SHOP_PAGE_H

#include "base/pool.h"
#include "base/str.h"

#define PAGE_LONGEST ((size_t)200)

/* The page of ADDRESS, a URL or a path, in POOL; "/" where it has no path. */
struct str page_of(struct str address, struct pool *pool);

#endif
