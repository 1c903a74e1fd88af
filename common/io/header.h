/* header - values of mail headers: ASCII, folded, encoded words where they are needed */
/* SPDX-License-Identifier: ISC */

/*
 * What RFC 5322 (folding) and RFC 2047 (encoded words) ask of a header's value.  A mail
 * library would do, but GMime 3.2 makes encoded words longer than the 75 characters that
 * are allowed, lets words that a customer typed in the shape of an encoded word through,
 * and encodes URLs in List-Unsubscribe.
 *
 * Values are added without the header's name and without a last line end; folds are LF
 * and a space.  COLUMN is where the value begins on its line.  Nothing here can make a
 * line that another header begins on: control characters become spaces.
 */

#ifndef IO_HEADER_H
#define IO_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Adds TEXT with every control character and line or paragraph separator of Unicode as a
 * space, and without spaces at its ends.  TEXT is UTF-8.
 */
void header_clean(struct buf *out, struct str text);

/* Free text (Subject): as it is where it is plain ASCII, else as encoded words. */
void header_text(struct buf *out, size_t column, struct str text);

/*
 * "Name" <address>, or the address alone where NAME is empty or none.  The address is
 * written as it stands: the caller has checked it.
 */
void header_mailbox(struct buf *out, size_t column, struct str name, struct str address);

#endif
