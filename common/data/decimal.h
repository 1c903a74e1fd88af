/* decimal - amounts as people and exports write them */
/* SPDX-License-Identifier: ISC */

/*
 * "1,234.50", "1.234,50", "US $12.00", "(5.00)", "12,5 zł".  Which mark is the decimal
 * one is told, or is seen where the text leaves no doubt: never guessed.  With
 * MARK_EITHER "12,50" and "1.234,50" are read, and "1,234" is a thousand in a currency
 * with two decimals or none.  What may be a thousand or one is refused: "1,000" and
 * "1.000" where three zeros may follow a decimal mark, "1,234" in a currency with three
 * decimals (but "1.234" is what machines write for these), and any such quantity.  In a
 * currency without decimals a comma only groups.
 */

#ifndef DATA_DECIMAL_H
#define DATA_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/money.h"
#include "base/str.h"

enum mark {
	MARK_EITHER, /* '.' or ',' by what the text shows; the other groups thousands */
	MARK_DOT,
	MARK_COMMA,
};

struct marks {
	enum mark decimal;
	/*
	 * What may stand between groups of three digits, besides the mark that is not
	 * the decimal one: a space (no-break ones too) and an apostrophe.
	 */
	bool spaces;
	/* What may stand before or behind the number: "US $" before "$". */
	const struct str *symbols;
	size_t n_symbols;
	/*
	 * What is finer than the currency is rounded to it, half up, and an exponent is
	 * read, as binary fractions are written: "1.5e-07".
	 */
	bool round;
};

/*
 * Reads TEXT as an amount in C's minor units.  Parentheses or a minus (also U+2212) make
 * it negative.  Zeros beyond the currency's decimals are allowed.  False where it is no
 * amount, is ambiguous, too fine for the currency (unless it may be rounded), or too
 * large; E (ERR_RECORD) says what was expected.
 */
bool decimal_read(struct str text, const struct marks *m, const struct currency *c,
    int64_t *minor, struct err *e);

/* A whole number under the same marks; "2.00" is 2. */
bool decimal_whole(struct str text, const struct marks *m, int64_t *out, struct err *e);

#endif
