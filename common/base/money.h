/* money - amounts in minor units, by ISO 4217 */
/* SPDX-License-Identifier: ISC */

/*
 * An amount is an int64_t of minor units (cents; yen for JPY; fils for KWD).  Nothing
 * here is ever a floating-point number.  Every sum is checked for overflow.  The
 * exponents are those of ISO 4217's list one (amendment 177).
 */

#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* An alphabetic code, NUL-terminated: "EUR". */
struct currency {
	char code[4];
	uint8_t exponent; /* digits after the decimal mark: 0, 2, 3 or 4 */
};

/* Finds CODE (capitals, as ISO 4217 writes it); false where there is none. */
bool currency_find(struct str code, struct currency *out);

/*
 * Reads decimal text such as "12.50" or "-3" with a '.' mark: at most EXPONENT digits
 * behind it, further ones only where they are zeros ("2.500" is 2.50).  False where it is
 * not such a number, is finer than the currency allows or too large; E (kind ERR_RECORD)
 * then says "expected an amount in EUR, got ...".
 */
bool money_read(struct str text, const struct currency *c, int64_t *minor, struct err *e);

/* Says that of TEXT, and returns false. */
bool money_wrong(struct str text, const struct currency *c, struct err *e);

/* Adds the amount as a decimal string: "12.50", "-0.05", "1200" (JPY). */
void money_write(struct buf *b, int64_t minor, const struct currency *c);

/* The same into OUT, NUL-terminated; returns its length. */
#define MONEY_MAX 28
size_t money_format(char out[MONEY_MAX], int64_t minor, const struct currency *c);

/* *SUM += minor; false on overflow. */
bool money_add(int64_t *sum, int64_t minor);

/* *OUT = minor * quantity; false on overflow. */
bool money_times(int64_t minor, int64_t quantity, int64_t *out);

/*
 * Divides TOTAL over N shares in proportion to WEIGHTS (each >= 0) by the method of the
 * largest remainder, so that the shares add up to TOTAL to the minor unit; equal
 * remainders go to the earlier share.  Where all weights are 0 the shares are as equal as
 * can be.  N must be above 0; false where a weight is negative or their sum overflows.
 */
bool money_allocate(int64_t total, const int64_t *weights, size_t n, int64_t *shares);

#endif
