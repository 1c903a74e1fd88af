/* test-sightings - shop/sightings, against looking at each */
/* SPDX-License-Identifier: ISC */

#include "shop/sightings.h"
#include "tap.h"

#define MANY 3000

static uint64_t
random_number(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* What sightings_after and sightings_last should say of N, in any order. */
static bool
plain(const struct sighting *all, size_t n, uint64_t who, int64_t after, bool last,
    int64_t *when)
{
	bool found = false;
	size_t i;

	for (i = 0; i < n; i++) {
		if (all[i].who != who || (last ? all[i].at > after : all[i].at <= after))
			continue;
		if (!found || (last ? all[i].at > *when : all[i].at < *when))
			*when = all[i].at;
		found = true;
	}
	return found;
}

static void
none(void)
{
	struct sightings s = { .at = NULL };
	int64_t when = 7;

	sightings_sort(&s);
	OK(!sightings_after(&s, 1, INT64_MIN, &when) &&
		!sightings_last(&s, 1, INT64_MAX, &when),
	    "nobody was seen");
	OK(when == 7, "... and no time is given");
	sightings_add(&s, 0, 5);
	sightings_sort(&s);
	OK(s.n == 0 && !sightings_last(&s, 0, INT64_MAX, &when),
	    "nor is who has no name");
	sightings_done(&s);
}

static void
limits(void)
{
	struct sightings s = { .at = NULL };
	int64_t when = 0;

	sightings_add(&s, 5, 20);
	sightings_add(&s, 5, 10);
	sightings_add(&s, 6, 15);
	sightings_add(&s, 5, 20);
	sightings_sort(&s);
	OK(sightings_after(&s, 5, 9, &when) && when == 10, "after the time before it");
	OK(sightings_after(&s, 5, 10, &when) && when == 20, "not at the very time");
	OK(!sightings_after(&s, 5, 20, &when), "not after the last");
	OK(sightings_last(&s, 5, 20, &when) && when == 20, "the last");
	OK(sightings_last(&s, 6, INT64_MAX, &when) && when == 15, "... of each");
	OK(!sightings_last(&s, 7, INT64_MAX, &when), "... that is there");
	OK(sightings_last(&s, 5, 19, &when) && when == 10, "... until a time");
	OK(!sightings_last(&s, 5, 9, &when), "not one behind it");
	sightings_done(&s);
}

/* NAMES of them, so that some have few and some have many. */
static void
any(uint64_t names, uint64_t seed)
{
	static struct sighting all[MANY];
	struct sightings s = { .at = NULL }, part = { .at = NULL };
	uint64_t state = seed, who;
	int64_t want = 0, got = 0, at;
	size_t i, wrong = 0;

	for (i = 0; i < MANY; i++) {
		all[i].who = random_number(&state) % names * UINT64_C(0x100000) + 1;
		all[i].at = (int64_t)(random_number(&state) % 500) - 250;
		sightings_add(&part, all[i].who, all[i].at);
		if (i % 700 == 0)
			sightings_take(&s, &part);
	}
	sightings_take(&s, &part);
	sightings_sort(&s);
	for (i = 0; i < MANY; i++) {
		who = i % 5 == 0 ? i : all[i].who;
		at = (int64_t)(random_number(&state) % 520) - 260;
		want = got = 0;
		wrong += sightings_after(&s, who, at, &got) !=
			     plain(all, MANY, who, at, false, &want) ||
			 want != got;
		want = got = 0;
		wrong += sightings_last(&s, who, at, &got) !=
			     plain(all, MANY, who, at, true, &want) ||
			 want != got;
	}
	OK(s.n == MANY && wrong == 0, "%d of %llu names", MANY,
	    (unsigned long long)names);
	sightings_done(&s);
}

int
main(void)
{
	none();
	limits();
	any(1, 3);
	any(7, 4);
	any(1000, 5);
	any(1000000, 6);
	return tap_done();
}
