/* csv - the rows of a CSV or tab-separated file, with their place and their bytes */
/* SPDX-License-Identifier: ISC */

/*
 * Rows as RFC 4180 has them, read by libcsv from `lines`, in constant memory: quoted
 * newlines, doubled quotes, LF or CRLF, no trimming of spaces.  The separator is given,
 * or found from the first row (the one of ',' ';' tab and '|' that makes most columns).
 * Other encodings become UTF-8 as they are read: a UTF-16 byte order mark is recognised,
 * UTF-8 and its mark are the default, others are named (through ICU's converters).
 */

#ifndef DATA_CSV_H
#define DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct csv;

struct csv_row {
	struct str *fields; /* UTF-8, decoded; live until the next call */
	size_t n;
	uint64_t line;	/* of its first line, from 1 */
	struct str raw; /* its bytes in UTF-8 as they stand, without the last line end;
			   as in the file where they are not UTF-8 */
};

enum csv_kind {
	CSV_END,
	CSV_ROW,
	CSV_BAD, /* this row cannot be read (E, ERR_RECORD: why); `line` and `raw` are set
		  */
	CSV_ERROR, /* the file cannot be read (E, ERR_TROUBLE) */
};

/*
 * Reads from FD, which the caller opened and closes.  SEPARATOR 0 means "find it";
 * ENCODING NULL means UTF-8 or what a byte order mark says.  False for an encoding nobody
 * knows (E names some that are).
 */
struct csv *csv_new(int fd, char separator, const char *encoding, struct err *e);
void csv_free(struct csv *c);

enum csv_kind csv_next(struct csv *c, struct csv_row *row, struct err *e);

/* Whether csv_next would answer without waiting for input. */
bool csv_ready(struct csv *c);

#endif
