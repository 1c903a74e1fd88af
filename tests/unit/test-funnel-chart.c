/* test-funnel-chart - shop/funnel-chart */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-chart.h"

#include "funnel-kit.h"
#include "markup.h"
#include "tap.h"

static void
has(const struct buf *b, const char *part)
{
	OK(str_find(buf_view(b), str_of(part)) >= 0, "%s", part);
}

static void
is_sound(const struct buf *b, const char *name)
{
	size_t bad;

	if (!OK(markup_sound(buf_view(b), &bad), "%s is well formed", name))
		(void)printf("# at %.60s\n", b->at + bad);
}

static void
trend(struct buf *b, struct funnel *f)
{
	/* From 70.5 to 74.4 and from 75.6 to 79.3 %: lines at 70, 72, ... 80. */
	chart_trend(b, f);
	is_sound(b, "the trend");
	has(b, "From 2026-11-19 with 72.5 % to 2026-11-20 with 77.5 %.</desc>");
	has(b, ">70.0 %</text>");
	has(b, ">80.0 %</text>");
	has(b, "<path class=\"line\" d=\"M250,750 750,250 \"/>");
	has(b, "<title>2026-11-20: 77.5 % of 2,000 visits with a cart</title>");
	has(b, "x=\"50%\" width=\"50%\"");
	buf_clear(b);

	f->period[0].step[1].in = 0;
	chart_trend(b, f);
	is_sound(b, "a trend with a hole");
	has(b, "<title>2026-11-19: no carts</title>");
	/* A day between two without carts is not a line of no length. */
	has(b, "<path class=\"line\" d=\"M625,500 875,500 \"/>");
	has(b, "<path class=\"band\" d=\"M625,144 875,144 875,876 625,876 Z\"/>");
	has(b, "From 2026-11-19 to 2026-11-20 with 77.5 %.");
	buf_clear(b);
	f->period[1].step[1].in = 0;
	chart_trend(b, f);
	OK(b->len == 0, "a trend of nothing is none");
	f->n_periods = 1;
	chart_trend(b, f);
	OK(b->len == 0, "nor is one of a single period");
}

int
main(void)
{
	struct funnel f;
	struct buf b = BUF_INIT;

	kit_funnel(&f);
	chart_funnel(&b, &f);
	is_sound(&b, "the funnel");
	has(&b, "<title id=\"funnel-title\">The funnel</title>");
	has(&b, "reached each step: viewed 10,000, cart 4,000, checkout 2,500, shipping "
		"2,000, payment 1,500, purchased 1,000.</desc>");
	has(&b,
	    "<rect class=\"gone\" y=\"68\" height=\"16\" rx=\"2\" width=\"100%\"/>"
	    "<rect class=\"reached\" y=\"68\" height=\"16\" rx=\"2\" width=\"40%\"/>");
	buf_clear(&b);

	trend(&b, &f);
	chart_bar(&b, 333333);
	has(&b, "width=\"33.3333%\"");
	is_sound(&b, "a bar");
	buf_clear(&b);
	f.whole.visits = 0;
	memset(f.whole.step, 0, sizeof f.whole.step);
	chart_funnel(&b, &f);
	is_sound(&b, "a funnel of no visits");
	funnel_done(&f);

	kit_hostile(&f, STR(KIT_HOSTILE));
	buf_clear(&b);
	chart_funnel(&b, &f);
	is_sound(&b, "a funnel with strange names");
	buf_done(&b);
	funnel_done(&f);
	return tap_done();
}
