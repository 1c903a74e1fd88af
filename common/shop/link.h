/* link - the URLs that a mail may hold */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_LINK_H
#define SHOP_LINK_H

#include <stdbool.h>

#include "base/pool.h"
#include "base/str.h"

/*
 * URL (UTF-8) where it is http or https, fit for an attribute, not too long, and without
 * characters that nobody sees or that turn the direction of text; else none.
 */
struct str link_web(struct str url);

/*
 * Whether URL leads to the host of HOME (without its "www.", unless that leaves a single
 * word) or to one below it, by the scheme and the port of HOME, or by https where HOME
 * has http and both have the port that is usual for theirs: what somebody else wrote may
 * not lead a customer astray in the shop's name.  False for all that programs could read
 * in two ways: a user before the host, a percent sign, an empty part or letters beyond
 * ASCII in it but for those of HOME itself.
 */
bool link_within(struct str url, struct str home);

/* The places that a pattern may have. */
#define LINK_PLACES "{number} and {id}"

/* Whether there is a brace in TEXT, which RFC 3986 allows in no URL. */
bool link_has_brace(struct str text);

/* A form_url in which every brace belongs to one of LINK_PLACES. */
bool link_is_pattern(struct str text);

/*
 * PATTERN (of the shop file, or none) with NUMBER and ID in place of {number} and {id},
 * percent-encoded as RFC 3986 asks of a path segment; POOL's where there are any.
 */
struct str link_order(
    struct pool *pool, struct str pattern, struct str number, struct str id);

#endif
