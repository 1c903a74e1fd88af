/* test-funnel-plan - shop/funnel-plan */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "shop/funnel-plan.h"
#include "tap.h"

#define AT INT64_C(1795255200000)

/* A visit of one event after the other: the step, and the seconds since the first. */
struct event {
	int64_t seconds;
	uint8_t step;
};

/* How deep the visit of EVENTS, which a step of STEP_NONE ends, is by P. */
static size_t
depth(const struct funnel_plan *p, const struct event *events)
{
	struct visit_shape s;
	struct visit *v, *piece;
	uint64_t lent[2];
	struct visit_times *times = (void *)lent;
	int64_t held = 0, when = 0;
	size_t i, found;
	bool bought;

	funnel_plan_shape(p, &s);
	v = mem_alloc(s.size);
	piece = mem_alloc(s.size);
	for (i = 0; events[i].step != STEP_NONE; i++) {
		int64_t at = AT + events[i].seconds * 1000;

		visit_blank(&s, piece);
		visit_event(&s, piece, at, events[i].step);
		if (s.listed && events[i].step != 0) {
			times->n = times->room = 1;
			times->order[0] = visit_order(at, events[i].step);
			*visit_list(&s, piece) = times;
		}
		if (i > 0)
			visit_merge(&s, v, piece, &held);
		else {
			memcpy(v, piece, s.size);
			visit_own(&s, v, &held);
		}
	}
	found = funnel_plan_depth(p, &s, v);
	bought = funnel_plan_bought(p, &s, v, &when);
	OK(bought == (found + 1 == s.n_steps) &&
		(!bought || (when >= v->first && when <= v->last)),
	    "bought or not, and when");
	visit_done(&s, v, &held);
	free(v);
	free(piece);
	return found;
}

#define END                                                                              \
	{                                                                                \
		0, STEP_NONE                                                             \
	}

static void
any(const struct steps *steps)
{
	struct funnel_plan p = { .steps = steps, .gap = 1800 };

	OK(depth(&p, (struct event[]){ { 0, 0 }, END }) == 0, "viewed");
	OK(depth(&p, (struct event[]){ { 0, 5 }, END }) == 5, "bought at once");
	OK(depth(&p, (struct event[]){ { 0, 3 }, { 1, 1 }, { 2, 2 }, END }) == 3,
	    "the deepest, whatever came when");
}

static void
strict(const struct steps *steps)
{
	struct funnel_plan p = { .steps = steps, .gap = 1800, .strict = true };

	OK(depth(&p, (struct event[]){ { 0, 0 }, END }) == 0, "viewed");
	OK(depth(&p, (struct event[]){ { 0, 5 }, END }) == 0, "bought out of the blue");
	OK(depth(&p, (struct event[]){ { 0, 1 }, END }) == 1, "a cart needs no view");
	OK(depth(&p, (struct event[]){ { 0, 0 }, { 1, 1 }, { 2, 3 }, { 3, 4 }, END }) ==
		1,
	    "nothing behind a step that was left out");
	OK(depth(&p, (struct event[]){ { 0, 2 }, { 1, 1 }, END }) == 1,
	    "nor a step before its turn");
	OK(depth(&p, (struct event[]){ { 0, 2 }, { 1, 1 }, { 2, 3 }, { 3, 2 }, { 4, 3 },
			 END }) == 3,
	    "... but when it comes again in turn");
	OK(depth(&p, (struct event[]){ { 0, 5 }, { 0, 4 }, { 0, 3 }, { 0, 2 }, { 0, 1 },
			 END }) == 5,
	    "events at the same time are in the order of the steps");
}

static void
windows(const struct steps *steps)
{
	struct funnel_plan p = { .steps = steps, .gap = 1800 };
	struct err e;

	if (!funnel_plan_window(&p, STR("checkout=10m"), &e) ||
	    !funnel_plan_window(&p, STR("cart=1h"), &e))
		exit(1);
	OK(depth(&p, (struct event[]){ { 0, 1 }, { 600, 2 }, END }) == 2,
	    "within the window to the second");
	OK(depth(&p, (struct event[]){ { 0, 1 }, { 601, 2 }, END }) == 1,
	    "... and not after it");
	OK(depth(&p, (struct event[]){ { 0, 1 }, { 500, 1 }, { 900, 2 }, END }) == 2,
	    "behind the last event of the step before");
	OK(depth(&p, (struct event[]){ { 0, 1 }, { 900, 2 }, { 901, 3 }, END }) == 3,
	    "a step without a window is reached all the same");
	OK(depth(&p, (struct event[]){ { 0, 0 }, { 3600, 1 }, END }) == 1 &&
		depth(&p, (struct event[]){ { 0, 0 }, { 3601, 1 }, END }) == 0,
	    "a cart within its window of the visit's beginning");
	OK(depth(&p, (struct event[]){ { 0, 0 }, { 600, 2 }, END }) == 2 &&
		depth(&p, (struct event[]){ { 0, 0 }, { 601, 2 }, END }) == 0,
	    "behind the deepest step before it, where one was left out");
	p.strict = true;
	OK(depth(&p, (struct event[]){ { 0, 1 }, { 601, 2 }, { 602, 3 }, END }) == 1,
	    "in strict order a window that was missed ends it");
	OK(depth(&p, (struct event[]){ { 0, 1 }, { 601, 2 }, { 602, 1 }, { 603, 2 },
			 END }) == 2,
	    "... until it begins again");
}

static void
bad_window(const struct steps *steps, const char *text, const char *why)
{
	struct funnel_plan p = { .steps = steps };
	struct err e = { .text = "" };

	OK(!funnel_plan_window(&p, str_of(text), &e) && e.kind == ERR_TROUBLE,
	    "--window %s", text);
	IS(str_of(e.text), why, "... and why");
}

static void
bad_windows(const struct steps *steps)
{
	bad_window(steps, "viewed=1h",
	    "expected STEP=SPAN with a step behind the first, got \"viewed=1h\"");
	bad_window(
	    steps, "", "expected STEP=SPAN with a step behind the first, got \"\"");
	bad_window(
	    steps, "cart", "expected a span such as 1h behind \"cart=\", got \"\"");
	bad_window(
	    steps, "cart=", "expected a span such as 1h behind \"cart=\", got \"\"");
	bad_window(
	    steps, "cart=0", "expected a span such as 1h behind \"cart=\", got \"0\"");
	bad_window(steps, "cart=1h=2h",
	    "expected a span such as 1h behind \"cart=\", got \"1h=2h\"");
	bad_window(steps, "cart=9223372036854775807s",
	    "expected a span such as 1h behind \"cart=\", got \"9223372036854775807s\"");
}

static void
bad_by(const char *text, const char *why)
{
	struct funnel_plan p = { .n_by = 0 };
	struct err e = { .text = "" };

	OK(!funnel_plan_by(&p, str_of(text), &e) && e.kind == ERR_TROUBLE, "--by %s",
	    text);
	IS(str_of(e.text), why, "... and why");
}

static void
bys(void)
{
	static const char
	    all[] = "expected fields of day, week, month, device, currency, "
		    "browser, country, page, shipping_cost, coupon, "
		    "payment_method, error, got ";
	struct funnel_plan p = { .n_by = 0 };
	struct buf why = BUF_INIT;
	struct err e;

	OK(funnel_plan_by(&p, STR("day,device,currency,error"), &e) && p.n_by == 4 &&
		p.by[0] == BY_DAY && p.by[1] == BY_DEVICE && p.by[2] == BY_CURRENCY &&
		p.by[3] == BY_ERROR,
	    "four fields");
	IS(funnel_by_word(p.by[3]), "error", "... have their words");
	bad_by("day,day", "\"day\" stands twice");
	bad_by("day,week,month,device,page", "more than 4 fields");
	buf_fmt(&why, "%s\"colour\"", all);
	bad_by("day,colour", buf_cstr(&why));
	buf_clear(&why);
	buf_fmt(&why, "%s\"\"", all);
	bad_by("", buf_cstr(&why));
	bad_by("day,", buf_cstr(&why));
	buf_done(&why);
}

/* How many starts and last values a visit keeps, whether times, and whether events. */
static void
keeps(const struct funnel_plan *p, size_t starts, size_t seen, size_t texts, bool timed,
    bool listed)
{
	struct visit_shape s;

	funnel_plan_shape(p, &s);
	OK(s.n_starts == starts && s.n_values == seen && s.n_seen == seen + texts &&
		s.timed == timed && s.listed == listed && s.n_steps == p->steps->n,
	    "a visit keeps %zu, %zu and %zu fields", starts, seen, texts);
}

static void
shapes(const struct steps *steps)
{
	struct funnel_plan p = { .steps = steps, .figures_only = true };

	keeps(&p, 0, 0, 0, false, false);
	p.by[0] = BY_DAY;
	p.by[1] = BY_COUPON;
	p.n_by = 2;
	keeps(&p, 0, 1, 0, false, false);
	/* Those before it say which of two events at the same time is the first. */
	p.by[1] = BY_COUNTRY;
	keeps(&p, 4, 0, 0, false, false);
	p.figures_only = false;
	keeps(&p, 4, CONTEXT_FIELDS + 2, 0, true, false);
	p.carts = true;
	p.strict = true;
	keeps(&p, 4, CONTEXT_FIELDS + 3, 5, true, true);
	p = (struct funnel_plan){ .steps = steps, .all = true, .figures_only = true };
	keeps(&p, STARTS, CONTEXT_FIELDS + 2, 0, true, false);
	p.window[2] = 1;
	keeps(&p, STARTS, CONTEXT_FIELDS + 2, 0, true, true);
}

/* Whether steps, of which the second is called NAME, can be columns. */
static void
is_fit(const char *name, const char *by, bool compared, bool fits)
{
	struct steps steps = { .n = 4 };
	struct funnel_plan p = { .steps = &steps };
	struct buf want = BUF_INIT;
	struct err e = { .text = "" };

	steps.name[0] = STR("seen");
	steps.name[1] = str_of(name);
	steps.name[2] = STR("bag");
	steps.name[3] = STR("purchased");
	OK((by == NULL || funnel_plan_by(&p, str_of(by), &e)) &&
		funnel_plan_columns(&p, compared, &e) == fits,
	    "a step called %s by %s", name, by == NULL ? "nothing" : by);
	if (!fits) {
		buf_fmt(&want,
		    "two columns would be called \"%s\": give the step another name",
		    name);
		IS(str_of(e.text), buf_cstr(&want), "... which is said");
	}
	buf_done(&want);
}

static void
fits(void)
{
	is_fit("cart", "day,device,currency", true, true);
	is_fit("seen_again", NULL, true, true);
	is_fit("day", NULL, false, true);
	is_fit("day", "device,day", false, false);
	is_fit("currency", NULL, false, false);
	is_fit("currency", "currency", false, false);
	is_fit("visits", NULL, false, false);
	is_fit("purchase", NULL, false, false);
	is_fit("lost_bag", NULL, false, false);
	is_fit("lost_seen", NULL, false, true);
	is_fit("change_low", NULL, false, true);
	is_fit("change_low", NULL, true, false);
}

int
main(void)
{
	struct steps steps;

	steps_default(&steps);
	any(&steps);
	strict(&steps);
	windows(&steps);
	bad_windows(&steps);
	bys();
	shapes(&steps);
	steps_done(&steps);
	fits();
	return tap_done();
}
