/* test-decimal - data/decimal */
/* SPDX-License-Identifier: ISC */

#include "data/decimal.h"
#include "tap.h"

static const struct str symbols[] = { STR_INIT("US $"), STR_INIT("$"),
	STR_INIT("\xe2\x82\xac"), STR_INIT("z\xc5\x82") };

struct wanted {
	enum mark mark;
	const char *currency, *text;
	int64_t minor;
};

static bool
reads(const struct wanted *w, bool round, int64_t *minor, struct err *e)
{
	struct marks marks = { w->mark, true, symbols, 4, round };
	struct currency c;

	OK(currency_find(str_of(w->currency), &c), "%s is a currency", w->currency);
	return decimal_read(str_of(w->text), &marks, &c, minor, e);
}

static void
test_read(void)
{
	static const struct wanted cases[] = {
		{ MARK_EITHER, "EUR", "12.50", 1250 },
		{ MARK_EITHER, "EUR", "12,50", 1250 },
		{ MARK_EITHER, "EUR", "12,5", 1250 },
		{ MARK_EITHER, "EUR", "12", 1200 },
		{ MARK_EITHER, "EUR", "0", 0 },
		{ MARK_EITHER, "EUR", "-12.50", -1250 },
		{ MARK_EITHER, "EUR",
		    "\xe2\x88\x92"
		    "12,50",
		    -1250 },
		{ MARK_EITHER, "EUR", "(12.50)", -1250 },
		{ MARK_EITHER, "EUR", "1,234.50", 123450 },
		{ MARK_EITHER, "EUR", "1.234,50", 123450 },
		{ MARK_EITHER, "EUR", "1.234.567,89", 123456789 },
		{ MARK_EITHER, "EUR", "1,234,567", 123456700 },
		{ MARK_EITHER, "EUR", "1 234,50", 123450 },
		{ MARK_EITHER, "EUR",
		    "1\xc2\xa0"
		    "234,50",
		    123450 },
		{ MARK_EITHER, "EUR",
		    "1\xe2\x80\xaf"
		    "234,50",
		    123450 },
		{ MARK_EITHER, "CHF", "1'234.50", 123450 },
		{ MARK_EITHER, "USD", "$12.50", 1250 },
		{ MARK_EITHER, "USD", "-$12.50", -1250 },
		{ MARK_EITHER, "USD", "$-12.50", -1250 },
		{ MARK_EITHER, "USD", "US $1,012.50", 101250 },
		{ MARK_EITHER, "USD", "USD 12.50", 1250 },
		{ MARK_EITHER, "USD", "12.50 USD", 1250 },
		{ MARK_EITHER, "PLN", "12,50 z\xc5\x82", 1250 },
		{ MARK_EITHER, "EUR", "0.500", 50 },
		{ MARK_EITHER, "EUR", "12.5000", 1250 },
		{ MARK_EITHER, "EUR", "1234.500", 123450 },
		{ MARK_EITHER, "KWD", "1.234", 1234 },
		{ MARK_EITHER, "EUR", "1,234", 123400 },
		{ MARK_EITHER, "EUR", "-2.500", -250000 },
		{ MARK_EITHER, "JPY", "1,234", 1234 },
		{ MARK_EITHER, "JPY", "1.234", 1234 },
		{ MARK_EITHER, "JPY", "1,000", 1000 },
		{ MARK_EITHER, "JPY", "1200", 1200 },
		{ MARK_EITHER, "JPY", "1,234,567", 1234567 },
		{ MARK_DOT, "EUR", "1.500", 150 },
		{ MARK_DOT, "EUR", "1,500", 150000 },
		{ MARK_DOT, "JPY", "1,500", 1500 },
		{ MARK_COMMA, "EUR", "1.500", 150000 },
		{ MARK_COMMA, "EUR", "1,500", 150 },
		{ MARK_COMMA, "EUR", "12", 1200 },
		{ MARK_EITHER, "EUR", " 12.50 ", 1250 },
		{ MARK_DOT, "EUR", "92233720368547758.07", INT64_MAX },
	};
	int64_t minor = 0;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		OK(reads(&cases[i], false, &minor, &e) && minor == cases[i].minor,
		    "%s %s is %lld", cases[i].currency, cases[i].text,
		    (long long)cases[i].minor);
}

static void
test_refused(void)
{
	static const struct wanted cases[] = {
		{ MARK_EITHER, "EUR", "1,000", 0 },
		{ MARK_EITHER, "EUR", "2.000", 0 },
		{ MARK_EITHER, "KWD", "1,234", 0 },
		{ MARK_EITHER, "EUR", "x,000", 0 },
		{ MARK_EITHER, "JPY", "1.000", 0 },
		{ MARK_EITHER, "CLF", "1.234", 0 },
		{ MARK_EITHER, "EUR", "1234.567", 0 },
		{ MARK_EITHER, "JPY", "12.50", 0 },
		{ MARK_EITHER, "EUR", "two", 0 },
		{ MARK_EITHER, "EUR", "", 0 },
		{ MARK_EITHER, "EUR", "-", 0 },
		{ MARK_EITHER, "EUR", "$", 0 },
		{ MARK_EITHER, "EUR", "12.", 0 },
		{ MARK_EITHER, "EUR", ".50", 0 },
		{ MARK_EITHER, "EUR", "12.50.1", 0 },
		{ MARK_EITHER, "EUR", "1,23,456", 0 },
		{ MARK_EITHER, "EUR", "1234,567.00", 0 },
		{ MARK_EITHER, "EUR", "1.234,567.00", 0 },
		{ MARK_EITHER, "EUR", "1 23", 0 },
		{ MARK_EITHER, "EUR", "12.5 0", 0 },
		{ MARK_EITHER, "EUR", "--12", 0 },
		{ MARK_EITHER, "EUR", "1e3", 0 },
		{ MARK_EITHER, "EUR", "12 GBP", 0 },
		{ MARK_EITHER, "EUR", "NaN", 0 },
		{ MARK_DOT, "EUR", "12,50", 0 },
		{ MARK_COMMA, "EUR", "12.50", 0 },
		{ MARK_EITHER, "EUR", "92233720368547758.08", 0 },
		{ MARK_EITHER, "EUR",
		    "0000000000000000000000000000000000000000000000000000000000000000001",
		    0 },
	};
	int64_t minor = 42;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		OK(!reads(&cases[i], false, &minor, &e) && minor == 42 &&
			e.kind == ERR_RECORD,
		    "%s %s is refused", cases[i].currency, cases[i].text);
	(void)reads(&cases[2], false, &minor, &e);
	IS(str_of(e.text),
	    "\"1,234\" can be read in two ways; the layout's \"decimal\" can say which",
	    "why");
	(void)reads(&cases[6], false, &minor, &e);
	IS(str_of(e.text),
	    "expected an amount in EUR such as \"12.50\", got \"1234.567\"", "why");
}

static void
test_round(void)
{
	static const struct wanted cases[] = {
		{ MARK_DOT, "EUR", "64.69999999999999", 6470 },
		{ MARK_DOT, "EUR", "0.30000000000000004", 30 },
		{ MARK_DOT, "EUR", "1.005", 101 },
		{ MARK_DOT, "EUR", "1.0049", 100 },
		{ MARK_DOT, "EUR", "-1.005", -101 },
		{ MARK_DOT, "EUR", "9.995", 1000 },
		{ MARK_DOT, "EUR", "12", 1200 },
		{ MARK_DOT, "JPY", "1200.5", 1201 },
		{ MARK_DOT, "JPY", "1200.0", 1200 },
		{ MARK_COMMA, "EUR", "12,345", 1235 },
	};
	int64_t minor;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		OK(reads(&cases[i], true, &minor, &e) && minor == cases[i].minor,
		    "\"%s\" in %s is rounded", cases[i].text, cases[i].currency);
}

static void
test_whole(void)
{
	static const struct {
		const char *text;
		int64_t n;
	} good[] = { { "3", 3 }, { "-67", -67 }, { "2.00", 2 }, { "2,0", 2 },
		{ "1 200", 1200 }, { "17850.0", 17850 }, { "0", 0 } };
	static const char *const bad[] = { "two", "", "2.5", "1.200", "1,000", "0x10",
		"2-" };
	struct marks marks = { MARK_EITHER, true, NULL, 0, false };
	int64_t n = 42;
	struct err e;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		OK(decimal_whole(str_of(good[i].text), &marks, &n, &e) && n == good[i].n,
		    "%s", good[i].text);
	n = 42;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		OK(!decimal_whole(str_of(bad[i]), &marks, &n, &e) && n == 42,
		    "\"%s\" is no whole number", bad[i]);
	(void)decimal_whole(STR("two"), &marks, &n, &e);
	IS(str_of(e.text), "expected a whole number, got \"two\"", "why");
}

int
main(void)
{
	test_read();
	test_refused();
	test_round();
	test_whole();
	return tap_done();
}
