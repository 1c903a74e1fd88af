/* test-base64 - base/base64 */
/* SPDX-License-Identifier: ISC */

#include "base/base64.h"
#include "tap.h"

static void
pair(struct str bytes, const char *text)
{
	struct buf out = BUF_INIT;

	base64_add(&out, bytes, 0);
	IS(buf_view(&out), text, "%zu bytes", bytes.len);
	buf_clear(&out);
	OK(base64_read(str_of(text), &out) && str_eq(buf_view(&out), bytes),
	    "and back from \"%s\"", text);
	buf_done(&out);
}

static void
refuses(const char *text)
{
	struct buf out = BUF_INIT;

	buf_text(&out, "before");
	OK(!base64_read(str_of(text), &out) && str_is(buf_view(&out), "before"),
	    "refuses \"%s\"", text);
	buf_done(&out);
}

int
main(void)
{
	static const char *const wrong[] = { "Z", "Zg", "Zg=", "Zg===", "=",
		"Zg==Zg==", "Zh==", "Zm9=", "Zm 9v", "Zm9v-", "Z===" };
	struct buf out = BUF_INIT;
	size_t i;

	/* RFC 4648's test vectors. */
	pair(STR(""), "");
	pair(STR("f"), "Zg==");
	pair(STR("fo"), "Zm8=");
	pair(STR("foo"), "Zm9v");
	pair(STR("foob"), "Zm9vYg==");
	pair(STR("fooba"), "Zm9vYmE=");
	pair(STR("foobar"), "Zm9vYmFy");
	pair(STR("\0\xff\xfe"), "AP/+");
	base64_add(&out, STR("foobar!"), 8);
	IS(buf_view(&out), "Zm9vYmFy\nIQ==\n", "lines");
	buf_clear(&out);
	base64_add(&out, STR("foobar"), 8);
	IS(buf_view(&out), "Zm9vYmFy\n", "a full last line ends once");
	buf_clear(&out);
	OK(base64_read(STR("Zm9v\r\nYmFy\n"), &out), "line ends are skipped");
	IS(buf_view(&out), "foobar", "and are nothing");
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refuses(wrong[i]);
	buf_done(&out);
	return tap_done();
}
