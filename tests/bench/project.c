/* bench-project - what a line of a log costs: its wanted fields beside scan and wc -l */
/* SPDX-License-Identifier: ISC */

/*
 * bench-project FILE [ROUNDS]: reads FILE through `blocks`, in one thread, and looks into
 * each line.  The rows of a round run in turn, `wc -l` first, so that a busy machine
 * slows them all alike; what counts is the median of the ratios to it.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/blocks.h"
#include "base/diag.h"
#include "data/project.h"
#include "data/scan.h"

#define ROUNDS_MAX 99

static const struct str names[] = { STR_INIT("ts"), STR_INIT("session"),
	STR_INIT("customer"), STR_INIT("event"), STR_INIT("cart_value"),
	STR_INIT("currency"), STR_INIT("device"), STR_INIT("browser"),
	STR_INIT("country"), STR_INIT("coupon"), STR_INIT("shipping_cost"),
	STR_INIT("payment_method"), STR_INIT("error"), STR_INIT("page") };
static const struct str six[] = { STR_INIT("ts"), STR_INIT("session"), STR_INIT("event"),
	STR_INIT("cart_value"), STR_INIT("currency"), STR_INIT("device") };
static const struct str listed[] = { STR_INIT("ts"), STR_INIT("session"),
	STR_INIT("items"), STR_INIT("page") };

static const char *file;
static uint64_t n_bytes, n_lines;

static void
run_wc(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		(void)dup2(null, STDOUT_FILENO);
		(void)execlp("wc", "wc", "-l", file, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		diag_die(2, "wc -l has failed");
}

static int
open_once(void *context, const char **name)
{
	int *fd = context, given = *fd;

	*name = file;
	*fd = -1;
	return given;
}

/* What is done with the lines of a block. */
enum what { CUT, SCAN, LINE, NEXT };

static void
look_into(struct project *p, enum what what, struct str rest)
{
	static struct tape tape;
	struct project_field fields[PROJECT_MAX];
	struct str line;
	struct err e;
	bool ok = true;

	while (ok && (what == NEXT ? rest.len > 0 : str_cut(&rest, '\n', &line))) {
		if (what == NEXT)
			ok = project_next(p, &rest, &line, fields, &e);
		else if (line.len == 0)
			continue;
		else if (what == LINE)
			ok = project_line(p, line, fields, &e);
		else if (what == SCAN)
			ok = scan(&tape, line, &e);
		n_lines++;
	}
	if (!ok)
		diag_die(1, "line %ju: %s", (uintmax_t)n_lines, e.text);
}

static void
run(struct project *p, enum what what)
{
	struct block block = { .source = 0 };
	struct blocks *blocks;
	enum block_kind kind;
	struct err e;
	int fd = open(file, O_RDONLY), opened = fd;

	blocks = blocks_new(open_once, &fd);
	n_bytes = n_lines = 0;
	while ((kind = blocks_next(blocks, &block, &e)) == BLOCK_TEXT) {
		n_bytes += block.text.len;
		look_into(p, what, block.text);
	}
	if (opened < 0 || kind == BLOCK_ERROR)
		diag_die(2, "%s", opened < 0 ? "cannot open the file" : e.text);
	blocks_free(blocks);
	block_done(&block);
	(void)close(opened);
}

static void
run_lines(void)
{
	run(NULL, CUT);
}

static void
run_scan(void)
{
	run(NULL, SCAN);
}

static void
project(const struct str *wanted, size_t n, enum what what)
{
	struct project *p = project_new(wanted, n);

	run(p, what);
	project_free(p);
}

#define COUNT(of) (sizeof(of) / sizeof *(of))

static void
run_six(void)
{
	project(six, COUNT(six), LINE);
}

static void
run_next_six(void)
{
	project(six, COUNT(six), NEXT);
}

static void
run_fourteen(void)
{
	project(names, COUNT(names), LINE);
}

static void
run_next_fourteen(void)
{
	project(names, COUNT(names), NEXT);
}

static void
run_listed(void)
{
	project(listed, COUNT(listed), NEXT);
}

static const struct {
	const char *name;
	void (*run)(void);
} rows[] = {
	{ "wc -l", run_wc },
	{ "blocks, cut into lines", run_lines },
	{ "scan", run_scan },
	{ "project_line: 6 fields", run_six },
	{ "project_next: 6 fields", run_next_six },
	{ "project_line: 14 fields", run_fourteen },
	{ "project_next: 14 fields", run_next_fourteen },
	{ "project_next: 4, one is a list", run_listed },
};

#define ROWS COUNT(rows)

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Processor time, ours and that of what we have run. */
static double
now(void)
{
	struct rusage own, children;

	(void)getrusage(RUSAGE_SELF, &own);
	(void)getrusage(RUSAGE_CHILDREN, &children);
	return seconds(own.ru_utime) + seconds(own.ru_stime) +
	       seconds(children.ru_utime) + seconds(children.ru_stime);
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
median(double *of, size_t n)
{
	qsort(of, n, sizeof *of, by_value);
	return n % 2 == 1 ? of[n / 2] : (of[n / 2 - 1] + of[n / 2]) / 2;
}

int
main(int argc, char *argv[])
{
	static double took[ROWS][ROUNDS_MAX], times[ROWS][ROUNDS_MAX];
	size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5, i, r;
	double from, s;

	diag_name("bench-project");
	if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX)
		diag_die(2, "usage: bench-project FILE [ROUNDS]");
	file = argv[1];
	run_wc();
	for (r = 0; r < rounds; r++)
		for (i = 0; i < ROWS; i++) {
			from = now();
			rows[i].run();
			took[i][r] = now() - from;
			times[i][r] = took[i][r] / took[0][r];
		}
	(void)printf("%ju lines of %ju bytes\n", (uintmax_t)n_lines,
	    (uintmax_t)(n_bytes / (n_lines == 0 ? 1 : n_lines)));
	for (i = 0; i < ROWS; i++) {
		s = median(took[i], rounds);
		(void)printf("%-32s %7.3f s %7.0f MB/s %6.0f ns/line %6.2f times wc -l\n",
		    rows[i].name, s, (double)n_bytes / s / 1e6, s / (double)n_lines * 1e9,
		    median(times[i], rounds));
	}
	return 0;
}
