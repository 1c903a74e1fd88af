/* proportion - how many of how many, with what chance alone could make of it */
/* SPDX-License-Identifier: ISC */

/*
 * The score interval of E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", JASA 22 (1927), 209-212; and for the difference of two
 * independent proportions the hybrid of two score intervals, method 10 in R. G. Newcombe,
 * "Interval estimation for the difference between independent proportions: comparison of
 * eleven methods", Statistics in Medicine 17 (1998), 873-890.  Both at 95 %, without a
 * correction for continuity.
 *
 * Proportions are compared and shown in millionths, whole numbers, so that what is
 * written down and what is decided are the same; doubles live only within this module.
 */

#ifndef BASE_PROPORTION_H
#define BASE_PROPORTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

#define MILLION INT64_C(1000000)

/* N of OF, 0 <= n <= of and of > 0. */
struct proportion {
	int64_t n, of;
};

/* In millionths; `low` to `high` are the values that the figures do not speak against. */
struct interval {
	int64_t low, high;
};

/* N / OF in millionths, rounded to the nearest; OF is not 0, and either may be below. */
int64_t millionths(int64_t n, int64_t of);

/* The whole number nearest to so many millionths, which are not below 0. */
static inline int64_t
millionths_whole(int64_t n)
{
	return n / MILLION + (n % MILLION >= MILLION / 2);
}

/* "0.75", "-3", "12.345678": at most six digits behind a '.'; false for anything else. */
bool millionths_read(struct str text, int64_t *out);

/* Adds the number with as many decimals as it needs: "0.75", "-3". */
void millionths_write(struct buf *b, int64_t n);

/*
 * The rate of A divided by the rate of B in millionths, rounded once: it is made from the
 * counts.  B's `n` is not 0.
 */
int64_t proportion_lift(struct proportion a, struct proportion b);

/* Wilson's interval: within 0 and a million, and around P's own rate. */
struct interval proportion_interval(struct proportion p);

/* Newcombe's interval of the rate of A less the rate of B. */
struct interval proportion_difference(struct proportion a, struct proportion b);

/* Whether an interval of a difference leaves 0 out: it is more than chance makes. */
static inline bool
interval_beyond(struct interval i)
{
	return i.low > 0 || i.high < 0;
}

#endif
