/* test-mailbox - io/mailbox */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/mailbox.h"
#include "tap.h"

static struct err e;

static void
store(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    close(fd) != 0)
		exit(1);
}

/* The mails of PATH as "NAME[MAIL]"; FLAG (or NULL) is in one to be flagged. */
static struct buf
all(const char *path, struct bookmarks *marks, bool mark, const char *flag)
{
	struct buf out = BUF_INIT;
	int fd = open(path, O_RDONLY);
	struct mailbox *m = mailbox_open(fd, marks, &e);
	struct letter letter;
	enum mbox_kind kind;

	while (m != NULL && (kind = mailbox_next(m, &letter, &e)) != MBOX_END) {
		if (kind == MBOX_WAIT)
			continue;
		if (kind == MBOX_LETTER)
			buf_fmt(&out, "%s[%.*s]", letter.name == NULL ? "" : letter.name,
			    STR_ARG(letter.raw));
		else
			buf_fmt(&out, "%s!", letter.name);
		if (flag != NULL && str_find(letter.raw, str_of(flag)) >= 0)
			mailbox_flag(m);
	}
	if (m == NULL || (mark && !mailbox_mark(m, &e)))
		buf_fmt(&out, "(%s)", e.text);
	mailbox_close(m);
	(void)close(fd);
	return out;
}

static void
gives(const char *path, bool mark, const char *flag, const char *want, const char *what)
{
	struct buf got = all(path, NULL, mark, flag);

	IS(buf_view(&got), want, "%s", what);
	buf_done(&got);
}

static bool
there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void
maildir(void)
{
	gives(".", true, NULL, "(Is a directory)", "a folder that is no Maildir");
	if (mkdir("box", 0777) != 0 || mkdir("box/new", 0777) != 0 ||
	    mkdir("box/cur", 0777) != 0 || mkdir("box/new/folder", 0777) != 0)
		exit(1);
	gives("box", true, NULL, "", "an empty one");
	store("box/new/2.b", "two");
	store("box/new/.hidden", "no mail");
	store("box/cur/1.a:2,R", "one");
	store("box/cur/0.z:2,S", "seen");
	gives("box", false, NULL, "1.a:2,R[one]2.b[two]", "what is not seen, by name");
	gives("box", true, "two", "1.a:2,R[one]2.b[two]", "the same until it is marked");
	gives("box", true, NULL, "", "and nothing then");
	OK(there("box/cur/1.a:2,RS"), "flags are kept");
	OK(there("box/cur/2.b:2,FS"), "and one is flagged");
	OK(there("box/new/.hidden") && there("box/new/folder"),
	    "what is no mail stays where it is");
	store("box/new/3.c", "three");
	store("box/cur/3.c:2,S", "kept");
	gives("box", true, NULL, "3.c[three](cannot move 3.c:2,S to cur: File exists)",
	    "nothing is overwritten");
	OK(there("box/new/3.c"), "it stays");
}

static void
unreadable(void)
{
	(void)unlink("box/new/3.c");
	if (symlink("nowhere", "box/new/4.d") != 0 || mkfifo("box/new/5.e", 0666) != 0 ||
	    symlink("6.f", "box/new/6.f") != 0)
		exit(1);
	store("box/new/7.g", "seven");
	gives("box", true, NULL, "6.f!7.g[seven]",
	    "what is gone is passed over, what cannot be read is told");
	OK(there("box/cur/7.g:2,S") && !there("box/cur/6.f:2,S"), "and not marked");
}

static void
mbox(void)
{
	struct bookmarks *marks = bookmarks_open("state", &e);
	struct buf got;

	store("mbox", "From a Sat Nov 21 09:00:00 2026\nA: 1\n\n");
	gives("mbox", true, NULL, "[A: 1\n]", "an mbox");
	got = all("mbox", marks, false, NULL);
	IS(buf_view(&got), "[A: 1\n]", "with bookmarks");
	buf_done(&got);
	got = all("mbox", marks, true, NULL);
	IS(buf_view(&got), "[A: 1\n]", "until it is marked");
	buf_done(&got);
	bookmarks_free(marks);
	marks = bookmarks_open("state", &e);
	got = all("mbox", marks, true, NULL);
	IS(buf_view(&got), "", "nothing then, in another run, too");
	buf_done(&got);
	bookmarks_free(marks);
}

int
main(void)
{
	char dir[] = "/tmp/test-mailbox.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	maildir();
	unreadable();
	mbox();
	mailbox_close(NULL);
	if (chdir("/") == 0) {
		char *command = mem_fmt("rm -rf %s", dir);

		(void)!system(command);
		free(command);
	}
	return tap_done();
}
