/* test-width - data/width */
/* SPDX-License-Identifier: ISC */

#include "data/width.h"
#include "tap.h"

static void
is_wide(const char *text, size_t want)
{
	OK(width_of(str_of(text)) == want, "\"%s\" takes %zu columns", text, want);
}

int
main(void)
{
	is_wide("", 0);
	is_wide("checkout", 8);
	is_wide("Città", 5);
	is_wide("Citta\xcc\x80", 5);
	is_wide("оплата", 6);
	is_wide("支払い", 6);
	is_wide("ＡＢ", 4);
	is_wide("결제", 4);
	is_wide("\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", 2);
	is_wide("█▌", 2);
	is_wide("a\xe2\x80\x8d", 1);
	is_wide("🛒", 2);
	is_wide("\xef\xbf\xbd", 1);

	IS(width_head(STR("checkout"), 5), "check", "a start of five columns");
	IS(width_head(STR("支払い"), 5), "支払",
	    "a wide character is whole or not there");
	IS(width_head(STR("ab"), 5), "ab", "what fits is whole");
	IS(width_head(STR("e\xcc\x81x"), 1), "e\xcc\x81", "a mark stays with its letter");
	return tap_done();
}
