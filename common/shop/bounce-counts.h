/* bounce-counts - how often each of many addresses failed */
/* SPDX-License-Identifier: ISC */

/*
 * A table by 64 bits of a hash, 16 bytes for each address.  The case of ASCII letters
 * makes no other address.
 */

#ifndef SHOP_BOUNCE_COUNTS_H
#define SHOP_BOUNCE_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct bounce_slot;

/* A zeroed one is empty. */
struct bounce_counts {
	struct bounce_slot *at;
	size_t n, room; /* slots in use; a power of two, or 0 */
};

/* The count of ADDRESS, 0 at first; valid until the next call. */
int64_t *bounce_counts_of(struct bounce_counts *c, struct str address);

void bounce_counts_done(struct bounce_counts *c);

#endif
