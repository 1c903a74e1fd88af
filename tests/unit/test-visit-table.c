/* test-visit-table - shop/visit-table */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-table.h"
#include "tap.h"
#include "unit/visit-kit.h"

#define GAP 10
#define PIECES 400
#define MANY 100000

/* From when to when. */
struct span {
	int64_t first, last;
};

static int
by_first(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Merges the N spans of AT, sorted, to visits; returns how many these are. */
static size_t
merge(struct span *at, size_t n)
{
	size_t i, out = 0;

	qsort(at, n, sizeof *at, by_first);
	for (i = 0; i < n; i++)
		if (out != 0 && at[i].first - at[out - 1].last <= GAP) {
			if (at[i].last > at[out - 1].last)
				at[out - 1].last = at[i].last;
		} else {
			at[out++] = at[i];
		}
	return out;
}

static void
add(struct visit_table *t, struct visit *piece, uint64_t key, struct span span)
{
	visit_blank(t->shape, piece);
	visit_event(t->shape, piece, span.first, 1);
	piece->last = span.last;
	piece->key[0] = piece->key[1] = key;
	visit_table_add(t, piece);
}

/* The visits of KEY, sorted, in AT; returns how many there are. */
static size_t
visits_of(const struct visit_table *t, uint64_t key, struct span *at)
{
	struct visit *visit;
	uint32_t i;
	size_t n = 0;

	for (i = 1; i < t->n; i++)
		if ((visit = visit_table_at(t, i)) != NULL && visit->key[0] == key)
			at[n++] = (struct span){ visit->first, visit->last };
	qsort(at, n, sizeof *at, by_first);
	return n;
}

/* Spans of up to LONGEST of two keys, in no order. */
static bool
agrees(uint64_t *random, struct visit_table *t, struct visit *piece, int64_t longest)
{
	struct span spans[2][PIECES], got[2 * PIECES];
	size_t n[2] = { 0, 0 }, i, k;

	for (i = 0; i < PIECES; i++) {
		int64_t first = (int64_t)(kit_random(random) % 20000);
		int64_t length = (int64_t)(kit_random(random) % (uint64_t)longest);

		k = kit_random(random) % 2;
		spans[k][n[k]] = (struct span){ first, first + length };
		add(t, piece, k + 1, spans[k][n[k]++]);
	}
	for (k = 0; k < 2; k++) {
		n[k] = merge(spans[k], n[k]);
		if (visits_of(t, k + 1, got) != n[k] ||
		    memcmp(got, spans[k], n[k] * sizeof *got) != 0)
			return false;
	}
	return true;
}

static void
spans(const struct visit_shape *s, struct visit *piece)
{
	static const int64_t longest[] = { 1, 5, 60, 2000 };
	struct visit_table t;
	uint64_t random = 11;
	size_t i, k, good;

	visit_table_init(&t, s, GAP, 64);
	for (i = 0; i < 4; i++) {
		for (good = k = 0; k < 50; k++) {
			good += agrees(&random, &t, piece, longest[i]);
			visit_table_forget(&t);
		}
		OK(good == 50, "spans below %lld in any order are the visits they make",
		    (long long)longest[i]);
	}
	visit_table_clear(&t);
}

/* One key with very many visits, in no order: they are found by halving. */
static void
many(const struct visit_shape *s, struct visit *piece)
{
	struct visit_table t;
	struct span *got = mem_alloc(MANY * sizeof *got);
	size_t i, n;
	bool apart = true;

	visit_table_init(&t, s, GAP, 64);
	/* 48271 and MANY have no divisor in common: each comes once. */
	for (i = 0; i < MANY; i++) {
		int64_t at = (int64_t)(i * 48271 % MANY) * (GAP + 1);

		add(&t, piece, 5, (struct span){ at, at });
	}
	n = visits_of(&t, 5, got);
	for (i = 0; i < n; i++)
		apart = apart && got[i].first == (int64_t)i * (GAP + 1);
	OK(n == MANY && apart, "a key may have very many visits");
	for (i = 0; i + 1 < MANY; i += 2)
		add(&t, piece, 5,
		    (struct span){
			(int64_t)i * (GAP + 1) + 5, (int64_t)i * (GAP + 1) + 5 });
	OK(visits_of(&t, 5, got) == MANY / 2, "... and what lies between two joins them");
	add(&t, piece, 5, (struct span){ 0, (int64_t)MANY * (GAP + 1) });
	OK(visits_of(&t, 5, got) == 1, "... and what lies over all joins all");
	visit_table_clear(&t);
	free(got);
}

int
main(void)
{
	struct visit_shape s = { .n_steps = KIT_STEPS };
	struct visit *piece;

	visit_shape_end(&s);
	piece = mem_alloc(s.size);
	spans(&s, piece);
	many(&s, piece);
	free(piece);
	return tap_done();
}
