/* test-percent - base/percent */
/* SPDX-License-Identifier: ISC */

#include "base/percent.h"
#include "tap.h"

static void
decodes(struct str text, struct str want)
{
	struct buf out = BUF_INIT;

	percent_decode(text, &out);
	OK(str_eq(buf_view(&out), want), "\"%.*s\"", STR_ARG(text));
	buf_done(&out);
}

int
main(void)
{
	int c, sum = 0, n = 0;

	decodes(STR("plain/path?a=b+c"), STR("plain/path?a=b+c"));
	decodes(STR("%41%4a%4A%c3%A9"), STR("AJJ\xc3\xa9"));
	decodes(STR("%2541"), STR("%41"));
	decodes(STR("a%00b"), STR("a\0b"));
	decodes(STR("%"), STR("%"));
	decodes(STR("%4"), STR("%4"));
	decodes(STR("%%41"), STR("%A"));
	decodes(STR("%4%41"), STR("%4A"));
	decodes(STR("%zz%g0%0g"), STR("%zz%g0%0g"));
	decodes(STR(""), STR(""));
	for (c = 0; c < 256; c++)
		if (percent_digit((char)c) >= 0) {
			n++;
			sum += percent_digit((char)c);
		}
	OK(n == 22 && sum == 45 + 2 * 75, "there are 16 digits, and 6 of them twice");
	return tap_done();
}
