/* progress - one line that says how far a long run is */
/* SPDX-License-Identifier: ISC */

#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FIRST 1000 /* milliseconds before the first line */
#define EVERY 250

static int64_t
clock_now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
progress_start(struct progress *p, bool quiet)
{
	struct stat st;

	*p = (struct progress){ .wanted = !quiet && isatty(STDERR_FILENO) &&
					  !isatty(STDOUT_FILENO) &&
					  fstat(STDOUT_FILENO, &st) == 0 &&
					  !S_ISFIFO(st.st_mode) };
	if (p->wanted)
		p->due = clock_now() + FIRST;
}

/* N with a comma before each three digits, at the end of TEXT. */
static const char *
grouped(uint64_t n, char text[32])
{
	char *at = text + 31;
	int digits = 0;

	*at = '\0';
	do {
		if (digits > 0 && digits % 3 == 0)
			*--at = ',';
		*--at = (char)('0' + n % 10);
		n /= 10;
		digits++;
	} while (n > 0);
	return at;
}

static void
write_line(const char *line)
{
	ssize_t done = write(STDERR_FILENO, line, strlen(line));

	(void)done;
}

void
progress_tick(struct progress *p, uint64_t records, uint64_t refused)
{
	char line[128], n[32], bad[32];
	int64_t now;

	if (!p->wanted || (now = clock_now()) < p->due)
		return;
	p->due = now + EVERY;
	progress_clear(p);
	p->shown = snprintf(line, sizeof line, "%s records, %s refused\r",
		       grouped(records, n), grouped(refused, bad)) -
		   1;
	write_line(line);
}

void
progress_clear(struct progress *p)
{
	char line[160];

	if (p->shown == 0)
		return;
	(void)snprintf(line, sizeof line, "%*s\r", p->shown, "");
	write_line(line);
	p->shown = 0;
}
