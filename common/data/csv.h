/* csv - the rows of a CSV or tab-separated file, with their place and their bytes */
/* SPDX-License-Identifier: ISC */

/*
 * Rows as RFC 4180 has them, in constant memory: quoted newlines, doubled quotes, LF or
 * CRLF (or lone CRs, in a file that begins with these and has no LF, as spreadsheets on
 * the Macintosh wrote it), no trimming of spaces; a quote within an unquoted field is a
 * character like any other.  What a row with text behind a closing quote means libcsv
 * says (see data/fields); a row of more than FIELDS_MAX columns is bad.
 *
 * The separator is given, or found from the first line that does not begin with '#':
 * what Excel's "sep=;" line says, else the one of , ; tab and | that stands there most
 * often outside quotes.  A line that begins with '#' is a row like any other.  Other
 * encodings become UTF-8 as they are read (see data/encoding).
 *
 * Nothing is lost: every line of the file is part of one row, good or bad, but for blank
 * lines and a "sep=" line.  A row over several lines must be sound in its quoting and at
 * most CSV_LINES lines, and no line is added to one of CSV_BYTES bytes; where it is not,
 * the quote that opened it is taken to be a slip: its line alone is a bad row, and
 * reading goes on with the next.
 */

#ifndef DATA_CSV_H
#define DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define CSV_LINES 1000		    /* of one row */
#define CSV_BYTES ((size_t)1 << 20) /* of one row over several lines */

struct csv;

struct csv_row {
	struct str *fields; /* UTF-8, decoded; live until the next call */
	size_t n;
	uint64_t line;	/* of its first line, from 1 */
	struct str raw; /* its bytes as they stand (after conversion), without the last
			   line end; of a line over LINES_MAX only its start */
};

enum csv_kind {
	CSV_END,
	CSV_ROW,
	CSV_BAD,   /* cannot be read (E, ERR_RECORD: why); `line` and `raw` are set, and
		      `fields` are those before the damage, or hold it: maybe no text */
	CSV_ERROR, /* the file cannot be read (E, ERR_TROUBLE) */
};

/*
 * Reads from FD, which the caller opened and closes.  SEPARATOR 0 means "find it";
 * ENCODING (kept) NULL means UTF-8 or what a byte order mark says.  NULL for an encoding
 * nobody knows (E names some that are).  The pair is not called new and free because
 * libcsv owns the name csv_free.
 */
struct csv *csv_open(int fd, char separator, const char *encoding, struct err *e);
void csv_close(struct csv *c);

/* Bytes of the file that were read before, as encoding_ahead takes them. */
void csv_ahead(struct csv *c, struct str ahead);

enum csv_kind csv_next(struct csv *c, struct csv_row *row, struct err *e);

/* The separator in use; 0 before the first row where it is to be found. */
char csv_separator(const struct csv *c);

/*
 * Finds the separator anew in the next line, where it was found and not told: for lines
 * of other kinds before a header.
 */
void csv_refind(struct csv *c);

/*
 * Whether quotes mean anything in the rows from the next on: where they do not, each line
 * is a row, and a quote is a character like any other.  They do to begin with.
 */
void csv_quotes(struct csv *c, bool meant);

/* Whether a line, or the end, is here, so that csv_next need not wait for one. */
bool csv_ready(struct csv *c);

#endif
