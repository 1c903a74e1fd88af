/* quiet - hours in which a customer is left alone, where the customer is */
/* SPDX-License-Identifier: ISC */

/*
 * A window is given by the wall clock and may run across midnight.  A time that occurs
 * twice, when clocks go back, begins a window the first time and ends it the second; one
 * that is skipped begins or ends it when the clocks go forward.  So a customer is never
 * written to within a window, by whichever of the two clocks.
 *
 * Where the customer is may be no better known than the country.  If that has several
 * zones, a message waits until no window is open in any of them.  It knows no ledger and
 * no clock; times are seconds since 1970 in UTC.  Not for several threads at once.
 */

#ifndef SHOP_QUIET_H
#define SHOP_QUIET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "data/zone.h"

#define QUIET_WINDOWS 8
#define QUIET_EVERY_DAY 0x7fu

struct quiet_window {
	int from, to;  /* minutes of the day; TO up to 1440, on the next day where it is
			  not behind FROM */
	unsigned days; /* on which it begins: bit 0 is Monday */
};

struct quiet {
	struct quiet_window windows[QUIET_WINDOWS];
	size_t n;
};

/* "21:00" as minutes of the day, up to "24:00". */
bool quiet_time(struct str text, int *minutes);

/* Where somebody may be; the zones are lent by data/zone. */
struct quiet_place {
	const struct zone *const *zones; /* any of these, */
	size_t n;			 /* or, where there are none, */
	const struct zone *one;		 /* this; it counts too where no time suits all */
	const char *basis; /* what says so: "to.timezone", "to.country", "language", or
			      "timezone" for the shop's */
};

/*
 * False with E (ERR_RECORD) where TIMEZONE is no IANA zone or COUNTRY cannot be an ISO
 * 3166-1 alpha-2 code; either may be none.
 */
bool quiet_place_check(struct str timezone, struct str country, struct err *e);

/*
 * Where somebody is of whom TIMEZONE (IANA), COUNTRY (ISO 3166-1 alpha-2) and LANGUAGE
 * (BCP 47) are known, or none: the first of them that names a place, else SHOP.  False
 * as quiet_place_check has it.
 */
bool quiet_place_find(struct str timezone, struct str country, struct str language,
    const struct zone *shop, struct quiet_place *out, struct err *e);

/* Whether there is a time in a week when no window of Q is open in zone Z. */
bool quiet_ever_ends(const struct quiet *q, const struct zone *z);

/*
 * The first time from NOW on when no window of Q is open at P: NOW itself where it is not
 * quiet.
 */
int64_t quiet_until(const struct quiet *q, const struct quiet_place *p, int64_t now);

#endif
