/* opt_help - what --help and --list-options say of a table */
/* SPDX-License-Identifier: ISC */

#include <ctype.h>
#include <string.h>

#include "cli/opt.h"

#define WIDTH 79  /* columns of a line at most */
#define COLUMN 30 /* where an option's text begins, at most */

/* Adds TEXT's words, INDENT columns in; the line stands at column AT. */
static void
wrap(struct buf *out, const char *text, size_t at, size_t indent)
{
	struct str rest = str_of(text), word;
	bool first = true;

	while (str_cut(&rest, ' ', &word)) {
		if (!first && at + 1 + word.len > WIDTH) {
			buf_fmt(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			buf_char(out, ' ');
			at++;
		}
		buf_str(out, word);
		at += word.len;
		first = false;
	}
	buf_char(out, '\n');
}

static size_t
left_width(const struct opt *o)
{
	return strlen("  -x, --") + strlen(o->name) +
	       (o->arg == NULL ? 0 : 1 + strlen(o->arg)) + 2;
}

static size_t
column_of(const struct opt *o, size_t column)
{
	for (; o != NULL && o->name != NULL; o++) {
		size_t width = o->help == NULL ? 0 : left_width(o);

		if (width > column && width <= COLUMN)
			column = width;
	}
	return column;
}

static void
help_rows(const struct opt *o, size_t column, struct buf *out)
{
	for (; o != NULL && o->name != NULL; o++) {
		size_t width = left_width(o);
		char brief[] = { '-', o->brief, ',', '\0' };

		if (o->help == NULL)
			continue;
		buf_fmt(out, "  %3s --%s%s%s", o->brief == '\0' ? "" : brief, o->name,
		    o->arg == NULL ? "" : "=", o->arg == NULL ? "" : o->arg);
		if (width > column)
			buf_fmt(out, "\n%*s", (int)column, "");
		else
			buf_fmt(out, "%*s", (int)(column - width + 2), "");
		wrap(out, o->help, column, column);
	}
}

static bool
has(const struct opt *o, const char *name)
{
	for (; o != NULL && o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			return true;
	return false;
}

/* "order" as "order", "order message" as "order and message". */
static void
types(struct buf *out, const char *words)
{
	struct str rest = str_of(words), word;
	bool first = true;

	while (str_cut(&rest, ' ', &word)) {
		if (!first)
			buf_text(out, rest.at == NULL ? " and " : ", ");
		buf_str(out, word);
		first = false;
	}
}

static void
intro(const struct usage *u, struct buf *out)
{
	struct buf text = BUF_INIT;

	buf_fmt(out, "Usage: %s [OPTION ...]%s%s\n", u->name,
	    u->operands == NULL ? "" : " ", u->operands == NULL ? "" : u->operands);
	buf_fmt(out, "%c%s.\n", toupper((unsigned char)u->about[0]), u->about + 1);
	if (u->reads != NULL) {
		buf_text(&text, "Reads ");
		types(&text, u->reads);
		buf_text(&text, " records");
	}
	if (u->writes != NULL) {
		buf_text(&text, u->reads == NULL ? "Writes " : ", writes ");
		types(&text, u->writes);
		buf_text(&text, " records");
	}
	if (text.len != 0)
		buf_text(&text, ", one JSON object a line. ");
	if (u->operands != NULL && strstr(u->operands, "FILE") != NULL)
		buf_text(&text, "With no FILE, or when FILE is -, reads standard input.");
	if (text.len != 0) {
		while (text.at[text.len - 1] == ' ')
			text.len--;
		buf_char(out, '\n');
		wrap(out, buf_cstr(&text), 0, 0);
	}
	buf_done(&text);
}

void
opt_help(const struct usage *u, const struct opt *common, struct buf *out)
{
	size_t column = column_of(common, column_of(u->opts, 0));

	intro(u, out);
	if (u->opts != NULL && u->opts->name != NULL) {
		buf_text(out, "\nOptions:\n");
		help_rows(u->opts, column, out);
	}
	buf_text(out, "\nCommon options:\n");
	help_rows(common, column, out);
	if (u->notes != NULL) {
		struct str rest = str_of(u->notes), line;

		buf_char(out, '\n');
		while (str_cut(&rest, '\n', &line)) {
			buf_str(out, line);
			buf_char(out, '\n');
		}
	}
	buf_char(out, '\n');
	wrap(out,
	    has(u->opts, "fail-if")
		? "Exit status: 0 every record was handled, 1 some were refused, 2 could not go on, 3 a --fail-if threshold was crossed, 75 try again later."
		: "Exit status: 0 every record was handled, 1 some were refused, 2 could not go on, 75 try again later.",
	    0, 13);
	buf_fmt(out, "Manual: man %s; all tools: man aftercare.\n", u->name);
}

static void
rows(const struct opt *o, struct buf *out)
{
	for (; o != NULL && o->name != NULL; o++) {
		if (o->help == NULL)
			continue;
		if (o->brief != '\0')
			buf_char(out, o->brief);
		buf_fmt(out, "\t%s\t%s\t%s\n", o->name, o->arg == NULL ? "" : o->arg,
		    o->help);
	}
}

void
opt_rows(const struct usage *u, const struct opt *common, struct buf *out)
{
	buf_fmt(out, "operands\t%s\n", u->operands == NULL ? "" : u->operands);
	rows(u->opts, out);
	buf_text(out, "common\n");
	rows(common, out);
}
