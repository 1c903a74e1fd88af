/* test-date - base/date */
/* SPDX-License-Identifier: ISC */

#include "base/date.h"
#include "tap.h"

static void
round_trip(const char *text, const char *want)
{
	struct instant i;
	char out[INSTANT_MAX];

	if (!OK(instant_read(str_of(text), &i), "%s is read", text))
		return;
	OK(instant_format(out, i) == strlen(want), "the length of %s", want);
	IS(str_of(out), want, "%s", text);
}

static void
after(const char *from, int64_t seconds, const char *want)
{
	struct instant i = { 0 };
	char out[INSTANT_MAX];

	OK(instant_read(str_of(from), &i), "%s", from);
	IS(((struct str){ out, instant_format(out, instant_after(i, seconds)) }), want,
	    "%lld seconds later", (long long)seconds);
}

static void
of_ms(int64_t ms, const char *want)
{
	char text[INSTANT_MAX];
	struct str got = { text, instant_format(text, instant_of_ms(ms)) };

	IS(got, want, "%lld ms", (long long)ms);
}

int
main(void)
{
	static const char *const wrong[] = { "", "2026-11-21", "2026-11-21T10:00:00",
		"2026-11-21T24:00:00Z", "2026-02-29T00:00:00Z",
		"2026-11-21T10:00:00+0100", "2026-11-21T10:00:00.Z",
		"2026-11-21T10:00:00+24:00", "2026-13-01T10:00:00Z",
		"2026-11-21X10:00:00Z", "2026-11-21T10:00:61Z", "2026-11-21T10:00:00Zx" };
	struct instant i;
	int64_t days, d;
	int year, month, day;
	bool same = true;
	char out[DATE_MAX];
	size_t n;

	for (d = date_days(1, 1, 1); d <= date_days(9999, 12, 31) && same; d++) {
		date_civil(d, &year, &month, &day);
		same = date_valid(year, month, day) && date_days(year, month, day) == d;
	}
	OK(same, "every day from 0001 to 9999 goes there and back");
	OK(date_days(1970, 1, 1) == 0 && date_days(2000, 3, 1) == 11017, "known days");
	OK(date_weekday(date_days(2026, 11, 21)) == 5, "a Saturday");
	OK(date_weekday(date_days(1969, 12, 29)) == 0, "a Monday before 1970");
	OK(date_read(STR("2024-02-29"), &days), "a leap day");
	date_format(out, days);
	IS(str_of(out), "2024-02-29", "and back");
	OK(!date_read(STR("1900-02-29"), &days), "1900 had none");
	OK(!date_read(STR("2024-2-29"), &days), "two digits each");
	for (n = 0; n < sizeof wrong / sizeof *wrong; n++)
		OK(!instant_read(str_of(wrong[n]), &i), "\"%s\" is refused", wrong[n]);
	round_trip("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z");
	round_trip("2026-11-21t10:00:00z", "2026-11-21T10:00:00Z");
	round_trip("2026-11-21 10:00:00+05:30", "2026-11-21T10:00:00+05:30");
	round_trip("2026-11-21T10:00:00.250-08:00", "2026-11-21T10:00:00.25-08:00");
	round_trip("2026-11-21T10:00:00.123456789123Z", "2026-11-21T10:00:00.123456789Z");
	round_trip("1969-12-31T23:59:59-00:30", "1969-12-31T23:59:59-00:30");
	round_trip("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
	of_ms(1795255200250, "2026-11-21T10:00:00.25Z");
	of_ms(-1, "1969-12-31T23:59:59.999Z");
	of_ms(-2000, "1969-12-31T23:59:58Z");
	i = instant_of_ms(INT64_MIN);
	OK(i.seconds == INT64_MIN / 1000 - 1 && i.nanos == 192000000, "the least time");
	OK(instant_read(STR("2026-11-21T10:00:00+01:00"), &i) && i.seconds == 1795251600,
	    "seconds since 1970");
	after("2026-11-20T10:00:00.5+01:00", 3601, "2026-11-20T11:00:01.5+01:00");
	after("2026-11-20T10:00:00Z", -1, "2026-11-20T09:59:59Z");
	after("2026-11-20T10:00:00+01:00", INT64_MAX, "9999-12-31T23:59:59+01:00");
	after("9999-12-31T23:59:58Z", 1, "9999-12-31T23:59:59Z");
	after("9999-12-31T23:59:58Z", 2, "9999-12-31T23:59:59Z");
	return tap_done();
}
