/* event-names - how often each unknown name of an event was met */
/* SPDX-License-Identifier: ISC */

#include "shop/event-names.h"

#include <stdbool.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/mem.h"
#include "shop/tally.h"

static bool
is_kept(const struct event_names *n, uint64_t hash)
{
	return (hash & ((UINT64_C(1) << n->bits) - 1)) == 0;
}

/* Where HASH is or would be; its low bits are no help, since they may all be zero. */
static size_t
find(const struct event_names *n, uint64_t hash)
{
	size_t i = (size_t)(hash >> 32) & (n->n_slots - 1);

	while (n->slot[i] != 0 && n->at[n->slot[i] - 1].hash != hash)
		i = (i + 1) & (n->n_slots - 1);
	return i;
}

/* Forgets where the names are. */
static void
drop_slots(struct event_names *n)
{
	free(n->slot);
	n->slot = NULL;
	n->n_slots = 0;
}

/* Makes room for one name more. */
static void
make_slots(struct event_names *n)
{
	size_t i, want = 32;

	if (2 * (n->n + 1) <= n->n_slots)
		return;
	while (want < 4 * (n->n + 1))
		want *= 2;
	free(n->slot);
	n->slot = mem_zero(want, sizeof *n->slot);
	n->n_slots = want;
	for (i = 0; i < n->n; i++)
		n->slot[find(n, n->at[i].hash)] = (uint32_t)(i + 1);
}

/* Leaves out those that are no longer kept. */
static void
leave_out(struct event_names *n)
{
	size_t i, left = 0;

	for (i = 0; i < n->n; i++) {
		if (is_kept(n, n->at[i].hash)) {
			n->at[left++] = n->at[i];
			continue;
		}
		n->text -= n->at[i].len;
		free(n->at[i].name);
	}
	n->n = left;
	drop_slots(n);
}

static void
count(struct event_names *n, struct str name, uint64_t hash, int64_t events)
{
	size_t slot;

	if (!is_kept(n, hash))
		return;
	make_slots(n);
	slot = find(n, hash);
	if (n->slot[slot] != 0) {
		struct event_name *known = &n->at[n->slot[slot] - 1];

		known->events = tally_sum(known->events, events);
		return;
	}
	if (n->n == n->room) {
		n->room = n->room == 0 ? 16 : 2 * n->room;
		n->at = mem_grow(n->at, n->room, sizeof *n->at);
	}
	n->at[n->n++] = (struct event_name){ hash, mem_copy(name.at, name.len), name.len,
		events };
	n->slot[slot] = (uint32_t)n->n;
	n->text += name.len;
	while (n->n > EVENT_NAMES || n->text > EVENT_NAMES_TEXT) {
		n->bits++;
		leave_out(n);
	}
}

void
event_names_add(struct event_names *n, struct str name, int64_t events)
{
	name = str_head(name, EVENT_NAME_TEXT);
	n->all = tally_sum(n->all, events);
	count(n, name, XXH3_64bits(name.at, name.len), events);
}

void
event_names_merge(struct event_names *n, const struct event_names *from)
{
	size_t i;

	n->all = tally_sum(n->all, from->all);
	/* First, so that what is left out anyway does not push out others. */
	if (n->bits < from->bits) {
		n->bits = from->bits;
		leave_out(n);
	}
	for (i = 0; i < from->n; i++)
		count(n, (struct str){ from->at[i].name, from->at[i].len },
		    from->at[i].hash, from->at[i].events);
}

static int
by_events(const void *a, const void *b)
{
	const struct event_name *x = a, *y = b;

	if (x->events != y->events)
		return x->events > y->events ? -1 : 1;
	return str_cmp((struct str){ x->name, x->len }, (struct str){ y->name, y->len });
}

void
event_names_sort(struct event_names *n)
{
	if (n->n != 0)
		qsort(n->at, n->n, sizeof *n->at, by_events);
	drop_slots(n);
}

void
event_names_done(struct event_names *n)
{
	size_t i;

	for (i = 0; i < n->n; i++)
		free(n->at[i].name);
	free(n->at);
	free(n->slot);
	*n = (struct event_names){ .all = 0 };
}
