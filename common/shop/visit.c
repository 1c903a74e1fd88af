/* visit - what is known of a visit, from one event of it or from all */
/* SPDX-License-Identifier: ISC */

#include "shop/visit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
visit_shape_start(struct visit_shape *s, enum visit_start field)
{
	s->start[field] = 1;
}

void
visit_shape_seen(struct visit_shape *s, enum visit_seen field)
{
	s->seen[field] = 1;
}

void
visit_shape_end(struct visit_shape *s)
{
	size_t i, words;

	s->n_starts = s->n_seen = s->n_values = 0;
	for (i = 0; i < STARTS; i++)
		s->start[i] = s->start[i] == 1 ? (uint8_t)s->n_starts++ : VISIT_NO_FIELD;
	for (i = 0; i < SEEN_FIELDS; i++) {
		s->seen[i] = s->seen[i] == 1 ? (uint8_t)s->n_seen++ : VISIT_NO_FIELD;
		if (i < SEEN_SESSION)
			s->n_values = s->n_seen;
	}
	s->starts_at = 0;
	s->seen_at = s->n_starts;
	s->firsts_at = s->seen_at + 2 * s->n_seen;
	words = s->firsts_at + (s->timed ? (s->n_steps + 1) / 2 : 0);
	s->list_at = words;
	s->size = sizeof(struct visit) + 8 * (words + (s->listed ? 1 : 0));
}

void
visit_blank(const struct visit_shape *s, struct visit *v)
{
	struct visit_last *seen = visit_seen(s, v);
	size_t i;

	memset(v, 0, s->size);
	v->first = INT64_MAX;
	v->last = INT64_MIN;
	v->amount = INT64_MIN;
	v->value.order = VISIT_NEVER;
	for (i = 0; i < s->n_seen; i++)
		seen[i].order = VISIT_NEVER;
	if (s->timed)
		memset(visit_firsts(s, v), 0xff, s->n_steps * sizeof(uint32_t));
}

void
visit_event(const struct visit_shape *s, struct visit *v, int64_t at, uint8_t step)
{
	v->first = v->last = at;
	v->first_step = step == STEP_NONE ? 0 : step;
	v->reached = (uint16_t)(1u << v->first_step);
	if (s->timed)
		visit_firsts(s, v)[v->first_step] = 0;
}

/* Whether the first event of F is before that of V, which is at the same time. */
static bool
starts_before(const struct visit_shape *s, const struct visit *f, const struct visit *v)
{
	const uint64_t *a = f->part + s->starts_at, *b = v->part + s->starts_at;
	size_t i;

	if (f->first_step != v->first_step)
		return f->first_step < v->first_step;
	if (f->amount != v->amount)
		return f->amount < v->amount;
	for (i = 0; i < s->n_starts; i++)
		if (a[i] != b[i])
			return a[i] < b[i];
	return false;
}

static uint32_t
later_by(uint32_t first, int64_t shift)
{
	return shift >= UINT32_MAX - (int64_t)first ? VISIT_UNTIMED
						    : first + (uint32_t)shift;
}

/* To be called while both still have their own first event. */
static void
merge_firsts(const struct visit_shape *s, struct visit *v, const struct visit *f)
{
	int64_t from = f->first < v->first ? f->first : v->first;
	uint32_t *mine = visit_firsts(s, v);
	const uint32_t *other = (const uint32_t *)(const void *)(f->part + s->firsts_at);
	unsigned steps;
	size_t i;

	for (i = 0; i < s->n_steps && v->first != from; i++)
		mine[i] = later_by(mine[i], v->first - from);
	/* Only the steps that it has events of; mostly there is but one. */
	for (steps = f->reached; steps != 0; steps &= steps - 1) {
		uint32_t first;

		i = (size_t)__builtin_ctz(steps);
		first = later_by(other[i], f->first - from);
		if (first < mine[i])
			mine[i] = first;
	}
}

static void
merge_value(struct visit *v, const struct visit *f)
{
	if (f->value_currency == 0)
		return;
	if (v->currency_low == 0 || f->currency_low < v->currency_low)
		v->currency_low = f->currency_low;
	if (f->currency_high > v->currency_high)
		v->currency_high = f->currency_high;
	if (f->value.order < v->value.order)
		return;
	if (f->value.order == v->value.order &&
	    ((int64_t)f->value.value < (int64_t)v->value.value ||
		((int64_t)f->value.value == (int64_t)v->value.value &&
		    f->value_currency <= v->value_currency)))
		return;
	v->value = f->value;
	v->value_currency = f->value_currency;
}

static struct visit_text *
text_of(uint64_t value)
{
	return (struct visit_text *)(uintptr_t)value;
}

static size_t
text_size(const struct visit_text *text)
{
	return sizeof *text + text->len;
}

/* Makes LAST's text its own. */
static void
own_text(struct visit_last *last, int64_t *held)
{
	size_t size;

	if (last->value == 0)
		return;
	size = text_size(text_of(last->value));
	last->value = (uint64_t)(uintptr_t)memcpy(
	    mem_alloc(size), text_of(last->value), size);
	*held += (int64_t)size;
}

static void
free_text(struct visit_last *last, int64_t *held)
{
	if (last->value == 0)
		return;
	*held -= (int64_t)text_size(text_of(last->value));
	free(text_of(last->value));
	last->value = 0;
}

static bool
text_above(const struct visit_text *a, const struct visit_text *b)
{
	return str_cmp((struct str){ a->at, a->len }, (struct str){ b->at, b->len }) > 0;
}

static void
merge_texts(const struct visit_shape *s, struct visit_last *mine,
    const struct visit_last *other, int64_t *held)
{
	size_t i;

	for (i = s->n_values; i < s->n_seen; i++) {
		if (other[i].value == 0 || other[i].order < mine[i].order ||
		    (other[i].order == mine[i].order &&
			!text_above(text_of(other[i].value), text_of(mine[i].value))))
			continue;
		free_text(&mine[i], held);
		mine[i] = other[i];
		own_text(&mine[i], held);
	}
}

static void
merge_list(struct visit_times **mine, const struct visit_times *other, int64_t *held)
{
	struct visit_times *t = *mine;
	uint32_t n = t == NULL ? 0 : t->n, room = t == NULL ? 0 : t->room;

	if (other == NULL)
		return;
	if (room < n + other->n) {
		*held -= (int64_t)(room * sizeof *t->order);
		room = 2 * (n + other->n);
		*held += (int64_t)(room * sizeof *t->order);
		t = mem_grow(t, sizeof *t + room * sizeof *t->order, 1);
		t->n = n;
		t->room = room;
		*mine = t;
	}
	memcpy(t->order + n, other->order, other->n * sizeof *t->order);
	t->n += other->n;
}

void
visit_merge(
    const struct visit_shape *s, struct visit *v, const struct visit *f, int64_t *held)
{
	struct visit_last *mine = visit_seen(s, v);
	const struct visit_last
	    *other = (const struct visit_last *)(const void *)(f->part + s->seen_at);
	size_t i;

	if (s->timed)
		merge_firsts(s, v, f);
	if (f->first < v->first || (f->first == v->first && starts_before(s, f, v))) {
		v->first = f->first;
		v->first_step = f->first_step;
		v->amount = f->amount;
		memcpy(v->part + s->starts_at, f->part + s->starts_at, 8 * s->n_starts);
	}
	if (f->last > v->last)
		v->last = f->last;
	merge_value(v, f);
	v->reached |= f->reached;
	for (i = 0; i < s->n_values; i++)
		if (other[i].order > mine[i].order ||
		    (other[i].order == mine[i].order && other[i].value > mine[i].value))
			mine[i] = other[i];
	merge_texts(s, mine, other, held);
	if (s->listed)
		merge_list(visit_list(s, v),
		    (const struct visit_times *)(uintptr_t)f->part[s->list_at], held);
}

void
visit_own(const struct visit_shape *s, struct visit *v, int64_t *held)
{
	struct visit_times *lent;
	size_t i;

	for (i = s->n_values; i < s->n_seen; i++)
		own_text(&visit_seen(s, v)[i], held);
	if (!s->listed)
		return;
	lent = *visit_list(s, v);
	*visit_list(s, v) = NULL;
	merge_list(visit_list(s, v), lent, held);
}

void
visit_done(const struct visit_shape *s, struct visit *v, int64_t *held)
{
	struct visit_times *t = s->listed ? *visit_list(s, v) : NULL;
	size_t i;

	for (i = s->n_values; i < s->n_seen; i++)
		free_text(&visit_seen(s, v)[i], held);
	if (t != NULL)
		*held -= (int64_t)(t->room * sizeof *t->order);
	free(t);
}
