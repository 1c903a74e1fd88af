/* link - the URLs that a mail may hold */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_LINK_H
#define SHOP_LINK_H

#include "base/pool.h"
#include "base/str.h"

/* URL where it is http or https, fit for an attribute and not too long; else none. */
struct str link_web(struct str url);

/*
 * PATTERN (of the shop file, or none) with NUMBER and ID in place of {number} and {id},
 * percent-encoded as RFC 3986 asks of a path segment; POOL's where there are any.
 */
struct str link_order(
    struct pool *pool, struct str pattern, struct str number, struct str id);

#endif
