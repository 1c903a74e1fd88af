/* test-progress - cli/progress, on a terminal of the test's own */
/* SPDX-License-Identifier: ISC */

#include "cli/progress.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "tap.h"

/* Where a child's stdout goes. */
enum where { TO_FILE, TO_PIPE };

/* What the child does: it counts until the line has come, where one is to come. */
static void
work(bool quiet)
{
	struct progress p;
	struct timespec pause = { .tv_nsec = 10000000 };

	progress_start(&p, quiet);
	do {
		progress_tick(&p, 1234567, 23);
		(void)nanosleep(&pause, NULL);
	} while (p.wanted && p.shown == 0);
	progress_clear(&p);
	exit(0);
}

/* Runs the child on a new terminal; gives what it showed there. */
static void
watch(enum where where, bool terminal, bool quiet, struct buf *shown)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, fds[2];
	char text[256];
	ssize_t n;
	pid_t child;

	buf_clear(shown);
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 || pipe(fds) != 0)
		exit(1);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		int out = where == TO_PIPE ? fds[1] : open("/dev/null", O_WRONLY);

		(void)dup2(out, STDOUT_FILENO);
		(void)dup2(terminal ? slave : out, STDERR_FILENO);
		work(quiet);
	}
	(void)close(slave);
	(void)waitpid(child, NULL, 0);
	/* Without a slave left, reading ends in an error. */
	while ((n = read(master, text, sizeof text)) > 0)
		buf_add(shown, text, (size_t)n);
	(void)close(master);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

int
main(void)
{
	struct buf shown = BUF_INIT;

	watch(TO_FILE, true, false, &shown);
	IS(buf_view(&shown),
	    "1,234,567 records, 23 refused\r"
	    "                             \r",
	    "on a terminal the line is shown, and wiped");
	watch(TO_FILE, true, true, &shown);
	OK(shown.len == 0, "--quiet shows none");
	watch(TO_PIPE, true, false, &shown);
	OK(shown.len == 0, "a tool that feeds another shows none");
	watch(TO_FILE, false, false, &shown);
	OK(shown.len == 0, "without a terminal none is shown");
	buf_done(&shown);
	return tap_done();
}
