/* test-num - base/num */
/* SPDX-License-Identifier: ISC */

#include "base/num.h"
#include "tap.h"

int
main(void)
{
	static const char *const wrong[] = { "", "-", "+1", " 1", "1 ", "1.0", "1e3",
		"0x1", "9223372036854775808", "-9223372036854775809", "--1", "1-" };
	static const struct {
		const char *text;
		int64_t seconds;
	} spans[] = { { "0", 0 }, { "90s", 90 }, { "15m", 900 }, { "10h", 36000 },
		{ "7d", 604800 }, { "2w", 1209600 } };
	static const char *const no_spans[] = { "", "7", "d", "-7d", "7 d", "7y", "1.5h",
		"9223372036854775807w" };
	static const struct {
		const char *text;
		int64_t bytes;
	} sizes[] = { { "0", 0 }, { "4096", 4096 }, { "8K", 8192 }, { "256M", 268435456 },
		{ "2G", INT64_C(2147483648) },
		{ "8388607T", INT64_C(0x7fffff0000000000) } };
	static const char *const no_sizes[] = { "", "K", "1k", "1.5M", "-1M", "1MB",
		"1 M", "8388608T", "9223372036854775808" };
	int64_t n = 42;
	size_t i;

	OK(num_whole(STR("-12"), &n) && n == -12, "-12");
	OK(num_whole(STR("007"), &n) && n == 7, "leading zeros");
	OK(num_whole(STR("9223372036854775807"), &n) && n == INT64_MAX, "the highest");
	OK(num_whole(STR("-9223372036854775808"), &n) && n == INT64_MIN, "the lowest");
	n = 42;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!num_whole(str_of(wrong[i]), &n) && n == 42, "\"%s\" is refused",
		    wrong[i]);
	OK(num_between(STR("5"), 1, 5, &n) && n == 5, "the upper bound is within");
	OK(!num_between(STR("6"), 1, 5, &n) && n == 5, "above it is not");
	for (i = 0; i < sizeof spans / sizeof *spans; i++)
		OK(num_span(str_of(spans[i].text), &n) && n == spans[i].seconds, "%s",
		    spans[i].text);
	for (i = 0; i < sizeof no_spans / sizeof *no_spans; i++)
		OK(!num_span(str_of(no_spans[i]), &n), "\"%s\" is no span", no_spans[i]);
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		OK(num_size(str_of(sizes[i].text), &n) && n == sizes[i].bytes, "%s",
		    sizes[i].text);
	for (i = 0; i < sizeof no_sizes / sizeof *no_sizes; i++)
		OK(!num_size(str_of(no_sizes[i]), &n), "\"%s\" is no size", no_sizes[i]);
	return tap_done();
}
