/* import-gather - the inside of an import, shared by its reading and its gathering */
/* SPDX-License-Identifier: ISC */

/* What becomes of the rows of one record, from the first to the record itself. */

#ifndef SHOP_IMPORT_GATHER_H
#define SHOP_IMPORT_GATHER_H

#include "shop/import.h"
#include "shop/loose.h"

/* A row of the record that is being put together. */
struct kept {
	uint64_t line;
	struct str raw;
	struct str why; /* what is wrong with it, or none */
};

struct import {
	struct import_settings *s;
	struct table *table;

	/* The record being put together, and all that its texts live in. */
	struct import_maker *maker;
	struct pool pool;
	struct value heads[TARGETS_MAX];
	struct texts derived, warnings, refused;
	struct str record; /* which one of JSON's it is */
	struct kept *rows;
	size_t n_rows, room, bytes;
	bool open;
	bool damaged;	    /* none of its rows can be an item ... */
	struct str because; /* ... and those that are not bad themselves for this */
	bool headless;	    /* its first row is bad or missing: its fields are not read */
	bool endless;	    /* it is too long */

	enum {
		READING,
		GIVING, /* the record is done, and its refused rows are given back */
		ENDED,
	} state;
	size_t giving;	      /* rows from here on are still to be looked at */
	struct table_row row; /* the one read last ... */
	bool pending;	      /* ... which begins the next record */
	struct loose loose;   /* bad rows since the last good one */
	uint64_t more;	      /* where there were too many, the line of the next; or 0 */
	bool told;	      /* that the next read waits */
	bool skipping;	      /* rows of an endless record are refused as they come */
	bool last;	      /* nothing more can be read ... */
	bool failed;	      /* ... for this reason, not told yet: */
	struct err failure;
};

/* Forgets the record at hand. */
void gather_clear(struct import *i);

/* Begins a record with ROW, and with the loose rows that are its own. */
void gather_begin(struct import *i, const struct table_row *row);

/* Adds ROW to the record at hand, which `endless` says is too long then. */
void gather_row(struct import *i, const struct table_row *row);

/* Adds a bad row; where it is the FIRST, nothing is known of the record. */
void gather_bad(
    struct import *i, uint64_t line, struct str raw, struct str why, bool first);

/* The loose rows are the record's own, since it goes on behind them. */
void gather_loose(struct import *i);

/* The record at hand, if any, ends: loose rows may have been its own. */
void gather_end(struct import *i);

/* Refuses the row K for WHY, and the record with it where it cannot (WHOLE), or shall
 * not, do without. */
void gather_refuse(struct import *i, struct kept *k, bool whole, struct str why);

/* Whether the record that was put together can be given; else its rows go back. */
bool gather_finish(struct import *i);

#endif
