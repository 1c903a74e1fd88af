/* test-proportion - base/proportion */
/* SPDX-License-Identifier: ISC */

#include "base/proportion.h"
#include "tap.h"

/* The papers print four decimals. */
static void
is_interval(struct interval got, const char *low, const char *high, const char *name)
{
	int64_t from, to;

	OK(millionths_read(str_of(low), &from) && got.low >= from - 50 &&
		got.low <= from + 50,
	    "%s: from %s", name, low);
	OK(millionths_read(str_of(high), &to) && got.high >= to - 50 &&
		got.high <= to + 50,
	    "%s: to %s", name, high);
}

static void
is_number(const char *text, int64_t want)
{
	struct buf back = BUF_INIT;
	int64_t got;

	if (OK(millionths_read(str_of(text), &got) && got == want, "%s is read", text)) {
		millionths_write(&back, got);
		IS(buf_view(&back), text, "%s is written", text);
	}
	buf_done(&back);
}

static void
numbers(void)
{
	static const char *const bad[] = { "", "-", ".5", "5.", "1.2345678", "1e3", "+1",
		"--1", "1.-2", "1. 2", " 1", "1,5", "9223372036854", "1.2.3" };
	size_t i;
	int64_t n;

	is_number("0", 0);
	is_number("0.75", 750000);
	is_number("-0.000001", -1);
	is_number("12.345678", 12345678);
	is_number("-3", -3 * MILLION);
	is_number("1000000.5", 1000000500000);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		OK(!millionths_read(str_of(bad[i]), &n), "\"%s\" is none", bad[i]);
	OK(millionths(1, 3) == 333333, "a third");
	OK(millionths(2, 3) == 666667, "two thirds");
	OK(millionths(-2, 3) == -666667, "less than nothing");
	OK(millionths(2, -3) == -666667, "of less than nothing");
	OK(millionths(1, 2000000) == 1, "a half is rounded up");
	OK(millionths(INT64_C(4000000000000000000), INT64_C(5000000000000000000)) ==
		800000,
	    "the largest numbers");
}

static void
lifts(void)
{
	int64_t most = INT64_C(4000000000000000000);

	/* 4.666674 if it were made from the two rates as they are shown. */
	OK(proportion_lift((struct proportion){ 2, 3 }, (struct proportion){ 1, 7 }) ==
		4666667,
	    "a lift is made from the counts");
	OK(proportion_lift((struct proportion){ 0, 3 }, (struct proportion){ 1, 7 }) == 0,
	    "of nothing");
	OK(proportion_lift(
	       (struct proportion){ 5, 10 }, (struct proportion){ 250, 500 }) == MILLION,
	    "of as much");
	OK(proportion_lift((struct proportion){ most / 2, most },
	       (struct proportion){ most / 4, most }) == 2 * MILLION,
	    "of the largest numbers");
}

int
main(void)
{
	numbers();
	lifts();

	/* R. G. Newcombe, "Two-sided confidence intervals for the single proportion:
	 * comparison of seven methods", Statistics in Medicine 17 (1998), table I. */
	is_interval(proportion_interval((struct proportion){ 81, 263 }), "0.2553",
	    "0.3662", "81 of 263");
	is_interval(proportion_interval((struct proportion){ 15, 148 }), "0.0624",
	    "0.1605", "15 of 148");
	is_interval(
	    proportion_interval((struct proportion){ 0, 20 }), "0", "0.1611", "0 of 20");
	is_interval(proportion_interval((struct proportion){ 1, 29 }), "0.0061", "0.1718",
	    "1 of 29");
	is_interval(
	    proportion_interval((struct proportion){ 29, 29 }), "0.883", "1", "29 of 29");

	/* The second paper's table II, method 10. */
	is_interval(proportion_difference(
			(struct proportion){ 56, 70 }, (struct proportion){ 48, 80 }),
	    "0.0524", "0.3339", "56 of 70 less 48 of 80");
	is_interval(proportion_difference(
			(struct proportion){ 9, 10 }, (struct proportion){ 3, 10 }),
	    "0.1705", "0.809", "9 of 10 less 3 of 10");
	is_interval(proportion_difference(
			(struct proportion){ 6, 7 }, (struct proportion){ 2, 7 }),
	    "0.0582", "0.8062", "6 of 7 less 2 of 7");
	is_interval(proportion_difference(
			(struct proportion){ 5, 56 }, (struct proportion){ 0, 29 }),
	    "-0.0381", "0.1926", "5 of 56 less 0 of 29");
	is_interval(proportion_difference(
			(struct proportion){ 0, 10 }, (struct proportion){ 0, 20 }),
	    "-0.1611", "0.2775", "0 of 10 less 0 of 20");
	is_interval(proportion_difference(
			(struct proportion){ 10, 10 }, (struct proportion){ 0, 20 }),
	    "0.6791", "1", "10 of 10 less 0 of 20");

	OK(!interval_beyond((struct interval){ -1, 1 }), "with 0 within it is chance");
	OK(!interval_beyond((struct interval){ 0, 1 }), "and with 0 at its end");
	OK(interval_beyond((struct interval){ 1, 2 }), "above 0 it is more");
	OK(interval_beyond((struct interval){ -2, -1 }), "and below");
	return tap_done();
}
