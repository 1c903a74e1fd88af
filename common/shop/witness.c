/* witness - what was bought and said of marketing, by whom, apart from the visits */
/* SPDX-License-Identifier: ISC */

#include "shop/witness.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/values.h"

#define ROOM 1024 /* at first; a power of two */

void
witness_init(struct witness *w, int64_t until)
{
	*w = (struct witness){ .until = until };
	(void)pthread_mutex_init(&w->lock, NULL);
}

void
witness_done(struct witness *w)
{
	sightings_done(&w->bought);
	free(w->said);
	(void)pthread_mutex_destroy(&w->lock);
}

void
witness_notes_done(struct witness_notes *n)
{
	sightings_done(&n->bought);
	sightings_done(&n->said);
}

/* Ids are odd numbers, see values_id; so addresses are even ones. */
static uint64_t
address_of(uint64_t email)
{
	return email == 0 ? 0 : email ^ UINT64_C(0x5bd1e995a1b2c3d5);
}

uint64_t
witness_id(struct str id)
{
	return id.len == 0 ? 0 : values_id(id);
}

uint64_t
witness_address(struct str email)
{
	return address_of(witness_id(email));
}

void
witness_names(
    const struct visit_shape *s, const struct visit *v, uint64_t names[WITNESS_NAMES])
{
	names[0] = visit_seen_of(s, v, SEEN_BUYER);
	names[1] = address_of(visit_seen_of(s, v, SEEN_EMAIL));
	names[2] = v->key[0] ^ v->key[1] << 1;
}

/* In the lowest bit whether it was a no: which is the last word where both were said at
 * the same time. */
void
witness_says(struct witness_notes *n, uint64_t who, int64_t order, bool no)
{
	sightings_add(&n->said, who, order * 2 + no);
}

/* The place of WHO, or the free one where it would be; there is one. */
static struct sighting *
place_of(const struct witness *w, uint64_t who)
{
	size_t i = (size_t)((who * UINT64_C(0x9e3779b97f4a7c15)) >> 20);

	while (
	    w->said[i & (w->room - 1)].who != 0 && w->said[i & (w->room - 1)].who != who)
		i++;
	return &w->said[i & (w->room - 1)];
}

static void
grow(struct witness *w)
{
	struct sighting *old = w->said;
	size_t i, n_old = w->room;

	w->room = n_old == 0 ? ROOM : 2 * n_old;
	w->said = mem_zero(w->room, sizeof *w->said);
	for (i = 0; i < n_old; i++)
		if (old[i].who != 0)
			*place_of(w, old[i].who) = old[i];
	free(old);
}

static void
take_word(struct witness *w, const struct sighting *word)
{
	struct sighting *known;

	if ((word->at & 1) == 0 && visit_order_time(word->at >> 1) > w->until)
		return;
	if (w->n_said >= w->room / 4 * 3)
		grow(w);
	known = place_of(w, word->who);
	if (known->who == 0) {
		w->n_said++;
		*known = *word;
	} else if (word->at > known->at) {
		known->at = word->at;
	}
}

void
witness_take(struct witness *w, struct witness_notes *n)
{
	size_t i;

	if (n->bought.n == 0 && n->said.n == 0)
		return;
	(void)pthread_mutex_lock(&w->lock);
	for (i = 0; i < n->bought.n; i++)
		sightings_add(&w->bought, n->bought.at[i].who, n->bought.at[i].at);
	for (i = 0; i < n->said.n; i++)
		take_word(w, &n->said.at[i]);
	(void)pthread_mutex_unlock(&w->lock);
	n->bought.n = n->said.n = 0;
}

bool
witness_declined(const struct witness *w, uint64_t who)
{
	const struct sighting *known;

	if (who == 0 || w->room == 0)
		return false;
	known = place_of(w, who);
	return known->who == who && (known->at & 1) != 0;
}
