/* test-funnel-reason - shop/funnel-reason */
/* SPDX-License-Identifier: ISC */

#include "funnel-kit.h"
#include "shop/funnel-reason.h"
#include "tap.h"

static void
is_named(const struct funnel_reason *r, const char *want)
{
	struct buf name = BUF_INIT;

	reason_name(r, &name);
	IS(buf_view(&name), want, "%s", want);
	buf_done(&name);
}

static void
names(struct funnel *f)
{
	static const char *const want[CONTEXT_FIELDS] = { "Shipping of x", "The coupon x",
		"Payment by x", "The error x", "The device x", "The browser x",
		"The country x", "The page x" };
	struct funnel_reason r = { .value = STR_INIT("x") };
	int field;

	for (field = 0; field < CONTEXT_FIELDS; field++) {
		r.field = (enum context_field)field;
		is_named(&r, want[field]);
	}
	r.value = STR("");
	r.field = CONTEXT_COUPON;
	is_named(&r, "No coupon");
	is_named(&f->reason[4], "Other pages");
}

static void
is_worst(const struct funnel *f, const char *want)
{
	const struct funnel_reason *r = funnel_worst(f);
	struct buf text = BUF_INIT;

	if (OK(r != NULL, "something costs most")) {
		reason_sentence(f, r, &text);
		IS(buf_view(&text), want, "in words");
	}
	buf_done(&text);
}

int
main(void)
{
	struct funnel f;
	struct proportion others;

	kit_funnel(&f);
	names(&f);
	others = reason_others(&f, &f.reason[0]);
	OK(others.n == 200 && others.of == 1400, "the other visits of the step");
	OK(reason_counts(&f, &f.reason[0]), "a reason that loses more");
	OK(!reason_counts(&f, &f.reason[1]), "one that loses less");
	OK(!reason_counts(&f, &f.reason[3]), "one that may be chance");
	OK(!reason_counts(&f, &f.reason[4]), "many values that few saw");
	OK(reason_excess(&f, &f.reason[0]) == 214285714,
	    "what it lost beyond the others");
	OK(reason_cost(&f, &f.reason[0]) == 1071429, "and what that was worth");
	IS(str_of(funnel_currency(&f)->code), "EUR", "most carts are in euros");
	is_worst(&f,
	    "Shipping of 10.00-14.99 EUR costs most: 50.0 % of the 600 visits that saw it "
	    "left at shipping instead of 14.3 %, about 214 visits and 10,714.29 EUR more "
	    "than otherwise.");

	/* Value goes before visits, and visits decide where there is none. */
	f.reason[2].value_lost.at[0].minor = 90000000;
	OK(funnel_worst(&f) == &f.reason[2], "the dearer one costs more");
	f.reason[0].value_lost.n = f.reason[2].value_lost.n = 0;
	is_worst(&f,
	    "Shipping of 10.00-14.99 EUR costs most: 50.0 % of the 600 visits that saw it "
	    "left at shipping instead of 14.3 %, about 214 visits more than otherwise.");

	kit_sum(&f, &f.reason[0].value_lost, "JPY", 100, 2);
	kit_sum(&f, &f.reason[0].value_lost, "USD", 7000, 9);
	is_worst(&f,
	    "Shipping of 10.00-14.99 EUR costs most: 50.0 % of the 600 visits that saw it "
	    "left at shipping instead of 14.3 %, about 214 visits and 50.00 USD more than "
	    "otherwise.");
	OK(reason_cost(&f, &f.reason[0]) == 0, "which is no cost in euros");

	/* All visits saw it: there are no others to set it beside. */
	f.reason[0].in = f.whole.step[3].in;
	f.reason[0].lost = f.whole.step[3].lost;
	OK(!reason_counts(&f, &f.reason[0]), "what all saw is no reason");
	f.n_reasons = 2;
	OK(funnel_worst(&f) == NULL, "then nothing costs most");

	/* Sums of a size that no shop has. */
	f.whole.step[3].in = INT64_C(4000000000000000);
	f.whole.step[3].lost = INT64_C(1000000000000000);
	f.reason[0].in = INT64_C(1000000000000000);
	f.reason[0].lost = INT64_C(500000000000000);
	kit_sum(&f, &f.reason[1].value_lost, "EUR", 1, 1);
	f.reason[0].value_lost = f.reason[1].value_lost;
	f.reason[0].value_lost.at[0].minor = INT64_C(9000000000000000000);
	OK(reason_cost(&f, &f.reason[0]) > INT64_C(5990000000000000000) &&
		reason_cost(&f, &f.reason[0]) < INT64_C(6010000000000000000),
	    "a third of nothing small");
	funnel_done(&f);
	return tap_done();
}
