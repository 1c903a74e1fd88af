/* test-segments - shop/segments: what a text message is charged for */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/buf.h"
#include "shop/segments.h"
#include "tap.h"

/* N times WORD. */
static struct segments
count(const char *word, int n, const char *end)
{
	struct buf text = BUF_INIT;
	struct segments s;

	while (n-- > 0)
		buf_text(&text, word);
	buf_text(&text, end);
	s = segments_of(buf_view(&text));
	buf_done(&text);
	return s;
}

static void
check(struct segments s, bool gsm, size_t units, size_t n, const char *what)
{
	OK(s.gsm == gsm && s.units == units && s.n == n, "%s: %s, %zu units, %zu parts",
	    what, s.gsm ? "GSM" : "UCS-2", s.units, s.n);
}

int
main(void)
{
	check(count("a", 0, ""), true, 0, 0, "nothing");
	check(count("a", 160, ""), true, 160, 1, "160");
	check(count("a", 161, ""), true, 161, 2, "161");
	check(count("a", 306, ""), true, 306, 2, "306");
	check(count("a", 307, ""), true, 307, 3, "307");
	check(count("\xc3\xa0", 160, ""), true, 160, 1, "a grave");
	check(count("\xe2\x82\xac", 80, ""), true, 160, 1, "the euro sign takes two");
	check(count("\xe2\x82\xac", 80, "a"), true, 161, 2, "81 characters");
	/* 152 and an escape of two do not fit into the first part. */
	check(count("a", 152, "{aaaaaaaa"), true, 162, 2, "an escape at the seam");
	check(count("a", 152, "{"), true, 154, 1, "an escape at the end of one part");
	check(count("{", 153, ""), true, 306, 3, "escapes are not cut in two");
	check(count("a", 10, "`"), false, 11, 1, "a grave accent alone is UCS-2");
	check(count("\xc3\xa7", 1, ""), false, 1, 1, "c with cedilla is UCS-2");
	check(count("\xc3\x87", 1, ""), true, 1, 1, "its capital is not");
	check(count("\xd0\xb4", 70, ""), false, 70, 1, "70 in Cyrillic");
	check(count("\xd0\xb4", 71, ""), false, 71, 2, "71");
	check(count("\xd0\xb4", 134, ""), false, 134, 2, "134");
	check(count("\xd0\xb4", 135, ""), false, 135, 3, "135");
	check(count("\xf0\x9f\x98\x80", 35, ""), false, 70, 1, "35 faces");
	/* 33 faces are 66 units of 67. */
	check(count("\xf0\x9f\x98\x80", 67, ""), false, 134, 3, "67 faces, none cut");
	OK(segments_utf16(STR("a\xc3\xa9\xf0\x9f\x98\x80")) == 4, "units of UTF-16");
	return tap_done();
}
