/* test-event-names - shop/event-names */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>

#include "shop/event-names.h"
#include "tap.h"

#define MANY ((size_t)3 * EVENT_NAMES)

static void
add(struct event_names *n, size_t number, int64_t events)
{
	char name[32];

	(void)snprintf(name, sizeof name, "event_%zu", number);
	event_names_add(n, str_of(name), events);
}

/* Whether both, sorted, say the same to the last name. */
static bool
alike(struct event_names *a, struct event_names *b)
{
	size_t i;

	event_names_sort(a);
	event_names_sort(b);
	if (a->all != b->all || a->n != b->n || a->bits != b->bits)
		return false;
	for (i = 0; i < a->n; i++)
		if (a->at[i].events != b->at[i].events ||
		    strcmp(a->at[i].name, b->at[i].name) != 0)
			return false;
	return true;
}

static void
few(void)
{
	struct event_names n = { .all = 0 };

	event_names_sort(&n);
	OK(n.all == 0 && n.n == 0, "nothing is counted at first");
	event_names_add(&n, STR("scroll"), 1);
	event_names_add(&n, STR("search"), 2);
	event_names_add(&n, STR("click"), 1);
	event_names_add(&n, STR("scroll"), 1);
	event_names_add(&n, STR("banner"), 1);
	event_names_sort(&n);
	OK(n.all == 6 && n.n == 4 && n.bits == 0, "all are counted, once each");
	OK(n.at[0].events == 2 && n.at[1].events == 2, "the most frequent come first");
	IS(str_of(n.at[0].name), "scroll", "equal ones in the order of their names");
	IS(str_of(n.at[1].name), "search", "... the second");
	IS(str_of(n.at[2].name), "banner", "... the third");
	IS(str_of(n.at[3].name), "click", "... the last");
	event_names_done(&n);
	OK(n.all == 0 && n.n == 0 && n.at == NULL, "it is empty again");
}

static void
long_names(void)
{
	struct event_names n = { .all = 0 };
	char name[2 * EVENT_NAME_TEXT];

	memset(name, 'x', sizeof name);
	event_names_add(&n, (struct str){ name, EVENT_NAME_TEXT }, 1);
	event_names_add(&n, (struct str){ name, EVENT_NAME_TEXT + 1 }, 1);
	event_names_add(&n, (struct str){ name, EVENT_NAME_TEXT - 1 }, 1);
	event_names_sort(&n);
	OK(n.n == 2 && n.at[0].events == 2 && n.at[0].len == EVENT_NAME_TEXT,
	    "names are told apart by their first %d bytes", EVENT_NAME_TEXT);
	event_names_done(&n);
}

static void
limit(void)
{
	struct event_names n = { .all = 0 };
	size_t i;

	for (i = 0; i < EVENT_NAMES; i++)
		add(&n, i, 1);
	OK(n.n == EVENT_NAMES && n.bits == 0, "%d names are kept", EVENT_NAMES);
	add(&n, 0, 1);
	OK(n.n == EVENT_NAMES && n.bits == 0, "... and counted on");
	add(&n, EVENT_NAMES, 1);
	OK(n.n < EVENT_NAMES && n.bits == 1, "with one more some are left out");
	OK(n.all == EVENT_NAMES + 2, "... but counted together");
	event_names_done(&n);
}

/* Five that are met often, among a thousand that are met once. */
static void
frequent(void)
{
	struct event_names n = { .all = 0 };
	size_t i, k;

	for (i = 0; i < 5000; i++) {
		for (k = 0; k < 5; k++)
			add(&n, 100000 + k, 1);
		if (i < 1001)
			add(&n, i, 1);
	}
	event_names_sort(&n);
	for (k = 0; k < 5; k++)
		OK(n.at[k].events == 5000, "the %zu. of the frequent ones is kept",
		    k + 1);
	OK(n.at[5].events == 1 && n.n == 1006, "... and so are the others");
	add(&n, 100003, 1);
	OK(n.n == 1006, "a sorted one counts on");
	event_names_done(&n);
}

/* Names so long that fewer of them are kept. */
static void
long_ones(void)
{
	struct event_names up = { .all = 0 }, down = { .all = 0 };
	const size_t n = EVENT_NAMES_TEXT / EVENT_NAME_TEXT + 1;
	char name[EVENT_NAME_TEXT + 1];
	size_t i;

	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof name, "%0*zu", EVENT_NAME_TEXT, i);
		event_names_add(&up, str_of(name), 1);
		(void)snprintf(name, sizeof name, "%0*zu", EVENT_NAME_TEXT, n - 1 - i);
		event_names_add(&down, str_of(name), 1);
	}
	OK(up.bits == 1 && up.text <= EVENT_NAMES_TEXT, "long names are kept to a size");
	OK(alike(&up, &down), "... the same ones in any order");
	event_names_done(&up);
	event_names_done(&down);
}

static void
orders(void)
{
	struct event_names up = { .all = 0 }, down = { .all = 0 };
	size_t i, wrong = 0;

	for (i = 0; i < MANY; i++) {
		add(&up, i, (int64_t)(i % 7) + 1);
		add(&down, MANY - 1 - i, (int64_t)((MANY - 1 - i) % 7) + 1);
	}
	for (i = 0; i < MANY; i++) {
		add(&up, i, 1);
		add(&down, i, 1);
	}
	OK(up.n <= EVENT_NAMES && up.n > EVENT_NAMES / 4, "%zu names are kept", up.n);
	OK(alike(&up, &down), "the same ones in any order");
	for (i = 0; i < up.n; i++) {
		size_t number;

		if (sscanf(up.at[i].name, "event_%zu", &number) != 1 ||
		    up.at[i].events != (int64_t)(number % 7) + 2)
			wrong++;
	}
	OK(wrong == 0, "what is kept is counted from its first event on");
	event_names_done(&up);
	event_names_done(&down);
}

/* Names FROM to TO counted apart in PIECES, then merged in one direction or the other. */
static void
merged(struct event_names *out, size_t from, size_t to, size_t pieces, bool backwards)
{
	size_t i, k, each = (to - from + pieces - 1) / pieces;

	for (i = 0; i < pieces; i++) {
		struct event_names piece = { .all = 0 };
		size_t at = from + (backwards ? pieces - 1 - i : i) * each;

		for (k = at; k < at + each && k < to; k++)
			add(&piece, k, 1);
		event_names_merge(out, &piece);
		event_names_done(&piece);
	}
}

static void
merges(void)
{
	static const size_t sizes[] = { 5, EVENT_NAMES - 100, EVENT_NAMES,
		EVENT_NAMES + 1, EVENT_NAMES / 2 * 3, MANY };
	static const size_t pieces[] = { 1, 7 };
	size_t i, k, m;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct event_names once = { .all = 0 };

		for (k = 0; k < sizes[i]; k++)
			add(&once, k, 1);
		for (k = 0; k < sizeof pieces / sizeof *pieces; k++)
			for (m = 0; m < 2; m++) {
				struct event_names n = { .all = 0 };

				merged(&n, 0, sizes[i], pieces[k], m == 1);
				OK(alike(&once, &n), "%zu names in %zu pieces%s",
				    sizes[i], pieces[k], m == 1 ? ", backwards" : "");
				event_names_done(&n);
			}
		event_names_done(&once);
	}
}

/* Pieces that were thinned out differently, and that share names. */
static void
uneven(void)
{
	struct event_names few_first = { .all = 0 }, many_first = { .all = 0 };
	struct event_names once = { .all = 0 };
	const size_t few = EVENT_NAMES - 500;
	size_t i;

	merged(&few_first, 0, few, 1, false);
	merged(&few_first, few / 2, 2 * few, 1, false);
	merged(&many_first, few / 2, 2 * few, 1, false);
	merged(&many_first, 0, few, 1, false);
	for (i = 0; i < few; i++)
		add(&once, i, 1);
	for (i = few / 2; i < 2 * few; i++)
		add(&once, i, 1);
	OK(alike(&few_first, &once), "few names, then many");
	OK(alike(&many_first, &once), "many names, then few");
	event_names_done(&few_first);
	event_names_done(&many_first);
	event_names_done(&once);
}

static void
limits(void)
{
	struct event_names n = { .all = 0 }, more = { .all = 0 };

	event_names_add(&n, STR("scroll"), INT64_MAX);
	event_names_add(&n, STR("scroll"), 1);
	OK(n.all == INT64_MAX && n.at[0].events == INT64_MAX,
	    "counts stay at the largest number");
	event_names_add(&more, STR("scroll"), INT64_MAX);
	event_names_merge(&n, &more);
	OK(n.all == INT64_MAX && n.at[0].events == INT64_MAX, "... when merged, too");
	event_names_done(&n);
	event_names_done(&more);
}

int
main(void)
{
	few();
	long_names();
	limit();
	frequent();
	long_ones();
	orders();
	merges();
	uneven();
	limits();
	return tap_done();
}
