/* witness - what was bought and said of marketing, by whom, apart from the visits */
/* SPDX-License-Identifier: ISC */

/*
 * A list of carts is for writing to people, and must name nobody who bought or said no. A
 * visit keeps the customer whom it named last, and counts by rules of order and time; so
 * what each event says is noted here as well, as it is read, under every name that the
 * event itself gives: a customer's id, an address, a visitor (a session, or who has
 * none).
 *
 * Of what is said of marketing only the last word of each name is kept, so that memory
 * grows with the names and not with the events: 20 to 50 bytes for each; and 16 for each
 * name of a purchase.  Each thread has notes of its own, which it hands over.
 */

#ifndef SHOP_WITNESS_H
#define SHOP_WITNESS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shop/sightings.h"
#include "shop/visit.h"

/* Zeroed ones are initialised. */
struct witness_notes {
	struct sightings bought, said;
};

struct witness {
	pthread_mutex_t lock;
	int64_t until;		 /* milliseconds: a yes behind it counts for nothing */
	struct sightings bought; /* purchases, by their time */
	struct sighting *said;	 /* by a hash of `who`; `who` is 0 where it is free */
	size_t n_said, room;	 /* `room` is 0 or a power of two */
};

void witness_init(struct witness *w, int64_t until);
void witness_done(struct witness *w);
void witness_notes_done(struct witness_notes *n);

#define WITNESS_NAMES 3

/* The names that V gives: the id and the address, which its shape asks for, and the
 * visitor; each 0 where it is not known. */
void witness_names(
    const struct visit_shape *s, const struct visit *v, uint64_t names[WITNESS_NAMES]);

/* The name of an id, of a folded address; 0 where the text is empty. */
uint64_t witness_id(struct str id);
uint64_t witness_address(struct str email);

/* Notes that WHO (0: nobody) said NO or yes, with an event of ORDER (visit_order). */
void witness_says(struct witness_notes *n, uint64_t who, int64_t order, bool no);

/* Takes over what is in N, which is empty afterwards; from several threads. */
void witness_take(struct witness *w, struct witness_notes *n);

/* Whether the last word of WHO is a no; of two of the same order the no is the last. */
bool witness_declined(const struct witness *w, uint64_t who);

#endif
