/* test-logtail - io/logtail */
/* SPDX-License-Identifier: ISC */

#include "io/logtail.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tap.h"

static struct err e;
static int age;

/* Writes TEXT to NAME: behind what is there, or, with NEW, in its place. */
static void
put(const char *name, const char *text, bool new)
{
	int fd = open(name, O_WRONLY | O_CREAT | (new ? O_TRUNC : O_APPEND), 0600);
	struct timespec times[2] = { { 0, UTIME_OMIT }, { 1000000000 + age++, 0 } };

	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    futimens(fd, times) != 0)
		exit(1);
	(void)close(fd);
}

/*
 * A run over NAME gives the lines WANT, each behind its number and, where it is another
 * file's, that file's name; then it is marked, where MARK.
 */
static void
gives(const char *name, bool mark, const char *want, const char *what)
{
	struct bookmarks *marks = bookmarks_open("state", &e);
	int fd = open(name, O_RDONLY);
	struct logtail *t = logtail_open(fd, name, marks, &e);
	struct buf got = BUF_INIT;
	enum line_kind kind;
	struct str line;

	while ((kind = logtail_next(t, &line, &e)) == LINE_TEXT)
		buf_fmt(&got, "%s%s%llu:%.*s ",
		    logtail_file(t) == NULL ? "" : logtail_file(t) + 2,
		    logtail_file(t) == NULL ? "" : ":",
		    (unsigned long long)logtail_number(t), STR_ARG(line));
	OK(kind == LINE_END, "%s: to its end", what);
	IS(buf_view(&got), want, "%s", what);
	OK(!mark || logtail_mark(t, &e), "and marked");
	logtail_close(t);
	bookmarks_free(marks);
	(void)close(fd);
	buf_done(&got);
}

static void
growing(void)
{
	put("log", "a\nb\n", true);
	gives("log", false, "1:a 2:b ", "a first run that is killed before its mark");
	gives("log", true, "1:a 2:b ", "a first run");
	gives("log", true, "", "nothing new");
	put("log", "c\nd", false);
	gives("log", true, "3:c ", "a last line without an end waits");
	gives("log", true, "", "and waits");
	put("log", "d\n", false);
	gives("log", true, "4:dd ", "until it is whole");
}

static void
rotated(void)
{
	put("log", "e\n", false);
	(void)rename("log", "log.1");
	put("log", "f\n", true);
	put("log.1", "g\n", false);
	put("log.2.gz", "x\n", true);
	put("log.bak", "x\n", true);
	put("logs", "x\n", true);
	put("other.1", "x\n", true);
	gives("log", true, "log.1:5:e log.1:6:g 1:f ", "rotation");
	gives("log", true, "", "and nothing new");
	/* Two rotations between two runs, one of them by date. */
	put("log", "h\n", false);
	(void)rename("log.1", "log-20261120");
	(void)rename("log", "log-20261121");
	put("log", "i\n", true);
	(void)rename("log", "log.1");
	put("log", "j\n", true);
	gives("log", true, "log-20261121:2:h log.1:1:i 1:j ", "two at once");
	gives("log", true, "", "and nothing new");
}

static void
cut(void)
{
	put("log", "k\nlonger than before\n", true);
	gives("log", true, "1:k 2:longer than before ", "a log that was cut");
	put("log", "l\n", true);
	gives("log", true, "1:l ", "and is shorter now");
	put("log", "", true);
	gives("log", true, "", "and is empty");
	put("log", "m\r\n\n", true);
	gives("log", true, "1:m\r 2: ", "lines are given as they are");
}

/* What is no file, or is read without a state, has no next run. */
static void
whole(void)
{
	struct buf got = BUF_INIT;
	struct logtail *t;
	struct str line;
	int ends[2], fd;

	put("plain", "a\nb", true);
	put("plain.1", "x\n", true);
	fd = open("plain", O_RDONLY);
	t = logtail_open(fd, "plain", NULL, &e);
	while (logtail_next(t, &line, &e) == LINE_TEXT)
		buf_fmt(&got, "%.*s ", STR_ARG(line));
	IS(buf_view(&got), "a b ", "without a state all is read, and nothing beside it");
	OK(logtail_mark(t, &e), "to mark it is nothing");
	logtail_close(t);
	(void)close(fd);
	buf_clear(&got);
	if (pipe(ends) != 0 || write(ends[1], "a\nb", 3) != 3)
		exit(1);
	(void)close(ends[1]);
	t = logtail_open(ends[0], NULL, NULL, &e);
	while (logtail_next(t, &line, &e) == LINE_TEXT)
		buf_fmt(&got, "%.*s ", STR_ARG(line));
	IS(buf_view(&got), "a b ", "a pipe");
	logtail_close(t);
	(void)close(ends[0]);
	OK(logtail_open(-1, NULL, NULL, &e) == NULL && e.kind == ERR_TROUBLE, "nothing");
	buf_done(&got);
}

int
main(void)
{
	char dir[] = "/tmp/test-logtail-XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	growing();
	rotated();
	cut();
	whole();
	return tap_done();
}
