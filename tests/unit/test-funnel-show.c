/* test-funnel-show - shop/funnel-show */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-show.h"
#include "tap.h"

static struct buf b;

/* What was shown since the last call. */
static void
is_shown(const char *want)
{
	IS(buf_view(&b), want, "\"%s\"", want);
	buf_clear(&b);
}

static void
seconds(int64_t n, const char *want)
{
	show_seconds(&b, n);
	is_shown(want);
}

static void
plain(const char *text, const char *want)
{
	show_plain(&b, str_of(text));
	is_shown(want);
}

static void
figures(void)
{
	struct figure g = { .name = FIGURE_LOSS_RATE, .value = 250000 };

	show_figure(&b, &g);
	is_shown("25.0 %");
	show_change(&b, &g);
	is_shown("");
	figure_compare(&g, 240000, (struct proportion){ 24, 100 });
	OK(!g.change.beyond, "a rate without parts has no interval to be beyond");
	g.change.by = 12345;
	show_change(&b, &g);
	is_shown("+1.2 points");
	g.change.by = -40;
	show_change(&b, &g);
	is_shown("0.0 points");
	g.change.by = 0;
	show_change(&b, &g);
	is_shown("0.0 points");
	g = (struct figure){ .name = FIGURE_VALUE_LOST,
		.value = -123456,
		.currency = { "EUR", 2 },
		.change = { .there = true, .by = -100 } };
	show_figure(&b, &g);
	is_shown("-1,234.56 EUR");
	show_change(&b, &g);
	is_shown("-1.00 EUR");
	g = (struct figure){ .name = FIGURE_VISITS,
		.value = 1234,
		.change = { .there = true, .by = 34 } };
	show_change(&b, &g);
	is_shown("+34");
	g = (struct figure){ .name = FIGURE_SECONDS_TO_NEXT, .value = 125 };
	show_figure(&b, &g);
	is_shown("2 min 5 s");
	g = (struct figure){ .name = FIGURE_REASON_LIFT, .value = 1873626 };
	show_figure(&b, &g);
	is_shown("1.87");
}

int
main(void)
{
	show_count(&b, 0);
	is_shown("0");
	show_count(&b, 999);
	is_shown("999");
	show_count(&b, 2000000);
	is_shown("2,000,000");
	show_count(&b, -123456);
	is_shown("-123,456");
	show_count(&b, INT64_MIN);
	is_shown("-9,223,372,036,854,775,808");
	show_visits(&b, 1);
	is_shown("1 visit");
	show_visits(&b, 4120);
	is_shown("4,120 visits");
	show_rate(&b, 341400);
	is_shown("34.1 %");
	show_rate(&b, 999500);
	is_shown("100.0 %");
	show_rate(&b, 0);
	is_shown("0.0 %");
	show_interval(&b, (struct interval){ 326000, 355000 });
	is_shown("32.6 to 35.5 %");
	show_span(&b, (struct interval){ -4000, 13000 });
	is_shown("-0.4 to +1.3");
	show_money(&b, 4120000, &(struct currency){ "EUR", 2 });
	is_shown("41,200.00 EUR");
	show_money(&b, 999, &(struct currency){ "JPY", 0 });
	is_shown("999 JPY");
	show_money(&b, -1000000, &(struct currency){ "KWD", 3 });
	is_shown("-1,000.000 KWD");
	seconds(0, "0 s");
	seconds(59, "59 s");
	seconds(60, "1 min");
	seconds(1800, "30 min");
	seconds(12000, "3 h 20 min");
	seconds(14 * 86400, "14 d");
	seconds(187200, "2 d 4 h");
	figures();
	plain("caffè 支払い 🛒", "caffè 支払い 🛒");
	plain("a\x1b[31mb\r\nc\x7f", "a\xef\xbf\xbd[31mb\xef\xbf\xbd\xef\xbf\xbd"
				     "c\xef\xbf\xbd");
	plain("\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8",
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	plain("\xff", "\xef\xbf\xbd");
	buf_done(&b);
	return tap_done();
}
