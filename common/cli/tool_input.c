/* tool_input - how a tool's operands become files, lines and records */
/* SPDX-License-Identifier: ISC */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/tool.h"

#define KEPT 4000 /* bytes of a line that is too long, for the rejects file */

static void
complain(struct tool *t, const char *why)
{
	struct err e;

	(void)err_set(&e, ERR_TROUBLE, "%s", why);
	tool_complain(t, &e);
}

static void
close_source(struct tool *t)
{
	if (t->fd > STDIN_FILENO)
		(void)close(t->fd);
	t->fd = -1;
}

/* `tool a >> a` would read what it writes for ever. */
static bool
is_output(const struct stat *st)
{
	struct stat out;

	return S_ISREG(st->st_mode) && fstat(STDOUT_FILENO, &out) == 0 &&
	       out.st_dev == st->st_dev && out.st_ino == st->st_ino && st->st_size > 0;
}

/* The name of a file may be any bytes; it goes into records. */
static const char *
readable(struct tool *t, const char *name)
{
	buf_clear(&t->source_name);
	buf_readable(&t->source_name, str_of(name));
	return buf_cstr(&t->source_name);
}

static bool
open_source(struct tool *t, const char *operand)
{
	bool stdin_is_meant = strcmp(operand, "-") == 0;
	struct stat st;

	t->source = stdin_is_meant ? "stdin" : readable(t, operand);
	t->fd = stdin_is_meant ? STDIN_FILENO : open(operand, O_RDONLY | O_CLOEXEC);
	if (t->fd < 0 || fstat(t->fd, &st) != 0)
		complain(t, strerror(errno));
	else if (S_ISDIR(st.st_mode) && !t->folders)
		complain(t, strerror(EISDIR));
	else if (is_output(&st))
		complain(t, "is input and output at once");
	else
		return true;
	close_source(t);
	return false;
}

int
tool_next_file(struct tool *t, const char **source)
{
	bool opened = false;

	close_source(t);
	while (!opened && !t->stopped) {
		if (t->next_operand == 0 && t->n_operands == 0)
			opened = open_source(t, "-");
		else if (t->next_operand < t->n_operands)
			opened = open_source(t, t->operands[t->next_operand]);
		else
			break;
		t->next_operand++;
	}
	if (!opened)
		return -1;
	*source = t->source;
	return t->fd;
}

/* Whether TYPE is one of WORDS, which are separated by ' '. */
static bool
is_listed(struct str type, const char *words)
{
	struct str rest = str_of(words), word;

	while (str_cut(&rest, ' ', &word))
		if (str_eq(word, type))
			return true;
	return false;
}

/* `expected a record of type "order" or "refund", got "message"` */
static bool
wrong_type(const char *words, struct str type, struct err *e)
{
	struct str rest = str_of(words), word;
	struct buf all = BUF_INIT;

	while (str_cut(&rest, ' ', &word))
		buf_fmt(&all, "%s\"%.*s\"",
		    all.len == 0      ? ""
		    : rest.at == NULL ? " or "
				      : ", ",
		    STR_ARG(word));
	(void)err_set(e, ERR_RECORD, "expected a record of type %s, got \"%.*s\"",
	    buf_cstr(&all), (int)str_head(type, 60).len, type.at);
	buf_done(&all);
	return false;
}

/*
 * Whether the record is one for this tool.  *PASSED where it was not and has been passed
 * on; otherwise E says what was expected.
 */
static bool
is_wanted(struct tool *t, bool *passed, struct err *e)
{
	struct str type;

	*passed = false;
	if (t->usage->reads == NULL)
		return true;
	if (!rec_need_text(rec_root(&t->rec), "type", &type, e))
		return false;
	if (is_listed(type, t->usage->reads))
		return true;
	if (!tool_pass)
		return wrong_type(t->usage->reads, type, e);
	emit_raw(&t->out, t->raw);
	emit_line(&t->out);
	*passed = true;
	return false;
}

/* Comes back to the caller before waiting; false. */
static bool
pause_input(struct tool *t)
{
	t->paused = true;
	return false;
}

/* The next line that is not blank, in t->raw; false at the end of the source or
 * t->paused. */
static bool
next_line(struct tool *t, enum line_kind *kind, struct err *e)
{
	do {
		if (!lines_ready(&t->lines)) {
			tool_idle(t);
			if (t->pauses && !t->paused)
				return pause_input(t);
		}
		t->paused = false;
		*kind = lines_next(&t->lines, &t->raw, e);
		if (*kind == LINE_ERROR)
			tool_complain(t, e);
		if (*kind == LINE_ERROR || *kind == LINE_END)
			return false;
		t->raw = lines_chomp(t->raw);
	} while (t->raw.len == 0 || str_trim(t->raw).len == 0);
	t->line = t->lines.number;
	return true;
}

/* Whether there is a line, of this source or of one after it. */
static bool
advance(struct tool *t, enum line_kind *kind, struct err *e)
{
	const char *source;

	for (;;) {
		if (t->fd >= 0 && next_line(t, kind, e))
			return true;
		if (t->paused)
			return false;
		lines_done(&t->lines);
		if (tool_next_file(t, &source) < 0)
			return false;
		lines_init(&t->lines, t->fd);
	}
}

/* A line that is no record ends a source that is needed whole: half of it is missing. */
static bool
is_cut(struct tool *t)
{
	struct err e;

	if (!t->needed || !t->lines.open)
		return false;
	(void)err_set(&e, ERR_TROUBLE, "line %llu, the last one, is not finished",
	    (unsigned long long)t->line);
	tool_complain(t, &e);
	return true;
}

struct rec *
tool_next(struct tool *t)
{
	enum line_kind kind;
	struct err e;
	bool passed;

	while (!t->stopped && advance(t, &kind, &e) && tool_tick(t, 1)) {
		t->truncated = kind == LINE_LONG;
		passed = false;
		if (t->truncated) {
			t->raw = str_head(t->raw, KEPT);
			(void)err_set(
			    &e, ERR_RECORD, "a line over %zu MiB", LINES_MAX >> 20);
		} else if (rec_read(&t->rec, t->raw, &e)) {
			t->raw = t->rec.line;
			if (is_wanted(t, &passed, &e))
				return &t->rec;
			if (!passed)
				tool_reject(t, &e);
			continue;
		}
		if (!is_cut(t))
			tool_reject(t, &e);
	}
	return NULL;
}

void
tool_turn(struct tool *t, const char **files, size_t n)
{
	t->operands = (char **)(uintptr_t)files;
	t->n_operands = (int)n;
	t->needed = true;
	/* With none at all, stdin would be read. */
	t->next_operand = n == 0;
}

bool
tool_poll(struct tool *t, struct rec **rec)
{
	t->pauses = true;
	*rec = tool_next(t);
	return *rec != NULL || t->paused;
}
