/* seen - which names came before, in memory that does not grow */
/* SPDX-License-Identifier: ISC */

#include "base/seen.h"

#include <stdlib.h>

#include "base/mem.h"

#define WAYS 8
#define GROUPS (SEEN_NAMES / WAYS)

struct seen {
	uint64_t groups[GROUPS][WAYS]; /* the newest first; 0 is free */
};

struct seen *
seen_new(void)
{
	return mem_zero(1, sizeof(struct seen));
}

void
seen_free(struct seen *s)
{
	free(s);
}

/* FNV-1a, its bits mixed as MurmurHash3 ends, since the low ones choose the group. */
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

bool
seen_add(struct seen *s, struct str name)
{
	uint64_t h = hash(name);
	uint64_t *group = s->groups[h % GROUPS];

	for (size_t i = 0; i < WAYS; i++)
		if (group[i] == h)
			return true;
	memmove(group + 1, group, (WAYS - 1) * sizeof *group);
	group[0] = h;
	return false;
}
