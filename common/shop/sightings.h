/* sightings - who did something, and when */
/* SPDX-License-Identifier: ISC */

/*
 * Purchases and the like, each under every name that a customer goes by: a number for
 * each name, which is never 0.  They are collected first, then put in order, and then
 * looked up; none of it takes longer where one name has very many.  16 bytes each, and
 * while they are looked up 10 to 20 more for each name.
 */

#ifndef SHOP_SIGHTINGS_H
#define SHOP_SIGHTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sighting {
	uint64_t who;
	int64_t at;
};

/* Zeroed ones are initialised. */
struct sightings {
	struct sighting *at;
	size_t n, room;
	uint32_t *first; /* by a hash of `who`: 1 + the place of its first, or 0 */
	size_t n_slots;	 /* of `first`; a power of two, or 0 before sightings_sort */
	uint64_t *known; /* a bit by another hash: 0 where nobody of it is known */
};

void sightings_done(struct sightings *s);

/* Notes that WHO, if not 0, did it at AT. */
void sightings_add(struct sightings *s, uint64_t who, int64_t at);

/* Moves all of FROM to S. */
void sightings_take(struct sightings *s, struct sightings *from);

/* To be called when all are noted and before anything is looked up. */
void sightings_sort(struct sightings *s);

/* WHO is about to be looked up: has the memory fetched that says whether it is there. */
void sightings_foresee(const struct sightings *s, uint64_t who);

/* When WHO did it first after the time AT; false where there is no such time, or WHO is
 * 0. */
bool sightings_after(const struct sightings *s, uint64_t who, int64_t at, int64_t *when);

/* When WHO did it last until the time UNTIL; false where that was never. */
bool sightings_last(
    const struct sightings *s, uint64_t who, int64_t until, int64_t *when);

#endif
