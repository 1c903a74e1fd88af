/* funnel-survey - a first look at all visits: what was bought, and what is frequent */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/funnel-parts.h"

/* What a thread has found. */
struct look {
	uint32_t *sketch;
	struct sightings bought, open;
	struct witness_notes notes;
};

static size_t
sketch_at(enum context_field field, uint64_t value)
{
	uint64_t h = (value ^ (uint64_t)field << 3) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)((h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9) >> 32) &
	       (SKETCH - 1);
}

static void
note(const struct visit_shape *s, struct sightings *to, const struct visit *v, int64_t at)
{
	uint64_t names[WITNESS_NAMES];
	size_t i;

	witness_names(s, v, names);
	for (i = 0; i < WITNESS_NAMES; i++)
		sightings_add(to, names[i], at);
}

/*
 * What an event of V said without a customer is said by whom V named last.  A purchase of
 * the visitor is V's also where its line was refused, so that V may have been longer.  A
 * yes says who is named beside it, and nobody else.
 */
static void
look_at_cart(struct funnel_counting *c, struct look *l, struct visit *v)
{
	const struct visit_shape *s = c->s->shape;
	const struct visit_last *no = &visit_seen(s, v)[s->seen[SEEN_NO]];
	const int64_t gap = c->s->plan->gap * 1000;
	uint64_t names[WITNESS_NAMES];
	int64_t when;
	size_t i;

	if (!funnel_is_decided(c, v))
		note(s, &l->open, v, v->last);
	witness_names(s, v, names);
	if (sightings_last(&c->s->witness->bought, names[2], v->last + gap, &when) &&
	    when >= v->first - gap)
		note(s, &l->notes.bought, v, when);
	for (i = 0; i < WITNESS_NAMES && no->value != 0; i++)
		witness_says(&l->notes, names[i], no->order, true);
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
		if (c->s->plan->carts)
			look_at_cart(c, l, v);
		else if (funnel_plan_bought(c->s->plan, s, v, &when))
			note(s, &l->bought, v, when);
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
	if (c->s->plan->carts)
		witness_take(c->s->witness, &l->notes);
	witness_notes_done(&l->notes);
}

bool
funnel_survey(struct funnel_counting *c, struct err *e)
{
	size_t n = c->s->threads, i;
	struct look *looks;
	bool ok;

	if (c->s->plan->figures_only && !c->s->plan->carts)
		return true;
	if (c->s->plan->carts)
		sightings_sort(&c->s->witness->bought);
	looks = mem_zero(n, sizeof *looks);
	for (i = 0; i < n && !c->s->plan->figures_only; i++)
		looks[i].sketch = mem_zero(SKETCH, sizeof *looks[i].sketch);
	ok = funnel_each_part(c, look_at, looks, sizeof *looks, e);
	for (i = 0; i < n; i++)
		take_over(c, &looks[i]);
	free(looks);
	sightings_sort(&c->bought);
	sightings_sort(&c->open);
	if (c->s->plan->carts)
		sightings_sort(&c->s->witness->bought);
	return ok;
}

void
funnel_foresee(const struct funnel_counting *c, struct visit *v)
{
	uint64_t names[WITNESS_NAMES];
	size_t i;

	witness_names(c->s->shape, v, names);
	for (i = 0; i < WITNESS_NAMES; i++)
		sightings_foresee(&c->bought, names[i]);
}

bool
funnel_is_recovered(const struct funnel_counting *c, struct visit *v)
{
	int64_t until = v->last + c->s->plan->recover * 1000, when;
	uint64_t names[WITNESS_NAMES];
	size_t i;

	witness_names(c->s->shape, v, names);
	for (i = 0; i < WITNESS_NAMES; i++)
		if (sightings_after(&c->bought, names[i], v->last, &when) &&
		    when <= until)
			return true;
	return false;
}

bool
funnel_has_bought(
    const struct funnel_counting *c, const struct visit *v, const uint64_t *names)
{
	int64_t when;
	size_t i;

	for (i = 0; i < FUNNEL_NAMES; i++)
		if (sightings_after(
			&c->s->witness->bought, names[i], v->first - 1, &when))
			return true;
	return false;
}

bool
funnel_is_back(
    const struct funnel_counting *c, const struct visit *v, const uint64_t *names)
{
	int64_t when;
	size_t i;

	for (i = 0; i < FUNNEL_NAMES; i++)
		if (sightings_after(&c->open, names[i], v->last, &when))
			return true;
	return false;
}

bool
funnel_has_withdrawn(const struct funnel_counting *c, const uint64_t *names)
{
	size_t i;

	for (i = 0; i < FUNNEL_NAMES; i++)
		if (witness_declined(c->s->witness, names[i]))
			return true;
	return false;
}

bool
funnel_is_frequent(
    const struct funnel_counting *c, enum context_field field, uint64_t value)
{
	return c->sketch[sketch_at(field, value)] >= (uint64_t)c->s->plan->min_group;
}
