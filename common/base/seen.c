/* seen - which names came before, in memory that does not grow */
/* SPDX-License-Identifier: ISC */

#include "base/seen.h"

#include <stdlib.h>

#include "base/mem.h"

#define SLOTS ((size_t)1 << 18) /* of a table; SEEN_NAMES fill three quarters of it */

struct seen {
	uint64_t *newer, *older; /* 0 is a free slot */
	size_t n;		 /* names in the newer */
	bool turned;		 /* the older has any */
};

struct seen *
seen_new(void)
{
	struct seen *s = mem_zero(1, sizeof *s);

	s->newer = mem_zero(SLOTS, sizeof *s->newer);
	s->older = mem_zero(SLOTS, sizeof *s->older);
	return s;
}

void
seen_free(struct seen *s)
{
	if (s == NULL)
		return;
	free(s->newer);
	free(s->older);
	free(s);
}

/* FNV-1a, its bits mixed as MurmurHash3 ends, since the low ones choose the slot. */
static uint64_t
hash(struct str s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h == 0 ? 1 : h;
}

/* Where H is in TABLE, or the free slot where it would be. */
static uint64_t *
find(uint64_t *table, uint64_t h)
{
	size_t i = h % SLOTS;

	while (table[i] != 0 && table[i] != h)
		i = (i + 1) % SLOTS;
	return &table[i];
}

static void
turn(struct seen *s)
{
	uint64_t *older = s->older;

	s->older = s->newer;
	s->newer = older;
	memset(older, 0, SLOTS * sizeof *older);
	s->n = 0;
	s->turned = true;
}

void
seen_soon(const struct seen *s, struct str name)
{
	uint64_t h = hash(name);

	__builtin_prefetch(&s->newer[h % SLOTS], 1);
	__builtin_prefetch(&s->older[h % SLOTS]);
}

bool
seen_has(const struct seen *s, struct str name)
{
	uint64_t h = hash(name);

	return *find(s->newer, h) == h || (s->turned && *find(s->older, h) == h);
}

bool
seen_add(struct seen *s, struct str name)
{
	uint64_t h = hash(name), *slot = find(s->newer, h);

	if (*slot == h)
		return true;
	if (s->n == SEEN_NAMES) {
		turn(s);
		slot = find(s->newer, h);
	}
	*slot = h;
	s->n++;
	return s->turned && *find(s->older, h) == h;
}
