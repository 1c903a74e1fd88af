/* test-json-list - data/json-list */
/* SPDX-License-Identifier: ISC */

#include "data/json-list.h"
#include "tap.h"

static void
numbers(void)
{
	static const struct {
		const char *list;
		int64_t n;
		bool ok;
	} lists[] = {
		{ "[5]", 5, true },
		{ "[ 5 ]", 5, true },
		{ "[\t5\t]", 5, true },
		{ "[-5]", -5, true },
		{ "[-0]", 0, true },
		{ "[10]", 10, true },
		{ "[-10]", -10, true },
		{ "[11]", 0, false },
		{ "[-11]", 0, false },
		{ "[]", 0, false },
		{ "[5.0]", 0, false },
		{ "[5e0]", 0, false },
		{ "[5E0]", 0, false },
		{ "[\"5\"]", 0, false },
		{ "[null]", 0, false },
		{ "[true]", 0, false },
		{ "[[5]]", 0, false },
		{ "[{\"a\":5}]", 0, false },
		{ "[5,6]", 5, false },
		{ "[000000000000000005]", 5, true },
		{ "[0000000000000000005]", 0, false },
		{ "[9223372036854775808]", 0, false },
		{ "[18446744073709551621]", 0, false },
	};
	size_t i;

	for (i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct json_list l = json_list_of(str_of(lists[i].list));
		int64_t n = json_list_number(&l, -10, 10);
		bool ok = json_list_done(&l);

		OK(ok == lists[i].ok && (!ok || n == lists[i].n), "%s", lists[i].list);
	}
}

static void
members(void)
{
	struct json_list l = json_list_of(
	    STR("[1 , \"a\\\"b\",null,\r\n\"\",-2,\"\\\\\",[]]"));
	bool escaped;

	OK(json_list_number(&l, 0, 1) == 1, "a number");
	OK(!json_list_null(&l), "a text is not null");
	IS(json_list_text(&l, &escaped), "a\\\"b", "a text as it is escaped");
	OK(escaped, "... which is said");
	OK(json_list_null(&l), "null");
	IS(json_list_text(&l, &escaped), "", "an empty text");
	OK(!escaped && !json_list_over(&l), "... and more");
	OK(json_list_number(&l, -2, -2) == -2, "a number below 0");
	IS(json_list_text(&l, &escaped), "\\\\", "a backslash at the end");
	OK(!json_list_over(&l) && !json_list_done(&l), "a list is left");
	(void)json_list_text(&l, &escaped);
	OK(json_list_over(&l) && !json_list_done(&l), "... which is no text");
	OK(json_list_number(&l, 7, 9) == 7 && !json_list_null(&l), "nothing follows");
}

static void
none(void)
{
	struct json_list l = json_list_of(STR("[ ]"));
	bool escaped;

	OK(json_list_over(&l) && json_list_done(&l), "an empty list is done");
	IS(json_list_text(&l, &escaped), "", "... and has no text");
	OK(!json_list_done(&l), "... so that it was wrong to ask");
	l = json_list_none();
	OK(json_list_over(&l) && !json_list_done(&l), "what is no list is never done");
}

int
main(void)
{
	numbers();
	members();
	none();
	return tap_done();
}
