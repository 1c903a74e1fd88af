/* test-lines - base/lines */
/* SPDX-License-Identifier: ISC */

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/mem.h"
#include "tap.h"

/* A file that holds TEXT, opened at its start and already unlinked. */
static int
file_of(struct str text)
{
	char name[] = "/tmp/test-lines.XXXXXX";
	int fd = mkstemp(name);

	(void)unlink(name);
	if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		exit(1);
	return fd;
}

static void
gives(struct str text, const char *const *want, size_t n)
{
	int fd = file_of(text);
	struct lines l;
	struct str line;
	struct err e;
	size_t i;

	lines_init(&l, fd);
	for (i = 0; i < n; i++) {
		OK(lines_next(&l, &line, &e) == LINE_TEXT, "line %zu", i + 1);
		IS(line, want[i], "is \"%s\"", want[i]);
		OK(l.number == i + 1, "and is counted");
		OK(l.open == (i + 1 == n && !str_ends(text, STR("\n"))),
		    "whether it has an end is known");
	}
	OK(lines_next(&l, &line, &e) == LINE_END, "then the end");
	OK(lines_next(&l, &line, &e) == LINE_END, "which stays");
	lines_done(&l);
	(void)close(fd);
}

static void
long_lines(void)
{
	size_t len = LINES_MAX + 100;
	char *text = mem_alloc(2 * len + 10);
	struct lines l;
	struct str line;
	struct err e;
	int fd;

	memset(text, 'x', 2 * len + 10);
	text[0] = 'a';
	text[len] = '\n';
	text[len + 1] = 'b';
	text[len + 2] = '\n';
	text[len + 3] = 'c';
	fd = file_of((struct str){ text, 2 * len + 10 });
	lines_init(&l, fd);
	OK(lines_next(&l, &line, &e) == LINE_LONG && line.at[0] == 'a' && !l.open,
	    "too long");
	OK(lines_next(&l, &line, &e) == LINE_TEXT && l.number == 2,
	    "the next one is whole");
	IS(line, "b", "and right");
	OK(lines_next(&l, &line, &e) == LINE_LONG && line.at[0] == 'c' && l.open,
	    "too long, no end");
	OK(lines_next(&l, &line, &e) == LINE_END && l.number == 3, "the end");
	lines_done(&l);
	(void)close(fd);
	free(text);
}

/* Lines of every length around a block's, read through a pipe by a child's writes. */
static void
many(void)
{
	enum { LINES = 3000 };
	struct lines l;
	struct str line;
	struct err e;
	int ends[2];
	size_t i = 0;
	bool right = true;

	if (pipe(ends) != 0)
		exit(1);
	if (fork() == 0) {
		FILE *f = fdopen(ends[1], "w");

		for (i = 0; i < LINES; i++) {
			(void)fprintf(f, "%zu:%0*d\n", i, (int)(i * 7 % 4999) + 1, 0);
			if (i % 97 == 0)
				(void)fflush(f);
		}
		(void)fclose(f);
		_exit(0);
	}
	(void)close(ends[1]);
	lines_init(&l, ends[0]);
	while (lines_next(&l, &line, &e) == LINE_TEXT) {
		char want[24];
		int n = snprintf(want, sizeof want, "%zu:", i);

		right = right && str_starts(line, str_of(want)) &&
			line.len == (size_t)n + i * 7 % 4999 + 1;
		i++;
	}
	OK(right && i == LINES, "%d lines through a pipe", LINES);
	lines_done(&l);
	(void)close(ends[0]);
}

static void
waits(void)
{
	struct lines l;
	struct str line;
	struct err e;
	int ends[2];

	if (pipe(ends) != 0)
		exit(1);
	lines_init(&l, ends[0]);
	OK(!lines_ready(&l), "an empty pipe is not ready");
	OK(write(ends[1], "one\ntwo", 7) == 7 && lines_ready(&l), "a written one is");
	OK(lines_next(&l, &line, &e) == LINE_TEXT && str_is(line, "one"), "a line");
	OK(!lines_ready(&l), "half a line is not ready");
	(void)close(ends[1]);
	OK(lines_ready(&l), "the end is");
	OK(lines_next(&l, &line, &e) == LINE_TEXT && str_is(line, "two"),
	    "the last line");
	lines_done(&l);
	(void)close(ends[0]);
}

/* Gives the text at *CONTEXT in pieces, interrupted now and then. */
static ssize_t
piecewise(void *context, void *at, size_t room)
{
	static int calls;
	struct str *rest = context;
	size_t n = rest->len < 3 ? rest->len : 3;

	if (++calls % 2 == 0) {
		errno = EINTR;
		return -1;
	}
	if (room < 64)
		return 0;
	memcpy(at, rest->at, n);
	*rest = (struct str){ rest->at + n, rest->len - n };
	return (ssize_t)n;
}

static void
other_reads(void)
{
	struct str text = STR("\xef\xbb\xbfone\ntwo, three\n\nfour");
	static const char *const want[] = { "one", "two, three", "", "four" };
	struct lines l;
	struct str line;
	struct err e;

	lines_init_read(&l, -1, piecewise, &text);
	for (size_t i = 0; i < 4; i++) {
		OK(lines_next(&l, &line, &e) == LINE_TEXT, "line %zu of another read",
		    i + 1);
		IS(line, want[i], "is \"%s\"", want[i]);
	}
	OK(lines_next(&l, &line, &e) == LINE_END, "then the end");
	lines_done(&l);
}

/* Bytes that were read before. */
static void
ahead(void)
{
	int fd = file_of(STR("o\nthree"));
	struct str line;
	struct lines l;
	struct err e;

	lines_init(&l, fd);
	lines_ahead(&l, STR("\xef\xbb\xbfone\ntw"));
	OK(lines_ready(&l), "a line is here");
	OK(lines_next(&l, &line, &e) == LINE_TEXT, "the first line");
	IS(line, "one", "is of what was read before, without its byte order mark");
	OK(lines_next(&l, &line, &e) == LINE_TEXT, "the second");
	IS(line, "two", "is of both");
	OK(lines_next(&l, &line, &e) == LINE_TEXT, "the third");
	IS(line, "three", "is of the file");
	OK(lines_next(&l, &line, &e) == LINE_END, "and no more");
	lines_done(&l);
	(void)close(fd);
	fd = file_of(STR(""));
	lines_init(&l, fd);
	lines_ahead(&l, STR(""));
	OK(lines_next(&l, &line, &e) == LINE_END, "nothing and nothing");
	lines_done(&l);
	(void)close(fd);
}

int
main(void)
{
	struct lines l;
	struct str line;
	struct err e;

	gives(STR(""), NULL, 0);
	gives(STR("\xef\xbb\xbf"), NULL, 0);
	gives(STR("a"), (const char *[]){ "a" }, 1);
	gives(STR("\n"), (const char *[]){ "" }, 1);
	gives(STR("a\r\n\nb"), (const char *[]){ "a\r", "", "b" }, 3);
	gives(STR("\xef\xbb\xbfx\n\xef\xbb\xbfy\n"),
	    (const char *[]){ "x", "\xef\xbb\xbfy" }, 2);
	IS(lines_chomp(STR("a\r")), "a", "a CR is taken off");
	IS(lines_chomp(STR("a\r\r")), "a\r", "one only");
	long_lines();
	many();
	waits();
	other_reads();
	ahead();
	lines_init(&l, -1);
	OK(lines_next(&l, &line, &e) == LINE_ERROR, "a read that fails");
	IS(str_of(e.text), "cannot read: Bad file descriptor", "says why");
	lines_done(&l);
	return tap_done();
}
