/* test-cart-report - cli/cart-report, in children that are whole tools */
/* SPDX-License-Identifier: ISC */

#include "cli/cart-report.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/path.h"
#include "shop/funnel-plan.h"
#include "tap.h"

static const struct opt opts[] = { OPT_END };

static const struct usage usage = {
	.name = "cart-abandon-report",
	.about = "say which step of a checkout loses the carts, and why",
	.operands = "[FILE ...]",
	.writes = "report figure cart visits visit",
	.opts = opts,
};

static const struct cart_report_options plain = {
	.gap = 1800, .recover = 86400, .min_group = 1, .threads = -1
};

static struct buf out, said;
static int status;

static void
write_file(const char *name, struct str text)
{
	int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len)
		exit(1);
	(void)close(fd);
}

static void
redirect(const char *name, int fd)
{
	int file = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(9);
	(void)close(file);
}

/* What the tool makes of INPUT with O: in `out`, `said` and `status`. */
static void
run(const struct cart_report_options *o, const char *input)
{
	char name[] = "cart-abandon-report", file[64];
	char *argv[] = { name, file, NULL };
	struct tool t;
	struct err e;
	pid_t child;
	int ended;

	(void)snprintf(file, sizeof file, "%s", input);
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		redirect("out", STDOUT_FILENO);
		redirect("said", STDERR_FILENO);
		tool_init(&t, &usage, 2, argv);
		cart_report_run(&t, o);
		exit(tool_finish(&t));
	}
	if (child < 0 || waitpid(child, &ended, 0) != child)
		exit(1);
	status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128;
	buf_clear(&out);
	buf_clear(&said);
	if (!path_read("out", (size_t)1 << 24, &out, &e) ||
	    !path_read("said", (size_t)1 << 24, &said, &e))
		exit(1);
}

/* Options that exclude each other, or say nothing: two lines, and no report. */
static void
misused(struct cart_report_options o, const char *why)
{
	struct str rest, first;

	run(&o, "log");
	rest = buf_view(&said);
	(void)str_cut(&rest, '\n', &first);
	OK(status == 2 && out.len == 0, "refused");
	IS(first, why, "... and why");
	IS(rest, "Try 'cart-abandon-report --help' for more information.\n",
	    "... and where to look");
}

#define SIZES                                                                            \
	"cart-abandon-report: --memory: expected a size of at least 1M such as 256M, "

static void
resources(void)
{
	static const char *const wrong[][2] = {
		{ "1023K", SIZES "got \"1023K\"" },
		{ "1m", SIZES "got \"1m\"" },
		{ "M", SIZES "got \"M\"" },
		{ "", SIZES "got \"\"" },
		{ "-1G", SIZES "got \"-1G\"" },
		{ "99999999999T", SIZES "got \"99999999999T\"" },
	};
	static const char *const right[] = { "1M", "1024K", "1048576", "1T" };
	struct cart_report_options o = plain;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		o.memory = wrong[i][0];
		misused(o, wrong[i][1]);
	}
	for (i = 0; i < sizeof right / sizeof *right; i++) {
		o.memory = right[i];
		run(&o, "log");
		OK(status == 0, "--memory %s", right[i]);
	}
	o = plain;
	o.threads = 65;
	misused(o, "cart-abandon-report: --threads: expected 1 to 64");
	o.threads = 64;
	run(&o, "log");
	OK(status == 0, "as many threads as may be");
}

static void
spans(void)
{
	struct cart_report_options o = plain;

	o.gap = 0;
	misused(o, "cart-abandon-report: --gap: expected a span above 0, at most 36500d");
	o.gap = FUNNEL_SPAN + 1;
	misused(o, "cart-abandon-report: --gap: expected a span above 0, at most 36500d");
	o = plain;
	o.recover = FUNNEL_SPAN + 1;
	misused(o, "cart-abandon-report: --recover: expected a span of at most 36500d");
	o.gap = o.recover = FUNNEL_SPAN;
	run(&o, "log");
	OK(status == 0, "a hundred years are allowed");
}

static void
modes(void)
{
	struct cart_report_options o = plain;
	struct buf report = BUF_INIT;

	o.list = o.partial = true;
	misused(o, "cart-abandon-report: --list and --partial exclude each other");
	o = plain;
	o.list = o.merge = true;
	misused(o, "cart-abandon-report: --list needs the logs: a state names nobody");
	run(&plain, "log");
	OK(status == 0 && said.len == 0, "a report");
	OK(strstr(buf_cstr(&out), "\"type\":\"report\"") != NULL, "... is written");
	buf_str(&report, buf_view(&out));
	o = plain;
	o.partial = true;
	run(&o, "log");
	OK(status == 0 && strstr(buf_cstr(&out), "\"type\":\"visits\"") != NULL,
	    "a state");
	write_file("state", buf_view(&out));
	o = plain;
	o.merge = true;
	run(&o, "state");
	OK(status == 0 && str_eq(buf_view(&out), buf_view(&report)),
	    "... makes the same report");
	o.gap = 60;
	run(&o, "state");
	IS(buf_view(&said),
	    "cart-abandon-report: state: a state whose visits were cut with --gap 1800s, "
	    "not 60s\n",
	    "a state by other rules is named");
	OK(status == 2 && out.len == 0, "... and makes no report");
	buf_done(&report);
}

static void
files(void)
{
	struct cart_report_options o = plain;

	o.steps = "nowhere";
	run(&o, "log");
	OK(status == 2 && out.len == 0 && strstr(buf_cstr(&said), "nowhere") != NULL,
	    "steps that are not there");
	write_file("bad", STR("{\"type\":\"cart_event\"}\nx\n"));
	run(&plain, "bad");
	OK(status == 1, "refused lines are status 1");
	OK(strstr(buf_cstr(&said), "cart-abandon-report: bad:1: ts: expected a time") !=
		NULL,
	    "... and told by file and line");
	run(&plain, "nowhere");
	OK(status == 2 && strstr(buf_cstr(&said), "nowhere") != NULL,
	    "a log that is not there");
}

int
main(void)
{
	char dir[] = "/tmp/test-cart-report.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	(void)unsetenv("AFTERCARE_NOW");
	(void)unsetenv("AFTERCARE_SHOP");
	write_file("log", STR("{\"type\":\"cart_event\",\"ts\":\"2026-11-21T10:00:00Z\","
			      "\"session\":\"a\",\"event\":\"add_to_cart\"}\n"
			      "{\"type\":\"cart_event\",\"ts\":\"2026-11-22T10:00:00Z\","
			      "\"session\":\"b\",\"event\":\"purchase\"}\n"));
	resources();
	spans();
	modes();
	files();
	(void)unlink("log");
	(void)unlink("state");
	(void)unlink("bad");
	(void)unlink("out");
	(void)unlink("said");
	(void)rmdir(dir);
	buf_done(&out);
	buf_done(&said);
	return tap_done();
}
