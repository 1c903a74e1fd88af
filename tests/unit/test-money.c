/* test-money - base/money */
/* SPDX-License-Identifier: ISC */

#include "base/money.h"
#include "tap.h"

static struct currency
currency(const char *code)
{
	struct currency c = { "", 9 };

	OK(currency_find(str_of(code), &c), "%s is a currency", code);
	return c;
}

static void
reads(const char *text, const char *code, int64_t want)
{
	struct currency c = currency(code);
	struct err e;
	int64_t minor = -1;

	OK(money_read(str_of(text), &c, &minor, &e) && minor == want, "%s %s is %lld",
	    code, text, (long long)want);
}

static void
refuses(const char *text, const char *code)
{
	struct currency c = currency(code);
	struct err e;
	int64_t minor = 42;

	OK(!money_read(str_of(text), &c, &minor, &e) && minor == 42,
	    "%s \"%s\" is refused", code, text);
}

static void
writes(int64_t minor, const char *code, const char *want)
{
	struct currency c = currency(code);
	char out[MONEY_MAX];

	OK(money_format(out, minor, &c) == strlen(want), "the length of %s", want);
	IS(str_of(out), want, "%lld %s", (long long)minor, code);
}

static void
allocates(int64_t total, int64_t a, int64_t b, int64_t c, const int64_t *want)
{
	int64_t weights[] = { a, b, c }, shares[3];

	OK(money_allocate(total, weights, 3, shares), "%lld is allocated",
	    (long long)total);
	OK(shares[0] + shares[1] + shares[2] == total, "the shares add up");
	OK(memcmp(shares, want, sizeof shares) == 0, "%lld %lld %lld",
	    (long long)shares[0], (long long)shares[1], (long long)shares[2]);
}

int
main(void)
{
	struct currency c;
	int64_t weights[] = { 1, -1 }, shares[2], sum = INT64_MAX;
	struct err e;

	OK(currency("JPY").exponent == 0, "JPY has no minor unit");
	OK(currency("KWD").exponent == 3, "KWD has three digits");
	OK(currency("CLF").exponent == 4, "CLF has four");
	OK(!currency_find(STR("eur"), &c), "small letters are none");
	OK(!currency_find(STR("XYZ"), &c), "XYZ is none");
	OK(!currency_find(STR("DAF"), &c), "a code is not found across two");
	OK(currency("AED").exponent == 2 && currency("ZWL").exponent == 2,
	    "the first and the last are found");
	reads("12.50", "EUR", 1250);
	reads("-3", "EUR", -300);
	reads("2.500", "EUR", 250);
	reads("-0.05", "EUR", -5);
	reads("1200", "JPY", 1200);
	reads("1.234", "KWD", 1234);
	reads("-92233720368547758.08", "EUR", INT64_MIN);
	refuses("92233720368547758.08", "EUR");
	refuses("2.505", "EUR");
	refuses("1.5", "JPY");
	refuses("1e2", "EUR");
	refuses("", "EUR");
	refuses(".5", "EUR");
	refuses("5.", "EUR");
	refuses("1,5", "EUR");
	refuses("1.2.3", "EUR");
	refuses(" 1", "EUR");
	(void)currency_find(STR("EUR"), &c);
	(void)money_read(STR("ten"), &c, &sum, &e);
	IS(str_of(e.text), "expected an amount in EUR such as \"12.50\", got \"ten\"",
	    "the error shows both");
	writes(0, "EUR", "0.00");
	writes(-5, "EUR", "-0.05");
	writes(1200, "JPY", "1200");
	writes(0, "JPY", "0");
	writes(1, "KWD", "0.001");
	writes(999, "EUR", "9.99");
	writes(1000, "EUR", "10.00");
	writes(9, "JPY", "9");
	writes(10, "JPY", "10");
	writes(12345, "CLF", "1.2345");
	writes(INT64_MAX, "JPY", "9223372036854775807");
	writes(INT64_MIN, "EUR", "-92233720368547758.08");
	allocates(100, 1, 1, 1, (int64_t[]){ 34, 33, 33 });
	allocates(-100, 1, 1, 1, (int64_t[]){ -34, -33, -33 });
	allocates(5, 3, 7, 0, (int64_t[]){ 2, 3, 0 });
	allocates(10, 0, 0, 0, (int64_t[]){ 4, 3, 3 });
	allocates(INT64_MAX, 1, 0, 1,
	    (int64_t[]){ 4611686018427387904, 0, 4611686018427387903 });
	OK(!money_allocate(1, weights, 2, shares), "a negative weight is refused");
	OK(!money_add(&sum, 1) && sum == INT64_MAX, "an overflowing sum is refused");
	OK(!money_times(INT64_MAX, 2, &sum), "an overflowing product is refused");
	return tap_done();
}
