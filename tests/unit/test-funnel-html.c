/* test-funnel-html - shop/funnel-html */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-html.h"

#include "funnel-kit.h"
#include "markup.h"
#include "tap.h"

static void
has(struct str text, const char *part)
{
	OK(str_find(text, str_of(part)) >= 0, "%s", part);
}

static void
lacks(struct str text, const char *part)
{
	OK(str_find(text, str_of(part)) < 0, "no %s", part);
}

static void
is_sound(struct str text, const char *name)
{
	size_t bad;

	if (!OK(markup_sound(text, &bad), "%s is well formed", name))
		(void)printf("# at %.60s\n", text.at + bad);
}

int
main(void)
{
	struct funnel f;
	struct buf out = BUF_INIT;
	struct str text;

	kit_funnel(&f);
	funnel_html(&out, &f, NULL);
	text = buf_view(&out);
	OK(str_starts(text, STR("<!DOCTYPE html>\n<html lang=\"en\">")), "a page");
	OK(str_ends(text, STR("</html>\n")), "to its end");
	is_sound(text, "it");
	has(text,
	    "<p class=\"lead\" dir=\"auto\">Shipping of 10.00-14.99 EUR costs most");
	has(text,
	    "<li><span>Abandonment rate</span><b>75.0 %</b><span class=\"soft\">73.6 "
	    "to 76.3 %</span>");
	has(text, "<dt>Lines</dt><dd dir=\"auto\" class=\"wrong\">12 of 2,000,000 lines "
		  "refused; 1,999,988 events</dd>");
	has(text, "<h2 id=\"reasons\">What the lost visits had seen</h2>");
	has(text, "<th scope=\"row\" dir=\"auto\">The error card declined</th>");
	has(text, "<td class=\"n bad\">75.0 %</td>");
	has(text, "<svg class=\"chart\" role=\"img\"");
	has(text, "prefers-color-scheme:dark");
	has(text, "@media print");
	has(text, "default-src 'none'; style-src 'unsafe-inline'");
	has(text, "<dt>abandonment_rate</dt><dd>Visits with a cart that did not buy, of "
		  "all visits with a cart.</dd>");
	lacks(text, "<script");
	lacks(text, "http:");
	lacks(text, "https:");
	lacks(text, "url(");
	funnel_done(&f);

	kit_hostile(&f, STR(KIT_HOSTILE));
	buf_clear(&out);
	funnel_html(&out, &f, NULL);
	text = buf_view(&out);
	is_sound(text, "one with strange texts");
	lacks(text, "<script");
	lacks(text, "\x1b");
	lacks(text, "\xe2\x80\xae");
	has(text, "=1+1,&quot;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
	buf_done(&out);
	funnel_done(&f);
	return tap_done();
}
