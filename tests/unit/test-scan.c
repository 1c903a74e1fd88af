/* test-scan - data/scan */
/* SPDX-License-Identifier: ISC */

#include "data/scan.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

static struct tape tape;

/*
 * Scans a copy of TEXT that has bytes behind it which would go on with whatever TEXT
 * leaves open, so that a look behind the end shows.
 */
static bool
scanned(struct str text, const char *behind, struct err *e)
{
	char *copy = mem_zero(text.len + 64, 1);
	bool ok;

	memcpy(copy, text.at, text.len);
	memcpy(copy + text.len, behind, strlen(behind));
	ok = scan(&tape, (struct str){ copy, text.len }, e);
	free(copy);
	return ok;
}

static const char *const behind[] = { "", "0", "\"", "\":1}", "}", "]", "u0041\"",
	"\\udc00\"", "00\"", "rue", "e1", ",1", "  ", "\n",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

#define BEHIND (sizeof behind / sizeof *behind)

static void
accepts(struct str text, uint32_t toks)
{
	struct err e = { .text = "" };
	size_t i, n = 0;

	for (i = 0; i < BEHIND; i++)
		n += scanned(text, behind[i], &e) && tape.n == toks;
	OK(n == BEHIND, "accepts %.*s (%u tokens, %s)",
	    text.len > 100 ? 100 : (int)text.len, text.at, tape.n, e.text);
}

static void
refuses(struct str text, const char *why)
{
	struct err e;
	size_t i;

	for (i = 0; i < BEHIND; i++) {
		if (!OK(!scanned(text, behind[i], &e) && tape.n == 0,
			"refuses %.*s before '%s'", text.len > 60 ? 60 : (int)text.len,
			text.at, behind[i]))
			return;
		if (!str_is(str_of(e.text), why))
			break;
	}
	IS(str_of(e.text), why, "and says why");
}

static void
grammar(void)
{
	accepts(STR("{}"), 1);
	accepts(STR(" \t\r\n[ ] \n"), 1);
	accepts(STR("{\"a\":1}"), 3);
	accepts(STR("{ \"a\" : [ 1 , true , false , null , \"x\" , { } ] }"), 9);
	accepts(STR("{\"a\":1,\"a\":2}"), 5);
	accepts(STR("{\"\":\"\"}"), 3);
	accepts(STR("true"), 1);
	refuses(STR(""), "column 1: expected a value, got the end");
	refuses(STR("  "), "column 3: expected a value, got the end");
	refuses(STR("{"), "column 2: expected a key or '}', got the end");
	refuses(STR("["), "column 2: expected a value, got the end");
	refuses(STR("{\"a\"}"), "column 5: expected ':' after a key, got '}'");
	refuses(STR("{\"a\":}"), "column 6: expected a value, got '}'");
	refuses(STR("{\"a\":1,}"), "column 8: expected a key, got '}'");
	refuses(STR("{\"a\":1 \"b\":2}"),
	    "column 8: expected ',' or '}' after a value, got '\"'");
	refuses(STR("{a:1}"), "column 2: expected a key or '}', got 'a'");
	refuses(STR("{1:1}"), "column 2: expected a key or '}', got '1'");
	refuses(STR("[1,]"), "column 4: expected a value, got ']'");
	refuses(STR("[1 2]"), "column 4: expected ',' or ']' after a value, got '2'");
	refuses(STR("[1}"), "column 3: expected ',' or ']' after a value, got '}'");
	refuses(STR("[,1]"), "column 2: expected a value, got ','");
	refuses(
	    STR("{\"a\":1"), "column 7: expected ',' or '}' after a value, got the end");
	refuses(STR("[1"), "column 3: expected ',' or ']' after a value, got the end");
	refuses(STR("{} x"), "column 4: expected nothing after the value, got 'x'");
	refuses(STR("{}\0"), "column 3: expected nothing after the value, got byte 0x00");
	refuses(STR("{}{}"), "column 3: expected nothing after the value, got '{'");
	refuses(STR("[tru]"), "column 2: expected a value, got 't'");
	refuses(STR("t"), "column 1: expected a value, got 't'");
	refuses(STR("[NaN]"), "column 2: expected a value, got 'N'");
	refuses(STR("['a']"), "column 2: expected a value, got '''");
	refuses(STR("[\xc2\xa0]"), "column 2: expected a value, got byte 0xC2");
	refuses(STR("\xef\xbb\xbf{}"), "column 1: expected a value, got byte 0xEF");
	refuses(STR("{\n \"a\": 1,\n \"b\" 2\n}"),
	    "line 3, column 6: expected ':' after a key, got '2'");
	refuses(STR("{x\n}"), "line 1, column 2: expected a key or '}', got 'x'");
}

static void
numbers(void)
{
	static const char *const good[] = { "0", "-0", "1", "-12", "0.5", "10.25", "1e5",
		"1E+5", "1e-5", "0e0", "1e999", "123456789012345678901234567890",
		"0.10000000000000000000000000000000000000001" };
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		struct err e;
		struct str s = str_of(good[i]);

		OK(scanned(s, "", &e) && tape.toks[0].kind == TOK_NUMBER &&
			tape.toks[0].len == s.len,
		    "%s is a number", good[i]);
	}
	refuses(STR("01"), "column 1: a number with a leading zero");
	refuses(STR("-"), "column 2: expected a digit, got the end");
	refuses(STR("-a"), "column 2: expected a digit, got 'a'");
	refuses(STR("1."), "column 3: expected a digit, got the end");
	refuses(STR("[1.]"), "column 4: expected a digit, got ']'");
	refuses(STR("[.5]"), "column 2: expected a value, got '.'");
	refuses(STR("[+1]"), "column 2: expected a value, got '+'");
	refuses(STR("[1e]"), "column 4: expected a digit, got ']'");
	refuses(STR("[1e+]"), "column 5: expected a digit, got ']'");
	refuses(STR("[1.2.3]"), "column 5: expected ',' or ']' after a value, got '.'");
	refuses(STR("[0x1]"), "column 3: expected ',' or ']' after a value, got 'x'");
	refuses(
	    STR("[1\0]"), "column 3: expected ',' or ']' after a value, got byte 0x00");
}

static void
texts(void)
{
	accepts(STR("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\\u0000\""), 1);
	accepts(STR("\"0123456789abcde\""), 1);
	accepts(STR("\"0123456789abcdef\""), 1);
	accepts(STR("\"0123456789abcdefg\""), 1);
	accepts(STR("\"\x7f\""), 1);
	accepts(STR("\"0123456789abcd\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\""), 1);
	refuses(STR("\""), "column 2: expected the '\"' that ends the text, got the end");
	refuses(STR("\"0123456789abcdefghi"),
	    "column 21: expected the '\"' that ends the text, got the end");
	refuses(
	    STR("\"\\"), "column 3: expected the '\"' that ends the text, got the end");
	refuses(STR("\"\\u12"),
	    "column 6: expected the '\"' that ends the text, got the end");
	refuses(STR("\"\\x\""), "column 3: there is no such escape in a text");
	refuses(STR("\"\\\0\""), "column 3: there is no such escape in a text");
	refuses(STR("\"\\U0041\""), "column 3: there is no such escape in a text");
	refuses(STR("\"\\u00g0\""), "column 6: \\u needs four hexadecimal digits");
	refuses(STR("\"\\ud800\""), "column 2: half of a surrogate pair");
	refuses(STR("\"\\udc00\""), "column 2: half of a surrogate pair");
	refuses(STR("\"\\ud800\\ud800\""), "column 2: half of a surrogate pair");
	refuses(STR("\"\\ud800\\n\""), "column 2: half of a surrogate pair");
	refuses(STR("\"\\ud800udc00\""), "column 2: half of a surrogate pair");
	refuses(STR("\"\\ud800"), "column 2: half of a surrogate pair");
	refuses(STR("\"\\ud800\\u"), "column 2: half of a surrogate pair");
	refuses(STR("\"\\ud800\\udc0"), "column 2: half of a surrogate pair");
	refuses(STR("\"\\ud800\\udc00"),
	    "column 14: expected the '\"' that ends the text, got the end");
	refuses(STR("\"a\tb\""), "column 3: a control character within a text");
	refuses(STR("\"a\nb\""), "line 1, column 3: a control character within a text");
	refuses(STR("\"a\0b\""), "column 3: a control character within a text");
	refuses(STR("\"a\x1f"
		    "b\""),
	    "column 3: a control character within a text");
}

static void
utf8(void)
{
	/* Unicode table 3-7: a byte of each wrong kind, behind 14 and behind 17 bytes. */
	static const char *const bad[] = { "\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc3",
		"\xc3\x28", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xfe", "\xff" };
	char text[64];
	struct err e;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		(void)snprintf(text, sizeof text, "\"0123456789abc%s\"", bad[i]);
		OK(!scanned(str_of(text), "", &e), "bad UTF-8 %zu is refused", i);
		IS(str_of(e.text), "column 15: a byte that is not UTF-8", "at its byte");
		(void)snprintf(text, sizeof text, "{\"0123456789abcdef%s\":1}", bad[i]);
		OK(!scanned(str_of(text), "", &e), "and in a key");
		IS(str_of(e.text), "column 19: a byte that is not UTF-8", "at its byte");
	}
}

static void
depth(void)
{
	char text[2 * SCAN_DEPTH + 3];
	struct err e;

	memset(text, '[', SCAN_DEPTH);
	memset(text + SCAN_DEPTH, ']', SCAN_DEPTH);
	OK(scanned((struct str){ text, (size_t)2 * SCAN_DEPTH }, "", &e),
	    "as deep as allowed");
	memset(text, '[', SCAN_DEPTH + 1);
	memset(text + SCAN_DEPTH + 1, ']', SCAN_DEPTH + 1);
	OK(!scanned((struct str){ text, (size_t)2 * SCAN_DEPTH + 2 }, "", &e),
	    "one more is refused");
	IS(str_of(e.text), "column 513: nested too deeply", "and says so");
}

static void
siblings(void)
{
	struct str text = STR("[{},[],{},[],{},[],{},[],{},[]]");
	char many[3 * 2 * SCAN_DEPTH + 2] = "[";
	size_t i;

	accepts(text, 11);
	for (i = 0; i < (size_t)2 * SCAN_DEPTH; i++)
		memcpy(many + 1 + 3 * i, i % 2 == 0 ? "[]," : "{},", 3);
	many[3 * i] = ']';
	accepts((struct str){ many, 3 * i + 1 }, 2 * SCAN_DEPTH + 1);
}

static void
memory(void)
{
	size_t n = 300000;
	char *text = mem_alloc(2 * n);
	struct err e;

	memset(text, ',', 2 * n);
	for (size_t i = 0; i < n; i++)
		text[2 * i] = '1';
	text[0] = '[';
	text[2 * n - 1] = ']';
	text[1] = ' ';
	OK(scanned((struct str){ text, 2 * n }, "", &e) && tape.n == n, "a long text");
	OK(scanned(STR("{}"), "", &e) && tape.room < 100000, "leaves no long tape");
	free(text);
}

static void
tokens(void)
{
	struct err e;

	OK(scanned(STR("{\"a\":[-1,\"x\\n\"],\"b\\t\":{\"c\":null}}"), "", &e), "a tape");
	OK(tape.n == 9, "of nine tokens");
	OK(tape.toks[0].at == 0 && tape.toks[0].len == 33 && tape.toks[0].next == 9,
	    "the object is the whole");
	OK(tape.toks[1].kind == TOK_KEY && tape.toks[1].at == 2 &&
		tape.toks[1].len == 1 && !tape.toks[1].escaped,
	    "a key without its quotes");
	OK(tape.toks[2].kind == TOK_ARRAY && tape.toks[2].at == 5 &&
		tape.toks[2].len == 10 && tape.toks[2].next == 5,
	    "a list with its brackets, and what is behind it");
	OK(tape.toks[3].kind == TOK_NUMBER && tape.toks[3].len == 2, "a number");
	OK(tape.toks[4].kind == TOK_TEXT && tape.toks[4].len == 3 && tape.toks[4].escaped,
	    "a text as it is escaped");
	OK(tape.toks[5].kind == TOK_KEY && tape.toks[5].escaped, "an escaped key");
	OK(tape.toks[6].next == 9, "an object's end");
}

static void
unescape(void)
{
	static const struct {
		struct str raw, plain;
	} cases[] = {
		{ STR_INIT("plain"), STR_INIT("plain") },
		{ STR_INIT(""), STR_INIT("") },
		{ STR_INIT("\\\"\\\\\\/\\b\\f\\n\\r\\t"), STR_INIT("\"\\/\b\f\n\r\t") },
		{ STR_INIT("a\\u0000b"), STR_INIT("a\0b") },
		{ STR_INIT("\\u00e9\\u20AC\\ud83d\\ude00!"),
		    STR_INIT("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80!") },
		{ STR_INIT("\\uDBFF\\uDFFF"), STR_INIT("\xf4\x8f\xbf\xbf") },
		{ STR_INIT("\xc3\xa9\\n"), STR_INIT("\xc3\xa9\n") },
	};
	char out[64];
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str got = { out, scan_unescape(cases[i].raw, out) };

		OK(str_eq(got, cases[i].plain), "unescapes case %zu", i);
		OK(scan_same(cases[i].raw, cases[i].plain), "and is the same as it");
		OK(!scan_same(cases[i].raw, STR("other")), "and as no other");
	}
	OK(!scan_same(STR("\\u0061b"), STR("a")), "a start is not the same");
	OK(!scan_same(STR("\\u0061"), STR("ab")), "nor is a longer text");
}

int
main(void)
{
	grammar();
	numbers();
	texts();
	utf8();
	depth();
	siblings();
	memory();
	tokens();
	unescape();
	tape_done(&tape);
	return tap_done();
}
