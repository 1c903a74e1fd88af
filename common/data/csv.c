/* csv - the rows of a CSV or tab-separated file, with their place and their bytes */
/* SPDX-License-Identifier: ISC */

#include "data/csv.h"

#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <csv.h>

#include "base/buf.h"
#include "base/lines.h"
#include "base/mem.h"
#include "data/encoding.h"

#define SLACK 64		       /* bytes that may be read behind every line */
#define LIBCSV_ROOM ((size_t)64 << 10) /* that libcsv's buffer grows by */

/* How far one line or row goes. */
enum quoting {
	SOUND, /* the row ends with it */
	OPEN,  /* a quoted field goes on in the next line */
	ODD,   /* text stands behind a closing quote */
	WIDE,  /* more than CSV_COLUMNS fields */
};

struct csv {
	struct encoding encoding;
	struct lines lines;
	char separator;
	bool begun;

	struct str *fields;
	size_t n, room;
	struct buf text; /* fields that had to be decoded; never grows within a row */
	bool high, nul;	 /* whether the row holds bytes above 0x7f, and below 0x01 */

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

	struct csv_parser libcsv;
	bool ended; /* libcsv has seen the end of the row */
};

/* --- libcsv, for rows of odd quoting ------------------------------------------- */

/* That no character is a space to be trimmed, or none a line end. */
static int
none(unsigned char c)
{
	(void)c;
	return 0;
}

static void *
grow(void *old, size_t size)
{
	return mem_grow(old, size, 1);
}

static bool
add_field(struct csv *c, const char *at, size_t len)
{
	if (c->n == c->room) {
		if (c->n == CSV_COLUMNS)
			return false;
		c->room = c->room == 0 ? 64 : c->room * 2;
		c->fields = mem_grow(c->fields, c->room, sizeof *c->fields);
	}
	c->fields[c->n++] = (struct str){ at, len };
	return true;
}

static void
take_field(void *at, size_t len, void *context)
{
	struct csv *c = context;
	const char *copy = c->text.at + c->text.len;

	buf_add(&c->text, at, len);
	(void)add_field(c, copy, len);
}

static void
take_end(int end, void *context)
{
	(void)end;
	((struct csv *)context)->ended = true;
}

/* Splits one line as libcsv does; false where a quote is still open at its end. */
static bool
split_odd(struct csv *c, struct str line)
{
	c->n = 0;
	buf_clear(&c->text);
	buf_reserve(&c->text, line.len);
	c->ended = false;
	/* A lone CR is no line end here. */
	csv_set_term_func(&c->libcsv, none);
	(void)csv_parse(&c->libcsv, line.at, line.len, take_field, take_end, c);
	csv_set_term_func(&c->libcsv, NULL);
	(void)csv_parse(&c->libcsv, "\n", 1, take_field, take_end, c);
	if (c->ended)
		return true;
	(void)csv_fini(&c->libcsv, NULL, NULL, NULL);
	return false;
}

/* --- splitting ------------------------------------------------------------------ */

/* What 64 bytes hold: a bit for each separator or quote, and what else there is. */
struct marks {
	uint64_t stops, high, nul;
};

static inline struct marks
marks_of(const char *at, char separator)
{
	struct marks m = { 0, 0, 0 };
#ifdef __SSE2__
	const __m128i sep = _mm_set1_epi8(separator), quote = _mm_set1_epi8('"');
	const __m128i zero = _mm_setzero_si128();
	__m128i bytes, stops;

	for (int i = 0; i < 64; i += 16) {
		bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
		stops = _mm_or_si128(
		    _mm_cmpeq_epi8(bytes, sep), _mm_cmpeq_epi8(bytes, quote));
		m.stops |= (uint64_t)(uint32_t)_mm_movemask_epi8(stops) << i;
		m.high |= (uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << i;
		m.nul |= (uint64_t)(uint32_t)_mm_movemask_epi8(
			     _mm_cmpeq_epi8(bytes, zero))
			 << i;
	}
#else
	for (int i = 0; i < 64; i++) {
		m.stops |= (uint64_t)(at[i] == separator || at[i] == '"') << i;
		m.high |= (uint64_t)((unsigned char)at[i] >> 7) << i;
		m.nul |= (uint64_t)(at[i] == '\0') << i;
	}
#endif
	return m;
}

/* Where the splitting of a row stands. */
struct split {
	const char *row;
	size_t len;
	size_t field; /* where the current field begins, its quote included */
	size_t next;  /* stops before this one are done with */
	bool quoted, doubled;
};

/* A quoted field without its quotes; doubled ones within become one. */
static bool
add_quoted(struct csv *c, const struct split *s, size_t end)
{
	const char *at = s->row + s->field + 1, *stop = s->row + end, *quote;
	size_t start = c->text.len;

	if (!s->doubled)
		return add_field(c, at, (size_t)(stop - at));
	while (at < stop && (quote = memchr(at, '"', (size_t)(stop - at))) != NULL) {
		buf_add(&c->text, at, (size_t)(quote + 1 - at));
		at = quote + 2;
	}
	if (at < stop)
		buf_add(&c->text, at, (size_t)(stop - at));
	return add_field(c, c->text.at + start, c->text.len - start);
}

/* The quote at P, within or at the start of a quoted field. */
static enum quoting
take_quote(struct csv *c, struct split *s, size_t p)
{
	if (!s->quoted) {
		s->quoted = p == s->field;
		return SOUND;
	}
	if (p + 1 < s->len && s->row[p + 1] == '"') {
		s->doubled = true;
		s->next = p + 2;
		return SOUND;
	}
	if (p + 1 < s->len && s->row[p + 1] != c->separator)
		return ODD;
	if (!add_quoted(c, s, p))
		return WIDE;
	s->field = s->next = p + 2;
	s->quoted = s->doubled = false;
	return SOUND;
}

/* Splits a row that may have quoted newlines but no line end behind it. */
static enum quoting
split(struct csv *c, struct str row)
{
	struct split s = { .row = row.at, .len = row.len };
	uint64_t high = 0, nul = 0;
	enum quoting q;

	c->n = 0;
	buf_clear(&c->text);
	buf_reserve(&c->text, row.len);
	for (size_t i = 0; i < row.len; i += 64) {
		struct marks m = marks_of(row.at + i, c->separator);

		if (row.len - i < 64) {
			uint64_t within = (UINT64_C(1) << (row.len - i)) - 1;

			m.stops &= within;
			m.high &= within;
			m.nul &= within;
		}
		high |= m.high;
		nul |= m.nul;
		for (; m.stops != 0; m.stops &= m.stops - 1) {
			size_t p = i + (size_t)__builtin_ctzll(m.stops);

			if (p < s.next)
				continue;
			if (row.at[p] == '"') {
				if ((q = take_quote(c, &s, p)) != SOUND)
					return q;
			} else if (!s.quoted) {
				if (!add_field(c, row.at + s.field, p - s.field))
					return WIDE;
				s.field = p + 1;
			}
		}
	}
	c->high = high != 0;
	c->nul = nul != 0;
	if (s.quoted)
		return OPEN;
	/* A quoted last field is there already, and `field` is beyond the end. */
	if (s.field <= row.len && !add_field(c, row.at + s.field, row.len - s.field))
		return WIDE;
	return SOUND;
}

/* How a line goes on that begins within a quoted field. */
static enum quoting
follow(char separator, struct str line)
{
	const char *at = line.at, *end = line.at + line.len;
	bool quoted = true;

	for (;;) {
		if (quoted) {
			at = at == end ? NULL : memchr(at, '"', (size_t)(end - at));
			if (at == NULL)
				return OPEN;
			at++;
			if (at < end && *at == '"') {
				at++;
				continue;
			}
			if (at < end && *at != separator)
				return ODD;
			quoted = false;
		}
		at = at == end ? NULL : memchr(at, separator, (size_t)(end - at));
		if (at == NULL)
			return SOUND;
		at++;
		if (at < end && *at == '"') {
			quoted = true;
			at++;
		}
	}
}

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
	buf_reserve(&c->held, line.len + 1 + SLACK);
	buf_str(&c->held, line);
	buf_char(&c->held, '\n');
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
		buf_reserve(&c->held, line->len + 1 + SLACK);
		buf_str(&c->held, *line);
		buf_char(&c->held, '\n');
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
		struct str next;
		enum quoting q;

		if (c->ahead == c->held.len && !read_ahead(c)) {
			c->stuck = true;
			break;
		}
		next = held_line(c, c->ahead);
		q = follow(c->separator, lines_chomp(next));
		c->stuck = q == ODD;
		if (q == ODD)
			break;
		c->ahead += next.len + 1;
		c->ahead_line++;
		if (q == OPEN)
			continue;
		c->from = c->ahead;
		c->line = c->ahead_line - 1;
		*line = (struct str){ c->held.at + start, c->ahead - start - 1 };
		return true;
	}
	*line = held_line(c, start);
	if (c->stuck)
		return err_set(e, ERR_RECORD,
		    "a quote opened on line %llu is never closed",
		    (unsigned long long)first);
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
		if (c->separator == 0)
			c->separator = line.at[4];
		return false;
	}
	if (c->separator != 0)
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
	c->separator = separators[best];
	return true;
}

/* Whether the bytes of RAW are text; E says where they are not. */
static bool
check(const struct csv *c, struct str raw, struct err *e)
{
	size_t bad;

	if (memchr(raw.at, '\0', raw.len) != NULL)
		return err_set(e, ERR_RECORD,
		    "holds a NUL byte; if the file is UTF-16 without a byte order mark try "
		    "--encoding utf-16");
	if (str_utf8(raw, &bad))
		return true;
	if (c->encoding.converter != NULL)
		return err_set(e, ERR_RECORD, "cannot be read as %s at byte %zu",
		    c->encoding.name, bad + 1);
	return err_set(e, ERR_RECORD,
	    "not UTF-8 at byte %zu; if the file is from Excel try --encoding "
	    "windows-1252",
	    bad + 1);
}

/* Reads the row that begins with LINE; its raw bytes are set in any case. */
static enum csv_kind
read_row(struct csv *c, struct str line, struct csv_row *row, struct err *e)
{
	enum quoting q;

	row->line = c->line;
	row->raw = lines_chomp(line);
	q = split(c, row->raw);
	if (q == OPEN) {
		if (!join(c, &line, e)) {
			row->raw = lines_chomp(line);
			return CSV_BAD;
		}
		row->raw = lines_chomp(line);
		q = split(c, row->raw);
	}
	if (q == ODD) {
		c->high = c->nul = true; /* not looked for to the end */
		if (!split_odd(c, row->raw))
			return err_set(e, ERR_RECORD,
				   "a quote opened on line %llu is never closed",
				   (unsigned long long)row->line),
			       CSV_BAD;
		q = c->n == CSV_COLUMNS ? WIDE : SOUND;
	}
	if (q == WIDE)
		return err_set(e, ERR_RECORD, "more than %zu columns", CSV_COLUMNS),
		       CSV_BAD;
	if ((c->high || c->nul) && !check(c, row->raw, e))
		return CSV_BAD;
	row->fields = c->fields;
	row->n = c->n;
	return CSV_ROW;
}

enum csv_kind
csv_next(struct csv *c, struct csv_row *row, struct err *e)
{
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
			c->begun = true;
			if (!find_separator(c, lines_chomp(line)))
				continue;
			csv_set_delim(&c->libcsv, (unsigned char)c->separator);
		}
		*row = (struct csv_row){ .line = c->line };
		return read_row(c, line, row, e);
	}
}

struct csv *
csv_open(int fd, char separator, const char *encoding, struct err *e)
{
	struct csv *c = mem_zero(1, sizeof *c);

	if (!encoding_init(&c->encoding, fd, encoding, e)) {
		free(c);
		return NULL;
	}
	lines_init_read(&c->lines, fd, encoding_read, &c->encoding);
	c->separator = separator;
	c->after = LINE_TEXT;
	(void)csv_init(&c->libcsv, 0);
	csv_set_space_func(&c->libcsv, none);
	csv_set_realloc_func(&c->libcsv, grow);
	csv_set_blk_size(&c->libcsv, LIBCSV_ROOM);
	return c;
}

void
csv_close(struct csv *c)
{
	if (c == NULL)
		return;
	csv_free(&c->libcsv);
	encoding_done(&c->encoding);
	lines_done(&c->lines);
	buf_done(&c->text);
	buf_done(&c->held);
	free(c->fields);
	free(c);
}

char
csv_separator(const struct csv *c)
{
	return c->separator;
}

bool
csv_ready(struct csv *c)
{
	return c->from < c->held.len || c->after != LINE_TEXT || lines_ready(&c->lines);
}
