/* test-stamp - data/stamp */
/* SPDX-License-Identifier: ISC */

#include "data/stamp.h"
#include "tap.h"

/* What TEXT says by PATTERN, as "YYYY-MM-DD hh:mm:ss" and the offset; "" where nothing.
 */
static const char *
reads(const char *pattern, const char *text)
{
	static char out[80];
	struct stamp p;
	struct wall w;
	struct err e;
	int n;

	out[0] = '\0';
	if (!stamp_parse(&p, str_of(pattern), &e))
		return "a wrong pattern";
	if (!stamp_read(&p, str_of(text), &w))
		return out;
	n = snprintf(out, sizeof out, "%04d-%02d-%02d %02d:%02d:%02d", w.at.year,
	    w.at.month, w.at.day, w.at.hour, w.at.minute, w.at.second);
	if (w.nanos != 0)
		n += snprintf(out + n, sizeof out - (size_t)n, ".%09d", (int)w.nanos);
	if (w.zoned)
		(void)snprintf(out + n, sizeof out - (size_t)n, " %+d", (int)w.offset);
	return out;
}

static void
test_forms(void)
{
	static const struct {
		const char *pattern, *text, *want;
	} cases[] = {
		{ "YYYY-MM-DD hh:mm:ss ZZZZ", "2026-08-01 09:15:32 +0530",
		    "2026-08-01 09:15:32 +330" },
		{ "YYYY-MM-DD hh:mm:ss ZZZZ", "2026-08-01 09:15:32 -08:00",
		    "2026-08-01 09:15:32 -480" },
		{ "YYYY-MM-DD hh:mm:ss ZZZZ", "2026-08-01 09:15:32 UTC",
		    "2026-08-01 09:15:32 +0" },
		{ "YYYY-MM-DD'T'hh:mm:ssZZZZ", "2026-08-01T09:15:32Z",
		    "2026-08-01 09:15:32 +0" },
		{ "YYYY-MM-DD hh:mm ZZZZ", "2026-08-01 09:15 +02",
		    "2026-08-01 09:15:00 +120" },
		{ "MM/DD/YY", "09/22/26", "2026-09-22 00:00:00" },
		{ "DD/MM/YYYY", "22/09/2026", "2026-09-22 00:00:00" },
		{ "M/D/YYYY h:mm", "1/2/2026 7:05", "2026-01-02 07:05:00" },
		{ "M/D/YYYY h:mm", "12/31/2026 17:05", "2026-12-31 17:05:00" },
		{ "MMM-DD-YY", "Sep-22-26", "2026-09-22 00:00:00" },
		{ "MMM-DD-YY", "SEP-22-26", "2026-09-22 00:00:00" },
		{ "D MMMM YYYY", "3 May 2026", "2026-05-03 00:00:00" },
		{ "MMM D, YYYY", "May  3,  2026", "2026-05-03 00:00:00" },
		{ "MM/DD/YYYY h:mm:ss A", "09/22/2026 12:05:06 AM",
		    "2026-09-22 00:05:06" },
		{ "MM/DD/YYYY h:mm:ss A", "09/22/2026 12:05:06 pm",
		    "2026-09-22 12:05:06" },
		{ "MM/DD/YYYY h:mm:ss A", "09/22/2026 11:05:06 PM",
		    "2026-09-22 23:05:06" },
		{ "YYYY-MM-DD hh:mm:ss.S", "2026-09-22 01:02:03.25",
		    "2026-09-22 01:02:03.250000000" },
		{ "YYYY-MM-DD hh:mm:ss z", "2026-09-22 01:02:03 CEST",
		    "2026-09-22 01:02:03 +120" },
		{ "YYYY-MM-DD hh:mm:ss z", "2026-09-22 01:02:03 PST",
		    "2026-09-22 01:02:03 -480" },
		{ "YYYY-MM-DD hh:mm:ss", "2026-12-31 23:59:60", "2026-12-31 23:59:59" },
		{ "DD. MM. YYYY", "01.  02. 2026", "2026-02-01 00:00:00" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		IS(str_of(reads(cases[i].pattern, cases[i].text)), cases[i].want,
		    "%s: %s", cases[i].pattern, cases[i].text);
}

static void
test_refused(void)
{
	static const struct {
		const char *pattern, *text;
	} cases[] = {
		{ "YYYY-MM-DD hh:mm:ss ZZZZ", "03/08/2026" },
		{ "YYYY-MM-DD", "2026-02-29" },
		{ "YYYY-MM-DD", "2026-13-01" },
		{ "YYYY-MM-DD", "2026-00-10" },
		{ "YYYY-MM-DD", "2026-1-10" },
		{ "YYYY-MM-DD", "2026-01-10 " },
		{ "YYYY-MM-DD", "2026-01-100" },
		{ "YYYY-MM-DD", "" },
		{ "YYYY-MM-DD hh:mm", "2026-01-10 24:00" },
		{ "YYYY-MM-DD hh:mm", "2026-01-10 23:60" },
		{ "YYYY-MM-DD hh:mm A", "2026-01-10 13:00 PM" },
		{ "YYYY-MM-DD hh:mm A", "2026-01-10 00:10 AM" },
		{ "YYYY-MM-DD hh:mm ZZZZ", "2026-01-10 10:00 +2500" },
		{ "YYYY-MM-DD hh:mm ZZZZ", "2026-01-10 10:00 +01:6" },
		{ "YYYY-MM-DD hh:mm ZZZZ", "2026-01-10 10:00 CET" },
		{ "YYYY-MM-DD hh:mm z", "2026-01-10 10:00 BST" },
		{ "MMM-DD-YY", "Foo-22-26" },
		{ "MMM-DD-YY", "Septem-22-26" },
		{ "MM/DD/YY", "09/22/2026" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		IS(str_of(reads(cases[i].pattern, cases[i].text)), "", "%s is no %s",
		    cases[i].text, cases[i].pattern);
}

static void
test_since(void)
{
	static const struct {
		const char *unit, *text, *want;
	} cases[] = {
		{ "seconds", "1763452800", "2025-11-18T08:00:00Z" },
		{ "seconds", "1763452800.25", "2025-11-18T08:00:00.25Z" },
		{ "milliseconds", "1763452800123", "2025-11-18T08:00:00.123Z" },
		{ "microseconds", "1763452800123456", "2025-11-18T08:00:00.123456Z" },
		{ "microseconds", "0", "1970-01-01T00:00:00Z" },
		{ "microseconds", "1763452800123456.5", "2025-11-18T08:00:00.1234565Z" },
		{ "seconds", "-1", NULL },
		{ "seconds", "", NULL },
		{ "seconds", "12x", NULL },
		{ "seconds", "12.x", NULL },
		{ "seconds", "2025-11-18", NULL },
		{ "seconds", "999999999999", NULL },
		{ "microseconds", "9999999999999999999", NULL },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[INSTANT_MAX];
		struct instant at;
		struct stamp p;
		struct wall w;
		struct err e;
		bool done = stamp_parse(&p, str_of(cases[i].unit), &e) &&
			    stamp_read(&p, str_of(cases[i].text), &w);

		if (cases[i].want == NULL) {
			OK(!done, "\"%s\" is no number of %s", cases[i].text,
			    cases[i].unit);
			continue;
		}
		at = instant_of(&w.at, w.offset);
		at.nanos = w.nanos;
		OK(done && w.zoned && w.timed, "%s %s", cases[i].text, cases[i].unit);
		IS(((struct str){ text, instant_format(text, at) }), cases[i].want,
		    "%s %s", cases[i].text, cases[i].unit);
	}
}

static void
test_patterns(void)
{
	static const struct {
		const char *pattern, *why;
	} cases[] = {
		{ "YYYY-MM", "needs one year" },
		{ "YYYY-MM-DD YY", "needs one year" },
		{ "YYY-MM-DD", "\"YYY\" has no meaning" },
		{ "YYYY-MM-DDThh", "\"T\" has no meaning" },
		{ "YYYY-MM-DD hh:hh", "'h' stands twice" },
		{ "YYYY-MM-DD 'at", "without its other half" },
		{ "", "needs one year" },
		{ "YYYY-MM-DD ..........................................", "too long" },
	};
	struct stamp p;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		OK(!stamp_parse(&p, str_of(cases[i].pattern), &e) &&
			e.kind == ERR_TROUBLE && strstr(e.text, cases[i].why) != NULL,
		    "\"%s\": %s", cases[i].pattern, e.text);
}

int
main(void)
{
	test_forms();
	test_refused();
	test_since();
	test_patterns();
	return tap_done();
}
