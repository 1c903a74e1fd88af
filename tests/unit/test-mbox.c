/* test-mbox - io/mbox */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/mbox.h"
#include "memory-file.h"
#include "tap.h"

static struct err e;

/* The mails of FD from OFFSET on as "LINE[MAIL]LINE[MAIL]", and where to go on. */
static struct buf
all(int fd, int64_t offset, int64_t *next)
{
	struct buf out = BUF_INIT;
	struct letter letter;
	enum mbox_kind kind;
	struct mbox *m = mbox_open(fd, offset, &e);

	while (m != NULL &&
	       ((kind = mbox_next(m, &letter, &e)) == MBOX_LETTER || kind == MBOX_WAIT))
		if (kind == MBOX_LETTER)
			buf_fmt(&out, "%d[%.*s]%s", (int)letter.line, STR_ARG(letter.raw),
			    letter.cut ? "..." : "");
	if (next != NULL)
		*next = mbox_offset(m);
	mbox_close(m);
	return out;
}

static void
gives(const char *text, const char *want, const char *what)
{
	int fd = memory_file(str_of(text));
	struct buf got = all(fd, 0, NULL);

	IS(buf_view(&got), want, "%s", what);
	buf_done(&got);
	(void)close(fd);
}

#define FROM "From bounces@shop.example Sat Nov 21 09:00:00 2026\n"

static void
read_mails(void)
{
	gives("", "", "nothing");
	gives("\n\n", "", "nothing but empty lines");
	gives(FROM "A: 1\n\none\n\n" FROM "A: 2\n\ntwo\n\n",
	    "2[A: 1\n\none\n]7[A: 2\n\ntwo\n]", "two mails");
	gives(FROM "A: 1\n\none", "2[A: 1\n\none\n]", "the last line end is missing");
	gives("From x Sat Nov 21 09:00:00 2026\r\nA: 1\r\n\r\none\r\n\r\n" FROM "A: 2\n",
	    "2[A: 1\r\n\r\none\r\n]7[A: 2\n]", "CRLF");
	gives("\xef\xbb\xbf" FROM "A: 1\n", "2[A: 1\n]", "a byte order mark");
	gives(FROM "A: 1\n\n\nFrom here on, nothing.\n\nFrom 10 to 12\n",
	    "2[A: 1\n\n\nFrom here on, nothing.\n\nFrom 10 to 12\n]",
	    "text that begins \"From \" ends no mail");
	gives(FROM "A: 1\n\none\n" FROM "two\n", "2[A: 1\n\none\n" FROM "two\n]",
	    "nor does a From line without an empty line before it");
	gives(FROM "A: 1\n\n>From me\n>>From you\n>Fro\n",
	    "2[A: 1\n\nFrom me\n>From you\n>Fro\n]", "mboxrd's quotation");
	gives(FROM "Content-Length: 500\n\none\n\n" FROM "A: 2\n",
	    "2[Content-Length: 500\n\none\n]7[A: 2\n]", "Content-Length is not believed");
	gives("A: 1\n\n>From me\n\n" FROM, "1[A: 1\n\n>From me\n\n" FROM "]",
	    "without a From line at its start a file is one mail");
	gives(FROM "\n" FROM "A: 2\n", "2[]4[A: 2\n]", "a mail that is empty");
}

static void
go_on(void)
{
	const char *one = FROM "A: 1\n\n", *more = FROM "A: 2\n";
	int fd = memory_file(str_of(one));
	int64_t next;
	struct buf got = all(fd, 0, &next);

	OK(next == (int64_t)strlen(one), "a mail that an empty line closes is behind us");
	OK(pwrite(fd, more, strlen(more), next) > 0, "another comes");
	buf_done(&got);
	got = all(fd, next, &next);
	IS(buf_view(&got), "5[A: 2\n]", "it alone is read, and knows its line");
	OK(next == (int64_t)strlen(one), "without an empty line it may go on: %d",
	    (int)next);
	buf_done(&got);
	got = all(fd, (int64_t)strlen(FROM) + 2, &next);
	IS(buf_view(&got), "5[A: 2\n]", "half a mail is passed over");
	buf_done(&got);
	(void)close(fd);
}

static void
long_mails(void)
{
	struct buf text = BUF_INIT;
	struct letter letter;
	struct mbox *m;
	int fd;

	buf_text(&text, FROM "A: 1\n\n");
	while (text.len < 2 * LETTER_MAX)
		buf_text(&text, "0123456789012345678901234567890123456789\n");
	buf_text(&text, "\n" FROM "A: 2\n\n");
	for (size_t i = 0; i < LETTER_MAX * 5; i++)
		buf_char(&text, 'x');
	buf_text(&text, "\n\n" FROM);
	for (size_t i = 0; i < LETTER_MAX + 5; i++)
		buf_char(&text, 'y');
	buf_text(&text, "\n\n" FROM "A: 3\n");
	fd = memory_file(buf_view(&text));
	m = mbox_open(fd, 0, &e);
	OK(mbox_next(m, &letter, &e) == MBOX_LETTER && letter.cut &&
		letter.raw.len <= LETTER_MAX && letter.raw.len > LETTER_MAX - 100,
	    "a long mail is cut");
	OK(mbox_next(m, &letter, &e) == MBOX_LETTER && letter.cut &&
		letter.raw.len < LETTER_MAX,
	    "so is one with a line that is too long");
	OK(mbox_next(m, &letter, &e) == MBOX_LETTER && letter.cut &&
		letter.raw.len == LETTER_MAX && letter.raw.at[LETTER_MAX - 2] == 'y',
	    "and one that is a single such line");
	OK(mbox_next(m, &letter, &e) == MBOX_LETTER && !letter.cut &&
		str_is(letter.raw, "A: 3\n"),
	    "the next is whole");
	mbox_close(m);
	(void)close(fd);
	buf_done(&text);
}

static void
wait_for_more(void)
{
	struct letter letter;
	struct mbox *m;
	int ends[2];

	if (pipe(ends) != 0)
		exit(1);
	m = mbox_open(ends[0], 0, &e);
	OK(mbox_next(m, &letter, &e) == MBOX_WAIT, "nothing is there yet");
	OK(write(ends[1], FROM "A: 1\n\n" FROM, 2 * strlen(FROM) + 6) > 0 &&
		mbox_next(m, &letter, &e) == MBOX_LETTER,
	    "a mail is given as soon as the next one begins");
	(void)close(ends[1]);
	OK(mbox_next(m, &letter, &e) == MBOX_END, "the end");
	OK(mbox_next(m, &letter, &e) == MBOX_END, "and again");
	mbox_close(m);
	(void)close(ends[0]);
	mbox_close(NULL);
}

/* Another process that holds a write lock on PATH until it is killed. */
static pid_t
lock_it(const char *path)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int ready[2];
	char c;
	pid_t pid;

	if (pipe(ready) != 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0) {
		int fd = open(path, O_RDWR);

		if (fcntl(fd, F_SETLK, &lock) == 0 && write(ready[1], "x", 1) == 1)
			(void)pause();
		_exit(1);
	}
	if (read(ready[0], &c, 1) != 1)
		exit(1);
	return pid;
}

static void
locked(void)
{
	char path[] = "/tmp/test-mbox.XXXXXX";
	int fd = mkstemp(path);
	pid_t pid = lock_it(path);

	OK(mbox_open(fd, 0, &e) == NULL && e.kind == ERR_LATER,
	    "a mailbox that is being written is left alone: %s", e.text);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	(void)close(fd);
	(void)unlink(path);
}

int
main(void)
{
	read_mails();
	go_on();
	long_mails();
	wait_for_more();
	locked();
	return tap_done();
}
