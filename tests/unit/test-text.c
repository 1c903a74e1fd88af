/* test-text - data/text, its amounts held to ICU's unumf */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include "base/date.h"
#include "data/text.h"
#include "tap.h"

#define NBSP "\xc2\xa0"
#define NNBSP "\xe2\x80\xaf"
#define THIN "\xe2\x80\x89"
#define DASH "\xe2\x80\x93"

static struct locale *
locale(const char *tag)
{
	struct locale *l = locale_find(str_of(tag));

	if (l == NULL) {
		OK(false, "%s is a locale", tag);
		exit(1);
	}
	return l;
}

static struct currency
currency(const char *code)
{
	struct currency c = { "", 0 };

	if (!currency_find(str_of(code), &c))
		exit(1);
	return c;
}

/* --- locales --- */

static void
is_locale(const char *tag, const char *want)
{
	IS(locale_tag(locale(tag)), want, "\"%s\" is the locale %s", tag, want);
}

static void
locales(void)
{
	static const char *const malformed[] = { "", "i", "it-", "-it", "italiano vero",
		"it-IT\"", "12", "it--IT", "\xd1\x80\xd1\x83", "it-IT-" };
	struct str nul = STR("it\0IT");

	is_locale("it-IT", "it-IT");
	is_locale("it_IT", "it-IT");
	is_locale("IT-it", "it-IT");
	is_locale("en", "en");
	is_locale("pt-BR", "pt-BR");
	is_locale("zh-TW", "zh-TW");
	is_locale("de-FR", "de");
	is_locale("it-IT-u-nu-arab-x-1234", "it-IT");
	is_locale("xx-IT", "und");
	OK(locale("de-FR") == locale("de-JP"),
	    "one locale is opened for what is the same");
	OK(locale("it-IT") == locale("it_IT"), "and for what is spelt otherwise");
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
		OK(locale_find(str_of(malformed[i])) == NULL, "\"%s\" is none",
		    malformed[i]);
	OK(locale_find(nul) == NULL, "nor is one with a NUL");
	OK(locale_find(STR("en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee-ffffffff-"
			   "gggggggg-hhhhhhhh")) == NULL,
	    "nor one that is too long");
}

/* --- amounts --- */

static UNumberFormatter *
icu_formatter(const char *tag, const char *code)
{
	UErrorCode status = U_ZERO_ERROR;
	char skeleton[32];
	UChar wide[32];
	UNumberFormatter *f;

	(void)snprintf(skeleton, sizeof skeleton, "currency/%s", code);
	u_charsToUChars(skeleton, wide, (int32_t)strlen(skeleton) + 1);
	f = unumf_openForSkeletonAndLocale(wide, -1, tag, &status);
	if (U_FAILURE(status))
		exit(1);
	return f;
}

static void
icu_money(const UNumberFormatter *f, int64_t minor, const struct currency *c, char *out,
    size_t room)
{
	static UFormattedNumber *result;
	UErrorCode status = U_ZERO_ERROR;
	char decimal[MONEY_MAX];
	UChar wide[128];

	if (result == NULL)
		result = unumf_openResult(&status);
	(void)money_format(decimal, minor, c);
	unumf_formatDecimal(f, decimal, -1, result, &status);
	(void)unumf_resultToString(result, wide, 128, &status);
	(void)u_strToUTF8(out, (int32_t)room, NULL, wide, -1, &status);
	if (U_FAILURE(status))
		exit(1);
}

/* Every amount of LOCALE and CODE is what unumf writes. */
static void
as_icu(const char *tag, const char *code)
{
	static const int64_t edges[] = { 0, 1, 5, 9, 10, 99, 100, 101, 999, 1000, 9999,
		10000, 12345, 99999, 100000, 123456, 999999, 1000000, 1234567, 12345678,
		99999999, 100000000, 123456789, 9999999999, 1234567890123,
		999999999999999, 123456789012345678, INT64_MAX };
	struct currency c = currency(code);
	UNumberFormatter *f = icu_formatter(tag, code);
	struct buf got = BUF_INIT;
	char want[400] = "";
	size_t right = 0, n = 2 * sizeof edges / sizeof *edges + 1;

	for (size_t i = 0; i < n; i++) {
		int64_t minor = i + 1 == n ? INT64_MIN
				: i % 2	   ? -edges[i / 2]
					   : edges[i / 2];

		buf_clear(&got);
		text_money(locale(tag), minor, &c, &got);
		icu_money(f, minor, &c, want, sizeof want);
		if (!str_is(buf_view(&got), want)) {
			(void)printf("# %lld: got %s, want %s\n", (long long)minor,
			    buf_cstr(&got), want);
			break;
		}
		right++;
	}
	OK(right == n, "%s in %s", code, tag);
	unumf_close(f);
	buf_done(&got);
}

static void
writes(const char *tag, int64_t minor, const char *code, const char *want)
{
	struct currency c = currency(code);
	struct buf got = BUF_INIT;

	text_money(locale(tag), minor, &c, &got);
	IS(buf_view(&got), want, "%lld %s in %s", (long long)minor, code, tag);
	buf_done(&got);
}

static void
money(void)
{
	static const char *const tags[] = { "it", "fr", "ru", "pl", "en-GB", "en-US",
		"en-IE", "de", "ja", "es", "pt-BR", "hi", "ar", "it-CH", "de-AT", "fa",
		"bn", "he", "it-IT", "fr-CA", "en-IN", "sv", "nl" };
	static const char *const codes[] = { "EUR", "GBP", "PLN", "JPY", "USD", "KWD",
		"RUB", "INR", "CHF" };

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		for (size_t k = 0; k < sizeof codes / sizeof *codes; k++)
			as_icu(tags[i], codes[k]);
	writes("it-IT", 123450, "EUR", "1.234,50" NBSP "\xe2\x82\xac");
	writes("pl-PL", 123450, "PLN", "1234,50" NBSP "z\xc5\x82");
	writes("pl-PL", 1234500, "PLN", "12" NBSP "345,00" NBSP "z\xc5\x82");
	writes("fr-FR", 123450, "EUR", "1" NNBSP "234,50" NBSP "\xe2\x82\xac");
	writes("en-US", -5, "USD", "-$0.05");
	writes("ja-JP", 1234, "JPY",
	    "\xef\xbf\xa5"
	    "1,234");
	/* CLDR writes dinars without paras, which would round. */
	writes("en-GB", 1250, "RSD", "RSD" NBSP "12.50");
}

static void
whole(const char *tag, int64_t n, const char *want)
{
	struct buf got = BUF_INIT;

	text_whole(locale(tag), n, &got);
	IS(buf_view(&got), want, "%lld in %s", (long long)n, tag);
	buf_done(&got);
}

/* --- dates --- */

static int64_t
day(const char *text)
{
	int64_t days = 0;

	if (!date_read(str_of(text), &days))
		exit(1);
	return days;
}

static void
dates(const char *tag, const char *from, const char *to, enum date_style style,
    const char *want)
{
	struct buf got = BUF_INIT;

	/* The second time the answer is remembered. */
	for (int i = 0; i < 2; i++) {
		buf_clear(&got);
		if (to == NULL)
			text_date(locale(tag), day(from), style, &got);
		else
			text_dates(locale(tag), day(from), day(to), style, &got);
		IS(buf_view(&got), want, "%s %s in %s", from, to == NULL ? "" : to, tag);
	}
	buf_done(&got);
}

/* More days than are remembered, in two locales at once, are what a first asking says. */
static void
many_days(void)
{
	struct locale *it = locale("it"), *en = locale("en-GB");
	struct buf got = BUF_INIT;
	int right = 0;

	for (int i = 0; i < 3000; i++) {
		int64_t days = day("2024-01-01") + i * 37 % 1000;
		int year, month, dom, n;
		char start[24];

		date_civil(days, &year, &month, &dom);
		n = snprintf(start, sizeof start, "%d ", dom);
		buf_clear(&got);
		text_date(i % 2 == 0 ? it : en, days, DATE_LONG, &got);
		right += str_starts(buf_view(&got), (struct str){ start, (size_t)n });
		n = snprintf(start, sizeof start, " %d", year);
		right += str_ends(buf_view(&got), (struct str){ start, (size_t)n });
	}
	OK(right == 6000, "3000 days of two locales");
	buf_done(&got);
}

static void
all_dates(void)
{
	const char *d = "2026-11-21", *to = "2026-11-23";

	dates("it-IT", d, NULL, DATE_LONG, "21 novembre 2026");
	dates("it-IT", d, NULL, DATE_FULL, "sabato 21 novembre 2026");
	dates("it-IT", d, NULL, DATE_MEDIUM, "21 nov 2026");
	dates("en-US", d, NULL, DATE_LONG, "November 21, 2026");
	dates("en-GB", d, NULL, DATE_FULL, "Saturday, 21 November 2026");
	dates("fr-FR", "1969-12-31", NULL, DATE_LONG,
	    "31 d\xc3\xa9"
	    "cembre 1969");
	dates("pl-PL", d, NULL, DATE_LONG, "21 listopada 2026");
	dates("en-GB", "0999-02-03", NULL, DATE_MEDIUM, "0999-02-03");
	dates("it-IT", d, to, DATE_LONG, "21" DASH "23 novembre 2026");
	dates("it-IT", d, d, DATE_LONG, "21 novembre 2026");
	dates("fr-FR", d, "2026-12-02", DATE_LONG,
	    "21 novembre" THIN DASH THIN "2 d\xc3\xa9"
	    "cembre 2026");
	dates("en-US", "2026-12-30", "2027-01-02", DATE_MEDIUM,
	    "Dec 30, 2026" THIN DASH THIN "Jan 2, 2027");
	many_days();
}

/* --- names --- */

static void
country(const char *tag, const char *code, const char *want)
{
	struct buf got = BUF_INIT;

	text_country(locale(tag), str_of(code), &got);
	IS(buf_view(&got), want, "%s in %s", code, tag);
	buf_done(&got);
}

static void
means(const char *name, const char *want)
{
	char code[3] = "--";

	/* The second time the answer is remembered. */
	for (int i = 0; i < 2; i++)
		OK(text_country_code(str_of(name), code) && strcmp(code, want) == 0,
		    "\"%s\" means %s", name, want);
}

static void
means_none(const char *name)
{
	char code[3] = "--";

	for (int i = 0; i < 2; i++)
		OK(!text_country_code(str_of(name), code) && strcmp(code, "--") == 0,
		    "\"%s\" is no country", name);
}

static void
country_names(void)
{
	static const char *const names[][2] = { { "IT", "IT" }, { "it", "IT" },
		{ "USA", "US" }, { "UK", "GB" }, { "u.k.", "GB" },
		{ "United Kingdom", "GB" }, { "UNITED KINGDOM", "GB" },
		{ " Italy ", "IT" }, { "EIRE", "IE" }, { "RSA", "ZA" },
		{ "Czech Republic", "CZ" }, { "Czechia", "CZ" }, { "Germania", "DE" },
		{ "Allemagne", "DE" }, { "Niemcy", "DE" },
		{ "\xd0\x93\xd0\xb5\xd1\x80\xd0\xbc\xd0\xb0\xd0\xbd\xd0\xb8\xd1\x8f",
		    "DE" },
		{ "Deutschland", "DE" },
		{ "Espa\xc3\xb1"
		  "a",
		    "ES" },
		{ "Espana", "ES" }, { "Stati Uniti", "US" },
		{ "\xc3\x89tats-Unis", "US" }, { "etats unis", "US" },
		{ "Cote d'Ivoire", "CI" }, { "Bosnia & Herzegovina", "BA" },
		{ "Bosnia and Herzegovina", "BA" }, { "Korea, Republic of", "KR" },
		{ "Saint Lucia", "LC" }, { "St. Lucia", "LC" }, { "Hong Kong", "HK" },
		{ "POL", "PL" }, { "rou", "RO" } };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		means(names[i][0], names[i][1]);
	means("Falkland Islands (Islas Malvinas)", "FK");
	means("Myanmar (Burma)", "MM");
	means("Iran (Islamic Republic of)", "IR");
	means("Italia (IT)", "IT");
	means_none("Congo (of some sort)");
	means_none("China (Hong Kong)");
	means_none("Ireland (Northern)");
	means_none("Atlantis (Italy)");
	means_none("");
	means_none("I");
	means_none("XX");
	means_none("XXX");
	means_none("Channel Islands");
	means_none("European Community");
	means_none("Unspecified");
	means_none("--");
	means_none("\xff\xfe\xfd");
	means_none(
	    "Italy Italy Italy Italy Italy Italy Italy Italy Italy Italy Italy Italy "
	    "Italy Italy Italy Italy");
}

static void
likely(const char *code, const char *want)
{
	struct buf got = BUF_INIT;

	for (int i = 0; i < 2; i++) {
		buf_clear(&got);
		OK(text_likely_locale(str_of(code), &got), "%s has a likely locale",
		    code);
		IS(buf_view(&got), want, "it is %s", want);
	}
	buf_done(&got);
}

static void
addresses(void)
{
	static const char *const forms[][2] = {
		{ " ANA@Example.COM\t", "ana@example.com" },
		{ "ana@exämple.com", "ana@xn--exmple-cua.com" },
		{ "ana@EXÄMPLE.com", "ana@xn--exmple-cua.com" },
		{ "ana@exa\u0308mple.com", "ana@xn--exmple-cua.com" },
		{ "ana@XN--exmple-cua.com", "ana@xn--exmple-cua.com" },
		{ "ana@example。com", "ana@example.com" },
		{ "ana@ｅｘａｍｐｌｅ．com", "ana@example.com" },
		{ "\u00a0\u2003ana@example.com\u00a0\u200b\ufeff", "ana@example.com" },
		{ "ÄNA@example.com", "äna@example.com" },
		{ "a\u0308na@example.com", "äna@example.com" },
		{ "ИВАН@пример.рф", "иван@xn--e1afmkfd.xn--p1ai" },
		{ "Ä@ä@b", "ä@ä@b" },
		{ "ana@ä..b", "ana@ä..b" },
		{ "ÄNA", "xn--na-uia" },
		{ "\u00a0", "" },
		{ "", "" },
	};
	struct buf out = BUF_INIT;
	size_t i;

	for (i = 0; i < sizeof forms / sizeof *forms; i++) {
		buf_clear(&out);
		text_address(str_of(forms[i][0]), &out);
		IS(buf_view(&out), forms[i][1], "%s is compared as", forms[i][0]);
	}
	buf_done(&out);
}

int
main(void)
{
	struct buf out = BUF_INIT;

	locales();
	money();
	whole("it-IT", 1234567, "1.234.567");
	whole("es", 1234, "1234");
	whole("hi", 1234567, "12,34,567");
	whole("en", -7, "-7");
	all_dates();
	country("it-IT", "DE", "Germania");
	country("pl", "GB", "Wielka Brytania");
	country("en", "QQ", "QQ");
	country("en", "d", "d");
	OK(text_country_known(STR("IT")), "IT is a country");
	OK(!text_country_known(STR("it")), "it is none");
	OK(!text_country_known(STR("XX")), "XX is none");
	OK(!text_country_known(STR("EU")), "EU is none");
	OK(!text_country_known(STR("ITA")), "ITA is none");
	country_names();
	addresses();
	likely("IT", "it-IT");
	likely("CH", "de-CH");
	likely("BE", "nl-BE");
	likely("JP", "ja-JP");
	likely("GB", "en-GB");
	likely("TW", "zh-TW");
	OK(!text_likely_locale(STR("XX"), &out) && out.len == 0, "XX has none");
	buf_done(&out);
	return tap_done();
}
