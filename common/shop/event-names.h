/* event-names - how often each unknown name of an event was met */
/* SPDX-License-Identifier: ISC */

/*
 * Counts are exact, and the same whatever the order and the merges.  Names are kept while
 * there are no more than EVENT_NAMES, of EVENT_NAMES_TEXT bytes together.  Of more than
 * that only some are, chosen by a hash of the name and not by how often it was met, since
 * the latter would depend on the order; the others are counted in `all` alone, and `bits`
 * says so.  A zeroed struct is an empty one.
 */

#ifndef SHOP_EVENT_NAMES_H
#define SHOP_EVENT_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define EVENT_NAMES 65536
#define EVENT_NAMES_TEXT ((size_t)2 << 20) /* with escapes they still fit into a line */
#define EVENT_NAME_TEXT 100 /* bytes of a name that are kept and told apart */

struct event_name {
	uint64_t hash;
	char *name; /* NUL-terminated */
	size_t len;
	int64_t events;
};

struct event_names {
	int64_t all; /* events of unknown names */
	struct event_name *at;
	size_t n, room;
	size_t text;	/* bytes of all names */
	unsigned bits;	/* names are kept whose hash ends in that many zeros */
	uint32_t *slot; /* by the hash: 1 + the name, or 0 */
	size_t n_slots; /* a power of two; 0 where they are not made */
};

/* Counts EVENTS events of NAME, none or more; a count stays at the largest number. */
void event_names_add(struct event_names *n, struct str name, int64_t events);

/* Adds what FROM counted. */
void event_names_merge(struct event_names *n, const struct event_names *from);

/* Puts the most frequent first, and equal ones in the order of their names. */
void event_names_sort(struct event_names *n);

void event_names_done(struct event_names *n);

#endif
