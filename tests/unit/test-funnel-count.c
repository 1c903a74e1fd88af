/* test-funnel-count - shop/funnel-count and its parts, from lines to a report */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-count.h"
#include "tap.h"
#include "unit/cart-kit.h"

#define MEMORY ((size_t)1 << 24)

/* An event of SESSION, so many minutes after 2026-11-21T10:00:00Z, and MORE of it. */
static void
line(struct buf *out, const char *session, int64_t minutes, const char *event,
    const char *more)
{
	char ts[INSTANT_MAX];
	struct instant at = instant_of_ms(
	    INT64_C(1795255200000) + minutes * INT64_C(60000));

	ts[instant_format(ts, at)] = '\0';
	buf_fmt(out,
	    "{\"type\":\"cart_event\",\"ts\":\"%s\",\"session\":\"%s\",\"event\":\"%s\""
	    "%s%s}\n",
	    ts, session, event, *more == '\0' ? "" : ",", more);
}

/* The report that LINES make by PLAN; false where there is none. */
static bool
report(const struct funnel_plan *plan, const struct buf *lines, size_t threads,
    size_t memory, struct funnel *f)
{
	struct kit_run r;
	struct funnel_source s;
	struct err e;
	bool ok;

	kit_run_begin(&r, plan, memory);
	r.plan.zone = plan->zone != NULL ? plan->zone : r.plan.zone;
	kit_run_lines(&r, buf_view(lines), true);
	kit_run_sum(&r);
	s = (struct funnel_source){ &r.plan, &r.shape, r.visits, r.events.values, &r.sums,
		threads, NULL };
	ok = funnel_count(&s, f, &e);
	kit_run_end(&r);
	return ok;
}

static void
steps_of_whole(void)
{
	struct funnel_plan plan = { .gap = 1800, .recover = 86400, .min_group = 1 };
	struct buf log = BUF_INIT;
	struct funnel f;

	line(&log, "a", 0, "view_item", "");
	line(&log, "a", 1, "add_to_cart", "\"cart_value\":\"10.00\"");
	line(&log, "a", 3, "begin_checkout", "\"cart_value\":\"12.00\"");
	line(&log, "b", 0, "add_to_cart", "\"cart_value\":\"5\",\"currency\":\"USD\"");
	line(&log, "b", 4, "purchase", "\"cart_value\":\"7\",\"currency\":\"EUR\"");
	line(&log, "c", 0, "view_item", "");
	line(&log, "d", 1000, "scroll", "");
	if (!OK(report(&plan, &log, 2, MEMORY, &f), "a report"))
		return;
	OK(f.whole.visits == 3 && f.whole.undecided == 1,
	    "three decided visits, one not");
	OK(f.whole.step[0].in == 3 && f.whole.step[0].lost == 1, "viewed");
	OK(f.whole.step[1].in == 2 && f.whole.step[1].lost == 0, "cart");
	OK(f.whole.step[2].in == 2 && f.whole.step[2].lost == 1, "checkout");
	OK(f.whole.step[3].in == 1 && f.whole.step[4].in == 1 && f.whole.step[5].in == 1,
	    "a step is reached by a later one");
	OK(f.whole.step[5].lost == 0, "what was bought is not lost");
	OK(f.whole.step[2].value.n == 1 && f.whole.step[2].value.at[0].minor == 1200 &&
		strcmp(f.whole.step[2].value.at[0].currency.code, "EUR") == 0,
	    "the last value is what is lost");
	OK(f.whole.step[0].timed == 1 && f.whole.step[0].seconds == 60,
	    "a minute from the view to the cart");
	OK(f.whole.step[1].timed == 1 && f.whole.step[1].seconds == 120,
	    "two to the checkout");
	OK(f.mixed == 1, "one visit has amounts in two currencies");
	OK(f.unknown_events == 1 && f.n_unknown == 1, "one event is unknown");
	IS(f.unknown[0].name, "scroll", "... and named");
	IS(f.now, "2026-11-22T02:40:00Z", "the end of the log");
	OK(f.n_periods == 2 && f.period[0].visits == 3 && f.period[1].undecided == 1,
	    "two days, from the oldest");
	OK(f.n_groups == 0 && f.n_by == 0, "no groups were asked for");
	funnel_done(&f);
	buf_done(&log);
}

static void
empty(void)
{
	struct funnel_plan plan = { .gap = 1800, .recover = 86400, .min_group = 1 };
	struct buf log = BUF_INIT;
	struct funnel f;

	if (!OK(report(&plan, &log, 3, MEMORY, &f), "a report on nothing"))
		return;
	OK(f.whole.visits == 0 && f.n_periods == 0 && f.n_reasons == 0 && f.now.len == 0,
	    "... says nothing");
	funnel_done(&f);
}

/* When a visit is decided, to the millisecond, and by which end of the log. */
static void
decided(void)
{
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.min_group = 1,
		.now_given = true,
		.now = INT64_C(1795255200000) + 30 * 60000 };
	struct buf log = BUF_INIT;
	struct funnel f;

	line(&log, "a", 0, "add_to_cart", "");
	line(&log, "late", 31, "add_to_cart", "");
	if (!OK(report(&plan, &log, 1, MEMORY, &f), "at the end of the gap"))
		return;
	OK(f.whole.visits == 0 && f.whole.undecided == 1, "... a visit is undecided");
	OK(f.future == 1, "... and one that begins after --now is left out");
	funnel_done(&f);
	plan.now++;
	if (!OK(report(&plan, &log, 1, MEMORY, &f), "a millisecond later"))
		return;
	OK(f.whole.visits == 1 && f.whole.undecided == 0, "... it is decided");
	funnel_done(&f);
	plan.now = -500;
	if (!OK(report(&plan, &log, 1, MEMORY, &f), "an end before 1970"))
		return;
	IS(f.now, "1969-12-31T23:59:59.5Z", "... is a time");
	OK(f.future == 2, "... with all visits after it");
	funnel_done(&f);
	buf_done(&log);
}

static int64_t
recovered(int64_t later, const char *a, const char *b, const char *session)
{
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.min_group = 1,
		.now_given = true,
		.now = INT64_C(1795255200000) + 100 * 86400000LL };
	struct buf log = BUF_INIT;
	struct funnel f;
	int64_t n = -1;

	line(&log, "a", 0, "begin_checkout", a);
	line(&log, session, later, "purchase", b);
	if (report(&plan, &log, 2, MEMORY, &f)) {
		n = f.whole.step[2].recovered;
		OK(f.whole.step[2].lost == 1, "a cart is lost");
		funnel_done(&f);
	}
	buf_done(&log);
	return n;
}

static void
recoveries(void)
{
	static const char c[] = "\"customer\":\"c\"", d[] = "\"customer\":\"d\"",
			  both[] = "\"customer\":{\"id\":\"c\",\"email\":"
				   "\"ada@example.com\"}",
			  email[] = "\"customer\":{\"email\":\" Ada@Example.com\"}",
			  other[] = "\"customer\":{\"email\":\"ada@example.org\"}";

	OK(recovered(60, c, c, "b") == 1, "bought later by the same customer");
	OK(recovered(60, c, d, "b") == 0, "... not by another");
	OK(recovered(60, "", "", "b") == 0, "... nor by nobody known");
	OK(recovered(60, "", "", "a") == 1, "bought later in the same session");
	OK(recovered(1440, c, c, "b") == 1, "within a day");
	OK(recovered(1441, c, c, "b") == 0, "... and not after it");
	OK(recovered(-60, c, c, "b") == 0, "not before it was lost");
	OK(recovered(60, both, email, "b") == 1, "bought by the address alone");
	OK(recovered(60, email, both, "b") == 1, "... or left by it");
	OK(recovered(60, both, c, "b") == 1, "... or by the id alone");
	OK(recovered(60, both, other, "b") == 0, "not at another address");
	OK(recovered(60, email, "\"customer\":\"ada@example.com\"", "b") == 0,
	    "an id that looks like the address is another customer");
}

static const struct funnel_group *
group(const struct funnel *f, const char *first, const char *second)
{
	size_t i;

	for (i = 0; i < f->n_groups; i++)
		if (str_is(f->group[i].by[0], first) &&
		    (second == NULL || str_is(f->group[i].by[1], second)))
			return &f->group[i];
	return NULL;
}

static void
groups(void)
{
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.min_group = 20,
		.by = { BY_DEVICE, BY_SHIPPING_COST },
		.n_by = 2 };
	struct buf log = BUF_INIT;
	const struct funnel_group *g;
	struct funnel f;
	size_t i;

	line(&log, "a", 0, "begin_checkout",
	    "\"device\":\"mobile\",\"shipping_cost\":\"4.99\",\"cart_value\":\"10\"");
	line(&log, "b", 0, "add_to_cart",
	    "\"device\":\"mobile\",\"shipping_cost\":\"3.00\",\"cart_value\":\"10\","
	    "\"currency\":\"EUR\"");
	line(&log, "c", 0, "add_to_cart",
	    "\"device\":\"desktop computer\",\"shipping_cost\":0");
	line(&log, "d", 0, "add_to_cart", "");
	line(&log, "e", 500, "add_to_cart", "");
	if (!OK(report(&plan, &log, 1, MEMORY, &f), "a report by two fields"))
		return;
	OK(f.n_groups == 3, "three groups of decided visits and more");
	for (i = 1; i < f.n_groups; i++)
		OK(str_cmp(f.group[i - 1].by[0], f.group[i].by[0]) <= 0,
		    "in the order of their values");
	g = group(&f, "mobile", "3.00-4.99 EUR");
	OK(g != NULL && g->visits == 2 && g->step[2].in == 1 && g->step[1].lost == 1,
	    "costs of a band are together");
	OK(group(&f, "desktop computer", "free (EUR)") != NULL, "what is free is not");
	g = group(&f, "", "");
	OK(g != NULL && g->visits == 1 && g->undecided == 1,
	    "what the log does not say is empty");
	funnel_done(&f);
	buf_done(&log);
}

/* Days are the zone's, and so are weeks and months. */
static void
days(void)
{
	struct err e;
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.min_group = 20,
		.by = { BY_DAY, BY_WEEK, BY_MONTH },
		.n_by = 3,
		.weeks = true,
		.zone = zone_find("Pacific/Kiritimati", &e) };
	struct buf log = BUF_INIT;
	struct funnel f;

	/* There it is the 1st of December, 00:00, when it is 10:00 the day before. */
	line(&log, "a", 9 * 1440 - 1, "add_to_cart", "");
	line(&log, "b", 9 * 1440, "add_to_cart", "");
	if (!OK(report(&plan, &log, 1, MEMORY, &f), "a report in a zone far off"))
		return;
	OK(f.n_groups == 2, "two days");
	IS(f.group[0].by[0], "2026-11-30", "the day before");
	IS(f.group[0].by[1], "2026-11-30", "... its week");
	IS(f.group[0].by[2], "2026-11", "... its month");
	IS(f.group[1].by[0], "2026-12-01", "the day");
	IS(f.group[1].by[1], "2026-11-30", "... its week");
	IS(f.group[1].by[2], "2026-12", "... its month");
	OK(f.n_periods == 1, "one week");
	funnel_done(&f);
	buf_done(&log);
}

static const struct funnel_reason *
reason(const struct funnel *f, enum context_field field, size_t step, const char *value)
{
	size_t i;

	for (i = 0; i < f->n_reasons; i++)
		if (f->reason[i].field == field && f->reason[i].step == step &&
		    (value == NULL ? f->reason[i].others
				   : str_is(f->reason[i].value, value)))
			return &f->reason[i];
	return NULL;
}

static void
reasons(void)
{
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.min_group = 3,
		.now_given = true,
		.now = INT64_C(1795255200000) + 86400000LL };
	struct buf log = BUF_INIT;
	const struct funnel_reason *r;
	struct funnel f;
	char session[8];
	int i;

	for (i = 0; i < 9; i++) {
		(void)snprintf(session, sizeof session, "s%d", i);
		line(&log, session, 0, i < 4 ? "begin_checkout" : "add_to_cart",
		    i < 6   ? "\"error\":\"card declined\",\"cart_value\":\"1\""
		    : i < 8 ? "\"error\":\"no stock\",\"cart_value\":\"2\","
			      "\"currency\":\"USD\""
			    : "\"error\":\"typo\",\"cart_value\":\"4\"");
	}
	if (!OK(report(&plan, &log, 3, MEMORY, &f), "a report with reasons"))
		return;
	r = reason(&f, CONTEXT_ERROR, 1, "card declined");
	OK(r != NULL && r->in == 6 && r->lost == 2 && r->value_lost.n == 1 &&
		r->value_lost.at[0].minor == 200,
	    "a reason has its visits, and what they lost");
	r = reason(&f, CONTEXT_ERROR, 1, NULL);
	OK(r != NULL && r->in == 3 && r->lost == 3 && r->value_lost.n == 2 &&
		r->value_lost.at[0].minor == 400 && r->value_lost.at[1].minor == 400,
	    "rare ones are told together, by currency");
	OK(reason(&f, CONTEXT_ERROR, 1, "no stock") == NULL, "... and not alone");
	r = reason(&f, CONTEXT_ERROR, 2, "card declined");
	OK(r != NULL && r->in == 4 && r->lost == 4, "... at each step");
	OK(reason(&f, CONTEXT_COUPON, 1, NULL) == NULL, "what was not seen is no reason");
	funnel_done(&f);
	plan.min_group = 1;
	if (!OK(report(&plan, &log, 1, MEMORY, &f), "each by itself"))
		return;
	OK(reason(&f, CONTEXT_ERROR, 1, "typo") != NULL &&
		reason(&f, CONTEXT_ERROR, 1, NULL) == NULL,
	    "... where groups may be of one");
	funnel_done(&f);
	plan.figures_only = true;
	if (!OK(report(&plan, &log, 1, MEMORY, &f), "figures alone"))
		return;
	OK(f.n_reasons == 0 && f.n_periods == 0 && f.whole.visits == 9, "... are these");
	funnel_done(&f);
	buf_done(&log);
}

/* All numbers of a report, whatever threads and memory made it. */
static void
show(const struct funnel *f, struct buf *out)
{
	size_t i, k;

	buf_clear(out);
	for (i = 0; i < f->n_groups; i++) {
		buf_fmt(out, "%.*s %lld", STR_ARG(f->group[i].by[0]),
		    (long long)f->group[i].undecided);
		for (k = 0; k < f->n_steps; k++)
			buf_fmt(out, " %lld/%lld/%lld/%lld",
			    (long long)f->group[i].step[k].in,
			    (long long)f->group[i].step[k].recovered,
			    (long long)f->group[i].step[k].timed,
			    (long long)f->group[i].step[k].seconds);
	}
	for (i = 0; i < f->n_reasons; i++)
		buf_fmt(out, " %d:%zu:%.*s:%lld", (int)f->reason[i].field,
		    f->reason[i].step, STR_ARG(f->reason[i].value),
		    (long long)f->reason[i].lost);
}

static void
alike(void)
{
	static const char *const events[] = { "view_item", "add_to_cart",
		"begin_checkout", "add_shipping_info", "payment_failed", "purchase",
		"other" };
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.min_group = 4,
		.by = { BY_PAGE },
		.n_by = 1 };
	struct buf log = BUF_INIT, want = BUF_INIT, got = BUF_INIT;
	struct funnel f;
	char session[16], more[128];
	size_t i, threads;

	for (i = 0; i < 400; i++) {
		(void)snprintf(session, sizeof session, "s%zu", i * 31 % 97);
		(void)snprintf(more, sizeof more,
		    "\"page\":\"/some/page/%zu\",\"customer\":%zu,\"cart_value\":%zu",
		    i % 40, i % 50, i);
		line(&log, session, (int64_t)(i * 37 % 1000), events[i * 13 % 7], more);
	}
	if (report(&plan, &log, 1, MEMORY, &f)) {
		show(&f, &want);
		funnel_done(&f);
	}
	for (threads = 1; threads <= 4; threads += 3) {
		if (!OK(report(&plan, &log, threads, 2048, &f), "with little memory"))
			break;
		show(&f, &got);
		OK(want.len > 100 && str_eq(buf_view(&got), buf_view(&want)),
		    "%zu threads say the same", threads);
		funnel_done(&f);
	}
	buf_done(&log);
	buf_done(&want);
	buf_done(&got);
}

static void
carts(void)
{
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.carts = true,
		.now_given = true,
		.now = INT64_C(1795255200000) + 100 * 86400000LL };
	struct buf log = BUF_INIT;
	struct kit_run r;
	struct funnel_source s;
	struct funnel_carts sum;
	struct emit m;
	struct err e;

	line(&log, "lost", 0, "add_to_cart",
	    "\"cart_value\":\"10\",\"customer\":{\"id\":\"c\"},\"items\":[{\"item_id\":1,"
	    "\"price\":5}]");
	line(&log, "lost", 5, "payment_failed",
	    "\"error\":\"card declined\",\"shipping_cost\":5,\"url\":\"https://a/\\u0062\"");
	line(&log, "viewed", 0, "view_item", "");
	line(&log, "bought", 0, "purchase", "");
	line(&log, "back", 0, "add_to_cart", "\"customer\":\"d\"");
	line(&log, "later", 100, "purchase", "\"customer\":\"d\"");
	kit_run_begin(&r, &plan, 4096);
	kit_run_lines(&r, buf_view(&log), true);
	kit_run_sum(&r);
	s = (struct funnel_source){ &r.plan, &r.shape, r.visits, r.events.values, &r.sums,
		2, &r.witness };
	emit_init(&m, -1);
	OK(funnel_carts_write(&s, &m, &sum, &e), "a list of carts");
	OK(m.records == 1 && sum.carts == 1 && sum.warned == 0,
	    "only what was lost for good is in it");
	OK(strstr(buf_cstr(&m.out),
	       "\"session\":\"lost\",\"customer\":{\"id\":\"c\"},\"currency\":\"EUR\","
	       "\"value\":\"10.00\",\"items\":[{\"sku\":\"1\",\"unit_price\":\"5.00\"}],"
	       "\"step\":\"payment\"") != NULL,
	    "with what its visit had");
	OK(strstr(buf_cstr(&m.out), "\"error\":\"card declined\"") != NULL &&
		strstr(buf_cstr(&m.out), "\"shipping_cost\":\"5.00\"") != NULL &&
		strstr(buf_cstr(&m.out), "\"url\":\"https://a/b\"") != NULL,
	    "... and what was last seen");
	emit_done(&m);
	kit_run_end(&r);
	buf_done(&log);
}

/* Whether the cart that "a" left, who wants marketing, is listed as one who does. */
static bool
wants(const char *session, int64_t minutes, const char *customer)
{
	struct funnel_plan plan = { .gap = 1800,
		.recover = 86400,
		.carts = true,
		.now_given = true,
		.now = INT64_C(1795255200000) + 100 * 86400000LL };
	struct buf log = BUF_INIT;
	struct funnel_source s;
	struct funnel_carts sum;
	struct kit_run r;
	struct emit m;
	struct err e;
	bool yes;

	line(&log, "a", 0, "view_item",
	    "\"customer\":{\"id\":\"c\",\"email\":\"a@b\",\"accepts_marketing\":true}");
	line(&log, "a", 1, "begin_checkout", "\"customer\":\"d\"");
	line(&log, session, minutes, "view_item", customer);
	kit_run_begin(&r, &plan, MEMORY);
	kit_run_lines(&r, buf_view(&log), true);
	kit_run_sum(&r);
	s = (struct funnel_source){ &r.plan, &r.shape, r.visits, r.events.values, &r.sums,
		2, &r.witness };
	emit_init(&m, -1);
	OK(funnel_carts_write(&s, &m, &sum, &e) && m.records == 1, "the cart is listed");
	yes =
	    strstr(buf_cstr(&m.out),
		"\"customer\":{\"id\":\"c\",\"email\":\"a@b\",\"accepts_marketing\":true}") !=
	    NULL;
	OK(yes || strstr(buf_cstr(&m.out),
		      "\"email\":\"a@b\",\"accepts_marketing\":false}") != NULL,
	    "... with its customer");
	emit_done(&m);
	kit_run_end(&r);
	buf_done(&log);
	return yes;
}

static void
withdrawals(void)
{
	static const char
	    by_id[] = "\"customer\":{\"id\":\"c\",\"accepts_marketing\":false}",
	    by_email[] = "\"customer\":{\"email\":\"A@B\",\"accepts_marketing\":"
			 "false}",
	    by_last[] = "\"customer\":{\"id\":\"d\",\"accepts_marketing\":false}",
	    other[] = "\"customer\":{\"id\":\"e\",\"accepts_marketing\":false}",
	    nobody[] = "\"customer\":{\"accepts_marketing\":false}",
	    yes[] = "\"customer\":{\"id\":\"c\",\"accepts_marketing\":true}";

	OK(wants("b", 100, yes), "who agrees again agrees");
	OK(!wants("b", 100, by_id), "a no by the id");
	OK(!wants("b", 100, by_email), "... by the address");
	OK(!wants("b", 100, by_last), "... by the id that the visit named last");
	OK(!wants("a", 100, other), "... in the same session");
	OK(wants("b", 100, other), "not of another");
	OK(wants("b", 100, nobody), "... nor of nobody");
	OK(wants("b", -100, by_id), "... nor from before it was agreed");
	OK(!wants("b", 0, by_id), "of both at the same time it is a no");
}

int
main(void)
{
	empty();
	steps_of_whole();
	decided();
	recoveries();
	groups();
	days();
	reasons();
	alike();
	carts();
	withdrawals();
	return tap_done();
}
