/* test-place - shop/place: patterns and what fills them */
/* SPDX-License-Identifier: ISC */

#include "shop/place.h"
#include "tap.h"

static void
stars(struct buf *out, struct str value)
{
	buf_fmt(out, "*%.*s*", STR_ARG(value));
}

int
main(void)
{
	static const char *const wrong[] = { "{", "}", "a}b{c", "{text", "text}",
		"{{text}}", "{}", "{Text}", "{nothing}", "{secret}", "{te{xt}}" };
	static const struct {
		const char *pattern, *plain, *escaped;
	} good[] = {
		{ "abc", "abc", "abc" },
		{ "{to}", "+39", "*+39*" },
		{ "a{to}b{text}", "a+39bHi {to}", "a*+39*b*Hi {to}*" },
		{ "{to}{to}", "+39+39", "*+39**+39*" },
		{ "{chat}.", ".", "**." },
	};
	struct place_values values = { 0 };
	struct buf out = BUF_INIT;
	unsigned used = 0;
	struct err e;
	size_t i;

	/* What fills a place is never looked at for places. */
	values.at[PLACE_TEXT] = STR("Hi {to}");
	values.at[PLACE_TO] = STR("+39");
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!place_check(str_of(wrong[i]), ~PLACE_BIT(PLACE_SECRET), &used, &e),
		    "none: %s: %s", wrong[i], e.text);
	OK(used == 0 || used == PLACE_BIT(PLACE_TEXT), "nothing else was used");
	used = 0;
	for (i = 0; i < sizeof good / sizeof *good; i++) {
		OK(place_check(str_of(good[i].pattern), ~0u, &used, &e), "a pattern: %s",
		    good[i].pattern);
		buf_clear(&out);
		place_fill(&out, str_of(good[i].pattern), &values, NULL);
		IS(buf_view(&out), good[i].plain, "filled");
		buf_clear(&out);
		place_fill(&out, str_of(good[i].pattern), &values, stars);
		IS(buf_view(&out), good[i].escaped, "and escaped");
	}
	OK(used == (PLACE_BIT(PLACE_TO) | PLACE_BIT(PLACE_TEXT) | PLACE_BIT(PLACE_CHAT)),
	    "the places that are used");
	OK(!place_check(STR("{secret}"), PLACE_BIT(PLACE_TO), &used, &e) &&
		strstr(e.text, "these can: {to}") != NULL,
	    "says what can stand there: %s", e.text);
	buf_done(&out);
	return tap_done();
}
