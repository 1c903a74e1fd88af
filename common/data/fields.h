/* fields - one row of CSV becomes its fields */
/* SPDX-License-Identifier: ISC */

/*
 * The inner step of `csv`.  Rows of sound quoting are split 64 bytes at a time (with SSE2
 * where the machine has it, as every x86-64 does); what odd quoting means libcsv says.
 */

#ifndef DATA_FIELDS_H
#define DATA_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

#define FIELDS_MAX ((size_t)1 << 14) /* of one row: as many as Excel has columns */
#define FIELDS_SLACK 64		     /* readable bytes needed behind a row */

struct csv_parser;

struct fields {
	struct str *at; /* decoded; views of the row or of `text` */
	size_t n, room;
	char separator;
	bool bare;	 /* quotes are characters like any other */
	struct str odd;	 /* from the row's first NUL or byte above 0x7f to its last */
	struct buf text; /* fields that had to be decoded; never grows within a row */
	struct csv_parser *libcsv; /* NULL until it is needed */
	bool ended, many;	   /* what libcsv's calls have told */
};

/* How a row, or a line of one, goes on. */
enum fields_end {
	FIELDS_DONE, /* it ends here, soundly quoted */
	FIELDS_OPEN, /* a quoted field goes on behind its end */
	FIELDS_ODD,  /* text stands behind a closing quote */
	FIELDS_MANY, /* more than FIELDS_MAX */
};

/* A zeroed struct is ready once its separator is set, which may change from row to row.
 */
void fields_done(struct fields *f);

/*
 * Splits ROW, which may hold quoted newlines but has no line end behind it; FIELDS_SLACK
 * bytes can be read there.  The fields live until the next call, and as long as ROW;
 * they are whole where FIELDS_DONE is returned.
 */
enum fields_end fields_split(struct fields *f, struct str row);

/*
 * The same for one line, odd or not, as libcsv reads it where a lone CR is no line end:
 * never FIELDS_ODD.
 */
enum fields_end fields_split_odd(struct fields *f, struct str line);

/* How LINE goes on where it begins within a quoted field; it is not split. */
enum fields_end fields_follow(char separator, struct str line);

#endif
