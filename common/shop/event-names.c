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

/* Leaves out those that are no longer kept. */
static void
leave_out(struct event_names *n)
{
	size_t i, left = 0;

	for (i = 0; i < n->n; i++) {
		if (is_kept(n, n->at[i].hash))
			n->at[left++] = n->at[i];
		else
			free(n->at[i].name);
	}
	n->n = left;
}

static void
count(struct event_names *n, struct str name, uint64_t hash, int64_t events)
{
	size_t i;

	if (!is_kept(n, hash))
		return;
	for (i = 0; i < n->n; i++)
		if (n->at[i].hash == hash) {
			n->at[i].events = tally_sum(n->at[i].events, events);
			return;
		}
	if (n->n == n->room) {
		n->room = n->room == 0 ? 16 : 2 * n->room;
		n->at = mem_grow(n->at, n->room, sizeof *n->at);
	}
	n->at[n->n++] = (struct event_name){ hash, mem_copy(name.at, name.len), name.len,
		events };
	while (n->n > EVENT_NAMES) {
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
}

void
event_names_done(struct event_names *n)
{
	size_t i;

	for (i = 0; i < n->n; i++)
		free(n->at[i].name);
	free(n->at);
	*n = (struct event_names){ .all = 0 };
}
