/* funnel-survey - a first look at all visits: what was bought, and what is frequent */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/funnel-parts.h"

/* What a thread has found. */
struct look {
	uint32_t *sketch;
	struct sightings bought, open, said;
};

static size_t
sketch_at(enum context_field field, uint64_t value)
{
	uint64_t h = (value ^ (uint64_t)field << 3) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)((h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9) >> 32) &
	       (SKETCH - 1);
}

#define NAMES 3

/* Ids are odd numbers, see values_id; so addresses are even ones. */
#define ADDRESS UINT64_C(0x5bd1e995a1b2c3d5)

static uint64_t
address_of(uint64_t email)
{
	return email == 0 ? 0 : email ^ ADDRESS;
}

static uint64_t
session_of(const struct visit *v)
{
	return v->key[0] ^ v->key[1] << 1;
}

/* What the customer of V goes by, each 0 where that is not known: see shop/sightings. */
static void
names_of(const struct visit_shape *s, const struct visit *v, uint64_t names[NAMES])
{
	names[0] = visit_seen_of(s, v, SEEN_BUYER);
	names[1] = address_of(visit_seen_of(s, v, SEEN_EMAIL));
	names[2] = session_of(v);
}

static void
note(const struct visit_shape *s, struct sightings *to, const struct visit *v, int64_t at)
{
	uint64_t names[NAMES];
	size_t i;

	names_of(s, v, names);
	for (i = 0; i < NAMES; i++)
		sightings_add(to, names[i], at);
}

/* When something was said, and in the lowest bit whether it was a no: which is the last
 * word where both were said at the same time.  INT64_MIN: nothing was. */
static int64_t
when_said(const struct visit_last *last)
{
	return last->value == 0 ? INT64_MIN
				: last->order * 2 + ((last->value & VISIT_SAID_NO) != 0);
}

/* Names are told by the other bits of their hashes here. */
static void
note_said(struct sightings *to, uint64_t name, int64_t when)
{
	if (when != INT64_MIN)
		sightings_add(to, name | VISIT_SAID_NO, when);
}

static void
note_consent(const struct visit_shape *s, struct sightings *to, struct visit *v)
{
	const struct visit_last *id = &visit_seen(s, v)[s->seen[SEEN_CONSENT_ID]];
	const struct visit_last *email = &visit_seen(s, v)[s->seen[SEEN_CONSENT_EMAIL]];
	int64_t of_id = when_said(id), of_email = when_said(email);

	note_said(to, id->value, of_id);
	note_said(to, address_of(email->value), of_email);
	/* Who has no session is known by one of the two. */
	if (visit_seen_of(s, v, SEEN_SESSION) != 0)
		note_said(to, session_of(v), of_id > of_email ? of_id : of_email);
}

static void
look_at_cart(struct funnel_counting *c, struct look *l, struct visit *v)
{
	if (!funnel_is_decided(c, v))
		note(c->s->shape, &l->open, v, v->last);
	note_consent(c->s->shape, &l->said, v);
}

static void
count_values(const struct visit_shape *s, struct look *l, const struct visit *v)
{
	size_t f;

	for (f = 0; f < CONTEXT_FIELDS; f++) {
		uint64_t value = visit_seen_of(s, v, (enum visit_seen)(SEEN_CONTEXT + f));

		if (value != 0 && f != CONTEXT_SHIPPING_COST)
			l->sketch[sketch_at((enum context_field)f, value)]++;
	}
}

static void
look_at(struct funnel_counting *c, void *context, struct visits_part *part)
{
	const struct visit_shape *s = c->s->shape;
	struct look *l = context;
	int64_t when;
	size_t i;

	for (i = 0; i < part->n; i++) {
		struct visit *v = part->at[i];

		if (funnel_is_future(c, v))
			continue;
		if (funnel_plan_bought(c->s->plan, s, v, &when))
			note(s, &l->bought, v, when);
		if (c->s->plan->carts)
			look_at_cart(c, l, v);
		if (l->sketch != NULL)
			count_values(s, l, v);
	}
}

static void
take_over(struct funnel_counting *c, struct look *l)
{
	size_t i;

	if (c->sketch == NULL) {
		c->sketch = l->sketch;
	} else {
		for (i = 0; i < SKETCH; i++)
			c->sketch[i] += l->sketch[i];
		free(l->sketch);
	}
	sightings_take(&c->bought, &l->bought);
	sightings_take(&c->open, &l->open);
	sightings_take(&c->said, &l->said);
}

bool
funnel_survey(struct funnel_counting *c, struct err *e)
{
	size_t n = c->s->threads, i;
	struct look *looks;
	bool ok;

	if (c->s->plan->figures_only && !c->s->plan->carts)
		return true;
	looks = mem_zero(n, sizeof *looks);
	for (i = 0; i < n && !c->s->plan->figures_only; i++)
		looks[i].sketch = mem_zero(SKETCH, sizeof *looks[i].sketch);
	ok = funnel_each_part(c, look_at, looks, sizeof *looks, e);
	for (i = 0; i < n; i++)
		take_over(c, &looks[i]);
	free(looks);
	sightings_sort(&c->bought);
	sightings_sort(&c->open);
	sightings_sort(&c->said);
	return ok;
}

bool
funnel_is_recovered(const struct funnel_counting *c, struct visit *v)
{
	int64_t until = v->last + c->s->plan->recover * 1000, when;
	uint64_t names[NAMES];
	size_t i;

	names_of(c->s->shape, v, names);
	for (i = 0; i < NAMES; i++)
		if (sightings_after(&c->bought, names[i], v->last, &when) &&
		    when <= until)
			return true;
	return false;
}

bool
funnel_is_back(const struct funnel_counting *c, struct visit *v)
{
	uint64_t names[NAMES];
	int64_t when;
	size_t i;

	names_of(c->s->shape, v, names);
	for (i = 0; i < NAMES; i++)
		if (sightings_after(&c->open, names[i], v->last, &when))
			return true;
	return false;
}

bool
funnel_has_withdrawn(const struct funnel_counting *c, const struct visit *v)
{
	const struct visit_shape *s = c->s->shape;
	uint64_t names[NAMES + 2];
	int64_t when;
	size_t i;

	names_of(s, v, names);
	/* Who is listed may have been named before whom the visit named last. */
	names[NAMES] = visit_seen_of(s, v, SEEN_CONSENT_ID);
	names[NAMES + 1] = address_of(visit_seen_of(s, v, SEEN_CONSENT_EMAIL));
	for (i = 0; i < NAMES + 2; i++)
		if (names[i] != 0 &&
		    sightings_last(&c->said, names[i] | VISIT_SAID_NO, &when) &&
		    (when & 1) != 0)
			return true;
	return false;
}

bool
funnel_is_frequent(
    const struct funnel_counting *c, enum context_field field, uint64_t value)
{
	return c->sketch[sketch_at(field, value)] >= (uint64_t)c->s->plan->min_group;
}
