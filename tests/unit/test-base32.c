/* test-base32 - base/base32 */
/* SPDX-License-Identifier: ISC */

#include "base/base32.h"
#include "tap.h"

static void
pair(struct str bytes, const char *text)
{
	unsigned char back[32];
	struct buf out = BUF_INIT;

	base32_add(&out, bytes.at, bytes.len);
	IS(buf_view(&out), text, "%zu bytes", bytes.len);
	OK(out.len == BASE32_LEN(bytes.len), "are as long as the macro says");
	OK(base32_read(str_of(text), back, bytes.len) &&
		memcmp(back, bytes.at, bytes.len) == 0,
	    "and back from \"%s\"", text);
	buf_done(&out);
}

int
main(void)
{
	static const char *const wrong[] = { "", "mzxw6ytb", "mzxw6yt", "mzxw6y1",
		"mzxw6", "mzxw 6y", "mzxw6y=", "0zxw6yq", "1zxw6yq", "8zxw6yq",
		"mzxw6yr" };
	unsigned char back[32];
	size_t i;
	int c, n = 0;

	/* RFC 4648's test vectors. */
	pair(STR(""), "");
	pair(STR("f"), "my");
	pair(STR("fo"), "mzxq");
	pair(STR("foo"), "mzxw6");
	pair(STR("foob"), "mzxw6yq");
	pair(STR("fooba"), "mzxw6ytb");
	pair(STR("foobar"), "mzxw6ytboi");
	pair(STR("\0\xff\xfe\x80\x01\x7f"), "ad775aabp4");
	OK(base32_read(STR("MzXW6yQ"), back, 4) && memcmp(back, "foob", 4) == 0,
	    "the case does not matter");
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!base32_read(str_of(wrong[i]), back, 4),
		    "refuses \"%s\" for four bytes", wrong[i]);
	for (c = 0; c < 256; c++)
		n += base32_has((char)c);
	OK(n == 26 + 26 + 6, "there are 32 characters, and 26 of them twice");
	return tap_done();
}
