/* funnel-earlier - an earlier report on lost carts, from its records */
/* SPDX-License-Identifier: ISC */

/* What funnel-compare keeps of it; for that module and its reader alone. */

#ifndef SHOP_FUNNEL_EARLIER_H
#define SHOP_FUNNEL_EARLIER_H

#include "base/pool.h"
#include "data/rec.h"
#include "shop/funnel-compare.h"

/* A field of --by and its value. */
struct earlier_pair {
	struct str name, value;
};

/* What a figure is known by, whichever report it is in. */
struct earlier_place {
	struct str name, step, currency;
	struct earlier_pair by[FUNNEL_BY];
	size_t n_by;
	struct str field, seen;
	bool others;
};

struct earlier_entry {
	struct str key;
	int64_t value;
	struct proportion parts;
};

struct funnel_earlier {
	struct str path, steps, events_of, order, windows, now;
	int64_t gap, recover;
	bool headed;		     /* its report record has been read */
	struct whole figures;	     /* that it says to have */
	int64_t met;		     /* figures read, of all kinds */
	struct earlier_entry *entry; /* by key */
	size_t n, room;
	struct pool pool;
	struct buf key; /* scratch memory */
};

/*
 * Puts into B, instead of what it holds, what is the same for the same figure only.  The
 * fields of --by may stand in any order: P's are sorted.
 */
void earlier_key(struct buf *b, struct earlier_place *p);

/* The figure of that key, or NULL. */
const struct earlier_entry *earlier_find(const struct funnel_earlier *r, struct str key);

#endif
