/* funnel-survey - a first look at all visits: what was bought, and what is frequent */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/funnel-parts.h"

/* What a thread has found. */
struct look {
	uint32_t *sketch;
	struct funnel_purchase *bought;
	size_t n, room;
};

static size_t
sketch_at(enum context_field field, uint64_t value)
{
	uint64_t h = (value ^ (uint64_t)field << 3) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)((h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9) >> 32) &
	       (SKETCH - 1);
}

static void
add_purchase(struct look *l, uint64_t who, int64_t at)
{
	if (who == 0)
		return;
	if (l->n == l->room) {
		l->room = l->room == 0 ? 1024 : 2 * l->room;
		l->bought = mem_grow(l->bought, l->room, sizeof *l->bought);
	}
	l->bought[l->n++] = (struct funnel_purchase){ who, at };
}

/* By what a visit's session is known, beside its customer. */
static uint64_t
session_of(const struct visit *v)
{
	return v->key[0] ^ v->key[1] << 1;
}

/* Who is still in the shop is noted as who bought, under another name. */
#define OPEN UINT64_C(0x5bd1e995a1b2c3d5)

static void
look_at(struct funnel_counting *c, void *context, struct visits_part *part)
{
	const struct visit_shape *s = c->s->shape;
	struct look *l = context;
	size_t i, f;

	for (i = 0; i < part->n; i++) {
		struct visit *v = part->at[i];

		if (funnel_is_future(c, v))
			continue;
		if (funnel_plan_depth(c->s->plan, s, v) + 1 == s->n_steps) {
			add_purchase(l, visit_seen_of(s, v, SEEN_BUYER), v->first);
			add_purchase(l, session_of(v), v->first);
		}
		if (c->s->plan->carts && !funnel_is_decided(c, v)) {
			uint64_t buyer = visit_seen_of(s, v, SEEN_BUYER);

			add_purchase(l, buyer == 0 ? 0 : buyer ^ OPEN, v->first);
			add_purchase(l, session_of(v) ^ OPEN, v->first);
		}
		for (f = 0; f < CONTEXT_FIELDS && l->sketch != NULL; f++) {
			uint64_t value = visit_seen_of(
			    s, v, (enum visit_seen)(SEEN_CONTEXT + f));

			if (value != 0 && f != CONTEXT_SHIPPING_COST)
				l->sketch[sketch_at((enum context_field)f, value)]++;
		}
	}
}

static int
by_who(const void *a, const void *b)
{
	const struct funnel_purchase *x = a, *y = b;

	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static size_t
who_slot(const struct funnel_counting *c, uint64_t who)
{
	return (size_t)((who * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (c->n_first - 1);
}

/* Makes the purchases findable by who made them. */
static void
index_purchases(struct funnel_counting *c)
{
	size_t i, k;

	if (c->n_bought != 0)
		qsort(c->bought, c->n_bought, sizeof *c->bought, by_who);
	for (c->n_first = 64; c->n_first < 2 * c->n_bought; c->n_first *= 2)
		;
	c->first_bought = mem_zero(c->n_first, sizeof *c->first_bought);
	for (i = 0; i < c->n_bought; i++) {
		if (i > 0 && c->bought[i].who == c->bought[i - 1].who)
			continue;
		k = who_slot(c, c->bought[i].who);
		while (c->first_bought[k] != 0)
			k = (k + 1) & (c->n_first - 1);
		c->first_bought[k] = (uint32_t)i + 1;
	}
}

static void
take_over(struct funnel_counting *c, struct look *l)
{
	size_t i;

	for (i = 0; l->sketch != NULL && i < SKETCH; i++)
		c->sketch[i] += l->sketch[i];
	if (l->n != 0) {
		c->bought = mem_grow(c->bought, c->n_bought + l->n, sizeof *c->bought);
		memcpy(c->bought + c->n_bought, l->bought, l->n * sizeof *l->bought);
		c->n_bought += l->n;
	}
	free(l->sketch);
	free(l->bought);
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
	if (!c->s->plan->figures_only)
		c->sketch = mem_zero(SKETCH, sizeof *c->sketch);
	ok = funnel_each_part(c, look_at, looks, sizeof *looks, e);
	for (i = 0; i < n; i++)
		take_over(c, &looks[i]);
	free(looks);
	index_purchases(c);
	return ok;
}

/* Whether WHO bought after the time AT and not later than UNTIL. */
static bool
has_bought(const struct funnel_counting *c, uint64_t who, int64_t at, int64_t until)
{
	size_t k, i;

	if (who == 0)
		return false;
	for (k = who_slot(c, who); c->first_bought[k] != 0;
	     k = (k + 1) & (c->n_first - 1))
		if (c->bought[c->first_bought[k] - 1].who == who)
			break;
	if (c->first_bought[k] == 0)
		return false;
	for (i = c->first_bought[k] - 1; i < c->n_bought && c->bought[i].who == who; i++)
		if (c->bought[i].at > at)
			return c->bought[i].at <= until;
	return false;
}

bool
funnel_is_recovered(const struct funnel_counting *c, struct visit *v)
{
	int64_t until = v->last + c->s->plan->recover * 1000;

	if (c->first_bought == NULL)
		return false;
	return has_bought(c, visit_seen_of(c->s->shape, v, SEEN_BUYER), v->last, until) ||
	       has_bought(c, session_of(v), v->last, until);
}

bool
funnel_is_back(const struct funnel_counting *c, struct visit *v)
{
	uint64_t buyer = visit_seen_of(c->s->shape, v, SEEN_BUYER);

	if (c->first_bought == NULL)
		return false;
	return (buyer != 0 && has_bought(c, buyer ^ OPEN, v->last, INT64_MAX)) ||
	       has_bought(c, session_of(v) ^ OPEN, v->last, INT64_MAX);
}

bool
funnel_is_frequent(
    const struct funnel_counting *c, enum context_field field, uint64_t value)
{
	return c->sketch[sketch_at(field, value)] >= (uint64_t)c->s->plan->min_group;
}
