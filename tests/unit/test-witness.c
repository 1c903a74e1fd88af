/* test-witness - shop/witness */
/* SPDX-License-Identifier: ISC */

#include "shop/witness.h"
#include "tap.h"

#define NAMES 5000

static int64_t
order(int64_t at)
{
	return visit_order(at, 3);
}

static void
last_words(void)
{
	struct witness_notes n = { .said = { .n = 0 } };
	struct witness w;

	witness_init(&w, 100);
	OK(!witness_declined(&w, 1) && !witness_declined(&w, 0), "nobody said anything");
	witness_says(&n, 1, order(20), true);
	witness_says(&n, 1, order(10), false);
	witness_says(&n, 2, order(10), true);
	witness_says(&n, 2, order(20), false);
	witness_says(&n, 3, order(10), false);
	witness_says(&n, 3, order(10), true);
	witness_says(&n, 4, order(10), true);
	witness_says(&n, 4, order(101), false);
	witness_says(&n, 5, order(101), true);
	witness_says(&n, 0, order(1), true);
	witness_take(&w, &n);
	OK(n.said.n == 0 && w.n_said == 5, "what is taken over is not there any more");
	OK(witness_declined(&w, 1), "a no is the last word, whatever was noted last");
	OK(!witness_declined(&w, 2), "a yes is");
	OK(witness_declined(&w, 3), "of both at the same time it is the no");
	OK(witness_declined(&w, 4), "a yes that is to come is none");
	OK(witness_declined(&w, 5), "a no that is to come is one");
	OK(!witness_declined(&w, 0) && !witness_declined(&w, 6), "nobody else said one");
	witness_notes_done(&n);
	witness_done(&w);
}

static void
many(void)
{
	struct witness_notes n = { .said = { .n = 0 } };
	struct witness w;
	uint64_t i;
	size_t wrong = 0;

	witness_init(&w, INT64_MAX);
	for (i = 1; i <= NAMES; i++) {
		witness_says(&n, i * i, order((int64_t)(i % 7)), i % 3 == 0);
		witness_says(&n, i * i, order(3), i % 3 != 0);
		if (i % 100 == 0)
			witness_take(&w, &n);
	}
	for (i = 1; i <= NAMES; i++)
		wrong += witness_declined(&w, i * i) !=
			 (i % 7 == 3 ? true : (i % 7 > 3) == (i % 3 == 0));
	OK(w.n_said == NAMES && wrong == 0, "%d names", NAMES);
	witness_notes_done(&n);
	witness_done(&w);
}

static void
purchases(void)
{
	struct witness_notes n = { .said = { .n = 0 } };
	struct witness w;
	int64_t when = 0;

	witness_init(&w, 100);
	sightings_add(&n.bought, 7, 500);
	witness_take(&w, &n);
	sightings_sort(&w.bought);
	OK(n.bought.n == 0 && sightings_after(&w.bought, 7, 499, &when) && when == 500,
	    "purchases count whenever they are");
	OK(witness_id(STR("")) == 0 && witness_address(STR("")) == 0, "no name is none");
	OK(witness_id(STR("a@b")) != witness_address(STR("a@b")),
	    "an id and an address of the same letters are two names");
	witness_notes_done(&n);
	witness_done(&w);
}

int
main(void)
{
	last_words();
	many();
	purchases();
	return tap_done();
}
