/* test-remind-rules - shop/remind-rules */
/* SPDX-License-Identifier: ISC */

#include "shop/remind-rules.h"
#include "tap.h"

#define LEFT 1000000000
#define LEFT_TEXT "2001-09-09T01:46:40Z"

static struct err e;

static void
steps(const char *text, size_t n, int64_t last)
{
	struct remind_steps s;

	OK(remind_steps_read(&s, str_of(text), &e) && s.n == n && s.after[n - 1] == last,
	    "%s are %zu steps", text, n);
}

static void
no_steps(const char *text, const char *why)
{
	struct remind_steps s;

	OK(!remind_steps_read(&s, str_of(text), &e) && e.kind == ERR_TROUBLE,
	    "'%s' is none", text);
	IS(str_of(e.text), why, "and why");
}

static void
span(int64_t seconds, const char *want)
{
	char out[REMIND_SPAN];

	remind_span(seconds, out);
	IS(str_of(out), want, "%lld seconds", (long long)seconds);
}

static struct remind_rules rules = {
	.steps = { { 3600, 36000, 259200 }, 3 },
	.max = 3,
	.max_age = 604800,
};

/* A cart with REST in it, judged AGE seconds after it was left: the rule, or the span. */
static struct remind_verdict *
judged(const char *rest, int64_t age, enum decline payment, const char *want)
{
	static struct cart cart;
	static struct rec rec;
	static struct buf line;
	static struct remind_verdict v;

	buf_clear(&line);
	buf_fmt(&line,
	    "{\"id\":\"7\",\"currency\":\"EUR\",\"last_seen_at\":\"" LEFT_TEXT "\"%s%s%s",
	    strstr(rest, "\"step\"") == NULL ? ",\"step\":\"checkout\"" : "",
	    strstr(rest, "\"value\"") == NULL && strstr(rest, "\"items\"") == NULL
		? ",\"value\":\"9\""
		: "",
	    strstr(rest, "\"customer\"") == NULL
		? ",\"customer\":{\"email\":\"a@b.example\",\"accepts_marketing\":true}"
		: "");
	buf_fmt(&line, "%s%s}", *rest == '\0' ? "" : ",", rest);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	rules.now.seconds = LEFT + age;
	if (!OK(rec_read(&rec, buf_view(&line), &e) &&
		    cart_read(&cart, rec_root(&rec), &e),
		"a cart with %.70s", rest))
		(void)printf("# %s\n", e.text);
	remind_judge(&rules, &cart, payment, &v);
	IS(v.due ? str_of(v.span) : str_of(v.reasons[0].rule), want, "after %lld s: %s",
	    (long long)age, want);
	OK(v.due || v.n_reasons == 1, "one rule decides");
	cart_done(&cart);
	rec_done(&rec);
	return &v;
}

static void
is(const char *rest, const char *want)
{
	(void)judged(rest, 3600, DECLINE_OTHER, want);
}

static void
of_cart(void)
{
	static const struct str served[] = { STR_INIT("IT"), STR_INIT("FR") };

	is("", "1h");
	is("\"step\":\"viewed\"", "step");
	is("\"step\":\"purchased\"", "bought");
	is("\"step\":\"a step of the shop's\"", "1h");
	is("\"items\":[]", "empty");
	is("\"items\":[],\"value\":\"9\"", "empty");
	is("\"items\":[{\"sku\":\"M\",\"quantity\":0}],\"value\":\"9\"", "empty");
	is("\"items\":null", "empty");
	is("\"items\":[{\"sku\":\"M\"}]", "1h");
	is("\"items\":[{\"sku\":\"M\",\"unit_price\":\"0\"}]", "free");
	is("\"items\":[{\"sku\":\"M\",\"unit_price\":\"0\"},{\"sku\":\"N\"}]", "1h");
	is("\"items\":[{\"sku\":\"M\",\"unit_price\":\"0\"}],\"value\":\"5\"", "free");
	is("\"items\":[{\"sku\":\"M\",\"total\":\"0.00\"}],\"value\":\"5\"", "free");
	is("\"items\":[{\"sku\":\"M\"}],\"value\":\"5\"", "1h");
	is("\"items\":[{\"sku\":\"M\",\"unit_price\":\"5\"},"
	   "{\"sku\":\"N\",\"total\":\"-5\"}]",
	    "free");
	is("\"items\":[{\"sku\":\"M\",\"unit_price\":\"0\"},"
	   "{\"sku\":\"N\",\"quantity\":0}],\"value\":\"5\"",
	    "free");
	is("\"value\":\"0.00\"", "free");
	is("\"value\":\"0.01\"", "1h");
	is("\"country\":\"US\"", "1h");
	rules.countries = served;
	rules.n_countries = 2;
	is("\"country\":\"US\"", "country");
	is("\"country\":\"FR\"", "1h");
	is("\"country\":\"it\"", "1h");
	is("\"context\":{\"country\":\"US\"}", "country");
	is("\"country\":\"IT\",\"context\":{\"country\":\"US\"}", "1h");
	is("", "1h");
	rules.n_countries = 0;
	is("\"customer\":{\"accepts_marketing\":true}", "address");
	is("\"customer\":{\"email\":\"a@\",\"accepts_marketing\":true}", "address");
	is("\"customer\":{\"email\":\"a@b.example\\r\\nBcc: c@d.example\","
	   "\"accepts_marketing\":true}",
	    "address");
	is("\"customer\":{\"email\":\"a@b.example\"}", "consent");
	is("\"customer\":{\"email\":\"a@b.example\",\"accepts_marketing\":false}",
	    "consent");
}

static void
of_payment(void)
{
	const char *failed = "\"step\":\"payment\",\"context\":{\"error\":\"x\"},"
			     "\"customer\":{\"email\":\"a@b.example\"}";
	const struct remind_verdict *v;

	v = judged(failed, 3600, DECLINE_CUSTOMER, "1h");
	OK(v->template == REMIND_HELP && !v->our_fault && v->until == 604800,
	    "the help mail, without consent");
	v = judged(failed, 300000, DECLINE_SHOP, "1h");
	OK(v->template == REMIND_HELP && v->our_fault && v->step == 1 && !v->last,
	    "once, whatever the time");
	(void)judged(failed, 3600, DECLINE_SILENT, "payment");
	(void)judged(failed, 3600, DECLINE_OTHER, "consent");
	v = judged(failed, 3600, DECLINE_UNKNOWN, "1h");
	OK(v->template == REMIND_HELP && !v->our_fault, "who knows which error");
	v = judged("\"context\":{\"error\":\"x\"}", 3600, DECLINE_UNKNOWN, "1h");
	OK(v->template == REMIND_REMINDER, "before the payment it is none");
	v = judged("\"context\":{\"error\":\"x\"}", 3600, DECLINE_SHOP, "1h");
	OK(v->template == REMIND_HELP, "one that is known is one anywhere");
	rules.max = 0;
	(void)judged(failed, 3600, DECLINE_SHOP, "1h");
	(void)judged("", 3600, DECLINE_OTHER, "max");
	rules.max = 3;
}

static void
of_time(void)
{
	const struct remind_verdict *v;

	(void)judged("", -1, DECLINE_OTHER, "after");
	v = judged("", 3599, DECLINE_OTHER, "after");
	IS(str_of(v->reasons[0].chosen), "1h", "which span, and since when");
	IS(v->reasons[0].value, LEFT_TEXT, "which span, and since when");
	v = judged("", 3600, DECLINE_OTHER, "1h");
	OK(v->step == 1 && !v->last && v->from == 3600 && v->until == 36000, "the first");
	v = judged("", 35999, DECLINE_OTHER, "1h");
	v = judged("", 36000, DECLINE_OTHER, "10h");
	OK(v->step == 2 && !v->last && v->from == 36000 && v->until == 259200,
	    "the second");
	v = judged("", 259200, DECLINE_OTHER, "3d");
	OK(v->step == 3 && v->last && v->until == 604800, "the last");
	v = judged("", 604799, DECLINE_OTHER, "3d");
	v = judged("", 604800, DECLINE_OTHER, "max-age");
	IS(str_of(v->reasons[0].chosen), "7d", "and how old it may be");
	rules.max = 2;
	v = judged("", 36000, DECLINE_OTHER, "10h");
	OK(v->last, "the last of two");
	(void)judged("", 259199, DECLINE_OTHER, "10h");
	(void)judged("", 259200, DECLINE_OTHER, "max");
	rules.max = 3;
	rules.max_age = 100000;
	v = judged("", 36000, DECLINE_OTHER, "10h");
	OK(v->until == 100000, "too old before the next is due");
	rules.max_age = 604800;
	rules.steps.n = 1;
	v = judged("", 3600, DECLINE_OTHER, "1h");
	OK(!v->last && v->until == 604800, "the only one is not the last");
	rules.steps.n = 3;
}

int
main(void)
{
	steps("10h", 1, 36000);
	steps("1h,10h,3d", 3, 259200);
	steps("0", 1, 0);
	no_steps("", "expected spans such as 1h,10h,3d, got ''");
	no_steps("1h,", "expected spans such as 1h,10h,3d, got '1h,'");
	no_steps("1h 2h", "expected spans such as 1h,10h,3d, got '1h 2h'");
	no_steps("2h,1h", "expected each span to be longer than the one before, got "
			  "'2h,1h'");
	no_steps("60m,1h", "expected each span to be longer than the one before, got "
			   "'60m,1h'");
	steps("1h,2h,3h,4h,5h,6h,7h,8h", 8, 28800);
	no_steps("1h,2h,3h,4h,5h,6h,7h,8h,9h", "expected at most 8 spans");
	span(0, "0s");
	span(59, "59s");
	span(60, "1m");
	span(3600, "1h");
	span(5400, "90m");
	span(86400, "1d");
	span(90000, "25h");
	span(INT64_MAX, "9223372036854775807s");
	of_cart();
	of_payment();
	of_time();
	return tap_done();
}
