/* test-spool - io/spool */
/* SPDX-License-Identifier: ISC */

#include "io/spool.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "tap.h"

static char *path;
static struct err e;

static void
holds(const char *want, const char *what)
{
	struct buf text = BUF_INIT;

	(void)path_read(path, 1 << 20, &text, &e);
	IS(buf_view(&text), want, "%s", what);
	buf_done(&text);
}

/* Eight processes at once, fifty lines each: none is lost, none is mixed. */
static void
crowd(void)
{
	struct buf text = BUF_INIT, line = BUF_INIT;
	struct str rest, one;
	int i, n = 0, whole = 0;

	(void)unlink(path);
	for (i = 0; i < 400; i++)
		buf_char(&line, 'x');
	for (i = 0; i < 8; i++)
		if (fork() == 0) {
			for (n = 0; n < 50; n++)
				if (!spool_add(path, buf_view(&line), &e))
					_exit(1);
			_exit(0);
		}
	for (i = 0; i < 8; i++)
		(void)wait(NULL);
	(void)path_read(path, 1 << 20, &text, &e);
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &one) && rest.at != NULL) {
		n++;
		whole += str_eq(one, buf_view(&line));
	}
	OK(n == 400 && whole == 400, "%d lines, %d of them whole", n, whole);
	buf_done(&line);
	buf_done(&text);
}

int
main(void)
{
	char dir[] = "/tmp/test-spool-XXXXXX";
	struct stat st;

	if (mkdtemp(dir) == NULL)
		return 1;
	path = mem_fmt("%s/spool", dir);
	OK(spool_add(path, STR("one"), &e), "a line in a new file");
	OK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "its owner's alone");
	OK(spool_add(path, STR("two"), &e), "and another");
	holds("one\ntwo\n", "are both there");
	(void)path_write(path, STR("one\nha"), &e);
	OK(spool_add(path, STR("three"), &e), "behind half a line");
	holds("one\nha\nthree\n", "that is ended first");
	crowd();
	(void)unlink(path);
	(void)rmdir(dir);
	OK(!spool_add(path, STR("x"), &e) && e.kind == ERR_TROUBLE, "no such folder");
	OK(!spool_add("/dev/full", STR("x"), &e) && e.kind == ERR_LATER, "a full disk");
	free(path);
	return tap_done();
}
