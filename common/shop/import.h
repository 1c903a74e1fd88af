/* import - the records of an export, by a layout */
/* SPDX-License-Identifier: ISC */

/*
 * Rows that follow one another with the same key become one record; every row ends as an
 * item of a record (or as the record itself, where a layout has no items), or is given
 * back as exactly one reject.  A row whose item cannot be read is refused alone, and the
 * record says so in its warnings; one whose own fields cannot be read refuses all rows
 * of its record, and so does any row where `whole` is asked for: then nobody is told of
 * half an order, and the rejects can be mended and read again.
 *
 * A row that cannot be read at all is of the record that its key says, and where it is
 * the first, all rows of that record are refused: what it is stands there.  Where its
 * key cannot be read either, the records before it and behind it may lack it, and each
 * has a warning, or is refused where `whole` is asked for, unless the row behind it is
 * seen to be a record's first.
 *
 * What a record is, and what becomes of its values, is the matter of a maker, one for
 * each type.  Memory does not grow with the file: a record is at most IMPORT_ROWS rows.
 */

#ifndef SHOP_IMPORT_H
#define SHOP_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/table.h"

#define IMPORT_ROWS 10000
#define IMPORT_BYTES ((size_t)8 << 20) /* of a record's rows */

/* Where a record comes from. */
struct import_place {
	struct str format; /* the layout's name */
	struct str file;   /* the export's */
	uint64_t line;	   /* at which it begins, from 1 */
};

/* What all rows of a record say. */
struct import_facts {
	struct value *heads;	     /* one for each head of the schema */
	struct currency currency;    /* code "" where there is none */
	struct texts *warnings;	     /* of its cells and its rows ... */
	struct texts *refused;	     /* ... and of rows that were refused */
	const struct texts *derived; /* what import_maker.line computed */
	struct pool *pool;	     /* in which the record's texts live */
};

/*
 * How values become a record of some type.  A maker holds the record at hand; what it is
 * told is lent until `clear`.  Errors are of kind ERR_RECORD.
 */
struct import_maker {
	const struct schema *schema;
	const char *what; /* "order", for messages */

	void (*clear)(struct import_maker *m);
	void (*begin)(struct import_maker *m, const struct import_place *at);

	/* Adds a line of VALUES, one for each of the schema's, which stand in the row
	 * that T is at; what it computes is named in DERIVED. */
	bool (*line)(struct import_maker *m, const struct value *values,
	    const struct table *t, struct texts *derived, struct err *e);

	/* Completes the record. */
	bool (*finish)(
	    struct import_maker *m, const struct import_facts *f, struct err *e);
};

struct import;

struct import_settings {
	struct table_settings table;
	struct import_maker *maker;
	struct str file; /* the name of the export */
	bool whole;	 /* a record of which a row is refused is refused */
};

/*
 * Opens the export on FD; S is lent for the life of the import, S->table.schema is set by
 * it.  NULL with E (ERR_TROUBLE) as table_open.
 */
struct import *import_open(int fd, struct import_settings *s, struct err *e);
void import_close(struct import *i);

const struct table *import_table(const struct import *i);

enum import_kind {
	IMPORT_END,
	IMPORT_RECORD, /* the maker holds one, until the next call */
	IMPORT_REJECT, /* a row is refused (E, ERR_RECORD) */
	IMPORT_WAIT,   /* nothing yet: the next call waits for input */
	IMPORT_ERROR,  /* the file cannot be read on (E, ERR_TROUBLE); END follows */
};

/* What is refused; it lives until the next call. */
struct import_item {
	uint64_t line;	/* IMPORT_REJECT: where the row begins */
	struct str raw; /* ... and its bytes */
};

enum import_kind import_next(struct import *i, struct import_item *out, struct err *e);

#endif
