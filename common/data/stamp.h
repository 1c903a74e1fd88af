/* stamp - dates and times in the forms that exports write them in */
/* SPDX-License-Identifier: ISC */

/*
 * A pattern is letters for the parts and the characters between them:
 *
 *	YYYY YY    year; two digits are 2000 to 2099
 *	MM M       month, with a leading zero or without; MMM is Jan, MMMM is January
 *	DD D       day of the month
 *	hh h       hour; mm m minute; ss s second; S a fraction of one to nine digits
 *	A          AM or PM, and the hours are then 1 to 12
 *	ZZZZ       the offset from UTC: +0100, +01:00, +01, Z, UTC or GMT
 *	z          a zone's short name, of those that mean one offset only in what the
 *	           layouts' systems write: UTC, GMT, EST, EDT, CST, CDT, MST, MDT, PST,
 *	           PDT, CET, CEST
 *	'...'      these very letters; any other letter is an error
 *
 * The words "seconds", "milliseconds" and "microseconds" are patterns of their own: a
 * number of these since 1970-01-01T00:00Z, with a fraction or without.
 *
 * A one-letter part takes one or two digits.  A space takes any number of spaces.  The
 * whole text must fit: "YYYY-MM-DD hh:mm:ss ZZZZ" reads "2026-08-01 09:15:32 +0530".
 * Names of months are English, since that is what exports write.
 */

#ifndef DATA_STAMP_H
#define DATA_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

#define STAMP_STEPS 40

struct stamp {
	struct str text; /* lent by whoever called stamp_parse */
	struct stamp_step {
		char part;  /* the letter, 'L' for a character of its own */
		char digit; /* that character */
		uint8_t n;  /* how often the letter stands */
	} steps[STAMP_STEPS];
	size_t n;
	bool timed;   /* it has hours */
	int64_t unit; /* not 0: so many make a second since 1970 */
};

/* What a text says: the wall clock, and how it stands to UTC where it says so. */
struct wall {
	struct civil at;
	int32_t nanos;
	bool timed, zoned;
	int32_t offset; /* minutes east of UTC */
};

/* TEXT is lent for the life of P.  E (ERR_TROUBLE) says what is wrong with it. */
bool stamp_parse(struct stamp *p, struct str text, struct err *e);

/* False where TEXT is not of this form or names a day or time that does not exist. */
bool stamp_read(const struct stamp *p, struct str text, struct wall *out);

#endif
