/* percent - what "%41" stands for (RFC 3986, section 2.1) */
/* SPDX-License-Identifier: ISC */

#ifndef BASE_PERCENT_H
#define BASE_PERCENT_H

#include "base/buf.h"
#include "base/str.h"

/* The value of a hexadecimal digit in either case, or -1. */
int percent_digit(char c);

/*
 * Adds TEXT to OUT with the bytes that its escapes stand for, each resolved once; what is
 * no escape stays as it is.
 */
void percent_decode(struct str text, struct buf *out);

#endif
