/* test-funnel-markdown - shop/funnel-markdown */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-markdown.h"

#include "funnel-kit.h"
#include "tap.h"

static void
has(struct str text, const char *part)
{
	OK(str_find(text, str_of(part)) >= 0, "%s", part);
}

/* Every row of a table has as many cells as its header. */
static void
are_even(struct str text)
{
	struct str line;
	size_t columns = 0, tables = 0, uneven = 0;

	while (str_cut(&text, '\n', &line)) {
		size_t n = 0, i;

		for (i = 0; i < line.len; i++)
			n += line.at[i] == '|';
		if (n > 0 && columns == 0)
			tables++;
		uneven += columns != 0 && n != 0 && n != columns;
		columns = n;
	}
	OK(tables == 6 && uneven == 0, "%zu tables, %zu uneven rows", tables, uneven);
}

int
main(void)
{
	struct funnel f;
	struct buf out = BUF_INIT;
	struct str text;

	kit_funnel(&f);
	funnel_markdown(&out, &f, NULL);
	text = buf_view(&out);
	OK(str_starts(
	       text, STR("## Where carts are lost\n\n**Shipping of 10.00-14.99 EUR "
			 "costs most: 50.0 % of")),
	    "the worst comes first");
	has(text, "\n### The funnel\n\n"
		  "| Step | Reached |  | Lost | Loss rate | 95 % interval |\n"
		  "| :--- | ---: | :--- | ---: | ---: | ---: |\n"
		  "| viewed | 10,000 | ██████████ | 6,000 | 60.0 % | 59.0 to 61.0 % |\n"
		  "| cart | 4,000 | ████░░░░░░ | 1,500 | 37.5 % | 36.0 to 39.0 % |\n");
	has(text, "| **50.0 %** |");
	has(text, "| 2026-11-20 |");
	has(text,
	    "- ⚠️ **Lines:** 12 of 2,000,000 lines refused; 1,999,988 events\n");
	are_even(text);
	funnel_done(&f);

	kit_hostile(&f, STR(KIT_HOSTILE));
	buf_clear(&out);
	funnel_markdown(&out, &f, NULL);
	text = buf_view(&out);
	are_even(text);
	has(text, "=1+1,\"&#60;script&#62;alert('1')&#60;/script&#62;");
	has(text, "&#124;&#96;&#42;&#95;@&#8288;you https&#58;//evil&#46;example");
	has(text, "#&#8288; b &#38;amp; &#92;");
	OK(str_find(text, STR("<")) < 0, "no markup of HTML");
	OK(str_find(text, STR("@you")) < 0, "nobody is called");
	OK(str_find(text, STR("://")) < 0, "no link");
	buf_done(&out);
	funnel_done(&f);
	return tap_done();
}
