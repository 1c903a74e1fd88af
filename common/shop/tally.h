/* tally - counters by key */
/* SPDX-License-Identifier: ISC */

/*
 * A cell is found by a key of a few numbers and has a few counters, all of the same count
 * in one tally.  Each thread counts in a tally of its own; they are added up at the end,
 * and what comes out does not depend on who counted what.
 */

#ifndef SHOP_TALLY_H
#define SHOP_TALLY_H

#include <stddef.h>
#include <stdint.h>

#define TALLY_KEY 6 /* numbers in a key, at most */

struct tally {
	size_t n_key, n_counters;
	size_t n;	   /* cells */
	uint64_t *keys;	   /* n_key for each cell */
	int64_t *counters; /* n_counters for each */
	/* The rest is the module's own. */
	uint32_t *slots;
	size_t n_slots, room;
};

void tally_init(struct tally *t, size_t n_key, size_t n_counters);
void tally_done(struct tally *t);

/* The counters of the cell KEY, which is made where there is none; until the next call.
 */
int64_t *tally_at(struct tally *t, const uint64_t *key);

/* Adds the cells of FROM. */
void tally_merge(struct tally *t, const struct tally *from);

static inline const uint64_t *
tally_key(const struct tally *t, size_t cell)
{
	return t->keys + cell * t->n_key;
}

static inline const int64_t *
tally_counters(const struct tally *t, size_t cell)
{
	return t->counters + cell * t->n_counters;
}

/* A sum that stays at the largest number rather than overflow. */
static inline int64_t
tally_sum(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

#endif
