/* test-funnel-sheet - shop/funnel-sheet */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-sheet.h"

#include "funnel-kit.h"
#include "tap.h"

static const char marks[] = {
	[TONE_PLAIN] = '\0', [TONE_SOFT] = '~', [TONE_GOOD] = '+', [TONE_BAD] = '!'
};

/* The table as lines of cells, each with a mark for its tone; a bar is its length. */
static void
is_sheet(const struct funnel *f, enum sheet_name name, size_t most, const char *want)
{
	struct buf all = BUF_INIT;
	struct sheet s;
	size_t row, i;

	if (!OK(sheet_make(&s, name, f, NULL, most), "there is a table %d", name))
		return;
	buf_fmt(&all, "%s: %.*s\n", s.id, STR_ARG(s.title));
	for (i = 0; i < s.n_columns; i++)
		buf_fmt(&all, "%s%.*s", i == 0 ? "" : " | ", STR_ARG(s.column[i].name));
	for (row = 0; row < sheet_rows(&s); row++)
		for (i = 0; i < s.n_columns; i++) {
			const struct sheet_cell *c = sheet_at(&s, row, i);

			buf_text(&all, i == 0 ? "\n" : " | ");
			if (marks[c->tone] != '\0' && c->text.len > 0)
				buf_char(&all, marks[c->tone]);
			if (s.column[i].bar)
				buf_int(&all, c->bar);
			else
				buf_str(&all, c->text);
		}
	buf_fmt(&all, "\n%.*s", STR_ARG(s.note));
	IS(buf_view(&all), want, "with these cells");
	sheet_done(&s);
	buf_done(&all);
}

struct expected {
	enum sheet_name name;
	size_t most;
	const char *want;
};

static const struct expected whole[] = {
	{ SHEET_KEY, 9,
	    "key: In short\n"
	    "Figure | Value | 95 % interval | Of\n"
	    "Abandonment rate | 75.0 % | ~73.6 to 76.3 % | ~3,000 of 4,000 visits with a "
	    "cart\n"
	    "Conversion rate | 10.0 % | ~9.4 to 10.6 % | ~1,000 of 10,000 visits\n"
	    "Visits | 10,000 |  | \n"
	    "Visits with a cart | 4,000 |  | \n"
	    "Abandoned carts | 3,000 |  | \n"
	    "Recovered later | 150 |  | ~5.0 % of the abandoned\n"
	    "Value of abandoned carts | 115,000.50 EUR |  | ~2,490 carts\n"
	    "Value of abandoned carts | 120,000 JPY |  | ~10 carts\n" },
	{ SHEET_STEPS, 9,
	    "steps: The funnel\n"
	    "Step | Reached |  | Lost | Loss rate | 95 % interval\n"
	    "viewed | 10,000 | 1000000 | 6,000 | 60.0 % | ~59.0 to 61.0 %\n"
	    "cart | 4,000 | 400000 | 1,500 | 37.5 % | ~36.0 to 39.0 %\n"
	    "checkout | 2,500 | 250000 | 500 | 20.0 % | ~18.5 to 21.6 %\n"
	    "shipping | 2,000 | 200000 | 500 | 25.0 % | ~23.2 to 26.9 %\n"
	    "payment | 1,500 | 150000 | 500 | 33.3 % | ~31.0 to 35.8 %\n"
	    "purchased | 1,000 | 100000 |  |  | \n" },
	{ SHEET_LOSSES, 9,
	    "losses: What was lost\n"
	    "Lost at | Value lost | Recovered | Of the lost | To the next step\n"
	    "viewed |  | 300 | 5.0 % | 1 min 35 s\n"
	    "cart | 60,000.00 EUR | 75 | 5.0 % | 3 min 30 s\n"
	    "checkout |  | 25 | 5.0 % | 1 min 4 s\n"
	    "shipping | 25,000.00 EUR | 25 | 5.0 % | 41 s\n"
	    " | 120,000 JPY |  |  | \n"
	    "payment | 30,000.50 EUR | 25 | 5.0 % | 58 s\n"
	    "Recovered: the customer bought later in another visit. To the next step: the median "
	    "time, from the first event of the step to the first of the next, of the visits "
	    "that have both." },
	{ SHEET_REASONS, 4,
	    "reasons: What the lost visits had seen\n"
	    "What was seen | Step | Visits | Lost | Loss rate | Of the step | Lift | 95 % "
	    "interval | Lost more | Worth\n"
	    "Shipping of 10.00-14.99 EUR | shipping | 600 | 300 | !50.0 % | ~25.0 % | "
	    "2.00 | ~46.0 to 54.0 % | 214 | 10,714.29 EUR\n"
	    "The error card declined | payment | 200 | 150 | !75.0 % | ~33.3 % | 2.25 | "
	    "~68.6 to 80.5 % | 96 | 5,769.23 EUR\n"
	    "Other pages | payment | 400 | 300 | 75.0 % | ~33.3 % | 2.25 | ~70.5 to 79.0 "
	    "% |  | \n"
	    "Shipping of 0.00 EUR | shipping | 1,000 | 120 | 12.0 % | ~25.0 % | 0.48 | "
	    "~10.1 to 14.2 % |  | \n"
	    "Lost more: beyond what the other visits to the step would have lost; empty "
	    "where that may be chance. Those that cost most: the first 4 of 5; all of "
	    "them are in --format jsonl." },
	{ SHEET_PERIODS, 9,
	    "periods: Day by day\n"
	    "Day | Visits | Carts | Abandoned |  | Change | Beyond chance | Abandoned, "
	    "EUR\n"
	    "2026-11-19 | 5,000 | 2,000 | 72.5 % | 725000 |  |  | 10,000.00\n"
	    "2026-11-20 | 5,000 | 2,000 | 77.5 % | 775000 | !+5.0 points | !yes | "
	    "15,000.00\n"
	    "Change: of the abandonment rate, against the row above; of twenty that are "
	    "mere chance one is taken to be beyond it." },
	{ SHEET_GROUPS, 1,
	    "groups: By device\n"
	    "device | Visits | Carts | Abandoned |  | 95 % interval | Value abandoned\n"
	    "desktop | 6,000 | 2,600 | 69.2 % | 692308 | ~67.4 to 71.0 % | 40,000.00 EUR\n"
	    "Value abandoned: in the currency of most of its carts, and how many "
	    "currencies more there are. Those with most visits: the first 1 of 2; all of "
	    "them are in --format csv." },
	{ SHEET_GROUPS, 2,
	    "groups: By device\n"
	    "device | Visits | Carts | Abandoned |  | 95 % interval | Value abandoned\n"
	    "desktop | 6,000 | 2,600 | 69.2 % | 692308 | ~67.4 to 71.0 % | 40,000.00 EUR\n"
	    "mobile | 4,000 | 1,400 | 85.7 % | 857143 | ~83.8 to 87.4 % | 20,000.00 EUR "
	    "and 1 more\n"
	    "Value abandoned: in the currency of most of its carts, and how many "
	    "currencies more there are." },
};

/* By weeks, in euros alone; one period, and one group that has no name. */
static const struct expected odd[] = {
	{ SHEET_PERIODS, 9,
	    "periods: Week by week\n"
	    "Week from | Visits | Carts | Abandoned |  | Change | Beyond chance | "
	    "Abandoned, EUR\n"
	    "2026-11-19 | 5,000 | 2,000 | 72.5 % | 725000 |  |  | 10,000.00\n"
	    "Change: of the abandonment rate, against the row above; of twenty that are "
	    "mere chance one is taken to be beyond it." },
	{ SHEET_GROUPS, 1,
	    "groups: By device\n"
	    "device | Visits | Carts | Abandoned |  | 95 % interval | Value abandoned\n"
	    "(none) | 6,000 | 2,600 | 69.2 % | 692308 | ~67.4 to 71.0 % | 40,000.00 EUR\n" },
};

static void
are_sheets(const struct funnel *f, const struct expected *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		is_sheet(f, e[i].name, e[i].most, e[i].want);
}

static void
is_absent(const struct funnel *f, enum sheet_name name, const char *why)
{
	struct sheet s;

	OK(!sheet_make(&s, name, f, NULL, 9), "%s", why);
}

/* Of a long log the last days are told, and the chart shows all. */
static void
many_days(void)
{
	static const int64_t in[] = { 10, 8, 6, 4, 2, 1 };
	struct funnel f;
	struct sheet s;
	size_t i;

	kit_funnel(&f);
	f.n_periods = 100;
	f.period = pool_zero(&f.pool, f.n_periods * sizeof *f.period);
	for (i = 0; i < f.n_periods; i++) {
		kit_group(&f.period[i], in);
		f.period[i].day = date_days(2026, 1, 1) + (int64_t)i;
	}
	if (OK(sheet_make(&s, SHEET_PERIODS, &f, NULL, 9), "a hundred days")) {
		OK(sheet_rows(&s) == 92, "... of which so many have a row");
		IS(sheet_at(&s, 0, 0)->text, "2026-01-09", "... from here on");
		IS(sheet_at(&s, 0, 5)->text, "0.0 points",
		    "... with the change against a day that has none");
		OK(str_ends(s.note,
		       STR("The last 92 of 100; all of them are in --format jsonl.")),
		    "... which is said");
		sheet_done(&s);
	}
	funnel_done(&f);
}

int
main(void)
{
	struct funnel f;

	kit_funnel(&f);
	are_sheets(&f, whole, sizeof whole / sizeof *whole);
	f.whole.step[3].value.n = 1;
	f.weeks = true;
	f.n_periods = 1;
	f.n_groups = 1;
	f.group[0].by[0] = STR("");
	are_sheets(&f, odd, sizeof odd / sizeof *odd);
	is_absent(&f, SHEET_CHANGES, "without an earlier report there are no changes");
	f.n_groups = f.n_reasons = f.n_periods = 0;
	is_absent(&f, SHEET_GROUPS, "nor groups without any");
	is_absent(&f, SHEET_REASONS, "nor reasons");
	is_absent(&f, SHEET_PERIODS, "nor periods");
	funnel_done(&f);
	many_days();
	return tap_done();
}
