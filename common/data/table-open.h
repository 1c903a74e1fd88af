/* table-open - the inside of a table, shared by its opening, its rows and its values */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_TABLE_OPEN_H
#define DATA_TABLE_OPEN_H

#include "base/buf.h"
#include "data/bind.h"
#include "data/csv.h"
#include "data/elements.h"
#include "data/table-log.h"
#include "data/table.h"

#define NO_CURRENCY SIZE_MAX

struct table {
	const struct table_settings *s;
	const struct layout *layout;
	struct pool fixed; /* the header and what is bound to it */
	struct table_skipped skipped;

	struct csv *csv; /* one of these three */
	struct elements elements;
	bool json;
	struct table_log *log;

	struct str *header;
	size_t n_header;
	struct bound heads;
	struct bound *lines; /* one, or one for each number */
	size_t n_lines;
	size_t currency; /* index of the bound head that is one, or NO_CURRENCY ... */
	size_t currency_head; /* ... and of the schema's */
	size_t *key, n_key, begins, when;
	bool has_begins, has_when;
	struct bound_condition *ignore_like;
	size_t n_ignore_like;
	size_t *needs, n_needs; /* bound heads */
	bool picky;		/* one of these says that rows may be no data */
	bool never;		/* a head that is needed has no column */
	struct pool scratch;	/* of what is looked at and not kept ... */
	struct texts unheard;	/* ... and its warnings */

	struct cells cells;
	struct csv_row row;
	struct rec rec;
	uint64_t nth;	    /* JSON: which record it is, from 1 */
	struct val list;    /* JSON: the lines ... */
	struct val_iter at; /* ... and those that follow line number `next` - 1 */
	size_t next;
	bool first;	      /* no record has begun yet */
	bool new_record;      /* the current row begins one */
	bool gap;	      /* a row that is not seen to be the last record's was bad */
	struct buf last, bad; /* the key of the last record, and of a bad row */
};

/* Makes L the layout of T, whose header is known where it is CSV. */
void table_bind(struct table *t, const struct layout *l);

#endif
