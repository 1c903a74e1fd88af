/* clean - what somebody typed, as one line that can be shown */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_CLEAN_H
#define SHOP_CLEAN_H

#include <stddef.h>

#include "base/pool.h"
#include "base/str.h"

/*
 * TEXT (UTF-8) without the spaces around it, with one space in place of each run of
 * characters that break a line, control a terminal or turn the direction of what follows
 * (Unicode's Cc, line and paragraph separators, bidi embeddings, overrides and isolates),
 * without direction marks, and cut with "…" where it is longer than MAX bytes.  TEXT
 * itself where nothing is to be done; else the new text is POOL's.
 */
struct str clean_line(struct pool *pool, struct str text, size_t max);

#endif
