/* test-report-fields - io/report-fields */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "io/report-fields.h"
#include "tap.h"

static struct pool pool;
static struct report_fields f;

static void
blocks(void)
{
	struct str text = STR("\n\nReporting-MTA: dns; mx.example.com\r\n"
			      "X-Postfix-Queue-ID : 4F1\r\n\r\n"
			      "Final-Recipient: rfc822; a@example.com\n"
			      "this is no field\n"
			      "Diagnostic-Code: smtp; 550\n\t5.1.1  unknown \n   user\n"
			      "Empty:\n: nothing\n\nLast: \xff here");

	OK(report_fields_read(&f, &text, &pool) && f.n == 2, "a block");
	IS(report_field(&f, "reporting-mta"), "dns; mx.example.com",
	    "a name in any case");
	IS(report_field(&f, "X-Postfix-Queue-ID"), "4F1", "a space before the colon");
	OK(report_field(&f, "Status").at == NULL, "one that is not there");
	OK(report_fields_read(&f, &text, &pool) && f.n == 3, "the next block");
	IS(report_field(&f, "Diagnostic-Code"), "smtp; 550 5.1.1  unknown user", "folds");
	IS(report_field(&f, "Empty"), "", "an empty value is one");
	OK(report_fields_read(&f, &text, &pool) && f.n == 1, "the last");
	IS(report_field(&f, "Last"), "\xef\xbf\xbd here", "what is not UTF-8");
	OK(!report_fields_read(&f, &text, &pool) && f.n == 0, "no more");
}

static void
many(void)
{
	struct buf text = BUF_INIT;
	struct str rest;

	for (int i = 0; i < 2 * REPORT_FIELDS_MAX; i++)
		buf_text(&text, "A: b\n");
	rest = buf_view(&text);
	OK(report_fields_read(&f, &rest, &pool) && f.n == REPORT_FIELDS_MAX,
	    "of too many fields the first are kept");
	buf_done(&text);
}

static void
addresses(void)
{
	static const struct {
		const char *value, *want;
	} cases[] = { { "rfc822; a@example.com", "a@example.com" },
		{ "rfc822;a@example.com", "a@example.com" },
		{ "a@example.com", "a@example.com" },
		{ "RFC822; <a@example.com>", "a@example.com" },
		{ "rfc822; A <a@example.com> (unknown)", "a@example.com" },
		{ "rfc822; a@example.com (unknown)", "a@example.com" },
		{ "utf-8; caf\\x{E9}@example.com", "caf\xc3\xa9@example.com" },
		{ "utf-8; a\\x{D800}\\x{}\\x{41", "a\\x{D800}\\x{}\\x{41" },
		{ "rfc822; caf\\x{E9}@example.com", "caf\\x{E9}@example.com" } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		IS(report_address(str_of(cases[i].value), &pool), cases[i].want, "%s",
		    cases[i].value);
	OK(report_address(STR_NONE, &pool).at == NULL, "no field");
	OK(report_address(STR("rfc822;"), &pool).at == NULL, "no address");
	OK(report_address(STR("rfc822; <>"), &pool).at == NULL, "the empty one");
}

int
main(void)
{
	blocks();
	many();
	addresses();
	report_fields_done(&f);
	pool_done(&pool);
	return tap_done();
}
