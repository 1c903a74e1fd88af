/* test-buf - base/buf */
/* SPDX-License-Identifier: ISC */

#include <limits.h>

#include "base/buf.h"
#include "tap.h"

int
main(void)
{
	struct buf b = BUF_INIT;
	int i;

	IS(buf_view(&b), "", "an empty buffer is the empty text");
	buf_int(&b, LLONG_MIN);
	buf_char(&b, ' ');
	buf_int(&b, 0);
	IS(buf_view(&b), "-9223372036854775808 0", "the lowest number and zero");
	buf_clear(&b);
	buf_fmt(&b, "%0200d", 7);
	OK(b.len == 200 && b.at[199] == '7', "a long format makes room");
	buf_clear(&b);
	for (i = 0; i < 1000; i++)
		buf_text(&b, "abc");
	OK(b.len == 3000 && memcmp(b.at + 2997, "abc", 3) == 0, "it grows");
	OK(strlen(buf_cstr(&b)) == 3000 && b.len == 3000, "the NUL is not counted");
	buf_clear(&b);
	buf_readable(&b, STR("caf\xe9 \xe2\x82\xac\xe2"));
	IS(buf_view(&b), "caf\xef\xbf\xbd \xe2\x82\xac\xef\xbf\xbd",
	    "bytes that are no text are shown as such");
	buf_clear(&b);
	buf_folded(&b, STR("Caf\xc3\x89@[`{AZ.Example"));
	IS(buf_view(&b), "caf\xc3\x89@[`{az.example",
	    "ASCII's letters are made small, no others");
	buf_done(&b);
	OK(b.at == NULL && b.len == 0, "done leaves it empty");
	buf_wipe(&b);
	buf_text(&b, "secret");
	buf_wipe(&b);
	OK(b.at == NULL && b.room == 0, "and so does wiping it");
	return tap_done();
}
