/* tool - the frame of a main(): records in, records out, rejects, exit status */
/* SPDX-License-Identifier: ISC */

#include "cli/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"

bool tool_pass, tool_explain, tool_dry_run;

static bool quiet, help, version, list;
static const char *shop_file, *rejects_file;
static struct moment now;

static const struct opt common[] = {
	{ .name = "shop",
	    .arg = "FILE",
	    .help = "the shop file (default: $AFTERCARE_SHOP, else shop.json here)",
	    .text = &shop_file },
	{ .name = "now",
	    .arg = "TIME",
	    .help = "let the clock stand at TIME (RFC 3339)",
	    .time = &now },
	{ .name = "rejects",
	    .arg = "FILE",
	    .help = "write what is refused to FILE, with the reason",
	    .text = &rejects_file },
	{ 'q', "quiet", NULL, "show no progress and make no remarks", .flag = &quiet },
	{ 'h', "help", NULL, "show this help and exit", .flag = &help },
	{ 'V', "version", NULL, "show the version and exit", .flag = &version },
	{ .name = "list-options", .flag = &list },
	OPT_END,
};

void
tool_misuse(const struct tool *t, const char *fmt, ...)
{
	struct err e;
	va_list ap;

	va_start(ap, fmt);
	(void)err_vset(&e, ERR_TROUBLE, fmt, ap);
	va_end(ap);
	diag_warn("%s", e.text);
	(void)dprintf(
	    STDERR_FILENO, "Try '%s --help' for more information.\n", t->usage->name);
	exit(ERR_TROUBLE);
}

/*
 * A descriptor of the first three that the caller closed would be given to the next file
 * that is opened, and the records would be written into it.
 */
static void
fill_closed(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (fd == STDOUT_FILENO)
			diag_die(
			    ERR_TROUBLE, "cannot write to stdout: %s", strerror(EBADF));
		/* Write-only, so that reading from a closed stdin fails as it should. */
		if (open("/dev/null", O_WRONLY) != fd)
			exit(ERR_TROUBLE);
	}
}

/*
 * Whether stdout is appended to a file that ends in half a line: a run that was killed,
 * or met a full disk, left it there.
 */
static bool
is_behind_half_line(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL), fd;
	struct stat st;
	char last = '\n';

	if (flags < 0 || (flags & O_APPEND) == 0 || fstat(STDOUT_FILENO, &st) != 0 ||
	    !S_ISREG(st.st_mode) || st.st_size == 0)
		return false;
	/* It is open for writing only. */
	fd = open("/proc/self/fd/1", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	(void)!pread(fd, &last, 1, st.st_size - 1);
	(void)close(fd);
	return last != '\n';
}

/* Readers skip an empty line; a record that is written into half a one is lost. */
static void
begin_output(struct tool *t)
{
	emit_init(&t->out, STDOUT_FILENO);
	if (!is_behind_half_line())
		return;
	buf_char(&t->out.out, '\n');
	t->out.start = t->out.out.len;
}

void
tool_print(struct tool *t, struct str text)
{
	/* The writer ends what it writes by a line end. */
	if (str_ends(text, STR("\n")))
		text.len--;
	emit_raw(&t->out, text);
	emit_line(&t->out);
}

/* Answers the options that ask about the tool itself, and ends the program. */
static void
answer(struct tool *t)
{
	struct buf text = BUF_INIT;

	if (list)
		opt_rows(t->usage, common, &text);
	else if (help)
		opt_help(t->usage, common, &text);
	else
		buf_fmt(&text,
		    "%s (aftercare) %s\nISC licence: free to use, change and pass on; "
		    "there is no warranty.\n",
		    t->usage->name, AFTERCARE_VERSION);
	tool_print(t, buf_view(&text));
	buf_done(&text);
	exit(tool_finish(t));
}

void
tool_init(struct tool *t, const struct usage *u, int argc, char **argv)
{
	struct err e;
	bool ok;

	*t = (struct tool){ .usage = u, .fd = -1 };
	diag_name(u->name);
	fill_closed();
	begin_output(t);
	rec_init(&t->rec);
	ok = opt_parse(u->opts, common, argc, argv, &t->operands, &t->n_operands, &e);
	if (help || version || list)
		answer(t);
	if (!ok)
		tool_misuse(t, "%s", e.text);
	if (u->operands == NULL && t->n_operands > 0)
		tool_misuse(t, "unexpected operand '%s'", t->operands[0]);
	diag_quiet(quiet);
	if (!settings_read(&t->settings, shop_file, now, &e) ||
	    !rejects_open(&t->rejects, rejects_file, t->operands, t->n_operands, &e))
		diag_die((int)e.kind, "%s", e.text);
	t->search = t->settings.search;
	t->shop = t->settings.shop;
	t->now = t->settings.now;
	t->now_given = t->settings.now_given;
	t->explain = tool_explain;
	t->dry_run = tool_dry_run;
	if (u->acts)
		(void)signal(SIGPIPE, SIG_IGN);
	/* A file that may grow no more is told as a full disk is. */
	(void)signal(SIGXFSZ, SIG_IGN);
	progress_start(&t->progress, quiet);
}

void
tool_status(struct tool *t, int status)
{
	static const int ranks[] = { 0, ERR_RECORD, ERR_LATER, 3, ERR_TROUBLE };
	size_t i;

	/* Whichever of the two comes later in the ranks. */
	for (i = sizeof ranks / sizeof *ranks; i-- > 0;)
		if (ranks[i] == status || ranks[i] == t->status) {
			t->status = ranks[i];
			return;
		}
}

void
tool_complain(struct tool *t, const struct err *e)
{
	progress_clear(&t->progress);
	diag_warn("%s: %s", t->source, e->text);
	tool_status(t, (int)e->kind);
	t->stopped = t->stopped || t->needed;
}

void
tool_fail(struct tool *t, const struct err *e)
{
	progress_clear(&t->progress);
	diag_warn("%s", e->text);
	tool_status(t, (int)e->kind);
	t->stopped = true;
}

void
tool_reject_raw(struct tool *t, uint64_t line, struct str raw, const struct err *e)
{
	emit_drop(&t->out);
	progress_clear(&t->progress);
	diag_warn("%s:%llu: %s", t->source, (unsigned long long)line, e->text);
	tool_status(t, (int)e->kind);
	if (e->kind != ERR_RECORD) {
		t->stopped = true;
		return;
	}
	t->refused++;
	rejects_add(&t->rejects, &(struct reject){ .tool = t->usage->name,
				     .source = t->source,
				     .reason = e->text,
				     .line = line,
				     .raw = raw,
				     .truncated = t->truncated });
}

void
tool_reject(struct tool *t, const struct err *e)
{
	tool_reject_raw(t, t->line, t->raw, e);
}

void
tool_idle(struct tool *t)
{
	struct err e;

	/* The errors stay in the writers, for the next record and the end to see. */
	(void)emit_flush(&t->out, &e);
	(void)rejects_flush(&t->rejects, &e);
}

/* Whether FD, where it is a file, has everything on its disk; else *ERROR says why. */
static bool
is_safe(int fd, int *error)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || fsync(fd) == 0)
		return true;
	*error = errno;
	return false;
}

bool
tool_sync(struct tool *t)
{
	tool_idle(t);
	return t->out.error == 0 && t->rejects.out.error == 0 &&
	       is_safe(STDOUT_FILENO, &t->out.error) &&
	       (t->rejects.path == NULL ||
		   is_safe(t->rejects.out.fd, &t->rejects.out.error));
}

bool
tool_tick(struct tool *t, unsigned more)
{
	t->records += more;
	progress_tick(&t->progress, t->records, t->refused);
	return !t->stopped && t->out.error == 0 && t->rejects.out.error == 0;
}

static void
finish_stdout(struct tool *t)
{
	struct err e;
	bool ok = emit_flush(&t->out, &e);
	int why = t->out.error;

	if (close(STDOUT_FILENO) != 0 && ok) {
		ok = false;
		why = errno;
	}
	if (ok)
		return;
	/* A reader that has seen enough is no news to anybody. */
	if (why != EPIPE)
		diag_warn("cannot write to stdout: %s", strerror(why));
	tool_status(t, ERR_TROUBLE);
}

int
tool_finish(struct tool *t)
{
	struct err e;

	progress_clear(&t->progress);
	if (t->fd > STDIN_FILENO)
		(void)close(t->fd);
	finish_stdout(t);
	if (!rejects_close(&t->rejects, &e)) {
		diag_warn("%s", e.text);
		tool_status(t, ERR_TROUBLE);
	}
	emit_done(&t->out);
	lines_done(&t->lines);
	buf_done(&t->source_name);
	rec_done(&t->rec);
	settings_done(&t->settings);
	return t->status;
}
