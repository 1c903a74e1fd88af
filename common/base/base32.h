/* base32 - bytes as text that no change of case harms (RFC 4648, section 6) */
/* SPDX-License-Identifier: ISC */

/*
 * Small letters and no padding, for names and tokens in URLs and addresses; on the way
 * back the case does not matter.
 */

#ifndef BASE_BASE32_H
#define BASE_BASE32_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* How many characters N bytes become. */
#define BASE32_LEN(n) (((n)*8 + 4) / 5)

/* Adds the LEN bytes at AT in base32. */
void base32_add(struct buf *out, const void *at, size_t len);

/* Whether C is one of the 32 characters, in either case. */
bool base32_has(char c);

/*
 * Reads TEXT, which stands for LEN bytes, into OUT.  False, with OUT undefined, where it
 * is longer or shorter, has another character, or bits left over that are not 0: but for
 * the case, bytes have one text only.
 */
bool base32_read(struct str text, unsigned char *out, size_t len);

#endif
