/* visit-kit - pieces of visits, made by hand */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_VISIT_KIT_H
#define TESTS_UNIT_VISIT_KIT_H

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "shop/visit.h"

#define KIT_STEPS 6
#define KIT_TIME INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

/* A shape that keeps everything. */
static inline void
kit_shape(struct visit_shape *s, bool listed)
{
	size_t i;

	*s = (struct visit_shape){
		.n_steps = KIT_STEPS, .timed = true, .listed = listed
	};
	for (i = 0; i < STARTS; i++)
		visit_shape_start(s, (enum visit_start)i);
	for (i = 0; i < SEEN_FIELDS; i++)
		visit_shape_seen(s, (enum visit_seen)i);
	visit_shape_end(s);
}

/* The same numbers in every run. */
static inline uint64_t
kit_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* What a piece lends: texts of at most eight bytes, and a list of one time. */
struct kit_lent {
	uint64_t text[SEEN_FIELDS][2];
	uint64_t times[2];
};

static inline struct visit_text *
kit_text(struct kit_lent *lent, size_t i, const char *text)
{
	struct visit_text *to = (void *)lent->text[i];

	to->len = (uint32_t)strlen(text);
	memcpy(to->at, text, to->len);
	return to;
}

/* Sets the field I of V, if S has it, to one of three values. */
static inline void
kit_seen(const struct visit_shape *s, struct visit *v, struct kit_lent *lent, size_t i,
    int64_t order, uint64_t *random)
{
	static const char *const texts[] = { "", "\"a\"", "\"bb\"" };
	uint64_t which = kit_random(random) % 3;
	struct visit_last *last = &visit_seen(s, v)[s->seen[i]];

	if (s->seen[i] == VISIT_NO_FIELD || which == 0)
		return;
	*last = (struct visit_last){ order, which };
	if (i < SEEN_SESSION)
		return;
	last->value = (uint64_t)(uintptr_t)kit_text(lent, i, texts[which]);
}

/*
 * Makes V (of S's size) an event at AT of KEY, with few different values, so that there
 * are many that come at the same time; keys have halves in common.
 */
static inline void
kit_event(const struct visit_shape *s, struct visit *v, struct kit_lent *lent,
    uint64_t key, int64_t at, uint64_t *random)
{
	uint8_t step = (uint8_t)(kit_random(random) % KIT_STEPS);
	int64_t order = visit_order(at, step);
	struct visit_times *times = (void *)lent->times;
	size_t i;

	visit_blank(s, v);
	v->key[0] = key % 3 << 57 | key;
	v->key[1] = key % 2 << 32 | key % 2;
	visit_event(s, v, at, step);
	if (kit_random(random) % 3 != 0) {
		v->amount = (int64_t)(kit_random(random) % 2) * 100;
		v->value = (struct visit_last){ order, (uint64_t)v->amount };
		v->value_currency = v->currency_low = v->currency_high = visit_currency(
		    kit_random(random) % 2 ? "EUR" : "USD");
	}
	for (i = 0; i < STARTS; i++)
		if (s->start[i] != VISIT_NO_FIELD)
			visit_starts(s, v)[s->start[i]] = kit_random(random) % 2 + 1;
	for (i = 0; i < SEEN_FIELDS; i++)
		kit_seen(s, v, lent, i, order, random);
	if (!s->listed || step == 0)
		return;
	times->n = times->room = 1;
	times->order[0] = order;
	*visit_list(s, v) = times;
}

static inline int
kit_by_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static inline void
kit_show_seen(const struct visit_shape *s, struct visit *v, struct buf *out)
{
	size_t i;

	for (i = 0; i < SEEN_FIELDS; i++) {
		const struct visit_last *last = &visit_seen(s, v)[s->seen[i]];
		const struct visit_text *text;

		if (s->seen[i] == VISIT_NO_FIELD || last->value == 0)
			continue;
		buf_fmt(out, " %zu@%lld", i, (long long)last->order);
		if (i < SEEN_SESSION) {
			buf_fmt(out, ":%llu", (unsigned long long)last->value);
			continue;
		}
		text = (const void *)(uintptr_t)last->value;
		buf_fmt(out, ":%.*s", (int)text->len, text->at);
	}
}

/* Adds all that V says, as a line; its list is put in order. */
static inline void
kit_show(const struct visit_shape *s, struct visit *v, struct buf *out)
{
	struct visit_times *t = s->listed ? *visit_list(s, v) : NULL;
	size_t i;

	buf_fmt(out, "%llx %lld-%lld %lld/%u %x %lld@%lld %x %x-%x",
	    (unsigned long long)v->key[0], (long long)v->first, (long long)v->last,
	    (long long)v->amount, v->first_step, v->reached, (long long)v->value.value,
	    (long long)v->value.order, v->value_currency, v->currency_low,
	    v->currency_high);
	for (i = 0; i < STARTS; i++)
		buf_fmt(out, " %llu",
		    (unsigned long long)visit_start_of(s, v, (enum visit_start)i));
	kit_show_seen(s, v, out);
	for (i = 0; s->timed && i < s->n_steps; i++)
		buf_fmt(out, " +%u", visit_firsts(s, v)[i]);
	if (t != NULL)
		qsort(t->order, t->n, sizeof *t->order, kit_by_order);
	for (i = 0; t != NULL && i < t->n; i++)
		buf_fmt(out, " %lld", (long long)t->order[i]);
	buf_char(out, '\n');
}

/* The next order of the N numbers in P; false behind the last. */
static inline bool
kit_permute(size_t *p, size_t n)
{
	size_t i = n - 1, k = n - 1, swap;

	while (i > 0 && p[i - 1] >= p[i])
		i--;
	if (i == 0)
		return false;
	while (p[k] <= p[i - 1])
		k--;
	swap = p[i - 1];
	p[i - 1] = p[k];
	p[k] = swap;
	for (k = n - 1; i < k; i++, k--) {
		swap = p[i];
		p[i] = p[k];
		p[k] = swap;
	}
	return true;
}

#endif
