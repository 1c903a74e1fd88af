/* visits - all visits of a log, as its events come in */
/* SPDX-License-Identifier: ISC */

/*
 * Pieces of visits (events, or visits of another run) go in in any order, from several
 * threads at once; what is of the same key with no more than the gap in between becomes
 * one visit.  Nothing is sorted, and memory grows with the visits and not with the
 * events: each key has its visits as intervals that merge (shop/visit).
 *
 * The keys are spread over VISITS_PARTS parts, each with a lock.  A part that comes to
 * hold more than its share of the memory puts its visits aside on the disk, as pieces
 * that are merged again when the part is taken out.  The answer is the same whatever the
 * memory, the threads and the order.
 */

#ifndef SHOP_VISITS_H
#define SHOP_VISITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "shop/visit.h"

#define VISITS_PARTS 128

struct visits;

/*
 * GAP in milliseconds; MEMORY in bytes, for all visits.  SHAPE is lent for the life of
 * the visits.
 */
struct visits *visits_new(const struct visit_shape *shape, int64_t gap, size_t memory);
void visits_free(struct visits *v);

/* The visits that one thread is about to add: a batch of pieces, of SHAPE's size each. */
struct visits_batch {
	char *at;
	size_t n, room;
	uint32_t *order; /* the batch's own */
	struct visits *visits;
};

void visits_batch_init(struct visits_batch *b, struct visits *v);
void visits_batch_done(struct visits_batch *b);

/* Room for one more piece, blank; it is part of the batch when visits_batch_keep says so.
 */
struct visit *visits_batch_next(struct visits_batch *b);

static inline void
visits_batch_keep(struct visits_batch *b)
{
	b->n++;
}

/*
 * Adds the pieces of the batch and empties it; what they lend is copied.  False where the
 * disk took no more (as err_errno has it).
 */
bool visits_add(struct visits *v, struct visits_batch *b, struct err *e);

/* When the last event of all was, in milliseconds since 1970; INT64_MIN without any. */
int64_t visits_latest(struct visits *v);

/* The visits of one part. */
struct visits_part {
	struct visit **at;
	size_t n;
	size_t part; /* its number */
};

/*
 * Takes part number PART out, whole and merged, for the calling thread alone; it goes
 * back with visits_give.  A part may be taken several times.  False where the disk cannot
 * be read (ERR_LATER).
 */
bool visits_take(struct visits *v, size_t part, struct visits_part *out, struct err *e);

/* Puts them in the order of their keys and times; parts are in the order of keys, too. */
void visits_sort(struct visits_part *taken);

void visits_give(struct visits *v, struct visits_part *taken);

/* The key of the text NAME: of a session, or of a customer who has none. */
void visits_key(struct str name, bool customer, uint64_t key[2]);

#endif
