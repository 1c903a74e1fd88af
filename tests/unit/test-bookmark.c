/* test-bookmark - io/bookmark */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "io/bookmark.h"
#include "tap.h"

#define STATE "state"

static struct err e;

static void
store(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	OK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
		close(fd) == 0,
	    "%s is written", path);
}

static bool
mark(const char *path, int64_t offset)
{
	struct bookmarks *b = bookmarks_open(STATE, &e);
	int fd = open(path, O_RDONLY);
	bool ok = b != NULL && fd >= 0 && bookmarks_put(b, fd, offset, &e) &&
		  bookmarks_save(b, &e);

	bookmarks_free(b);
	(void)close(fd);
	return ok;
}

/* Where PATH is to be read from; -1 where that fails. */
static int64_t
from(const char *path)
{
	struct bookmarks *b = bookmarks_open(STATE, &e);
	int fd = open(path, O_RDONLY);
	int64_t offset = -1;

	if (b == NULL || fd < 0 || !bookmarks_find(b, fd, &offset, &e))
		offset = -1;
	bookmarks_free(b);
	(void)close(fd);
	return offset;
}

static void
follow_a_file(void)
{
	store("log", "one\ntwo\n");
	OK(from("log") == 0, "a file that is not known is read from its start");
	OK(mark("log", 8), "its end is noted");
	OK(from("log") == 8, "and known in the next run");
	store("log", "one\ntwo\nthree\n");
	OK(from("log") == 8, "a file that grew goes on there");
	OK(rename("log", "log.1") == 0 && from("log.1") == 8, "under another name, too");
	store("log", "one\ntwo\nfour\n");
	OK(from("log") == 0, "another file of the first name is read from its start");
	store("log.1", "one\n");
	OK(from("log.1") == 0, "a file that was cut is read from its start");
	store("log.1", "one\nTWO\nthree\n");
	OK(from("log.1") == 0, "so is one whose bytes before the place are others");
	OK(mark("log.1", 4) && from("log.1") == 4, "a bookmark moves back as well");
	OK(mark("log.1", 0) && from("log.1") == 0, "and goes with 0");
}

static void
many_files(void)
{
	struct bookmarks *b = bookmarks_open(STATE, &e);
	int64_t offset;
	bool ok = b != NULL;

	for (int i = 0; ok && i < BOOKMARKS_MAX + 1; i++) {
		char *name = mem_fmt("many-%d", i);
		int fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0666);

		ok = fd >= 0 && write(fd, name, strlen(name)) > 0 &&
		     bookmarks_put(b, fd, 6, &e);
		(void)close(fd);
		free(name);
	}
	OK(ok && bookmarks_save(b, &e), "more files than are remembered");
	bookmarks_free(b);
	offset = from("many-0");
	OK(offset == 0, "the first is forgotten");
	OK(from("many-1") == 6 && from("many-100") == 6, "the others are not");
}

static void
refusals(void)
{
	struct bookmarks *b = bookmarks_open(STATE, &e);
	int64_t offset = -1;
	int ends[2];

	OK(b != NULL && bookmarks_open(STATE, &e) == NULL && e.kind == ERR_LATER,
	    "one run at a time");
	OK(pipe(ends) == 0 && bookmarks_put(b, ends[0], 5, &e) &&
		bookmarks_find(b, ends[0], &offset, &e) && offset == 0,
	    "a pipe is not remembered");
	(void)close(ends[0]);
	(void)close(ends[1]);
	bookmarks_free(b);
	bookmarks_free(NULL);
	store("shop.json", "{\"name\":\"Ferri\"}\n");
	OK(bookmarks_open("shop.json", &e) == NULL && e.kind == ERR_TROUBLE,
	    "another file is not taken for a state: %s", e.text);
	store("bad", "aftercare-bookmarks 1\n12 x abc\n");
	OK(bookmarks_open("bad", &e) == NULL && e.kind == ERR_TROUBLE,
	    "nor is a damaged one");
	OK(bookmarks_open("nowhere/state", &e) == NULL && e.kind == ERR_TROUBLE,
	    "a folder that is not there: %s", e.text);
}

int
main(void)
{
	char dir[] = "/tmp/test-bookmark.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	follow_a_file();
	many_files();
	refusals();
	if (chdir("/") == 0) {
		char *command = mem_fmt("rm -rf %s", dir);

		(void)!system(command);
		free(command);
	}
	return tap_done();
}
