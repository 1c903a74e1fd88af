/* csv - the rows of a CSV or tab-separated file, with their place and their bytes */
/* SPDX-License-Identifier: ISC */

#include "data/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lines.h"
#include "base/mem.h"
#include "data/fields.h"
#include "data/line-ends.h"

struct csv {
	struct line_ends bytes;
	struct lines lines;
	struct fields fields;
	char given; /* the separator, by the caller or a "sep=" line, or 0 */
	bool begun; /* the first line was seen, and the separator is known */

	/*
	 * Lines that were read ahead to find the end of a quoted field: every one with
	 * its line end, from `from` on not given yet.  `after` is what follows them
	 * where it is known to be no line.
	 */
	struct buf held;
	size_t from;
	uint64_t line; /* the number of the line given last */
	enum line_kind after;
	struct str start; /* of a LINE_LONG that follows */
	struct err why;	  /* of a LINE_ERROR that follows */

	/*
	 * A row that is open anywhere before `held[ahead]` stays open up to there, and
	 * where `stuck`, beyond: no line is looked at twice for its quotes' end.
	 */
	size_t ahead;
	uint64_t ahead_line;
	bool stuck;
	uint64_t odd_line; /* stuck for the text behind a closing quote there; or 0 */
};

/* --- lines, and those that were read ahead ----------------------------------------- */

static struct str
held_line(const struct csv *c, size_t at)
{
	const char *start = c->held.at + at;
	const char *end = memchr(start, '\n', c->held.len - at);

	return (struct str){ start, (size_t)(end - start) };
}

static enum line_kind
next_line(struct csv *c, struct str *line, struct err *e)
{
	enum line_kind kind = c->after;

	if (c->from < c->held.len) {
		*line = held_line(c, c->from);
		c->from += line->len + 1;
		c->line++;
		return LINE_TEXT;
	}
	buf_clear(&c->held);
	c->from = c->ahead = 0;
	c->stuck = false;
	if (kind == LINE_TEXT) {
		kind = lines_next(&c->lines, line, e);
		c->line = c->lines.number;
		return kind;
	}
	if (kind == LINE_ERROR)
		*e = c->why;
	if (kind == LINE_LONG) {
		*line = c->start;
		c->line++;
	}
	if (kind != LINE_END)
		c->after = LINE_TEXT;
	return kind;
}

static void
hold(struct csv *c, struct str line)
{
	buf_reserve(&c->held, line.len + 1 + FIELDS_SLACK);
	buf_str(&c->held, line);
	buf_char(&c->held, '\n');
}

/* Keeps one more line; false where no line follows. */
static bool
read_ahead(struct csv *c)
{
	struct str line = STR_NONE;

	if (c->after != LINE_TEXT)
		return false;
	c->after = lines_next(&c->lines, &line, &c->why);
	if (c->after == LINE_LONG)
		c->start = line;
	if (c->after != LINE_TEXT)
		return false;
	hold(c, line);
	return true;
}

/* Forgets the lines that were given, where that is most of what is held. */
static void
compact(struct csv *c)
{
	if (c->from < CSV_BYTES || c->from < c->held.len / 2)
		return;
	c->held.len -= c->from;
	memmove(c->held.at, c->held.at + c->from, c->held.len);
	c->ahead = c->ahead > c->from ? c->ahead - c->from : 0;
	c->from = 0;
}

/* Looks one line further for the end of the quotes: FIELDS_ODD where they have none. */
static enum fields_end
follow(struct csv *c)
{
	enum fields_end end;
	struct str line;

	c->odd_line = 0;
	if (c->ahead == c->held.len && !read_ahead(c))
		return FIELDS_ODD;
	line = held_line(c, c->ahead);
	end = fields_follow(c->fields.separator, lines_chomp(line));
	if (end == FIELDS_ODD) {
		c->odd_line = c->ahead_line;
		return end;
	}
	c->ahead += line.len + 1;
	c->ahead_line++;
	return end;
}

/* Why the quote that was opened on LINE has no end. */
static bool
never_closed(const struct csv *c, uint64_t line, struct err *e)
{
	if (c->odd_line != 0)
		return err_set(e, ERR_RECORD,
		    "a quote opened on line %llu is closed on line %llu with text behind "
		    "it",
		    (unsigned long long)line, (unsigned long long)c->odd_line);
	return err_set(e, ERR_RECORD, "a quote opened on line %llu is never closed",
	    (unsigned long long)line);
}

/*
 * The row that the line given last opens, up to the line where its quotes end.  False
 * where they do not, with why in E; LINE is given anew, as it may have moved.
 */
static bool
join(struct csv *c, struct str *line, struct err *e)
{
	size_t start;
	uint64_t first = c->line;

	if (c->from == 0) { /* it is not among those held yet */
		hold(c, *line);
		c->from = c->held.len;
	}
	start = c->from - line->len - 1;
	if (c->from > c->ahead) {
		c->ahead = c->from;
		c->ahead_line = first + 1;
		c->stuck = false;
	}
	while (!c->stuck && c->ahead_line - first < CSV_LINES &&
	       c->ahead - start <= CSV_BYTES) {
		enum fields_end end = follow(c);

		c->stuck = end == FIELDS_ODD;
		if (end != FIELDS_DONE)
			continue;
		c->from = c->ahead;
		c->line = c->ahead_line - 1;
		*line = (struct str){ c->held.at + start, c->ahead - start - 1 };
		return true;
	}
	*line = held_line(c, start);
	if (c->stuck)
		return never_closed(c, first, e);
	return err_set(e, ERR_RECORD,
	    "a quote opened on line %llu is not closed within %d lines or %zu KiB",
	    (unsigned long long)first, CSV_LINES, CSV_BYTES >> 10);
}

/* --- rows ------------------------------------------------------------------------- */

/* Which separator LINE is written with; false where it is a line that only says so. */
static bool
find_separator(struct csv *c, struct str line)
{
	static const char separators[] = { ',', ';', '\t', '|' };
	size_t count[sizeof separators] = { 0 }, best = 0;
	bool quoted = false;

	if (line.len == 5 && str_starts(line, STR("sep=")) &&
	    memchr(separators, line.at[4], sizeof separators) != NULL) {
		if (c->given == 0)
			c->given = c->fields.separator = line.at[4];
		return false;
	}
	if (c->given != 0)
		return true;
	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] == '"')
			quoted = !quoted;
		for (size_t k = 0; k < sizeof separators && !quoted; k++)
			count[k] += line.at[i] == separators[k];
	}
	for (size_t k = 1; k < sizeof separators; k++)
		if (count[k] > count[best])
			best = k;
	c->fields.separator = separators[best];
	return true;
}

/* Whether the bytes of RAW are text; E says where they are not. */
static bool
check(const struct csv *c, struct str raw, struct err *e)
{
	const struct str odd = c->fields.odd; /* what else is there is */
	size_t bad;

	if (memchr(odd.at, '\0', odd.len) != NULL)
		return err_set(e, ERR_RECORD,
		    "holds a NUL byte; if the file is UTF-16 without a byte order mark try "
		    "--encoding utf-16");
	if (str_utf8(odd, &bad))
		return true;
	bad += (size_t)(odd.at - raw.at);
	if (c->bytes.encoding.converter != NULL)
		return err_set(e, ERR_RECORD, "cannot be read as %s at byte %zu",
		    c->bytes.encoding.name, bad + 1);
	return err_set(e, ERR_RECORD,
	    "not UTF-8 at byte %zu; if the file is from Excel try --encoding "
	    "windows-1252",
	    bad + 1);
}

/* Reads the row that begins with LINE; its raw bytes are set in any case. */
static enum csv_kind
read_row(struct csv *c, struct str line, struct csv_row *row, struct err *e)
{
	enum fields_end end;

	row->raw = lines_chomp(line);
	end = fields_split(&c->fields, row->raw);
	if (end == FIELDS_OPEN) {
		bool joined = join(c, &line, e);

		row->raw = lines_chomp(line);
		end = fields_split(&c->fields, row->raw);
		if (!joined)
			return CSV_BAD;
	}
	if (end == FIELDS_ODD)
		end = fields_split_odd(&c->fields, row->raw);
	if (end == FIELDS_OPEN)
		return err_set(e, ERR_RECORD, "text stands behind a closing quote"),
		       CSV_BAD;
	if (end == FIELDS_MANY)
		return err_set(e, ERR_RECORD, "more than %zu columns", FIELDS_MAX),
		       CSV_BAD;
	if (c->fields.odd.len != 0 && !check(c, row->raw, e))
		return CSV_BAD;
	return CSV_ROW;
}

enum csv_kind
csv_next(struct csv *c, struct csv_row *row, struct err *e)
{
	enum csv_kind kind;
	struct str line;

	compact(c);
	for (;;) {
		switch (next_line(c, &line, e)) {
		case LINE_END:
			return CSV_END;
		case LINE_ERROR:
			return CSV_ERROR;
		case LINE_LONG:
			*row = (struct csv_row){ .line = c->line, .raw = line };
			(void)err_set(
			    e, ERR_RECORD, "a line over %zu MiB", LINES_MAX >> 20);
			return CSV_BAD;
		case LINE_TEXT:
			break;
		}
		if (line.len == 0 || (line.len == 1 && line.at[0] == '\r'))
			continue;
		if (!c->begun) {
			/* What a comment is written with says little of the rest. */
			c->begun = line.at[0] != '#';
			if ((c->begun || c->fields.separator == 0) &&
			    !find_separator(c, lines_chomp(line)))
				continue;
		}
		*row = (struct csv_row){ .line = c->line };
		kind = read_row(c, line, row, e);
		row->fields = c->fields.at;
		row->n = c->fields.n;
		return kind;
	}
}

struct csv *
csv_open(int fd, char separator, const char *encoding, struct err *e)
{
	struct csv *c = mem_zero(1, sizeof *c);

	if (!encoding_init(&c->bytes.encoding, fd, encoding, e)) {
		free(c);
		return NULL;
	}
	lines_init_read(&c->lines, fd, line_ends_read, &c->bytes);
	c->given = c->fields.separator = separator;
	c->after = LINE_TEXT;
	return c;
}

void
csv_close(struct csv *c)
{
	if (c == NULL)
		return;
	fields_done(&c->fields);
	encoding_done(&c->bytes.encoding);
	lines_done(&c->lines);
	buf_done(&c->held);
	free(c);
}

void
csv_ahead(struct csv *c, struct str ahead)
{
	encoding_ahead(&c->bytes.encoding, ahead);
}

void
csv_refind(struct csv *c)
{
	c->begun = false;
}

void
csv_quotes(struct csv *c, bool meant)
{
	c->fields.bare = !meant;
}

char
csv_separator(const struct csv *c)
{
	return c->fields.separator;
}

bool
csv_ready(struct csv *c)
{
	return c->from < c->held.len || c->after != LINE_TEXT || lines_ready(&c->lines);
}
