/* base64 - bytes as text (RFC 4648, section 4) */
/* SPDX-License-Identifier: ISC */

#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Adds BYTES in base64 with padding to OUT; where WIDTH (a multiple of 4) is not 0, every
 * line of WIDTH characters and the last one end in LF, as MIME wants it.
 */
void base64_add(struct buf *out, struct str bytes, size_t width);

/*
 * Adds the bytes that TEXT stands for to OUT.  False, with nothing added, where it is not
 * base64 with its padding; line ends between the characters are skipped.
 */
bool base64_read(struct str text, struct buf *out);

#endif
