/* test-str - base/str */
/* SPDX-License-Identifier: ISC */

#include "base/str.h"
#include "tap.h"

static void
refuses(const char *text, size_t want)
{
	size_t bad = 99;

	OK(!str_utf8(str_of(text), &bad) && bad == want, "wrong at byte %zu", want);
}

int
main(void)
{
	static const uint32_t codes[] = { 0x24, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000,
		0x10ffff };
	struct str rest = STR("a,b,"), part;
	char out[4];
	size_t i, len, bad;

	OK(str_eq(STR_NONE, STR("")), "no text is as long as the empty one");
	OK(str_same(STR("Content-Type"), STR("content-type")), "ASCII case");
	OK(!str_same(STR("\xc3\x84"), STR("\xc3\xa4")), "and no other");
	OK(str_cmp(STR("ab"), STR("abc")) < 0 && str_cmp(STR("b"), STR("abc")) > 0,
	    "order");
	OK(str_find(STR("haystack"), STR("st")) == 3, "found");
	OK(str_find(STR("hay"), STR("stack")) == -1, "not found");
	OK(str_starts(STR("order-confirm"), STR("order")), "starts");
	OK(str_is_ascii(STR("a@b.example")) && str_is_ascii(STR_NONE), "ASCII");
	OK(!str_is_ascii(STR("a@b\xc3\xa4r")), "... and not");
	OK(!str_ends(STR("m"), STR("confirm")), "too short to end so");
	IS(str_trim(STR(" \t a b \r\n")), "a b", "trim");
	OK(str_cut(&rest, ',', &part) && str_is(part, "a"), "first part");
	OK(str_cut(&rest, ',', &part) && str_is(part, "b"), "second part");
	OK(str_cut(&rest, ',', &part) && part.len == 0, "an empty last part");
	OK(!str_cut(&rest, ',', &part), "and no more");
	for (i = 0; i < sizeof codes / sizeof *codes; i++) {
		len = str_encode(codes[i], out);
		OK(str_utf8((struct str){ out, len }, &bad), "U+%04X is valid", codes[i]);
		OK(str_code_point((struct str){ out, len }, &bad) == codes[i] &&
			bad == len,
		    "and comes back");
	}
	refuses("12345678\x80", 8);
	refuses("\xc0\x80", 0);
	refuses("a\xed\xa0\x80", 1);
	refuses("\xf4\x90\x80\x80", 0);
	refuses("\xe2\x82", 0);
	refuses("\xf0\x9f\x98", 0);
	refuses("\xd0\x9f\xd0", 2);
	refuses("\xd0\x9f\xc3(", 2);
	IS(str_head(STR("a\xe2\x82\xac"), 3), "a", "a cut between code points");
	OK(str_distance(STR("colour"), STR("colour")) == 0, "equal words");
	OK(str_distance(STR("color"), STR("colour")) == 1, "a letter is missing");
	OK(str_distance(STR("colour"), STR("cloour")) == 1, "two letters are swapped");
	OK(str_distance(STR("kitten"), STR("sitting")) == 3, "three letters differ");
	OK(str_distance(STR(""), STR("abc")) == 3, "the empty word is its length away");
	return tap_done();
}
