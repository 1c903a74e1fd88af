/* bounce-counts - how often each of many addresses failed */
/* SPDX-License-Identifier: ISC */

#include "shop/bounce-counts.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"

struct bounce_slot {
	uint64_t name; /* 0: free */
	int64_t n;
};

static uint64_t
name_of(struct str address)
{
	unsigned char sum[HASH_SIZE];
	struct buf folded = BUF_INIT;
	uint64_t name = 0;
	struct hash h;

	buf_folded(&folded, address);
	hash_init(&h);
	hash_part(&h, buf_view(&folded));
	hash_end(&h, sum);
	buf_done(&folded);
	for (size_t i = 0; i < sizeof name; i++)
		name = name << 8 | sum[i];
	return name == 0 ? 1 : name;
}

/* The slot of NAME, or the free one where it belongs. */
static struct bounce_slot *
find(const struct bounce_counts *c, uint64_t name)
{
	size_t i = (size_t)name & (c->room - 1);

	while (c->at[i].name != 0 && c->at[i].name != name)
		i = (i + 1) & (c->room - 1);
	return &c->at[i];
}

static void
grow(struct bounce_counts *c)
{
	struct bounce_counts old = *c;

	c->room = old.room == 0 ? 64 : 2 * old.room;
	c->at = mem_zero(c->room, sizeof *c->at);
	for (size_t i = 0; i < old.room; i++)
		if (old.at[i].name != 0)
			*find(c, old.at[i].name) = old.at[i];
	free(old.at);
}

int64_t *
bounce_counts_of(struct bounce_counts *c, struct str address)
{
	uint64_t name = name_of(address);
	struct bounce_slot *slot;

	if (2 * c->n >= c->room)
		grow(c);
	slot = find(c, name);
	if (slot->name == 0) {
		slot->name = name;
		c->n++;
	}
	return &slot->n;
}

void
bounce_counts_done(struct bounce_counts *c)
{
	free(c->at);
	*c = (struct bounce_counts){ NULL, 0, 0 };
}
