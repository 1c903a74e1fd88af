/* visit-table - visits by their keys, in memory */
/* SPDX-License-Identifier: ISC */

/*
 * Part of shop/visits: a table takes pieces in any order, and what is of the same key
 * with no more than the gap in between becomes one visit.  A key has its visits as
 * intervals that merge (shop/visit), in a splay tree by their times (Sleator and Tarjan,
 * 1985): the latest that was touched is the root, which is the one that a log in the
 * order of time asks for, and in any other order as many visits as there are halvings of
 * them are passed.  A table is of one thread at a time.
 */

#ifndef SHOP_VISIT_TABLE_H
#define SHOP_VISIT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shop/visit.h"

struct visit_table {
	const struct visit_shape *shape; /* lent */
	int64_t gap;			 /* milliseconds */
	size_t most; /* up to so many visits it asks for no more memory than they take */
	uint64_t *slots; /* the high half is part of the key, the low one its visit */
	size_t n_slots, keys;
	char *visits;	  /* by their numbers; 0 stands for none */
	uint32_t n, room; /* numbers in use, and all */
	uint32_t free;	  /* the first of those that were in use */
	int64_t held;	  /* bytes of texts and lists */
	int64_t latest;	  /* event that was ever added; INT64_MIN: none */
};

void visit_table_init(
    struct visit_table *t, const struct visit_shape *shape, int64_t gap, size_t most);

/* Adds PIECE; what it lends is copied. */
void visit_table_add(struct visit_table *t, const struct visit *piece);

/* The same for the N pieces of AT that ORDER names, which are as long as visits are: what
 * they need is asked for before it is used. */
void visit_table_add_all(
    struct visit_table *t, const char *at, const uint32_t *order, size_t n);

/* PIECE is about to be added: has the memory fetched that says where. */
void visit_table_foresee(const struct visit_table *t, const struct visit *piece);

/* Makes room for N visits in a table that has none. */
void visit_table_reserve(struct visit_table *t, uint64_t n);

/* Bytes of its visits, with all that finds them. */
size_t visit_table_size(const struct visit_table *t);

/* Visit NUMBER, from 1 to below t->n; NULL where the number is of none any more. */
struct visit *visit_table_at(const struct visit_table *t, uint32_t number);

/* Forgets all visits, and keeps the memory for those that come. */
void visit_table_forget(struct visit_table *t);

/* ... or gives it back; the table can be used on. */
void visit_table_clear(struct visit_table *t);

#endif
