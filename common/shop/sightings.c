/* sightings - who did something, and when */
/* SPDX-License-Identifier: ISC */

#include "shop/sightings.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ROOM 1024 /* at first */
#define SLOTS 64  /* at least; a power of two */

void
sightings_done(struct sightings *s)
{
	free(s->at);
	free(s->first);
	free(s->known);
	*s = (struct sightings){ .at = NULL };
}

void
sightings_add(struct sightings *s, uint64_t who, int64_t at)
{
	if (who == 0)
		return;
	if (s->n == s->room) {
		s->room = s->room == 0 ? ROOM : 2 * s->room;
		s->at = mem_grow(s->at, s->room, sizeof *s->at);
	}
	s->at[s->n++] = (struct sighting){ who, at };
}

void
sightings_take(struct sightings *s, struct sightings *from)
{
	if (from->n != 0) {
		s->room = s->n + from->n;
		s->at = mem_grow(s->at, s->room, sizeof *s->at);
		memcpy(s->at + s->n, from->at, from->n * sizeof *s->at);
		s->n = s->room;
	}
	sightings_done(from);
}

static int
by_who(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;

	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static size_t
first_slot(const struct sightings *s, uint64_t who)
{
	return (size_t)((who * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (s->n_slots - 1);
}

/*
 * Most that are asked for are not there: a bit says so, where the slots are too many for
 * a processor to have them all at hand.
 */
#define BITS 4 /* for each slot */

static size_t
bit_of(const struct sightings *s, uint64_t who)
{
	return (size_t)((who * UINT64_C(0xd6e8feb86659fd93)) >> 20) &
	       (BITS * s->n_slots - 1);
}

static bool
may_be_known(const struct sightings *s, uint64_t who)
{
	size_t bit = bit_of(s, who);

	return (s->known[bit / 64] >> bit % 64 & 1) != 0;
}

void
sightings_sort(struct sightings *s)
{
	size_t i, k, names = 0;

	if (s->n != 0)
		qsort(s->at, s->n, sizeof *s->at, by_who);
	for (i = 0; i < s->n; i++)
		names += i == 0 || s->at[i].who != s->at[i - 1].who;
	for (s->n_slots = SLOTS; s->n_slots < 2 * names; s->n_slots *= 2)
		;
	free(s->first);
	free(s->known);
	s->first = mem_zero(s->n_slots, sizeof *s->first);
	s->known = mem_zero(BITS * s->n_slots / 64, sizeof *s->known);
	for (i = 0; i < s->n; i++) {
		if (i > 0 && s->at[i].who == s->at[i - 1].who)
			continue;
		k = bit_of(s, s->at[i].who);
		s->known[k / 64] |= UINT64_C(1) << k % 64;
		k = first_slot(s, s->at[i].who);
		while (s->first[k] != 0)
			k = (k + 1) & (s->n_slots - 1);
		s->first[k] = (uint32_t)i + 1;
	}
}

void
sightings_foresee(const struct sightings *s, uint64_t who)
{
	if (who != 0 && s->n != 0)
		__builtin_prefetch(&s->known[bit_of(s, who) / 64]);
}

/* Where those of WHO begin; false where there are none. */
static bool
find(const struct sightings *s, uint64_t who, size_t *place)
{
	size_t k;

	if (who == 0 || s->n == 0 || !may_be_known(s, who))
		return false;
	for (k = first_slot(s, who); s->first[k] != 0; k = (k + 1) & (s->n_slots - 1))
		if (s->at[s->first[k] - 1].who == who) {
			*place = s->first[k] - 1;
			return true;
		}
	return false;
}

/* Whether the one at PLACE is behind those of WHO until AT. */
static bool
is_behind(const struct sightings *s, size_t place, uint64_t who, int64_t at)
{
	return place >= s->n || s->at[place].who != who || s->at[place].at > at;
}

/* The first place from I on, where those of WHO begin, that is behind AT. */
static size_t
behind(const struct sightings *s, size_t i, uint64_t who, int64_t at)
{
	size_t step = 1;

	/* In leaps: most have one and some have all of a day. */
	while (!is_behind(s, i + step - 1, who, at)) {
		i += step;
		step *= 2;
	}
	while ((step /= 2) != 0)
		if (!is_behind(s, i + step - 1, who, at))
			i += step;
	return i;
}

bool
sightings_after(const struct sightings *s, uint64_t who, int64_t at, int64_t *when)
{
	size_t i;

	if (!find(s, who, &i))
		return false;
	i = behind(s, i, who, at);
	if (i == s->n || s->at[i].who != who)
		return false;
	*when = s->at[i].at;
	return true;
}

bool
sightings_last(const struct sightings *s, uint64_t who, int64_t until, int64_t *when)
{
	size_t i, end;

	if (!find(s, who, &i) || (end = behind(s, i, who, until)) == i)
		return false;
	*when = s->at[end - 1].at;
	return true;
}
