/* test-rec-get - data/rec-get */
/* SPDX-License-Identifier: ISC */

#include "rec-kit.h"

static void
texts(void)
{
	struct val v = read_rec(
	    "{\"t\":\"caff\xc3\xa8\",\"e\":\"a\\u0000\\n\\ud83d\\ude00\","
	    "\"empty\":\"\",\"n\":12.50,\"b\":true,\"o\":{},\"l\":[],"
	    "\"null\":null}");
	struct str s, first;

	OK(rec_get_text(v, "t", &s, &e), "a text");
	IS(s, "caff\xc3\xa8", "as it stands");
	OK(rec_get_text(v, "e", &first, &e), "an escaped text");
	OK(str_eq(first, STR("a\0\n\xf0\x9f\x98\x80")), "is decoded, NUL and all");
	OK(rec_get_text(v, "absent", &s, &e) && s.at == NULL, "absent is none");
	OK(rec_get_text(v, "null", &s, &e) && s.at == NULL, "null is none");
	OK(rec_get_text(v, "empty", &s, &e) && s.at != NULL && s.len == 0,
	    "the empty text is a text");
	OK(!rec_get_text(v, "n", &s, &e), "a number is none");
	IS(str_of(e.text), "n: expected text, got 12.50", "E shows it");
	OK(!rec_get_text(v, "o", &s, &e), "an object is none");
	IS(str_of(e.text), "o: expected text, got an object", "E shows it");
	OK(!rec_need_text(v, "absent", &s, &e), "an absent one that is needed");
	IS(str_of(e.text), "absent: expected text, got nothing", "E says so");
	OK(!rec_need_text(v, "null", &s, &e), "null where one is needed");
	IS(str_of(e.text), "null: expected text, got nothing", "E says so");
	OK(!rec_need_text(v, "empty", &s, &e), "an empty one that is needed");
	IS(str_of(e.text), "empty: expected text, got \"\"", "E says so");
	OK(!rec_need_text(v, "l", &s, &e), "a list where a text is needed");
	IS(str_of(e.text), "l: expected text, got a list", "E says so");
	OK(rec_need_text(v, "t", &s, &e), "a text that is needed");
	OK(rec_get_word(v, "n", &s, &e), "a number as a word");
	IS(s, "12.50", "is as it is written");
	OK(rec_get_word(v, "b", &s, &e), "true as a word");
	IS(s, "true", "is \"true\"");
	OK(rec_get_word(v, "t", &s, &e), "a text as a word");
	IS(s, "caff\xc3\xa8", "is the text");
	OK(rec_get_word(v, "null", &s, &e) && s.at == NULL, "null is no word");
	OK(!rec_get_word(v, "o", &s, &e), "an object is no word");
	IS(str_of(e.text), "o: expected text, got an object", "E says so");
	OK(str_eq(first, STR("a\0\n\xf0\x9f\x98\x80")), "a decoded text stays put");
}

static void
wholes(void)
{
	static const char *const wrong[] = { "2.0", "1e3", "\"2\"", "true", "[]",
		"9223372036854775808", "-9223372036854775809" };
	struct val v = read_rec("{\"items\":[{},{},{\"quantity\":\"two\"}],"
				"\"n\":-9223372036854775808,\"zero\":-0,\"null\":null}");
	struct whole n;
	int64_t needed = 7;
	char text[100];
	size_t i;

	OK(rec_get_whole(v, "n", &n, &e) && n.there && n.n == INT64_MIN, "the lowest");
	OK(rec_get_whole(v, "zero", &n, &e) && n.there && n.n == 0, "-0 is 0");
	OK(rec_get_whole(v, "null", &n, &e) && !n.there, "null is none");
	OK(rec_get_whole(v, "items[1].quantity", &n, &e) && !n.there, "absent is none");
	OK(!rec_get_whole(v, "items[2].quantity", &n, &e), "a text is none");
	IS(str_of(e.text), "items[2].quantity: expected a whole number, got \"two\"",
	    "E names the field, what was expected, and what is there");
	OK(!rec_need_whole(v, "items[0].quantity", &needed, &e),
	    "an absent one is needed");
	IS(str_of(e.text), "items[0].quantity: expected a whole number, got nothing",
	    "E says so");
	OK(needed == 7, "*OUT is left alone");
	OK(rec_need_whole(v, "zero", &needed, &e) && needed == 0, "one that is there");
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		(void)snprintf(text, sizeof text, "{\"n\":%s}", wrong[i]);
		OK(!rec_get_whole(read_rec(text), "n", &n, &e), "%s is none", wrong[i]);
	}
}

static void
truths(void)
{
	struct val v = read_rec("{\"y\":true,\"n\":false,\"null\":null,\"one\":1}");
	struct truth t;

	OK(rec_get_bool(v, "y", &t, &e) && t.there && t.is, "true");
	OK(rec_get_bool(v, "n", &t, &e) && t.there && !t.is, "false");
	OK(rec_get_bool(v, "null", &t, &e) && !t.there && !t.is, "null is none");
	OK(!rec_get_bool(v, "one", &t, &e), "1 is not true");
	IS(str_of(e.text), "one: expected true or false, got 1", "E says so");
}

static void
amounts(void)
{
	struct val v = read_rec("{\"text\":\"12.50\",\"bare\":12.5,\"null\":null,"
				"\"fine\":\"1.005\",\"big\":1e3,\"flag\":true,"
				"\"escaped\":\"\\u0031.00\"}");
	struct currency eur;
	struct amount a;

	OK(currency_find(STR("EUR"), &eur), "euros");
	OK(rec_get_money(v, "text", &eur, &a, &e) && a.there && a.minor == 1250, "text");
	OK(rec_get_money(v, "bare", &eur, &a, &e) && a.minor == 1250, "a number");
	OK(rec_get_money(v, "escaped", &eur, &a, &e) && a.minor == 100, "escapes");
	OK(rec_get_money(v, "null", &eur, &a, &e) && !a.there, "null is none");
	OK(rec_get_money(v, "absent", &eur, &a, &e) && !a.there, "absent is none");
	OK(!rec_get_money(v, "fine", &eur, &a, &e), "finer than a cent is refused");
	IS(str_of(e.text), "fine: expected an amount in EUR, got \"1.005\"", "E says so");
	OK(!rec_get_money(v, "big", &eur, &a, &e), "an exponent is refused");
	IS(str_of(e.text), "big: expected an amount in EUR, got 1e3", "E says so");
	OK(!rec_get_money(v, "flag", &eur, &a, &e), "true is no amount");
	IS(str_of(e.text), "flag: expected an amount in EUR, got true", "E says so");
}

static void
times(void)
{
	struct val v = read_rec(
	    "{\"t\":\"2026-11-21T10:00:00+01:00\",\"d\":\"2026-11-21\","
	    "\"null\":null,\"late\":\"2026-11-21T23:30:00-05:00\","
	    "\"bare\":\"2026-11-21T10:00:00\",\"n\":20261121,"
	    "\"no\":\"2026-02-30\"}");
	struct moment m;
	struct day d;

	OK(rec_get_time(v, "t", &m, &e) && m.there && m.at.offset == 60 &&
		m.at.seconds == 1795251600,
	    "a time with its offset");
	OK(rec_get_time(v, "null", &m, &e) && !m.there, "null is none");
	OK(!rec_get_time(v, "bare", &m, &e), "one without offset is refused");
	IS(str_of(e.text),
	    "bare: expected a time such as 2026-11-21T10:00:00Z, got "
	    "\"2026-11-21T10:00:00\"",
	    "E says so");
	OK(!rec_get_time(v, "n", &m, &e), "a number is no time");
	OK(rec_get_date(v, "d", &d, &e) && d.there && d.days == 20778, "a date");
	OK(rec_get_date(v, "late", &d, &e) && d.days == 20778,
	    "the date of a time as it is written");
	OK(rec_get_date(v, "absent", &d, &e) && !d.there, "absent is none");
	OK(!rec_get_date(v, "no", &d, &e), "30 February is refused");
	IS(str_of(e.text), "no: expected a date such as 2026-11-21, got \"2026-02-30\"",
	    "E says so");
	OK(!rec_get_date(v, "n", &d, &e), "a number is no date");
}

int
main(void)
{
	rec_init(&rec);
	texts();
	wholes();
	truths();
	amounts();
	times();
	rec_done(&rec);
	return tap_done();
}
