/* exponent - a number with an exponent, written without one */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_EXPONENT_H
#define DATA_EXPONENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define EXPONENT_DIGITS ((size_t)20) /* of the number, and before its point */
#define EXPONENT_MAX ((size_t)64)

/*
 * Puts "-1.5e-07" into OUT as "-0.00000015", *LEN bytes.  What is nearer to nothing than
 * its digits could say becomes "0".  False where S is no such number, or too large.
 */
bool exponent_spread(struct str s, char out[EXPONENT_MAX], size_t *len);

#endif
