/* num - strict numbers */
/* SPDX-License-Identifier: ISC */

/*
 * The whole text is the number or it is none: no spaces, no plus, no locale, no
 * trailing garbage, nothing beyond the range.  Out-parameters are set only on success.
 */

#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* "-12", "007"; decimal digits with an optional minus. */
bool num_whole(struct str s, int64_t *out);

/* The same, and within LOW to HIGH. */
bool num_between(struct str s, int64_t low, int64_t high, int64_t *out);

/*
 * A span of time: "90s", "15m", "10h", "7d", "2w" in seconds.  A unit is needed, and
 * "0" alone is allowed.
 */
bool num_span(struct str s, int64_t *seconds);

/* "4096", or "8K", "256M", "2G", "1T" of 1024 times each, in bytes. */
bool num_size(struct str s, int64_t *bytes);

#endif
