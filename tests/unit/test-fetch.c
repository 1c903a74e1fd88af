/* test-fetch - data/fetch */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/buf.h"
#include "data/fetch.h"
#include "tap.h"

static const char record[] =
    "{\"a\":{\"b\":7,\"none\":null},\"list\":[{\"code\":\"X\"},{},{\"code\":\"Y\"}],"
    "\"params\":[{\"key\":\"page\",\"value\":{\"string_value\":\"/cart\"}},"
    "{\"key\":\"id\",\"value\":{\"string_value\":null,\"int_value\":\"123\"}},"
    "{\"key\":\"a.b\",\"value\":{\"double_value\":12.5}},"
    "{\"key\":\"deep\",\"value\":{\"set\":{\"x\":1},\"float_value\":2}},"
    "{\"key\":\"page\",\"value\":{\"string_value\":\"/later\"}},"
    "{\"key\":\"codes\",\"of\":[{\"c\":\"1\"},{\"c\":\"2\"}]}],\"odd\":[\"x\"],\"b\":{}}";

int
main(void)
{
	static const struct {
		const char *path, *want;
	} cases[] = {
		{ "a.b", "7" },
		{ "a.none", "" },
		{ "nothing.at.all", "" },
		{ "list[].code", "X Y" },
		{ "list[2].code", "Y" },
		{ "params[key=page].value.string_value", "/cart" },
		{ "params[key=page].value.*", "/cart" },
		{ "params[key=id].value.*", "123" },
		{ "params[key=a.b].value.*", "12.5" },
		{ "params[key=deep].value.*", "2" },
		{ "params[key=codes].of[].c", "1 2" },
		{ "params[key=codes].of[c=2].c", "2" },
		{ "params[key=none].value.*", "" },
		{ "params[key=].value.*", "" },
		{ "params[]", "!params[0]" },
		{ "odd[key=x]", "!odd[0]" },
		{ "odd[]", "x" },
		{ "a[]", "!a: expected" },
		{ "a[key", "!" },
		{ "b.*", "" },
		{ "a.b.*", "!a.b: expected" },
		{ "*", "" },
	};
	struct buf text = BUF_INIT, out = BUF_INIT;
	struct rec rec;
	struct err e;

	rec_init(&rec);
	buf_text(&text, record);
	buf_reserve(&text, 64);
	memset(text.at + text.len, 0, 64);
	if (!rec_read(&rec, buf_view(&text), &e))
		abort();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct texts found = { NULL, 0, 0 };
		struct str one;
		bool done = fetch_words(
		    rec_root(&rec), str_of(cases[i].path), &found, &e);

		buf_clear(&out);
		for (size_t k = 0; k < found.n; k++)
			buf_fmt(&out, "%s%.*s", k == 0 ? "" : " ", STR_ARG(found.at[k]));
		if (!done)
			buf_fmt(&out, "!%s", e.text);
		if (cases[i].want[0] == '!')
			OK(!done && str_starts(buf_view(&out), str_of(cases[i].want)),
			    "%s: %s", cases[i].path, buf_cstr(&out));
		else
			IS(buf_view(&out), cases[i].want, "%s", cases[i].path);
		if (done) {
			OK(fetch_word(rec_root(&rec), str_of(cases[i].path), &one, &e) &&
				str_eq(one, found.n == 0 ? one : found.at[0]) &&
				(found.n != 0 || one.len == 0),
			    "the first of %s", cases[i].path);
		}
		texts_done(&found);
	}
	rec_done(&rec);
	buf_done(&text);
	buf_done(&out);
	return tap_done();
}
