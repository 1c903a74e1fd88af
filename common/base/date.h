/* date - days, instants and RFC 3339 */
/* SPDX-License-Identifier: ISC */

/*
 * Proleptic Gregorian calendar, years 0001 to 9999.  A day is counted from 1970-01-01;
 * an instant is seconds since 1970-01-01T00:00:00Z without leap seconds.  Time zones
 * with names are data/zone's matter; here an offset is a number of minutes.
 */

#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* A point in time and how its wall clock stood to UTC when it was written down. */
struct instant {
	int64_t seconds;
	int32_t nanos;
	int32_t offset; /* minutes east of UTC */
};

struct civil {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second;
};

bool date_valid(int year, int month, int day);
int64_t date_days(int year, int month, int day);
void date_civil(int64_t days, int *year, int *month, int *day);

/* 0 is Monday, 6 Sunday. */
int date_weekday(int64_t days);

/* "2026-11-21" as days. */
bool date_read(struct str text, int64_t *days);

/* "YYYY-MM-DD" and a NUL. */
#define DATE_MAX 11
void date_format(char out[DATE_MAX], int64_t days);

/* RFC 3339 with offset ("Z", "z" or +hh:mm); a leap second counts as the second before.
 */
bool instant_read(struct str text, struct instant *out);

/* The wall clock of C as an instant, OFFSET minutes east of UTC. */
struct instant instant_of(const struct civil *c, int32_t offset);

/*
 * SECONDS later (below 0: earlier) at the same offset; at most the last second of the
 * year 9999 at that offset.
 */
struct instant instant_after(struct instant i, int64_t seconds);

/* MS milliseconds behind (or, below 0, before) 1970-01-01T00:00:00Z. */
struct instant instant_of_ms(int64_t ms);

/* The wall clock at I's own offset. */
void instant_civil(struct instant i, struct civil *out);

/* RFC 3339 at I's own offset, "Z" where that is 0; fractions only where there are any. */
#define INSTANT_MAX 40
size_t instant_format(char out[INSTANT_MAX], struct instant i);

#endif
