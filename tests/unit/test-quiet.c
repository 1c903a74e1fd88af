/* test-quiet - shop/quiet */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/date.h"
#include "shop/quiet.h"
#include "tap.h"

static const struct zone *
zone(const char *name)
{
	struct err e;
	const struct zone *z = zone_find(name, &e);

	if (z == NULL)
		exit(1);
	return z;
}

static int64_t
seconds(const char *time)
{
	struct instant i = { 0 };

	if (!instant_read(str_of(time), &i))
		OK(false, "%s is a time", time);
	return i.seconds;
}

static struct quiet
window(const char *from, const char *to, unsigned days)
{
	struct quiet q = { .n = 1 };

	OK(quiet_time(str_of(from), &q.windows[0].from), "%s is a time", from);
	OK(quiet_time(str_of(to), &q.windows[0].to), "%s is a time", to);
	q.windows[0].days = days;
	return q;
}

/* At NOW, Q at P is over at WANT. */
static void
ends(
    const struct quiet *q, const struct quiet_place *p, const char *now, const char *want)
{
	struct instant at = { .seconds = quiet_until(q, p, seconds(now)) };
	char out[INSTANT_MAX];

	(void)instant_format(out, at);
	IS(str_of(out), want, "%s: %s", p->basis, now);
}

static void
in_zone(const char *name, const struct quiet *q, const char *now, const char *want)
{
	struct quiet_place p = { .one = zone(name), .basis = name };

	ends(q, &p, now, want);
}

static void
times(void)
{
	static const char *const wrong[] = { "", "8", "8:00", "08.00", "24:01", "25:00",
		"08:60", "-1:00", "08:-1", "08:000", "0800:", "12:3 " };
	int m = -1;
	size_t i;

	OK(quiet_time(STR("00:00"), &m) && m == 0, "midnight");
	OK(quiet_time(STR("21:05"), &m) && m == 1265, "an evening");
	OK(quiet_time(STR("24:00"), &m) && m == 1440, "the end of the day");
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!quiet_time(str_of(wrong[i]), &m), "\"%s\" is no time", wrong[i]);
	OK(!quiet_time(STR_NONE, &m), "nor is none");
}

static void
nights(void)
{
	struct quiet night = window("21:00", "08:00", QUIET_EVERY_DAY);
	struct quiet noon = window("12:30", "14:00", QUIET_EVERY_DAY);

	in_zone("Europe/Rome", &night, "2026-11-21T19:59:59Z", "2026-11-21T19:59:59Z");
	in_zone("Europe/Rome", &night, "2026-11-21T20:00:00Z", "2026-11-22T07:00:00Z");
	in_zone("Europe/Rome", &night, "2026-11-22T06:59:59Z", "2026-11-22T07:00:00Z");
	in_zone("Europe/Rome", &night, "2026-11-22T07:00:00Z", "2026-11-22T07:00:00Z");
	in_zone("Asia/Kolkata", &night, "2026-11-21T15:29:59Z", "2026-11-21T15:29:59Z");
	in_zone("Asia/Kolkata", &night, "2026-11-21T15:30:00Z", "2026-11-22T02:30:00Z");
	in_zone(
	    "Pacific/Auckland", &noon, "2026-11-21T00:00:00Z", "2026-11-21T01:00:00Z");
	in_zone("UTC", &noon, "1969-12-31T13:00:00Z", "1969-12-31T14:00:00Z");
}

/* Rome: 2026-03-29 02:00 is skipped to 03:00, 2026-10-25 03:00 goes back to 02:00. */
static void
clock_changes(void)
{
	struct quiet night = window("21:00", "08:00", QUIET_EVERY_DAY);
	struct quiet to_gap = window("21:00", "02:30", QUIET_EVERY_DAY);
	struct quiet from_gap = window("02:30", "05:00", QUIET_EVERY_DAY);
	struct quiet inside = window("02:10", "02:50", QUIET_EVERY_DAY);

	in_zone("Europe/Rome", &night, "2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z");
	in_zone("Europe/Rome", &night, "2026-10-24T19:00:00Z", "2026-10-25T07:00:00Z");
	in_zone("Europe/Rome", &night, "2026-10-24T18:59:59Z", "2026-10-24T18:59:59Z");
	/* A time that is left out is that of the jump. */
	in_zone("Europe/Rome", &to_gap, "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z");
	in_zone("Europe/Rome", &from_gap, "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z");
	in_zone("Europe/Rome", &from_gap, "2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z");
	in_zone("Europe/Rome", &inside, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z");
	/* One that comes twice begins with the first and ends with the second. */
	in_zone("Europe/Rome", &to_gap, "2026-10-25T00:29:00Z", "2026-10-25T01:30:00Z");
	in_zone("Europe/Rome", &to_gap, "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z");
	in_zone("Europe/Rome", &from_gap, "2026-10-25T00:29:59Z", "2026-10-25T00:29:59Z");
	in_zone("Europe/Rome", &from_gap, "2026-10-25T00:30:00Z", "2026-10-25T04:00:00Z");
	in_zone("Europe/Rome", &from_gap, "2026-10-25T01:10:00Z", "2026-10-25T04:00:00Z");
}

/* Havana goes back from 01:00 to 00:00, so that midnight comes twice. */
static void
midnight_twice(void)
{
	struct quiet early = window("00:00", "06:00", QUIET_EVERY_DAY);
	struct quiet sunday = window("00:00", "24:00", 1u << 6);

	in_zone("America/Havana", &early, "2026-11-01T04:00:00Z", "2026-11-01T11:00:00Z");
	in_zone("America/Havana", &early, "2026-11-01T03:59:59Z", "2026-11-01T03:59:59Z");
	in_zone(
	    "America/Havana", &sunday, "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
}

static void
weekdays(void)
{
	struct quiet q = window("00:00", "24:00", 1u << 6);
	struct quiet all = window("00:00", "24:00", QUIET_EVERY_DAY);

	/* 2026-11-22 is a Sunday. */
	in_zone("Europe/Rome", &q, "2026-11-21T22:59:59Z", "2026-11-21T22:59:59Z");
	in_zone("Europe/Rome", &q, "2026-11-21T23:00:00Z", "2026-11-22T23:00:00Z");
	in_zone("Europe/Rome", &q, "2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z");
	q.windows[q.n++] = (struct quiet_window){ 21 * 60, 8 * 60, QUIET_EVERY_DAY };
	in_zone("Europe/Rome", &q, "2026-11-21T20:00:00Z", "2026-11-23T07:00:00Z");
	OK(quiet_ever_ends(&q, zone("Europe/Rome")), "that leaves times to send");
	OK(!quiet_ever_ends(&all, zone("UTC")), "whole days, every day, leave none");
}

static void
place(struct quiet_place *p, const char *timezone, const char *country,
    const char *language, const char *basis, size_t n)
{
	struct err e = { .text = "" };

	OK(quiet_place_find(str_of(timezone), str_of(country), str_of(language),
	       zone("Europe/Rome"), p, &e),
	    "a place is found%s", e.text);
	IS(str_of(p->basis), basis, "by its basis");
	OK(n == 0 ? p->n == 0 : p->n >= n, "and %zu zones", p->n);
}

static void
refuses(const char *timezone, const char *country, const char *why)
{
	struct err e = { .text = "" };
	struct quiet_place p;

	OK(!quiet_place_find(str_of(timezone), str_of(country), STR_NONE,
	       zone("Europe/Rome"), &p, &e) &&
		e.kind == ERR_RECORD,
	    "refused");
	IS(str_of(e.text), why, "and why");
}

static void
places(void)
{
	struct quiet night = window("21:00", "08:00", QUIET_EVERY_DAY);
	struct quiet long_night = window("12:00", "10:00", QUIET_EVERY_DAY);
	struct quiet_place p;

	place(&p, "Asia/Tokyo", "US", "fr-CA", "to.timezone", 0);
	ends(&night, &p, "2026-11-21T12:00:00Z", "2026-11-21T23:00:00Z");
	place(&p, NULL, "JP", "fr-CA", "to.country", 1);
	ends(&night, &p, "2026-11-21T12:00:00Z", "2026-11-21T23:00:00Z");
	/* Open in Honolulu and Adak, and not yet shut in New York. */
	place(&p, NULL, "US", NULL, "to.country", 20);
	ends(&night, &p, "2026-11-21T12:00:00Z", "2026-11-21T18:00:00Z");
	ends(&night, &p, "2026-11-21T20:00:00Z", "2026-11-21T20:00:00Z");
	ends(&night, &p, "2026-11-22T02:00:00Z", "2026-11-22T18:00:00Z");
	/* Two hours a day are never the same ones from Kaliningrad to Kamchatka. */
	place(&p, NULL, "RU", NULL, "to.country", 10);
	ends(&long_night, &p, "2026-11-21T12:00:00Z", "2026-11-22T09:00:00Z");
	place(&p, NULL, NULL, "fr-ca", "language", 5);
	place(&p, NULL, "ZZ", "zh-Hant-TW", "language", 1);
	place(&p, NULL, "ZZ", "zh-Hant", "timezone", 0);
	ends(&night, &p, "2026-11-21T20:00:00Z", "2026-11-22T07:00:00Z");
	place(&p, NULL, NULL, "de-x-at", "timezone", 0);
	place(&p, "", "", "", "timezone", 0);
	refuses("Europe/Atlantis", NULL,
	    "to.timezone: expected an IANA time zone such as Europe/Rome, got "
	    "\"Europe/Atlantis\"");
	refuses(NULL, "Italy",
	    "to.country: expected a country's code such as \"IT\", got \"Italy\"");
	refuses(NULL, "it",
	    "to.country: expected a country's code such as \"IT\", got \"it\"");
}

/* Whether Q says at NOW, in UTC, that it is quiet: told from the minute of the week. */
static bool
in_window(const struct quiet *q, int64_t now)
{
	int64_t day = now / 86400;
	int minute = (int)(now % 86400 / 60);

	for (size_t i = 0; i < q->n; i++) {
		const struct quiet_window *w = &q->windows[i];
		bool today = (w->days >> date_weekday(day) & 1) != 0;
		bool yesterday = (w->days >> date_weekday(day - 1) & 1) != 0;

		if (w->to > w->from
			? today && minute >= w->from && minute < w->to
			: (today && minute >= w->from) || (yesterday && minute < w->to))
			return true;
	}
	return false;
}

/* A thousand sets of windows, held to what the minutes of a week say. */
static void
at_random(void)
{
	struct quiet_place p = { .one = zone("UTC"), .basis = "timezone" };
	uint64_t seed = 7;
	int round, right = 0;

	for (round = 0; round < 1000; round++) {
		struct quiet q = { .n = 1 + (size_t)round % 3 };
		int64_t now = 1795251600, at;
		size_t i;

		for (i = 0; i < q.n; i++) {
			seed = seed * 6364136223846793005U + 1442695040888963407U;
			q.windows[i] = (struct quiet_window){ (int)(seed >> 33) % 1440,
				(int)(seed >> 43) % 1441,
				1u + (unsigned)(seed >> 53) % 127u };
			if (q.windows[i].from == q.windows[i].to)
				q.windows[i].to = 1440;
		}
		now += (int64_t)(seed >> 40) % (7 * 86400);
		for (at = now; in_window(&q, at) && at < now + 9 * 86400;
		     at = (at / 60 + 1) * 60)
			;
		if (at > now + 9 * 86400)
			at = now + 9 * 86400;
		right += quiet_until(&q, &p, now) == at;
	}
	OK(right == round, "windows at random, by the minutes of a week (%d)", right);
}

int
main(void)
{
	times();
	nights();
	clock_changes();
	midnight_twice();
	weekdays();
	places();
	at_random();
	return tap_done();
}
