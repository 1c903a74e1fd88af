/* test-funnel-figures - shop/funnel-figures */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-figures.h"

#include <stdlib.h>

#include "base/path.h"
#include "funnel-kit.h"
#include "tap.h"

/* What the page says of each figure is what the table says. */
static void
is_documented(void)
{
	const char *root = getenv("MESON_SOURCE_ROOT");
	struct buf path = BUF_INIT, page = BUF_INIT, entry = BUF_INIT;
	struct err e;
	size_t i;

	buf_fmt(&path, "%s/man/aftercare-records.5", root == NULL ? "." : root);
	if (!OK(path_read(buf_cstr(&path), 1 << 20, &page, &e), "the page is read"))
		(void)printf("# %s\n", e.text);
	for (i = 0; i < FIGURES; i++) {
		buf_clear(&entry);
		buf_fmt(
		    &entry, ".It Li %s\n%s\n", figure_defs[i].name, figure_defs[i].about);
		OK(str_find(buf_view(&page), buf_view(&entry)) >= 0, "%s stands there",
		    figure_defs[i].name);
	}
	buf_done(&path);
	buf_done(&page);
	buf_done(&entry);
}

static void
is_figure(const struct figures *fs, enum figure_name name, size_t step, int64_t value)
{
	const struct figure *g = figures_find(fs, name, step, NULL);

	if (!OK(g != NULL && g->value == value, "%s is %lld", figure_defs[name].name,
		(long long)value) &&
	    g != NULL)
		(void)printf("# but %lld\n", (long long)g->value);
}

static void
whole(struct figures *fs)
{
	struct currency jpy;
	const struct figure *g;
	struct buf place = BUF_INIT;

	is_figure(fs, FIGURE_VISITS, FIGURE_NO_STEP, 10000);
	is_figure(fs, FIGURE_UNDECIDED, FIGURE_NO_STEP, 7);
	is_figure(fs, FIGURE_CONVERSION_RATE, FIGURE_NO_STEP, 100000);
	is_figure(fs, FIGURE_CARTS, FIGURE_NO_STEP, 4000);
	is_figure(fs, FIGURE_ABANDONED, FIGURE_NO_STEP, 3000);
	is_figure(fs, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, 750000);
	is_figure(fs, FIGURE_ABANDONED_RECOVERED, FIGURE_NO_STEP, 75 + 25 + 25 + 25);
	is_figure(fs, FIGURE_ABANDONED_RECOVERY_RATE, FIGURE_NO_STEP, 50000);
	is_figure(
	    fs, FIGURE_ABANDONED_VALUE, FIGURE_NO_STEP, 6000000 + 2500000 + 3000050);
	is_figure(fs, FIGURE_REACHED, 5, 1000);
	is_figure(fs, FIGURE_LOST, 3, 500);
	is_figure(fs, FIGURE_LOSS_RATE, 3, 250000);
	is_figure(fs, FIGURE_RECOVERED, 1, 75);
	is_figure(fs, FIGURE_RECOVERY_RATE, 1, 50000);
	is_figure(fs, FIGURE_SECONDS_TO_NEXT, 1, 210);
	is_figure(fs, FIGURE_VALUE_LOST, 3, 2500000);
	OK(figures_find(fs, FIGURE_LOST, 5, NULL) == NULL, "nothing is lost at the last");
	OK(figures_find(fs, FIGURE_VALUE_LOST, 0, NULL) == NULL,
	    "no value was lost before there was a cart");

	OK(currency_find(STR("JPY"), &jpy), "another currency");
	g = figures_find(fs, FIGURE_VALUE_LOST, 3, &jpy);
	OK(g != NULL && g->value == 120000 && g->parts.n == 10, "has its own sum");
	if (g != NULL)
		figure_place(g, fs->f, &place);
	IS(buf_view(&place), "[shipping,JPY]", "and its place");
	g = figures_find(fs, FIGURE_VALUE_LOST, 4, &jpy);
	OK(g != NULL && g->value == 0, "which is nothing at another step");
	g = figures_find(fs, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, NULL);
	OK(g != NULL && g->interval.low == 736345 && g->interval.high == 763175,
	    "a rate has its interval");
	buf_clear(&place);
	if (g != NULL)
		figure_place(g, fs->f, &place);
	OK(place.len == 0, "and no place where it is of the whole");
	buf_done(&place);
}

static void
reason(struct figures *fs)
{
	is_figure(fs, FIGURE_REASON_LOSS_RATE, 3, 500000);
	is_figure(fs, FIGURE_REASON_LIFT, 3, 2 * MILLION);
	is_figure(fs, FIGURE_REASON_OTHERS_RATE, 3, 142857);
	is_figure(fs, FIGURE_REASON_EXCESS, 3, 214285714);
	is_figure(fs, FIGURE_REASON_VALUE_LOST, 3, 1500000);
	is_figure(fs, FIGURE_REASON_EXCESS_VALUE, 3, 1071429);
}

/* The changes from one period to the next. */
static void
periods(struct figures *fs)
{
	const struct figure *g;

	figures_of_period(fs, 0);
	OK(!fs->at[0].change.there, "the first period stands to none");
	figures_of_period(fs, 1);
	g = figures_find(fs, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, NULL);
	OK(g != NULL && g->change.there && g->change.before == 725000 &&
		g->change.by == 50000,
	    "the second to the first");
	OK(g != NULL && g->change.beyond && g->change.interval.low > 0 &&
		g->change.interval.low < 50000 && g->change.interval.high > 50000,
	    "by more than chance");
	g = figures_find(fs, FIGURE_VISITS, FIGURE_NO_STEP, NULL);
	OK(g != NULL && g->change.there && g->change.by == 0 && !g->change.beyond,
	    "as many visits as before are no change");
}

static void
extremes(struct figures *fs, struct funnel *f)
{
	/* As the counts do: rather too little than a number that has come around. */
	kit_sum(f, &f->whole.step[2].value, "EUR", INT64_MAX - 5, 1);
	figures_of_group(fs, SCOPE_WHOLE, &f->whole);
	is_figure(fs, FIGURE_ABANDONED_VALUE, FIGURE_NO_STEP, INT64_MAX);

	memset(f->whole.step, 0, sizeof f->whole.step);
	f->whole.visits = 0;
	figures_of_group(fs, SCOPE_WHOLE, &f->whole);
	OK(figures_find(fs, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, NULL) == NULL &&
		figures_find(fs, FIGURE_LOSS_RATE, 1, NULL) == NULL &&
		figures_find(fs, FIGURE_SECONDS_TO_NEXT, 1, NULL) == NULL,
	    "of no visits there is no rate");
}

int
main(void)
{
	struct funnel f;
	struct figures fs;
	size_t part[4] = { 0 };
	struct str order = STR("wggpprrrrr");
	size_t n = 0;

	kit_funnel(&f);
	figures_init(&fs, &f);
	while (figures_next(&fs)) {
		enum figure_scope scope = fs.at[0].scope;

		OK(n < order.len && order.at[n] == "wgpr"[scope], "part %zu", n);
		n++;
		if (scope == SCOPE_WHOLE)
			whole(&fs);
		if (scope == SCOPE_GROUP && part[scope] == 1)
			is_figure(&fs, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, 857143);
		if (scope == SCOPE_REASON && part[scope] == 0)
			reason(&fs);
		if (scope == SCOPE_REASON && part[scope] == 3) {
			OK(figures_find(&fs, FIGURE_REASON_EXCESS, 4, NULL) == NULL,
			    "what may be chance has no excess");
			/* 11 of 30 by 500 of 1500: no rounded rate is in between. */
			is_figure(&fs, FIGURE_REASON_LIFT, 4, 1100000);
		}
		part[scope]++;
	}
	OK(n == order.len, "every part was there");
	periods(&fs);
	extremes(&fs, &f);
	figures_done(&fs);
	funnel_done(&f);
	is_documented();
	return tap_done();
}
