/* test-clean - shop/clean */
/* SPDX-License-Identifier: ISC */

#include "shop/clean.h"

#include "tap.h"

static struct pool pool;

static void
becomes(const char *text, const char *want, const char *what)
{
	IS(clean_line(&pool, str_of(text), 300), want, "%s", what);
}

int
main(void)
{
	struct str text = STR("Ana Rossi, “È” €…");
	char longer[1000];

	OK(clean_line(&pool, text, 300).at == text.at, "what is clean is not copied");
	becomes(" \t Ana \r\n", "Ana", "spaces around it go");
	becomes("Ana\r\n\r\n x", "Ana  x", "a run of line ends is one space");
	becomes("Ana\nBcc: x@y.example", "Ana Bcc: x@y.example", "a newline");
	becomes("a\x01z\x7fz", "a z z", "controls of ASCII");
	becomes("a\xc2\x85z\xc2\x9bz", "a z z", "controls of Latin-1, as a next line");
	becomes("a\xc2\xa0z", "a\xc2\xa0z", "a no-break space stays");
	becomes("a\xe2\x80\xa8z\xe2\x80\xa9z", "a z z", "line and paragraph separators");
	becomes("a\xe2\x80\xaez\xe2\x81\xa6z", "a z z", "bidi overrides and isolates");
	becomes("a\u200ez\u200f \u061cb", "az b", "direction marks leave nothing");
	becomes("\u0639\u0631\u0628", "\u0639\u0631\u0628", "Arabic letters stay");
	becomes("a\xe2\x80\x99z", "a\xe2\x80\x99z", "an apostrophe stays");
	becomes("", "", "nothing");
	IS(clean_line(&pool, STR_NONE, 300), "", "no text");
	memset(longer, 'x', sizeof longer);
	IS(clean_line(&pool, (struct str){ longer, sizeof longer }, 10),
	    "xxxxxxx\xe2\x80\xa6", "what is too long is cut");
	IS(clean_line(&pool, STR("ééééé"), 9), "ééé\xe2\x80\xa6",
	    "between two characters");
	pool_done(&pool);
	return tap_done();
}
