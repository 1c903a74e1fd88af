/* test-rec - data/rec */
/* SPDX-License-Identifier: ISC */

#include "data/rec.h"

#include "tap.h"

static struct rec rec;
static struct err e;

/* Reads TEXT, which is a literal padded below, as the record of the test. */
static struct val
read_rec(const char *text)
{
	static char line[4096];

	memset(line, 0, sizeof line);
	(void)snprintf(line, sizeof line - 64, "%s", text);
	if (!OK(rec_read(&rec, str_of(line), &e), "reads %.60s", text))
		(void)printf("# %s\n", e.text);
	return rec_root(&rec);
}

static void
refuses_line(const char *text, const char *why)
{
	char line[256] = "";

	(void)snprintf(line, sizeof line - 64, "%s", text);
	OK(!rec_read(&rec, str_of(line), &e), "%s is no record", text);
	OK(e.kind == ERR_RECORD, "of the kind that costs a record");
	IS(str_of(e.text), why, "and E says why");
	OK(rec.tape.n == 0, "and nothing of it is left");
}

static void
lines(void)
{
	refuses_line("[1]", "expected an object, got a list");
	refuses_line("\"x\"", "expected an object, got \"x\"");
	refuses_line("null", "expected an object, got nothing");
	refuses_line("{", "column 2: expected a key or '}', got the end");
	(void)read_rec("{}");
}

static void
paths(void)
{
	struct val v = read_rec("{\"a\":{\"b\":[[1,2],{\"c\":\"deep\"}]},\"n\":null,"
				"\"list\":[10,20,30],\"x\":\"text\",\"\":\"empty\"}");
	struct val out, item;
	struct str s;

	OK(rec_get_text(v, "a.b[1].c", &s, &e), "a path through all");
	IS(s, "deep", "finds the text");
	OK(rec_find(v, "a.b[0][1]", &out, &e), "a list in a list");
	IS(val_raw(out), "2", "gives its item");
	OK(rec_find(v, "a.b", &out, &e) && rec_get_text(out, "[1].c", &s, &e),
	    "a path from a list on");
	IS(s, "deep", "is the same");
	OK(rec_find(v, "absent.further.on[3]", &out, &e) && !val_there(out),
	    "below an absent key nothing is there");
	OK(rec_find(v, "n.further", &out, &e) && !val_there(out), "nor below null");
	OK(rec_find(v, "n", &out, &e) && !val_there(out), "null is nothing");
	OK(rec_find(v, "list[3]", &out, &e) && !val_there(out), "nor is an item too far");
	OK(rec_find(v, "list[4294967296]", &out, &e) && !val_there(out),
	    "nor one out of all bounds");
	OK(rec_find(v, "", &out, &e) && out.tok == 0, "\"\" is the value itself");
	OK(rec_find(VAL_NONE, "a", &out, &e) && !val_there(out), "nothing has no fields");
	item = v;
	OK(!rec_find(v, "x.y", &item, &e), "a text has no fields");
	IS(str_of(e.text), "x: expected an object, got \"text\"", "and E says so");
	OK(item.tok == v.tok && item.rec == v.rec, "*OUT is left alone");
	OK(!rec_find(v, "a[0]", &out, &e), "an object has no items");
	IS(str_of(e.text), "a: expected a list, got an object", "and E says so");
	OK(!rec_find(v, "list.x", &out, &e), "a list has no fields");
	IS(str_of(e.text), "list: expected an object, got a list", "and E says so");
}

static void
duplicates(void)
{
	struct val v = read_rec(
	    "{\"c\":{\"email\":\"a\",\"e\\u006dail\":\"b\",\"id\":\"1\"},"
	    "\"other\":1,\"other\":null,\"z\":{\"\\u0061\":1}}");
	struct val out;
	struct str s = STR("as before");
	struct whole n;

	OK(!rec_get_text(v, "c.email", &s, &e), "a key that stands twice, once escaped");
	IS(str_of(e.text), "c.e\\u006dail: stands twice", "E names it");
	IS(s, "as before", "*OUT is left alone");
	OK(rec_get_text(v, "c.id", &s, &e), "its neighbour can be read");
	IS(s, "1", "and is right");
	OK(!rec_find(v, "other", &out, &e), "a null counts");
	IS(str_of(e.text), "other: stands twice", "E names it");
	OK(rec_get_whole(v, "z.a", &n, &e) && n.n == 1,
	    "an escaped key is found decoded");
}

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
decoded_texts_do_not_move(void)
{
	char line[40000], *at = line;
	struct val v, item, list;
	struct val_iter it;
	struct str s[1500];
	size_t n = 0, wrong = 0, i;
	char want[40];

	at += snprintf(at, 20, "{\"l\":[0");
	for (i = 0; i < 1500; i++)
		at += snprintf(at, 30, ",\"%zu\\u0020 is it\"", i);
	(void)snprintf(at, 3, "]}");
	OK(rec_read(&rec, str_of(line), &e), "a record of 1500 escaped texts");
	v = rec_root(&rec);
	OK(rec_get_list(v, "l", &list, &e) && val_count(list) == 1501, "in a list");
	for (it = val_iter(list); val_next(&it, &item);)
		if (val_kind(item) == TOK_TEXT)
			s[n++] = val_text(item);
	for (i = 0; i < n; i++) {
		(void)snprintf(want, sizeof want, "%zu  is it", i);
		wrong += !str_is(s[i], want);
	}
	OK(n == 1500 && wrong == 0, "all of them still stand when the last is read");
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

static void
containers(void)
{
	struct val v = read_rec(
	    "{\"o\":{\"a\":1,\"\\u0062\":[2]},\"l\":[1,[2,3],{\"x\":4}],"
	    "\"none\":null,\"empty\":[],\"t\":\"x\"}");
	struct val out, value;
	struct val_iter it;
	struct str key;

	OK(rec_get_object(v, "o", &out, &e) && val_count(out) == 2, "an object of two");
	it = val_iter(out);
	OK(val_next_member(&it, &key, &value) && str_is(key, "a"), "the first member");
	IS(val_raw(value), "1", "its value");
	OK(val_next_member(&it, &key, &value) && str_is(key, "b"), "a key is decoded");
	IS(val_raw(value), "[2]", "its value");
	OK(!val_next_member(&it, &key, &value), "no more");
	OK(rec_get_list(v, "l", &out, &e) && val_count(out) == 3, "a list of three");
	it = val_iter(out);
	OK(val_next(&it, &value) && val_kind(value) == TOK_NUMBER, "the first item");
	OK(val_next(&it, &value) && val_count(value) == 2, "the second");
	OK(val_next(&it, &value) && val_kind(value) == TOK_OBJECT, "the third");
	OK(!val_next(&it, &value), "no more");
	OK(rec_get_list(v, "none", &out, &e) && !val_there(out), "null is none");
	it = val_iter(out);
	OK(!val_next(&it, &value) && val_count(out) == 0, "and has no items");
	OK(rec_get_list(v, "empty", &out, &e) && val_there(out),
	    "an empty list is there");
	it = val_iter(out);
	OK(!val_next(&it, &value) && val_count(out) == 0, "and has no items");
	OK(!rec_get_list(v, "o", &out, &e), "an object is no list");
	IS(str_of(e.text), "o: expected a list, got an object", "E says so");
	OK(!rec_get_object(v, "t", &out, &e), "a text is no object");
	IS(str_of(e.text), "t: expected an object, got \"x\"", "E says so");
}

static void
bytes(void)
{
	static const char text[] = "{\"n\":0.10000000000000000001,\"e\":1E+2 ,"
				   "\"t\":\"\\u00e9\\/\", \"o\" : { \"z\" : [ 1 ] } }";
	struct val v = read_rec(text), out;

	IS(val_raw(v), text, "the record's own bytes");
	OK(rec_find(v, "n", &out, &e), "a long number");
	IS(val_raw(out), "0.10000000000000000001", "as it stands");
	OK(rec_find(v, "e", &out, &e), "an exponent");
	IS(val_raw(out), "1E+2", "as it stands");
	OK(rec_find(v, "t", &out, &e), "a text");
	IS(val_raw(out), "\"\\u00e9\\/\"", "with its escapes and quotes");
	OK(rec_find(v, "o", &out, &e), "an object");
	IS(val_raw(out), "{ \"z\" : [ 1 ] }", "with its spaces");
	OK(val_raw(VAL_NONE).at == NULL, "nothing has none");
}

static void
places(void)
{
	struct val v = read_rec("{\n \"a\": [ {\n  \"b\": [[0], [1,\n 2]] } ]\n}\n"), out;
	struct buf path = BUF_INIT;

	OK(rec_find(v, "a[0].b[1][1]", &out, &e), "a deep value");
	val_path(out, &path);
	IS(buf_view(&path), "a[0].b[1][1]", "knows its path");
	OK(val_line(out) == 4 && val_line(v) == 1, "and its line");
	buf_clear(&path);
	val_path(v, &path);
	IS(buf_view(&path), "", "the record's path is empty");
	buf_done(&path);
	OK(!val_err(out, &e, "must be %d", 3), "val_err is false");
	IS(str_of(e.text), "a[0].b[1][1]: must be 3", "and names the value");
	OK(!val_err(v, &e, "is odd"), "also for the record");
	IS(str_of(e.text), "is odd", "without a path");
	OK(rec_find(v, "a[0]", &out, &e), "a value");
	OK(!val_expected(out, "b[0][0]", "a text", &e), "val_expected is false");
	IS(str_of(e.text), "a[0].b[0][0]: expected a text, got 0", "and looks below it");
	OK(!val_expected(out, "", "a text", &e), "also for the value itself");
	IS(str_of(e.text), "a[0]: expected a text, got an object", "and names it");
	v = read_rec("{\"k\":\"0123456789012345678901234567890123456789012345678901234567"
		     "\xc3\xa9 and more\"}");
	OK(!val_expected(v, "k", "less", &e), "a long text");
	IS(str_of(e.text),
	    "k: expected less, got "
	    "\"0123456789012345678901234567890123456789012345678901234567...",
	    "is cut between characters");
}

static void
fields(void)
{
	static const struct str names[] = { STR_INIT("id"), STR_INIT("name"),
		STR_INIT("size"), STR_INIT("absent"), STR_INIT("null") };
	struct val v, out[5];
	struct str s;

	v = read_rec(
	    "{\"size\":3,\"more\":{\"id\":\"no\"},\"i\\u0064\":\"x\",\"null\":null,"
	    "\"name\":\"n\",\"more\":1}");
	OK(rec_fields(v, names, 5, out, &e), "five names in any order");
	OK(rec_get_text(out[0], "", &s, &e) && str_is(s, "x"), "the first");
	OK(rec_get_text(out[1], "", &s, &e) && str_is(s, "n"), "the second");
	IS(val_raw(out[2]), "3", "the third");
	OK(!val_there(out[3]) && !val_there(out[4]), "absent and null are none");
	OK(rec_get_text(out[3], "", &s, &e) && s.at == NULL, "also to a getter");
	OK(!rec_get_text(out[2], "", &s, &e), "a getter of another type");
	IS(str_of(e.text), "size: expected text, got 3", "names the field");
	OK(rec_fields(VAL_NONE, names, 5, out, &e) && !val_there(out[0]),
	    "nothing has no fields");
	v = read_rec("{\"null\":null,\"id\":\"x\",\"null\":null}");
	OK(!rec_fields(v, names, 5, out, &e), "a wanted key that stands twice");
	IS(str_of(e.text), "null: stands twice", "E names it");
	OK(rec_find(v, "id", &v, &e) && !rec_fields(v, names, 5, out, &e),
	    "a text has no fields");
	IS(str_of(e.text), "id: expected an object, got \"x\"", "E says so");
}

int
main(void)
{
	rec_init(&rec);
	lines();
	paths();
	duplicates();
	texts();
	decoded_texts_do_not_move();
	wholes();
	truths();
	amounts();
	times();
	containers();
	bytes();
	places();
	fields();
	rec_done(&rec);
	return tap_done();
}
