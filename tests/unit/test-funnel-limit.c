/* test-funnel-limit - shop/funnel-limit */
/* SPDX-License-Identifier: ISC */

#include "funnel-kit.h"
#include "shop/funnel-limit.h"
#include "tap.h"

static struct funnel f;

/* TEXT is a limit that the kit's report passes, and says WANT; or does not, and WANT is
 * NULL. */
static void
is_checked(const char *text, const char *want)
{
	struct funnel_limit l;
	struct buf says = BUF_INIT;
	struct err e;
	bool crossed = false;

	if (!OK(limit_read(&l, str_of(text), f.step, f.n_steps, false, &e) &&
		    limit_check(&l, &f, NULL, &crossed, &says, &e),
		"%s is a limit", text)) {
		(void)printf("# %s\n", e.text);
	} else if (want == NULL) {
		OK(!crossed && says.len == 0, "... which is kept");
	} else if (OK(crossed, "... which is passed"))
		IS(buf_view(&says), want, "... in words");
	buf_done(&says);
}

static void
is_refused(const char *text, const char *want)
{
	struct funnel_limit l;
	struct err e = { .text = "nothing" };

	OK(!limit_read(&l, str_of(text), f.step, f.n_steps, false, &e) &&
		e.kind == ERR_TROUBLE,
	    "\"%s\" is none", text);
	IS(str_of(e.text), want, "... and why");
}

static void
is_absent(const char *text)
{
	struct funnel_limit l;
	struct buf says = BUF_INIT;
	struct err e = { .text = "nothing" };
	bool crossed = false;

	OK(limit_read(&l, str_of(text), f.step, f.n_steps, false, &e) &&
		!limit_check(&l, &f, NULL, &crossed, &says, &e) &&
		e.kind == ERR_TROUBLE && !crossed,
	    "%s is an error", text);
	buf_done(&says);
}

static const struct {
	const char *text, *why;
} bad_limits[] = {
	{ "abandonment > 1",
	    "at 1: expected a figure: visits, undecided, conversion_rate, carts, "
	    "abandoned, abandonment_rate, abandoned_recovered, "
	    "abandoned_recovery_rate, abandoned_value, "
	    "reached, lost, loss_rate, recovered, recovery_rate, seconds_to_next, "
	    "value_lost, got \"abandonment > 1\"" },
	{ "abandonment_rate = 1", "at 18: expected >, >=, < or <=, got \"= 1\"" },
	{ "abandonment_rate >",
	    "at 19: expected a number of at most six decimals such as 0.75, or a "
	    "percentage such as 75%, but it ends here" },
	{ "abandonment_rate > many",
	    "at 20: expected a number of at most six decimals such as 0.75, or a "
	    "percentage such as 75%, got \"many\"" },
	{ "abandonment_rate > 0.1234567",
	    "at 20: expected a number of at most six decimals such as 0.75, or a "
	    "percentage such as 75%, got \"0.1234567\"" },
	{ "abandonment_rate > 75.12345%",
	    "at 20: expected a percentage of at most four decimals, got \"75.12345%\"" },
	{ "abandonment_rate > 75",
	    "at 20: expected a rate from 0 to 1, as 0.75 or 75%, got \"75\"" },
	{ "conversion_rate < -0.1",
	    "at 19: expected a rate from 0 to 1, as 0.75 or 75%, got \"-0.1\"" },
	{ "abandonment_rate > 1 2", "at 22: expected nothing more, got \"2\"" },
	{ "visits > 5%", "at 11: expected nothing more, got \"%\"" },
	{ "loss_rate > 1", "at 10: expected [STEP], got \" > 1\"" },
	{ "loss_rate[pay] > 1",
	    "at 11: expected a step: viewed, cart, checkout, shipping, payment, got "
	    "\"pay] > 1\"" },
	{ "loss_rate[purchased] > 1",
	    "at 11: expected a step: viewed, cart, checkout, shipping, payment, got "
	    "\"purchased] > 1\"" },
	{ "loss_rate[payment > 1",
	    "at 11: expected a step: viewed, cart, checkout, shipping, payment, got "
	    "\"payment > 1\"" },
	{ "value_lost[payment] > 1",
	    "at 19: expected \",\" and a currency, got \"] > 1\"" },
	{ "value_lost[payment,EURO] > 1",
	    "at 20: expected a currency as ISO 4217 has it, got \"EURO] > 1\"" },
	{ "abandoned_value[JPY] > 1.5",
	    "at 24: expected an amount in that currency, got \"1.5\"" },
	{ "abandonment_rate[payment] > 1",
	    "at 17: expected >, >=, < or <=, got \"[payment] > 1\"" },
	{ "abandonment_rate.change > 0",
	    "at 17: expected no change without --compare, got \".change > 0\"" },
	{ "abandonment_rate.low_ > 0",
	    "at 17: expected .low, .high, .change, .change_low or .change_high, got "
	    "\".low_ > 0\"" },
	{ "abandonment_rate.change_low > 0",
	    "at 17: expected no change without --compare, got \".change_low > 0\"" },
	{ "visits.low > 0", "at 7: expected .change, got \".low > 0\"" },
	{ "value_lost[payment,EUR]. > 0", "at 24: expected .change, got \". > 0\"" },
	{ "reason_lift > 1",
	    "at 1: expected a figure: visits, undecided, conversion_rate, carts, "
	    "abandoned, abandonment_rate, abandoned_recovered, "
	    "abandoned_recovery_rate, abandoned_value, "
	    "reached, lost, loss_rate, recovered, recovery_rate, seconds_to_next, "
	    "value_lost, got \"reason_lift > 1\"" },
};

static void
refused(void)
{
	struct buf why = BUF_INIT;
	size_t i;

	for (i = 0; i < sizeof bad_limits / sizeof *bad_limits; i++) {
		buf_clear(&why);
		buf_fmt(&why, "\"%s\": %s", bad_limits[i].text, bad_limits[i].why);
		is_refused(bad_limits[i].text, buf_cstr(&why));
	}
	buf_done(&why);
}

/* What is said where it is crossed; NULL where it is not. */
static const struct {
	const char *text, *says;
} limits[] = {
	{ "abandonment_rate > 0.75", NULL },
	{ "abandonment_rate >= 0.75", "abandonment_rate is 0.75, not less than 0.75" },
	{ "abandonment_rate > 0.7", "abandonment_rate is 0.75, more than 0.7" },
	{ "  abandonment_rate>70%  ", "abandonment_rate is 0.75, more than 0.7" },
	{ "abandonment_rate <= 1", "abandonment_rate is 0.75, not more than 1" },
	{ "abandonment_rate > 100%", NULL },
	{ "abandonment_rate < 0", NULL },
	{ "abandonment_rate > 74.9999%", "abandonment_rate is 0.75, more than 0.749999" },
	{ "loss_rate[viewed] <= 60%", "loss_rate[viewed] is 0.6, not more than 0.6" },
	{ "loss_rate[payment] > 0.3333",
	    "loss_rate[payment] is 0.333333, more than 0.3333" },
	{ "loss_rate[payment] > 0.333333", NULL },
	{ "conversion_rate < 11%", "conversion_rate is 0.1, less than 0.11" },
	{ "abandonment_rate.low > 0.7364", NULL },
	{ "abandonment_rate.low > 73.63%",
	    "abandonment_rate.low is 0.736345, more than 0.7363" },
	{ "abandonment_rate.high < 0.77",
	    "abandonment_rate.high is 0.7632, less than 0.77" },
	{ "loss_rate[payment].low>=0.35", NULL },
	{ "visits < 10000.5", "visits is 10000, less than 10000.5" },
	{ "visits < 10000", NULL },
	{ "reached[purchased] < 2000", "reached[purchased] is 1000, less than 2000" },
	{ "seconds_to_next[cart] > 180", "seconds_to_next[cart] is 210, more than 180" },
	{ "value_lost[payment,EUR] > 30000.49",
	    "value_lost[payment,EUR] is 30000.50, more than 30000.49" },
	{ "value_lost[payment,EUR] > 30000.50", NULL },
	{ "value_lost[payment,JPY] >= 0",
	    "value_lost[payment,JPY] is 0, not less than 0" },
	{ "abandoned_value[JPY] > 100000",
	    "abandoned_value[JPY] is 120000, more than 100000" },
};

int
main(void)
{
	size_t i;

	kit_funnel(&f);
	/* The interval of the abandonment rate is from 0.736345 to 0.763175. */
	for (i = 0; i < sizeof limits / sizeof *limits; i++)
		is_checked(limits[i].text, limits[i].says);
	is_absent("abandoned_value[USD] > 1");
	is_absent("value_lost[payment,USD] < 1");
	refused();
	memset(f.whole.step, 0, sizeof f.whole.step);
	is_absent("abandonment_rate > 0.75");
	is_absent("loss_rate[payment] < 0.75");
	funnel_done(&f);
	return tap_done();
}
