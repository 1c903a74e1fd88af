/* test-funnel-compare - shop/funnel-compare */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-compare.h"

#include <unistd.h>

#include "funnel-kit.h"
#include "shop/funnel-limit.h"
#include "shop/funnel-sheet.h"
#include "shop/funnel-write.h"
#include "tap.h"

static char path[] = "/tmp/test-funnel-compare.XXXXXX";

/* Puts the report on F where path names it, and reads it. */
static struct funnel_earlier *
written(const struct funnel *f)
{
	struct funnel_earlier *earlier;
	struct emit m;
	struct err e;
	int fd;

	(void)unlink(path);
	memcpy(path + sizeof path - 7, "XXXXXX", 6);
	fd = mkstemp(path);
	emit_init(&m, fd);
	funnel_write(&m, f, NULL, FUNNEL_JSONL, NULL);
	(void)emit_flush(&m, &e);
	emit_done(&m);
	(void)close(fd);
	earlier = funnel_earlier_read(path, &e);
	if (!OK(earlier != NULL, "a report is read"))
		(void)printf("# %s\n", e.text);
	return earlier;
}

static void
is_refused(const struct funnel_earlier *earlier, const struct funnel *f, const char *want)
{
	struct buf text = BUF_INIT;
	struct err e = { .text = "nothing" };

	OK(!funnel_earlier_fits(earlier, f, &e) && e.kind == ERR_TROUBLE,
	    "other rules are refused");
	buf_fmt(&text, "%s: counted by other rules: %s", path, want);
	IS(str_of(e.text), buf_cstr(&text), "and named");
	buf_done(&text);
}

static void
refusals(const struct funnel_earlier *earlier)
{
	struct funnel f;

	kit_rules(&f);
	f.gap = 3600;
	is_refused(earlier, &f, "gap: 1800 seconds there, 3600 here");
	kit_rules(&f);
	f.strict = true;
	is_refused(earlier, &f, "order: \"any\" there, \"strict\" here");
	kit_rules(&f);
	f.step[4] = STR("paying");
	is_refused(earlier, &f,
	    "steps: \"viewed, cart, checkout, shipping, payment, purchased\" there, "
	    "\"viewed, cart, checkout, shipping, paying, purchased\" here");
	kit_rules(&f);
	f.window[2] = 60;
	is_refused(earlier, &f, "windows: \"\" there, \"checkout 60 s\" here");
	kit_rules(&f);
	f.recover = 0;
	is_refused(earlier, &f, "recover: 1209600 seconds there, 0 here");
	kit_rules(&f);
	f.events_of = STR("viewed: look; cart: \"put in\"");
	is_refused(earlier, &f,
	    "events of the steps: \"viewed: look; cart: put\" there, \"viewed: look; cart: "
	    "\"put in\"\" here");
}

static void
is_changed(
    const struct figures *fs, enum figure_name name, size_t step, int64_t by, bool beyond)
{
	const struct figure *g = figures_find(fs, name, step, NULL);

	OK(g != NULL && g->change.there && g->change.by == by &&
		g->change.beyond == beyond,
	    "%s changed by %lld", figure_defs[name].name, (long long)by);
}

/* Next month: more visits, and more of them lost at payment. */
static void
changes(const struct funnel_earlier *earlier)
{
	static const int64_t in[] = { 12000, 4800, 3000, 2400, 1800, 1100 };
	struct funnel f;
	struct figures fs;
	const struct figure *g;
	size_t seen = 0;

	kit_funnel(&f);
	memset(&f.whole, 0, sizeof f.whole);
	kit_group(&f.whole, in);
	kit_sum(&f, &f.whole.step[4].value, "EUR", 4000050, 700);
	f.reason[0].lost = 310;
	f.by[0] = STR("country");
	figures_init(&fs, &f);
	while (figures_next(&fs)) {
		funnel_compare(earlier, &fs);
		if (fs.at[0].scope == SCOPE_WHOLE) {
			is_changed(&fs, FIGURE_VISITS, FIGURE_NO_STEP, 2000, false);
			is_changed(
			    &fs, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, 20833, true);
			is_changed(&fs, FIGURE_LOSS_RATE, 4, 55556, true);
			is_changed(&fs, FIGURE_LOSS_RATE, 3, 0, false);
			is_changed(&fs, FIGURE_VALUE_LOST, 4, 1000000, false);
			is_changed(&fs, FIGURE_SECONDS_TO_NEXT, 2, 0, false);
		}
		if (fs.at[0].scope == SCOPE_GROUP)
			OK(!fs.at[0].change.there, "groups by another field are others");
		if (fs.at[0].scope == SCOPE_PERIOD && seen++ == 0)
			OK(!fs.at[0].change.there, "periods stand to each other only");
		if (fs.at[0].scope != SCOPE_REASON || fs.at[0].reason != &f.reason[0])
			continue;
		g = figures_find(&fs, FIGURE_REASON_LOSS_RATE, 3, NULL);
		OK(g != NULL && g->change.there && g->change.before == 500000 &&
			!g->change.beyond,
		    "a reason stands to itself");
	}
	figures_done(&fs);
	funnel_done(&f);
}

/* TEXT is a limit on a change; it is crossed, and says WANT, or is not where WANT is
 * NULL.
 */
static void
is_checked(const struct funnel *f, const struct funnel_earlier *earlier, const char *text,
    const char *want)
{
	struct funnel_limit l;
	struct buf says = BUF_INIT;
	struct err e;
	bool crossed = false;

	OK(limit_read(&l, str_of(text), f->step, f->n_steps, true, &e) &&
		limit_check(&l, f, earlier, &crossed, &says, &e) &&
		crossed == (want != NULL),
	    "%s", text);
	IS(buf_view(&says), want == NULL ? "" : want, "and says so");
	buf_done(&says);
}

static void
limits(const struct funnel *f, const struct funnel_earlier *earlier)
{
	struct funnel_limit l;
	struct buf says = BUF_INIT;
	struct err e;
	bool crossed = false;

	is_checked(f, earlier, "abandonment_rate.change > 0.01",
	    "abandonment_rate.change is 0.025, more than 0.01");
	is_checked(f, earlier, "abandonment_rate.change > 2.5%", NULL);
	is_checked(f, earlier, "abandonment_rate.change_low > 0",
	    "abandonment_rate.change_low is 0.0057, more than 0");
	is_checked(f, earlier, "abandonment_rate.change_low > 1%", NULL);
	is_checked(f, earlier, "abandonment_rate.change_high > 4%",
	    "abandonment_rate.change_high is 0.0443, more than 0.04");
	is_checked(f, earlier, "abandonment_rate.change < -100%", NULL);
	OK(!limit_read(
	       &l, STR("abandonment_rate.change > 2.5"), f->step, f->n_steps, true, &e),
	    "a rate changes by at most 1");
	IS(str_of(e.text),
	    "\"abandonment_rate.change > 2.5\": at 27: expected a change of a rate from "
	    "-1 to 1, as 0.02 or 2%, got \"2.5\"",
	    "and so a limit says");
	OK(limit_read(&l, STR("value_lost[payment,EUR].change >= -1.00"), f->step,
	       f->n_steps, true, &e) &&
		!limit_check(&l, f, earlier, &crossed, &says, &e),
	    "one on what the earlier report lacks is an error");
	buf_done(&says);
}

/* What the table of changes holds, a line each row. */
static void
is_table(const struct funnel *f, const struct funnel_earlier *earlier, const char *want)
{
	struct buf all = BUF_INIT;
	struct sheet s;
	size_t row, i;

	if (!OK(sheet_make(&s, SHEET_CHANGES, f, earlier, 9), "there is a table"))
		return;
	for (row = 0; row < sheet_rows(&s); row++)
		for (i = 0; i < s.n_columns; i++)
			buf_fmt(&all, "%.*s%s", STR_ARG(sheet_at(&s, row, i)->text),
			    i + 1 == s.n_columns ? "\n" : " | ");
	buf_str(&all, s.note);
	IS(buf_view(&all), want, "of what changed");
	sheet_done(&s);
	buf_done(&all);
}

static void
tables(struct funnel *f, const struct funnel_earlier *earlier)
{
	is_table(f, earlier,
	    "nothing changed |  |  |  |  | \n"
	    "Its log ended at 2026-11-20T23:59:58Z. 49 figures are the same.");
	f->whole.step[4].lost += 100;
	f->whole.step[4].value.at[0].minor += 1;
	is_table(f, earlier,
	    "abandoned_value[EUR] | 115,000.50 EUR | 115,000.51 EUR | +0.01 EUR |  | \n"
	    "lost[payment] | 500 | 600 | +100 |  | \n"
	    "loss_rate[payment] | 33.3 % | 40.0 % | +6.7 points | +3.2 to +10.1 | yes\n"
	    "recovery_rate[payment] | 5.0 % | 4.2 % | -0.8 points | -3.5 to +1.7 | no\n"
	    "value_lost[payment,EUR] | 30,000.50 EUR | 30,000.51 EUR | +0.01 EUR |  | \n"
	    "Its log ended at 2026-11-20T23:59:58Z. 44 figures are the same.");
	f->whole.step[4].lost -= 100;
	f->whole.step[4].value.at[0].minor -= 1;
}

int
main(void)
{
	struct funnel f;
	struct funnel_earlier *earlier;
	struct err e;

	kit_funnel(&f);
	f.events_of = STR("");
	earlier = written(&f);
	f.events_of = STR("viewed: look; cart: put");
	OK(earlier != NULL && funnel_earlier_fits(earlier, &f, &e),
	    "one that does not say which events were counted fits");
	funnel_earlier_free(earlier);
	earlier = written(&f);
	OK(earlier != NULL && funnel_earlier_fits(earlier, &f, &e), "the same rules fit");
	if (earlier != NULL) {
		IS(funnel_earlier_now(earlier), "2026-11-20T23:59:58Z",
		    "the end of its log");
		tables(&f, earlier);
		changes(earlier);
		refusals(earlier);
	}
	funnel_earlier_free(earlier);
	f.whole.step[5].in = 1100;
	memset(&f.whole.step[4].value, 0, sizeof f.whole.step[4].value);
	memset(&f.whole.step[1].value, 0, sizeof f.whole.step[1].value);
	memset(&f.whole.step[3].value, 0, sizeof f.whole.step[3].value);
	earlier = written(&f);
	f.whole.step[5].in = 1000;
	kit_sum(&f, &f.whole.step[4].value, "EUR", 5, 1);
	limits(&f, earlier);
	funnel_earlier_free(earlier);
	funnel_done(&f);

	kit_hostile(&f, STR(KIT_HOSTILE));
	earlier = written(&f);
	OK(earlier != NULL && funnel_earlier_fits(earlier, &f, &e),
	    "a report with strange texts is read as it was");
	funnel_earlier_free(earlier);
	funnel_done(&f);
	(void)unlink(path);
	return tap_done();
}
