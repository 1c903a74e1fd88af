/* csv-agree - holds csv to libcsv, and to the bytes that it was given */
/* SPDX-License-Identifier: ISC */

/* For the unit test and the fuzzer.  Only LF and CRLF end a line, as in data/csv, and
 * what else it takes for one is made LF before: see agree_ends. */

#ifndef TESTS_FUZZ_CSV_AGREE_H
#define TESTS_FUZZ_CSV_AGREE_H

#include <csv.h>

#include "base/buf.h"
#include "base/lines.h"
#include "data/csv.h"
#include "unit/memory-file.h"

/* Makes lone CRs LF where TEXT, short enough for one block, has no LF. */
static inline void
agree_ends(struct buf *text)
{
	if (text->len == 0 || memchr(text->at, '\n', text->len) != NULL)
		return;
	for (size_t i = 0; i < text->len; i++)
		if (text->at[i] == '\r')
			text->at[i] = '\n';
}

static inline int
agree_none(unsigned char c)
{
	(void)c;
	return 0;
}

static inline void
agree_field(void *at, size_t len, void *out)
{
	buf_char(out, '<');
	buf_add(out, at, len);
	buf_char(out, '>');
}

static inline void
agree_end(int end, void *out)
{
	(void)end;
	buf_char(out, '\n');
}

static inline void
agree_init(struct csv_parser *p, unsigned char options, char separator)
{
	(void)csv_init(p, options);
	csv_set_space_func(p, agree_none);
	csv_set_delim(p, (unsigned char)separator);
}

/* Gives TEXT to P, its line ends as such where ENDS; false where it refuses them. */
static inline bool
agree_give(struct csv_parser *p, const char *text, size_t len, bool ends, struct buf *out)
{
	csv_set_term_func(p, ends ? NULL : agree_none);
	return csv_parse(p, text, len, agree_field, agree_end, out) == len;
}

/* Adds what libcsv makes of TEXT; false where it finds anything odd or open in it. */
static inline bool
agree_sound(struct str text, char separator, struct buf *out)
{
	struct csv_parser p;
	struct str line, bare;
	bool sound = true;

	agree_init(&p, CSV_STRICT | CSV_STRICT_FINI, separator);
	while (sound && str_cut(&text, '\n', &line)) {
		bare = lines_chomp(line);
		sound = agree_give(&p, bare.at, bare.len, false, out);
		if (text.at == NULL) /* the end of the text, not of a line */
			break;
		sound = sound && agree_give(&p, bare.at + bare.len,
				     line.len - bare.len + 1, true, out);
	}
	sound = sound && csv_fini(&p, agree_field, agree_end, out) == 0;
	csv_free(&p);
	return sound;
}

/* The same for one line, however odd; false where a quote is open at its end. */
static inline bool
agree_line(struct str line, char separator, struct buf *out)
{
	struct csv_parser p;
	struct str bare = lines_chomp(line);

	agree_init(&p, 0, separator);
	(void)agree_give(&p, bare.at, bare.len, false, out);
	(void)agree_give(&p, "\n", 1, true, out);
	csv_free(&p);
	return bare.len == 0 || (out->len > 0 && out->at[out->len - 1] == '\n');
}

/*
 * Whether the rows of C are TEXT, all of it, in order: each stands on its line with its
 * bytes, and between them are blank lines only, or "sep=" as the first that is neither
 * blank nor begins with '#'.
 * Adds the good rows to OUT as agree_sound does, and counts the bad ones.
 */
static inline bool
agree_rows(struct csv *c, struct str text, struct buf *out, size_t *bad)
{
	struct csv_row row;
	struct str line;
	struct err e;
	enum csv_kind kind;
	uint64_t number = 1;
	bool begun = false;

	*bad = 0;
	while ((kind = csv_next(c, &row, &e)) == CSV_ROW || kind == CSV_BAD) {
		for (; number < row.line && str_cut(&text, '\n', &line); number++)
			if (lines_chomp(line).len != 0 &&
			    (begun || !str_starts(line, STR("sep="))))
				return false;
		if (number != row.line || !str_starts(text, row.raw))
			return false;
		for (size_t i = 0; i < row.raw.len; i++)
			number += row.raw.at[i] == '\n';
		text.at += row.raw.len;
		text.len -= row.raw.len;
		if (!str_cut(&text, '\n', &line) || lines_chomp(line).len != 0)
			return false;
		number++;
		begun |= !str_starts(row.raw, STR("#"));
		*bad += kind == CSV_BAD;
		for (size_t i = 0; kind == CSV_ROW && i < row.n; i++)
			agree_field(
			    (void *)(uintptr_t)row.fields[i].at, row.fields[i].len, out);
		if (kind == CSV_ROW)
			agree_end(0, out);
	}
	while (str_cut(&text, '\n', &line))
		if (lines_chomp(line).len != 0 &&
		    (begun || !str_starts(line, STR("sep="))))
			return false;
	return kind == CSV_END;
}

#endif
