/* test-line-ends - data/line-ends */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "data/line-ends.h"
#include "memory-file.h"
#include "tap.h"

/* TEXT, of which a read gives AHEAD bytes alone first, becomes WANT. */
static void
gives(struct str text, size_t ahead, struct str want, const char *what)
{
	struct str rest = { text.at + ahead, text.len - ahead };
	struct line_ends l = { .ends = ENDS_UNKNOWN };
	struct buf got = BUF_INIT;
	int fd = memory_file(rest);
	struct err e;
	ssize_t n;

	if (!encoding_init(&l.encoding, fd, NULL, &e))
		abort();
	encoding_ahead(&l.encoding, (struct str){ text.at, ahead });
	do {
		buf_reserve(&got, 256);
		n = line_ends_read(&l, got.at + got.len, 256);
		got.len += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	OK(n == 0 && str_eq(buf_view(&got), want), "%s", what);
	encoding_done(&l.encoding);
	(void)close(fd);
	buf_done(&got);
}

int
main(void)
{
	gives(STR(""), 0, STR(""), "nothing");
	gives(STR("a"), 0, STR("a"), "no line end");
	gives(STR("a\nb\rc\n"), 0, STR("a\nb\rc\n"), "a LF: a CR is a character");
	gives(STR("a\r\nb\rc"), 0, STR("a\r\nb\rc"), "a CRLF: likewise");
	gives(STR("a\rb\r\rc"), 0, STR("a\nb\n\nc"), "CRs alone are line ends");
	gives(STR("a\r"), 0, STR("a\n"), "one at the end");
	gives(STR("\r\n"), 0, STR("\r\n"), "a CRLF alone");
	gives(STR("abcd\r\nb\rc"), 5, STR("abcd\r\nb\rc"), "a CRLF that two reads share");
	gives(STR("abcd\re\nf"), 5, STR("abcd\re\nf"), "a LF in the read behind a CR");
	gives(STR("abcde\rc\n"), 5, STR("abcde\rc\n"), "a first read without an end");
	gives(STR("a\rbcd\r\n"), 5, STR("a\nbcd\n\n"), "what was seen first holds");
	return tap_done();
}
