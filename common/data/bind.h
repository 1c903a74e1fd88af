/* bind - a layout's fields bound to the columns of one file */
/* SPDX-License-Identifier: ISC */

/*
 * Names are looked up once a file, so that a row costs an index a cell.  Columns that the
 * file does not have are forgotten, and with them sources and fields that have no other.
 * Column names are compared without regard to case and to spaces around them; where a
 * name stands twice the first counts.  In JSON a column is a path below the record or the
 * line, see data/fetch, and nothing is forgotten.
 */

#ifndef DATA_BIND_H
#define DATA_BIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/cell.h"
#include "data/layout.h"
#include "data/rec.h"

struct bound_column {
	size_t at;		    /* the cell's index in a row */
	struct str name;	    /* as the file has it, for messages */
	const struct column *paths; /* JSON: tried in turn */
};

struct bound_condition {
	const struct condition *how;
	struct bound_column column;
};

struct bound_source {
	const struct source *how;
	const struct bound_condition *when; /* NULL: it always counts */
	struct bound_column *columns;
	size_t n, n_less; /* the last of them are taken off the sum */
};

struct bound_field {
	const struct target *target;
	size_t index; /* of the target in its section */
	enum gather gather;
	struct bound_source *sources;
	size_t n;
	/* One column, that with the index `at`, whose empty cell says nothing ... */
	bool plain;
	bool text, money; /* ... and all others say their text or amount, see cell_text */
	size_t at;
};

struct bound {
	struct bound_field *fields;
	size_t n;
};

/* Where cells come from: a row, or a JSON object. */
struct place {
	const struct str *cells; /* NULL: JSON */
	struct val object;
};

/* The index of the column that C names among the N of HEADER; false where it has none. */
bool bind_find(const struct column *c, const struct str *header, size_t n, size_t *at);

/*
 * Binds N FIELDS of LAYOUT to HEADER (of N_HEADER columns, which live as long as the
 * binding; NULL for JSON) in memory of POOL.  "{n}" in a column's name stands for
 * NUMBER.
 */
struct bound bind_fields(const struct layout_field *fields, size_t n,
    const struct target *targets, const struct str *header, size_t n_header,
    unsigned number, struct pool *pool);

/*
 * Binds the N CONDITIONS likewise; those whose column the file lacks are forgotten.  *OUT
 * has room for N; how many there are is returned.
 */
size_t bind_conditions(const struct condition *conditions, size_t n,
    const struct str *header, size_t n_header, struct bound_condition *out);

/* Sets *HOLDS to whether C holds at PLACE; FOUND is scratch memory.  E as bind_read. */
bool bind_holds(const struct bound_condition *c, const struct place *place,
    struct texts *found, bool *holds, struct err *e);

/* Whether a column name of FIELDS has "{n}" in it. */
bool bind_numbered(const struct layout_field *fields, size_t n);

/* Whether F plainly says nothing at PLACE; most cells of most rows are empty. */
static inline bool
bind_empty(const struct bound_field *f, const struct place *place)
{
	return f->plain && place->cells[f->at].len == 0;
}

/* The same as bind_read, for a field of any sources. */
bool bind_read_any(const struct bound_field *f, const struct place *place,
    struct cells *c, struct value *out, struct err *e);

/*
 * Reads the field at PLACE: the first of its sources that says something; a value that is
 * not there where none does.  E (ERR_RECORD) begins with the column's name.
 */
static inline bool
bind_read(const struct bound_field *f, const struct place *place, struct cells *c,
    struct value *out, struct err *e)
{
	const struct bound_source *s = f->sources;

	if (f->text) {
		cell_text(c, s->how, f->target->kind, place->cells[f->at], out);
		return true;
	}
	if (f->money)
		return cell_money(
		    c, s->how, s->columns->name, place->cells[f->at], out, e);
	if (f->plain)
		return cell_read(
		    c, s->how, f->target, s->columns->name, place->cells[f->at], out, e);
	return bind_read_any(f, place, c, out, e);
}

#endif
