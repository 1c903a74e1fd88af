/* table - an export read by a layout, row by row, as values of a record's fields */
/* SPDX-License-Identifier: ISC */

/*
 * The file may be CSV or JSON; which of several layouts fits it is seen from its header
 * or its first object.  Rows come with whether they begin a new record (by their key), so
 * that the reader puts records together; only rows that follow one another are joined.
 * Memory does not grow with the file.  This module knows nothing of what a record is.
 */

#ifndef DATA_TABLE_H
#define DATA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/money.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/cell.h"
#include "data/layout.h"
#include "data/zone.h"

struct table;

struct table_settings {
	const struct schema *schema;
	struct layout *const *layouts; /* the candidates */
	size_t n_layouts;
	char separator;		  /* 0: the layout's, else found */
	const char *encoding;	  /* NULL: the layout's, else by the file */
	const struct zone *zone;  /* of times that do not say theirs */
	struct currency currency; /* where the export names none; code "" for none */
};

/*
 * Opens the export on FD, which the caller opened and closes, and finds its header.  S is
 * lent for the life of the table.  NULL with E (ERR_TROUBLE) where no layout fits, or two
 * do as well.  An empty file is a table without rows.
 */
struct table *table_open(int fd, const struct table_settings *s, struct err *e);
void table_close(struct table *t);

/* The layout that fits; NULL for an empty file. */
const struct layout *table_layout(const struct table *t);

/* How many rows were passed over: before the header, and as no data (`ignore`). */
struct table_skipped {
	uint64_t before, ignored;
};

struct table_skipped table_skipped(const struct table *t);

struct table_row {
	uint64_t line;	/* of its first line, from 1 */
	struct str raw; /* its bytes, as csv_row or element has them */
	bool begins;	/* a new record; otherwise it goes on with the one before */
	bool head;	/* ... and is seen to be its first row, by what stands in it */
	bool headless;	/* ... and is not: the record's first row is missing */
	bool lost;	/* TABLE_BAD: nothing tells for sure to which record it belongs */
	struct str key; /* TABLE_BAD: as table_key has it, where it can be read */
	size_t lines;	/* how many lines it may hold: see table_line */
};

enum table_kind {
	TABLE_END,
	TABLE_ROW,
	TABLE_IGNORED, /* it is no data, and is counted */
	TABLE_BAD,     /* it cannot be read (E, ERR_RECORD); `begins` is false only where
			its key is seen to be that of the record before it */
	TABLE_ERROR,   /* the file cannot be read on (E, ERR_TROUBLE) */
};

enum table_kind table_next(struct table *t, struct table_row *row, struct err *e);

/* Whether table_next would begin without waiting for input. */
bool table_ready(struct table *t);

/*
 * Texts of the values from now on go to POOL, and warnings about cells that were left out
 * to WARNINGS; both are the caller's.
 */
void table_keep(struct table *t, struct pool *pool, struct texts *warnings);

/*
 * Adds what the current row says of the record's own fields to VALUES, one for each head
 * of the schema: a value that is there already stays, unless its gathering says
 * otherwise.  Where the row begins a record the caller has made them all absent; its
 * currency is settled then, and stays so until the next record begins.
 */
bool table_head(struct table *t, struct value *values, struct err *e);

/*
 * Fills VALUES, one for each line field of the schema, with the Kth line of the current
 * row.  *THERE is false where the row holds no such line.
 */
bool table_line(
    struct table *t, size_t k, struct value *values, bool *there, struct err *e);

/*
 * Which record of a JSON export the current row is, in POOL: "record 4 (id 1004)",
 * counted from 1; the line says little where all of them stand on one.  None for CSV.
 */
struct str table_record(struct table *t, struct pool *pool);

/*
 * Adds to OUT the column of each field of the layout for which a CSV file has none at
 * all: where the layout was written for this very file, its name may be a slip.
 */
void table_absent(const struct table *t, struct texts *out);

/* What the export calls the head, or the line, of that index: for messages. */
struct str table_column(const struct table *t, bool line, size_t index);

/* The currency of the record at hand. */
struct currency table_currency(const struct table *t);

/* The key of the record at hand, its columns with a NUL between; "" without a key. */
struct str table_key(const struct table *t);

#endif
