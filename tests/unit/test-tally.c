/* test-tally - shop/tally */
/* SPDX-License-Identifier: ISC */

#include "shop/tally.h"
#include "tap.h"

#define CELLS 5000

/* Counts in T as if I were the number of a visit. */
static void
count(struct tally *t, uint64_t i, int64_t add)
{
	uint64_t key[3] = { i % 17, i << 56, i / 17 };
	int64_t *at = tally_at(t, key);

	at[0] += add;
	at[1] += 1;
}

static size_t
wrong_cells(const struct tally *t, int64_t first, int64_t second)
{
	size_t i, wrong = 0;

	for (i = 0; i < t->n; i++)
		wrong += tally_counters(t, i)[0] != first ||
			 tally_counters(t, i)[1] != second;
	return wrong;
}

static void
growth(void)
{
	struct tally t;
	uint64_t i;

	tally_init(&t, 3, 2);
	OK(t.n == 0, "there is no cell at first");
	for (i = 0; i < CELLS; i++)
		count(&t, i, 1);
	OK(t.n == CELLS, "each key has a cell");
	OK(wrong_cells(&t, 1, 1) == 0, "... with counters of its own that began at 0");
	for (i = CELLS; i-- > 0;)
		count(&t, i, 2);
	OK(t.n == CELLS, "a key is found again");
	OK(wrong_cells(&t, 3, 2) == 0, "... after the tally has grown");
	tally_done(&t);
	OK(t.n == 0 && t.keys == NULL, "it is empty again");
}

/* Keys that differ in one bit, be it of the first number or of the last. */
static void
bits(void)
{
	struct tally t;
	uint64_t key[TALLY_KEY] = { 0 };
	size_t i;

	tally_init(&t, TALLY_KEY, 1);
	for (i = 0; i < (size_t)TALLY_KEY * 64; i++) {
		memset(key, 0, sizeof key);
		key[i / 64] = UINT64_C(1) << (i % 64);
		*tally_at(&t, key) += (int64_t)i;
	}
	OK(t.n == (size_t)TALLY_KEY * 64, "a bit makes another key");
	for (i = 0; i < t.n && *tally_counters(&t, i) == (int64_t)i; i++)
		;
	OK(i == t.n, "... with a cell of its own, in the order in which they came");
	tally_done(&t);
}

static void
merges(void)
{
	struct tally a, b, both;
	uint64_t i;
	size_t k, wrong = 0;

	tally_init(&a, 3, 2);
	tally_init(&b, 3, 2);
	tally_init(&both, 3, 2);
	for (i = 0; i < 300; i++) {
		count(i % 3 == 0 ? &a : &b, i % 100, (int64_t)i);
		count(&both, i % 100, (int64_t)i);
	}
	tally_merge(&a, &b);
	OK(a.n == both.n, "merged tallies have the cells of both");
	for (k = 0; k < both.n; k++)
		wrong += memcmp(tally_at(&a, tally_key(&both, k)),
			     tally_counters(&both, k), 2 * sizeof(int64_t)) != 0;
	OK(wrong == 0, "... and their sums");
	OK(b.n != 0, "what was merged is left as it was");
	tally_done(&a);
	tally_done(&b);
	tally_done(&both);
}

static void
limits(void)
{
	struct tally a, b;
	uint64_t key = 7;

	OK(tally_sum(INT64_MAX - 1, 1) == INT64_MAX, "a sum may be the largest number");
	OK(tally_sum(INT64_MAX, 1) == INT64_MAX, "... and stays there");
	tally_init(&a, 1, 1);
	tally_init(&b, 1, 1);
	*tally_at(&a, &key) = INT64_MAX;
	*tally_at(&b, &key) = INT64_MAX;
	tally_merge(&a, &b);
	OK(*tally_at(&a, &key) == INT64_MAX, "... when tallies are merged, too");
	tally_done(&a);
	tally_done(&b);
}

int
main(void)
{
	growth();
	bits();
	merges();
	limits();
	return tap_done();
}
