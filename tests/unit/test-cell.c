/* test-cell - data/cell */
/* SPDX-License-Identifier: ISC */

#include "data/cell.h"
#include "data/country-cache.h"
#include "tap.h"

static const char *const states[] = { "open", "closed", NULL };
static struct pool pool;
static struct texts warnings;
static struct cells cells = { .pool = &pool, .warnings = &warnings };

static struct target
target(enum field_kind kind)
{
	return (struct target){ "field", kind, 0, states, false };
}

static bool
get(const struct source *s, enum field_kind kind, const char *text, struct value *v,
    struct err *e)
{
	struct target t = target(kind);

	warnings.n = 0;
	return cell_read(&cells, s, &t, STR("Column"), str_of(text), v, e);
}

static void
test_clean(void)
{
	static const struct {
		enum field_kind kind;
		const char *text, *want;
	} cases[] = {
		{ FIELD_TEXT, " Ana  Rossi\t", "Ana  Rossi" },
		{ FIELD_TEXT, "'t Hooft", "'t Hooft" },
		{ FIELD_TEXT, "'90s poster", "'90s poster" },
		{ FIELD_TEXT, "'=SUM(A1)", "=SUM(A1)" },
		{ FIELD_TEXT, "'-5", "-5" },
		{ FIELD_TEXT, "'@home", "@home" },
		{ FIELD_TEXT, "'", "'" },
		{ FIELD_TEXT, "  ", "" },
		{ FIELD_CODE, "'00121", "00121" },
		{ FIELD_CODE, " '00121 ", "00121" },
		{ FIELD_CODE, "=\"00121\"", "00121" },
		{ FIELD_CODE, "=\"\"", "=\"\"" },
		{ FIELD_TEXT, "=\"00121\"", "=\"00121\"" },
		{ FIELD_CODE, "LS1 4AP", "LS1 4AP" },
		{ FIELD_CODE, "", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		IS(cell_clean(str_of(cases[i].text), cases[i].kind), cases[i].want,
		    "[%s]", cases[i].text);
}

static void
test_kinds(void)
{
	const struct source s = { .how = SOURCE_COLUMN, .unknown = UNKNOWN_KEEP };
	struct source split = s, negate = s, ends = s;
	struct value v;
	struct err e;

	split.split = STR(",");
	negate.negate = true;
	ends.drop_end = STR(".0");
	ends.drop_start = STR("#");
	OK(get(&s, FIELD_TEXT, " x ", &v, &e) && v.there && str_is(v.text, "x"), "text");
	OK(get(&s, FIELD_TEXT, "  ", &v, &e) && !v.there, "an empty cell says nothing");
	OK(get(&ends, FIELD_CODE, "#17850.0", &v, &e) && str_is(v.text, "17850"),
	    "what is dropped");
	OK(get(&s, FIELD_WHOLE, "-3", &v, &e) && v.n == -3, "a whole number");
	OK(get(&s, FIELD_MONEY, "12,50", &v, &e) && v.n == 1250, "an amount");
	OK(get(&negate, FIELD_MONEY, "12.50", &v, &e) && v.n == -1250, "negated");
	OK(get(&s, FIELD_CURRENCY, "pln", &v, &e) &&
		str_is(str_of(v.currency.code), "PLN"),
	    "a currency");
	OK(get(&s, FIELD_CURRENCY, "EUR", &v, &e) && v.currency.exponent == 2,
	    "the same as before");
	OK(get(&s, FIELD_TRUTH, "Yes", &v, &e) && v.there && v.n == 1, "yes");
	OK(get(&s, FIELD_TRUTH, "0", &v, &e) && v.there && v.n == 0, "no");
	OK(get(&s, FIELD_WORD, "Closed", &v, &e) && v.n == 1, "a word");
	OK(get(&s, FIELD_COUNTRY, "Italy", &v, &e) && str_is(v.text, "IT"), "a country");
	OK(get(&s, FIELD_COUNTRY, "Italy", &v, &e) && str_is(v.text, "IT"),
	    "asked for again");
	OK(get(&s, FIELD_COUNTRY, "GB", &v, &e) && str_is(v.text, "GB"), "its code");
	OK(get(&s, FIELD_URL, "https://x.example/a", &v, &e) && v.there, "a link");
	OK(get(&split, FIELD_LIST, "TEN, ,SAVE5 ", &v, &e) && v.list.n == 2 &&
		str_is(v.list.at[1], "SAVE5"),
	    "a list");
	OK(get(&s, FIELD_LIST, "TEN,5", &v, &e) && v.list.n == 1, "a list of one");
	OK(get(&s, FIELD_DATE, "2026-11-21", &v, &e) && v.n == date_days(2026, 11, 21),
	    "a date");
	OK(get(&s, FIELD_DATE, "2026-11-21T23:00:00-05:00", &v, &e) &&
		v.n == date_days(2026, 11, 21),
	    "the date of a time, as it is written");
	OK(get(&s, FIELD_TIME, "2026-11-21T10:00:00+01:00", &v, &e) && v.at.offset == 60,
	    "a time");
}

static void
test_left_out(void)
{
	const struct source s = { .how = SOURCE_COLUMN, .unknown = UNKNOWN_KEEP };
	struct value v;
	struct err e;

	OK(get(&s, FIELD_COUNTRY, "Narnia", &v, &e) && !v.there && warnings.n == 1,
	    "an unknown country is left out");
	IS(warnings.at[0], "Column: \"Narnia\" is no country that is known", "and told");
	OK(get(&s, FIELD_URL, "javascript:alert(1)", &v, &e) && !v.there &&
		warnings.n == 1,
	    "so is what is no link");
	OK(get(&s, FIELD_URL, "https://a b", &v, &e) && !v.there, "with a space");
}

static void
test_refused(void)
{
	static const struct {
		enum field_kind kind;
		const char *text, *why;
	} cases[] = {
		{ FIELD_WHOLE, "two", "Column: expected a whole number, got \"two\"" },
		{ FIELD_MONEY, "1.23x",
		    "Column: expected an amount in EUR such as \"12.50\", got \"1.23x\"" },
		{ FIELD_CURRENCY, "Euro",
		    "Column: expected an ISO 4217 currency such as EUR, got \"Euro\"" },
		{ FIELD_TRUTH, "maybe", "Column: expected yes or no, got \"maybe\"" },
		{ FIELD_WORD, "ajar",
		    "Column: expected a word that the layout knows, got \"ajar\"" },
		{ FIELD_TIME, "03/08/2026",
		    "Column: expected an RFC 3339 time, got \"03/08/2026\"" },
		{ FIELD_DATE, "soon",
		    "Column: expected a date, YYYY-MM-DD, got \"soon\"" },
	};
	const struct source s = { .how = SOURCE_COLUMN, .unknown = UNKNOWN_KEEP };
	struct value v;
	struct err e;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		OK(!get(&s, cases[i].kind, cases[i].text, &v, &e) && e.kind == ERR_RECORD,
		    "%s is refused", cases[i].text);
		IS(str_of(e.text), cases[i].why, "and why");
	}
}

static void
test_words(void)
{
	static const struct word_pair pairs[] = {
		{ STR_INIT("offen"), STR_INIT("open") },
		{ STR_INIT("zu"), STR_INIT("closed") },
		{ STR_INIT("-"), STR_INIT("") },
		{ STR_INIT(""), STR_INIT("open") },
	};
	static const struct word_pair starts[] = { { STR_INIT("C"),
	    STR_INIT("closed") } };
	struct source s = { .how = SOURCE_COLUMN, .words = pairs, .n_words = 4 };
	struct source filled = { .how = SOURCE_COLUMN, .filled = STR("closed") };
	struct value v;
	struct err e;

	OK(get(&s, FIELD_WORD, "OFFEN", &v, &e) && v.there && v.n == 0, "a word");
	OK(get(&s, FIELD_WORD, "", &v, &e) && v.there && v.n == 0, "an empty cell's");
	OK(get(&s, FIELD_WORD, "-", &v, &e) && !v.there, "one that means nothing");
	OK(!get(&s, FIELD_WORD, "ajar", &v, &e), "an unknown one is refused");
	s.unknown = UNKNOWN_SKIP;
	OK(get(&s, FIELD_WORD, "ajar", &v, &e) && !v.there && warnings.n == 0, "skipped");
	s.unknown = UNKNOWN_WARN;
	OK(get(&s, FIELD_WORD, "ajar", &v, &e) && !v.there && warnings.n == 1, "told");
	s.unknown = UNKNOWN_KEEP;
	OK(get(&s, FIELD_TEXT, "ajar", &v, &e) && str_is(v.text, "ajar"), "or kept");
	s.words = starts;
	s.n_words = 1;
	s.word = WORD_STARTS;
	s.unknown = UNKNOWN_SKIP;
	OK(get(&s, FIELD_WORD, "C536379", &v, &e) && v.n == 1, "a start");
	OK(get(&s, FIELD_WORD, "536379", &v, &e) && !v.there, "another start");
	OK(get(&s, FIELD_WORD, "", &v, &e) && !v.there, "none");
	OK(get(&filled, FIELD_WORD, "2026-01-01", &v, &e) && v.n == 1, "filled");
	OK(get(&filled, FIELD_WORD, " ", &v, &e) && !v.there, "not filled");
}

static void
test_dates(void)
{
	struct stamp dates[2];
	struct source s = { .how = SOURCE_COLUMN, .dates = dates, .n_dates = 2 };
	struct value v;
	struct err e;

	OK(stamp_parse(&dates[0], STR("DD.MM.YYYY hh:mm"), &e) &&
		stamp_parse(&dates[1], STR("YYYY-MM-DD"), &e),
	    "two forms");
	OK(get(&s, FIELD_TIME, "01.07.2026 10:00", &v, &e) && v.at.offset == 120,
	    "in the importer's zone");
	OK(get(&s, FIELD_TIME, "2026-01-01", &v, &e) && v.at.offset == 60,
	    "a date is the start of its day");
	OK(get(&s, FIELD_TIME, "2026-01-01T00:00:00Z", &v, &e) && v.at.offset == 0,
	    "RFC 3339 in any case");
	s.zone = zone_find("UTC", &e);
	OK(get(&s, FIELD_TIME, "01.07.2026 10:00", &v, &e) && v.at.offset == 0,
	    "in the source's zone");
	OK(!get(&s, FIELD_TIME, "7/1/2026", &v, &e), "another form is refused");
	IS(str_of(e.text),
	    "Column: expected a date written DD.MM.YYYY hh:mm, got \"7/1/2026\"", "why");
}

int
main(void)
{
	static const struct marks marks = { MARK_EITHER, true, NULL, 0, false };
	struct err e;

	cells.marks = &marks;
	cells.zone = zone_find("Europe/Rome", &e);
	cells.countries = country_cache_new();
	(void)currency_find(STR("EUR"), &cells.currency);
	test_clean();
	test_kinds();
	test_left_out();
	test_refused();
	test_words();
	test_dates();
	country_cache_free(cells.countries);
	pool_done(&pool);
	texts_done(&warnings);
	return tap_done();
}
