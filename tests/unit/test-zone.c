/* test-zone - data/zone */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "data/zone.h"
#include "tap.h"

static const struct zone *
zone(const char *name)
{
	struct err e = { .text = "" };
	const struct zone *z = zone_find(name, &e);

	if (!OK(z != NULL && str_is(str_of(zone_name(z)), name), "%s is a zone", name))
		exit(1);
	return z;
}

static void
refuses(const char *name)
{
	struct err e = { .text = "" };

	OK(zone_find(name, &e) == NULL && e.kind == ERR_TROUBLE, "\"%s\" is none", name);
}

/* The wall clock at DAY and HH:MM in NAME is WANT. */
static void
is_at(const char *name, const char *day, int hour, int minute, const char *want)
{
	struct civil c = { .hour = hour, .minute = minute, .second = 5 };
	char out[INSTANT_MAX];
	int64_t days = 0;

	OK(date_read(str_of(day), &days), "%s is a day", day);
	date_civil(days, &c.year, &c.month, &c.day);
	(void)instant_format(out, zone_instant(zone(name), &c));
	IS(str_of(out), want, "%s %02d:%02d in %s", day, hour, minute, name);
}

static void
shows(const char *name, const char *time, const char *want)
{
	struct instant i = { 0 };
	char out[INSTANT_MAX];

	OK(instant_read(str_of(time), &i), "%s is a time", time);
	(void)instant_format(out, zone_local(zone(name), i));
	IS(str_of(out), want, "%s in %s", time, name);
}

/* More summers and winters than a zone remembers, in no order. */
static void
remembers(void)
{
	const struct zone *rome = zone("Europe/Rome");
	int asked = 0, right = 0;

	for (int i = 0; i < 4000; i++) {
		int64_t days = date_days(1996, 1, 1) + i * 7919 % 4000 * 3;
		int year, month, day;

		date_civil(days, &year, &month, &day);
		if (month == 3 || month == 10)
			continue;
		asked++;
		right += zone_offset(rome, days * 86400) ==
			 (month > 3 && month < 10 ? 120 : 60);
	}
	OK(asked > 3000 && right == asked, "33 years of Rome, shuffled");
}

/* How many zones COUNTRY has, and whether NAME is one of them. */
static void
has(const char *country, size_t low, const char *name)
{
	size_t n, i;
	const struct zone *const *list = zone_country(str_of(country), &n);
	bool found = name == NULL;

	for (i = 0; i < n; i++)
		found = found || str_is(str_of(zone_name(list[i])), name);
	OK(low == 0 ? n == 0 : n >= low, "%s has %zu zones", country, n);
	OK(found, "%s is one of %s", name == NULL ? "none" : name, country);
	OK(zone_country(str_of(country), &n) == list, "and it is remembered");
}

static void
countries(void)
{
	size_t n;

	has("IT", 1, "Europe/Rome");
	has("US", 20, "America/Los_Angeles");
	has("RU", 20, "Asia/Kamchatka");
	has("FR", 1, "Europe/Paris");
	has("ZZ", 0, NULL);
	has("it", 0, NULL);
	has("Italy", 0, NULL);
	has("", 0, NULL);
	(void)zone_country(STR("IT"), &n);
	OK(n == 1, "Italy has one");
}

int
main(void)
{
	struct err e = { .text = "" };

	OK(zone("Europe/Rome") == zone("Europe/Rome"), "a zone is opened once");
	shows("Europe/Rome", "2026-01-15T12:00:00Z", "2026-01-15T13:00:00+01:00");
	shows("Europe/Rome", "2026-07-15T12:00:00-05:00", "2026-07-15T19:00:00+02:00");
	shows("UTC", "2026-07-15T12:00:00+02:00", "2026-07-15T10:00:00Z");
	shows("Asia/Kathmandu", "2026-07-15T12:00:00Z", "2026-07-15T17:45:00+05:45");
	shows("Asia/Tokyo", "2026-07-15T12:00:00.25Z", "2026-07-15T21:00:00.25+09:00");
	shows("America/St_Johns", "1970-01-01T00:00:00Z", "1969-12-31T20:30:00-03:30");
	shows("Europe/Rome", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00");
	shows("Europe/Rome", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00");
	is_at("Europe/Rome", "2026-11-21", 9, 30, "2026-11-21T09:30:05+01:00");
	is_at("Europe/Rome", "2026-03-29", 1, 59, "2026-03-29T01:59:05+01:00");
	is_at("Europe/Rome", "2026-03-29", 2, 30, "2026-03-29T03:30:05+02:00");
	is_at("Europe/Rome", "2026-03-29", 3, 0, "2026-03-29T03:00:05+02:00");
	is_at("Europe/Rome", "2026-10-25", 1, 59, "2026-10-25T01:59:05+02:00");
	is_at("Europe/Rome", "2026-10-25", 2, 30, "2026-10-25T02:30:05+02:00");
	is_at("Europe/Rome", "2026-10-25", 3, 0, "2026-10-25T03:00:05+01:00");
	is_at("America/New_York", "2026-03-08", 2, 30, "2026-03-08T03:30:05-04:00");
	is_at("America/New_York", "2026-11-01", 1, 30, "2026-11-01T01:30:05-04:00");
	is_at("Australia/Lord_Howe", "2026-10-04", 2, 15, "2026-10-04T02:45:05+11:00");
	is_at("Pacific/Apia", "2011-12-30", 12, 0, "2011-12-31T12:00:05+14:00");
	is_at("Pacific/Kiritimati", "2026-01-01", 0, 0, "2026-01-01T00:00:05+14:00");
	is_at("UTC", "2026-06-30", 23, 59, "2026-06-30T23:59:05Z");
	remembers();
	refuses("");
	refuses("Rome");
	refuses("Europe/Roma");
	refuses("europe/rome");
	refuses("Etc/Unknown");
	refuses("GMT+3");
	refuses("+02:00");
	refuses("BST");
	refuses("PST");
	refuses("Europe/Rome ");
	refuses("Europe/Rom\xc3\xa9");
	refuses(
	    "Europe/Rome/Europe/Rome/Europe/Rome/Europe/Rome/Europe/Rome/Europe/Rome");
	OK(zone_find("Mars/Base", &e) == NULL, "an unknown zone");
	IS(str_of(e.text),
	    "expected an IANA time zone such as Europe/Rome, got \"Mars/Base\"",
	    "is named");
	zone("CET");
	zone("Etc/GMT+3");
	countries();
	return tap_done();
}
