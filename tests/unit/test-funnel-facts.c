/* test-funnel-facts - shop/funnel-facts */
/* SPDX-License-Identifier: ISC */

#include "funnel-kit.h"
#include "shop/funnel-facts.h"
#include "tap.h"

/* The facts of F, a line each, with a mark before what is wrong. */
static void
are(const struct funnel *f, const char *want, const char *name)
{
	struct funnel_fact facts[FUNNEL_FACTS];
	struct pool pool = { 0 };
	struct buf all = BUF_INIT;
	size_t n = funnel_facts(f, &pool, facts), i;

	OK(n <= FUNNEL_FACTS, "%s: there is room for them", name);
	for (i = 0; i < n; i++)
		buf_fmt(&all, "%s%s: %.*s\n", facts[i].wrong ? "! " : "", facts[i].name,
		    STR_ARG(facts[i].text));
	IS(buf_view(&all), want, "%s", name);
	buf_done(&all);
	pool_done(&pool);
}

/* Twenty names that no step knows. */
static void
many_names(struct funnel *f)
{
	struct funnel_fact facts[FUNNEL_FACTS];
	struct pool pool = { 0 };
	size_t i;

	f->unknown = pool_zero(&f->pool, 20 * sizeof *f->unknown);
	f->n_unknown = 20;
	f->unknown_events = 60;
	for (i = 0; i < 20; i++)
		f->unknown[i] = (struct funnel_unknown){ STR_INIT("e"), 3 };
	(void)funnel_facts(f, &pool, facts);
	IS(facts[4].text,
	    "60: e (3), e (3), e (3), e (3), e (3), e (3), e (3), e (3), e (3), e (3), "
	    "other names (30)",
	    "of many names the first are told");
	f->unknown_partial = true;
	(void)funnel_facts(f, &pool, facts);
	IS(facts[4].text,
	    "60: e (3), e (3), e (3), e (3), e (3), e (3), e (3), e (3), e (3), e (3), "
	    "other names (30); of so many names only some were counted, so that frequent "
	    "ones may be among the others",
	    "of too many, that some are missing");
	pool_done(&pool);
}

static void
is_limits(const struct funnel *f, const char *want)
{
	struct buf b = BUF_INIT;

	facts_limits(f, &b);
	IS(buf_view(&b), want, "\"%s\"", want);
	buf_done(&b);
}

static void
limits(void)
{
	struct str says[] = { STR_INIT("visits is 5, more than 4"),
		STR_INIT("carts is 2, less than 3\x1b") };
	struct funnel f = { .crossed = says };

	is_limits(&f, "");
	f.n_limits = 1;
	is_limits(&f, "1 limit, not crossed");
	OK(facts_limits_kept(&f), "... which is well");
	f.n_limits = 4;
	f.n_unchecked = 1;
	is_limits(&f, "4 limits, none crossed; without the figure for 1");
	OK(!facts_limits_kept(&f), "... which is not");
	f.n_crossed = 2;
	is_limits(&f, "Limits crossed: visits is 5, more than 4; carts is 2, less than "
		      "3\xef\xbf\xbd; without the figure for 1");
	f.n_crossed = 1;
	f.n_unchecked = 0;
	is_limits(&f, "Limit crossed: visits is 5, more than 4");
	OK(!facts_limits_kept(&f), "... which is not, either");
}

static const char
    plain[] = "End of the log: 2026-11-20T23:59:58Z\n"
	      "Days: 2026-11-19 to 2026-11-20\n"
	      "Time zone: Europe/Rome\n"
	      "! Lines: 12 of 2,000,000 lines refused; 1,999,988 events\n"
	      "Visits: 10,000 decided; 7 undecided, still open at the end and in no "
	      "other figure\n"
	      "A visit: ends where no event follows within 30 min\n"
	      "Steps: viewed, cart, checkout, shipping, payment, purchased; a later one "
	      "stands for those before it\n"
	      "Recovered: bought later in another visit within 14 d\n";

static const char all_wrong
    [] = "End of the log: 2026-11-20T23:59:58Z\n"
	 "Weeks from: 2026-11-19 to 2026-11-20; the last was not over\n"
	 "Time zone: Europe/Rome\n"
	 "Lines: 0 of 2,000,000 lines refused; 1 unfinished at the end of a file; "
	 "1,999,988 events\n"
	 "! Unknown events: 3,210: scroll\xef\xbf\xbd (3,000), video (200), other "
	 "names (10)\n"
	 "Visits: 10,000 decided; 7 undecided, still open at the end and in no "
	 "other figure\n"
	 "! In the future: 1 visit that begins after the end, left out\n"
	 "! Mixed currencies: 5 visits with amounts in several currencies, decided "
	 "or not\n"
	 "A visit: ends where no event follows within 30 min\n"
	 "Steps: viewed, cart, checkout, shipping, payment, purchased; each counts "
	 "behind the one before it\n"
	 "Windows: checkout within 1 h, purchased within 1 d\n"
	 "Recovered: bought later in another visit within 14 d\n";

int
main(void)
{
	struct funnel f;
	struct buf b = BUF_INIT;

	kit_funnel(&f);
	facts_read(&f, &b);
	IS(buf_view(&b), "12 of 2,000,000 lines refused", "what was refused");
	are(&f, plain, "the facts");
	f.refused = 0;
	f.unfinished = 1;
	f.unknown = pool_zero(&f.pool, 2 * sizeof *f.unknown);
	f.unknown[0] = (struct funnel_unknown){ STR_INIT("scroll\x1b"), 3000 };
	f.unknown[1] = (struct funnel_unknown){ STR_INIT("video"), 200 };
	f.n_unknown = 2;
	f.unknown_events = 3210;
	f.future = 1;
	f.mixed = 5;
	f.strict = true;
	f.window[2] = 3600;
	f.window[5] = 86400;
	f.last_open = f.weeks = true;
	are(&f, all_wrong, "with all that can be wrong");
	many_names(&f);
	limits();
	buf_done(&b);
	funnel_done(&f);
	return tap_done();
}
