/* date - days, instants and RFC 3339 */
/* SPDX-License-Identifier: ISC */

#include "base/date.h"

#include <stdio.h>
#include <string.h>

static bool
leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool
date_valid(int year, int month, int day)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= length[month - 1] + (month == 2 && leap(year));
}

/* Counted from 1 March, so that the leap day is the last of its year. */
int64_t
date_days(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

void
date_civil(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

int
date_weekday(int64_t days)
{
	int64_t w = (days + 3) % 7;

	return (int)(w < 0 ? w + 7 : w);
}

/* N digits at S as a number, or -1. */
static int
digits(const char *s, int n)
{
	int value = 0;

	while (n-- > 0) {
		if (*s < '0' || *s > '9')
			return -1;
		value = value * 10 + (*s++ - '0');
	}
	return value;
}

bool
date_read(struct str text, int64_t *days)
{
	int year, month, day;

	if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-')
		return false;
	year = digits(text.at, 4);
	month = digits(text.at + 5, 2);
	day = digits(text.at + 8, 2);
	if (!date_valid(year, month, day))
		return false;
	*days = date_days(year, month, day);
	return true;
}

static void
put(char *out, int n, int value)
{
	while (n-- > 0) {
		out[n] = (char)('0' + value % 10);
		value /= 10;
	}
}

void
date_format(char out[DATE_MAX], int64_t days)
{
	int year, month, day;

	date_civil(days, &year, &month, &day);
	put(out, 4, year);
	out[4] = '-';
	put(out + 5, 2, month);
	out[7] = '-';
	put(out + 8, 2, day);
	out[10] = '\0';
}

struct instant
instant_of(const struct civil *c, int32_t offset)
{
	int64_t days = date_days(c->year, c->month, c->day);
	int64_t clock = c->hour * 3600 + c->minute * 60 + c->second;

	return (struct instant){ days * 86400 + clock - (int64_t)offset * 60, 0, offset };
}

struct instant
instant_after(struct instant i, int64_t seconds)
{
	const int64_t last = date_days(9999, 12, 31) * 86400 + 86399 -
			     (int64_t)i.offset * 60;

	i.seconds = seconds > last - i.seconds ? last : i.seconds + seconds;
	return i;
}

struct instant
instant_of_ms(int64_t ms)
{
	int64_t part = ms % 1000;

	/* The least of all has none below it. */
	return (struct instant){ .seconds = ms / 1000 - (part < 0),
		.nanos = (int32_t)(part < 0 ? part + 1000 : part) * 1000000 };
}

void
instant_civil(struct instant i, struct civil *out)
{
	int64_t local = i.seconds + (int64_t)i.offset * 60;
	int64_t days = (local >= 0 ? local : local - 86399) / 86400;
	int clock = (int)(local - days * 86400);

	date_civil(days, &out->year, &out->month, &out->day);
	out->hour = clock / 3600;
	out->minute = clock / 60 % 60;
	out->second = clock % 60;
}

/* ".123456789" at S; further digits are dropped.  Returns its length, 0 where wrong. */
static size_t
fraction(const char *s, size_t len, int32_t *nanos)
{
	size_t i;
	int32_t value = 0;

	for (i = 1; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		if (i <= 9)
			value = value * 10 + (s[i] - '0');
	if (i == 1)
		return 0;
	for (*nanos = value; i <= 9; i++)
		*nanos *= 10;
	for (i = 1; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		;
	return i;
}

static bool
offset_read(const char *s, size_t len, int32_t *offset)
{
	int hour, minute;

	if (len == 1 && (s[0] == 'Z' || s[0] == 'z')) {
		*offset = 0;
		return true;
	}
	if (len != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':')
		return false;
	hour = digits(s + 1, 2);
	minute = digits(s + 4, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return false;
	*offset = hour * 60 + minute;
	if (s[0] == '-')
		*offset = -*offset;
	return true;
}

bool
instant_read(struct str text, struct instant *out)
{
	const char *s = text.at;
	struct civil c;
	int64_t days;
	int32_t nanos = 0, offset;
	size_t at = 19, n;

	if (text.len < 20 || !date_read((struct str){ s, 10 }, &days))
		return false;
	if ((s[10] != 'T' && s[10] != 't' && s[10] != ' ') || s[13] != ':' ||
	    s[16] != ':')
		return false;
	date_civil(days, &c.year, &c.month, &c.day);
	c.hour = digits(s + 11, 2);
	c.minute = digits(s + 14, 2);
	c.second = digits(s + 17, 2);
	if (c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59)
		return false;
	if (c.second < 0 || c.second > 60)
		return false;
	if (c.second == 60)
		c.second = 59;
	if (s[at] == '.') {
		n = fraction(s + at, text.len - at, &nanos);
		if (n == 0)
			return false;
		at += n;
	}
	if (!offset_read(s + at, text.len - at, &offset))
		return false;
	*out = instant_of(&c, offset);
	out->nanos = nanos;
	return true;
}

size_t
instant_format(char out[INSTANT_MAX], struct instant i)
{
	struct civil c;
	int32_t offset = i.offset < 0 ? -i.offset : i.offset;
	int32_t nanos = i.nanos;
	size_t n = 19;

	instant_civil(i, &c);
	put(out, 4, c.year);
	put(out + 5, 2, c.month);
	put(out + 8, 2, c.day);
	put(out + 11, 2, c.hour);
	put(out + 14, 2, c.minute);
	put(out + 17, 2, c.second);
	out[4] = out[7] = '-';
	out[10] = 'T';
	out[13] = out[16] = ':';
	if (nanos != 0) {
		int places = 9;

		for (; nanos % 10 == 0; places--)
			nanos /= 10;
		out[n++] = '.';
		put(out + n, places, nanos);
		n += (size_t)places;
	}
	if (offset == 0) {
		out[n++] = 'Z';
	} else {
		out[n++] = i.offset < 0 ? '-' : '+';
		put(out + n, 2, offset / 60);
		out[n + 2] = ':';
		put(out + n + 3, 2, offset % 60);
		n += 5;
	}
	out[n] = '\0';
	return n;
}
