/* test-rec - data/rec */
/* SPDX-License-Identifier: ISC */

#include "rec-kit.h"

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

static void
marks(void)
{
	static const char text[] = "\xef\xbb\xbf{\"a\":\"b\"}";
	char line[sizeof text + 64] = "";
	struct rec r;
	struct str s = STR_NONE;

	memcpy(line, text, sizeof text);
	rec_init(&r);
	OK(rec_read(&r, str_of(line), &e) && rec_get_text(rec_root(&r), "a", &s, &e),
	    "a byte order mark may stand before a record");
	IS(s, "b", "... which is read");
	IS(r.line, "{\"a\":\"b\"}", "... and begins behind it");
	OK(!rec_read(&r, (struct str){ line, 3 }, &e), "a mark alone is none");
	OK(!rec_read(&r, (struct str){ line, 4 }, &e),
	    "... nor is half a record behind it");
	memmove(line + 3, line, sizeof text);
	OK(!rec_read(&r, str_of(line), &e), "two marks are too many");
	rec_done(&r);
}

int
main(void)
{
	rec_init(&rec);
	lines();
	paths();
	duplicates();
	decoded_texts_do_not_move();
	containers();
	bytes();
	fields();
	rec_done(&rec);
	marks();
	return tap_done();
}
