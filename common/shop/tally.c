/* tally - counters by key */
/* SPDX-License-Identifier: ISC */

#include "shop/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SLOTS 64 /* at first; a power of two */

void
tally_init(struct tally *t, size_t n_key, size_t n_counters)
{
	*t = (struct tally){ .n_key = n_key, .n_counters = n_counters, .n_slots = SLOTS };
	t->slots = mem_zero(t->n_slots, sizeof *t->slots);
}

void
tally_done(struct tally *t)
{
	free(t->keys);
	free(t->counters);
	free(t->slots);
	*t = (struct tally){ .n = 0 };
}

static size_t
first_slot(const struct tally *t, const uint64_t *key)
{
	uint64_t h = 0;
	size_t i;

	/* Short texts as values differ in their highest bits alone. */
	for (i = 0; i < t->n_key; i++) {
		h = (h ^ key[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return (size_t)(h * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (t->n_slots - 1);
}

/* The slot of KEY; it holds 0 where there is no such cell. */
static uint32_t *
slot_of(const struct tally *t, const uint64_t *key)
{
	size_t i = first_slot(t, key);

	while (t->slots[i] != 0 &&
	       memcmp(tally_key(t, t->slots[i] - 1), key, t->n_key * sizeof *key) != 0)
		i = (i + 1) & (t->n_slots - 1);
	return &t->slots[i];
}

static void
grow(struct tally *t)
{
	size_t i;

	free(t->slots);
	t->n_slots *= 2;
	t->slots = mem_zero(t->n_slots, sizeof *t->slots);
	for (i = 0; i < t->n; i++)
		*slot_of(t, tally_key(t, i)) = (uint32_t)i + 1;
}

int64_t *
tally_at(struct tally *t, const uint64_t *key)
{
	uint32_t *slot = slot_of(t, key);

	if (*slot == 0) {
		if (t->n == t->room) {
			t->room = t->room == 0 ? 64 : 2 * t->room;
			t->keys = mem_grow(t->keys, t->room, t->n_key * sizeof *t->keys);
			t->counters = mem_grow(
			    t->counters, t->room, t->n_counters * sizeof *t->counters);
		}
		memcpy(t->keys + t->n * t->n_key, key, t->n_key * sizeof *key);
		memset(t->counters + t->n * t->n_counters, 0,
		    t->n_counters * sizeof *t->counters);
		*slot = (uint32_t)++t->n;
		if (t->n > t->n_slots / 2)
			grow(t);
		return t->counters + (t->n - 1) * t->n_counters;
	}
	return t->counters + (*slot - 1) * t->n_counters;
}

void
tally_merge(struct tally *t, const struct tally *from)
{
	size_t i, k;

	for (i = 0; i < from->n; i++) {
		int64_t *to = tally_at(t, tally_key(from, i));
		const int64_t *add = tally_counters(from, i);

		for (k = 0; k < t->n_counters; k++)
			to[k] = tally_sum(to[k], add[k]);
	}
}
