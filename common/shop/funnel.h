/* funnel - the report on where carts are lost, as figures */
/* SPDX-License-Identifier: ISC */

/*
 * What `funnel_count` makes of visits and what every form of the report is written from.
 * It holds whole numbers only: rates, intervals and shares are computed from them where
 * they are shown (base/proportion), so that two reports on the same visits are alike to
 * the last digit.
 *
 * A visit is "decided" once nothing that may still come can lengthen it; all counts below
 * are of decided visits but for `undecided`.  It "reaches" a step by an event of it or of
 * a later one (or as --order strict and --window say), and is "lost" at the last step it
 * reached, unless that is the purchase.  Money is the value of the cart as the visit's
 * last event with a value had it, in minor units of that event's currency.
 */

#ifndef SHOP_FUNNEL_H
#define SHOP_FUNNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"
#include "base/pool.h"
#include "base/str.h"

#define FUNNEL_STEPS 15 /* at most; the first is the one every visit has reached */
#define FUNNEL_BY 4	/* fields of --by */
#define FUNNEL_UNKNOWN ((size_t)1000) /* names of unknown events that are told */

/* What the customer saw when leaving; the fields that reasons are looked for in. */
enum context_field {
	CONTEXT_SHIPPING_COST,
	CONTEXT_COUPON,
	CONTEXT_PAYMENT_METHOD,
	CONTEXT_ERROR,
	CONTEXT_DEVICE,
	CONTEXT_BROWSER,
	CONTEXT_COUNTRY,
	CONTEXT_PAGE,
	CONTEXT_FIELDS,
};

/* "shipping_cost" and so on, as the cart_event record has it. */
extern const char *const context_names[CONTEXT_FIELDS];

struct funnel_money {
	struct currency currency;
	int64_t minor;
	int64_t visits; /* whose value this is */
};

/* A sum for each currency, by code. */
struct funnel_sums {
	struct funnel_money *at;
	size_t n;
};

/* How the visits fared that had reached a step. */
struct funnel_step {
	int64_t in;	   /* visits that reached it */
	int64_t lost;	   /* ... and went no further; 0 for the last step */
	int64_t recovered; /* of the lost: bought later in another visit */
	int64_t timed;	   /* visits whose time from this step to the next is known */
	int64_t seconds;   /* the median of these times; 0 where there are none */
	struct funnel_sums value; /* of the carts that were lost */
};

/* The visits of a whole report, of a period, or of one combination of --by's fields. */
struct funnel_group {
	struct str by[FUNNEL_BY]; /* the values; "" where the log says nothing */
	int64_t day;	/* a period: its first day, since 1970-01-01 in the zone */
	int64_t visits; /* decided: the same as step[0].in */
	int64_t undecided;
	struct funnel_step step[FUNNEL_STEPS];
};

/* The visits that left with, or passed a step with, a value of a context field. */
struct funnel_reason {
	enum context_field field;
	struct str value; /* as shown: "9.90-14.99 EUR" for a band of shipping cost */
	bool others;	  /* all values of the field with fewer visits than --min-group */
	size_t step;
	int64_t in, lost; /* at that step */
	struct funnel_sums value_lost;
};

/* A name that some lines had for their event and that no step knows. */
struct funnel_unknown {
	struct str name;
	int64_t events;
};

struct funnel {
	/* How it was counted. */
	struct str step[FUNNEL_STEPS]; /* the names: "viewed", "cart", ... "purchased" */
	size_t n_steps;
	struct str events_of;	      /* the steps, as steps_describe tells them */
	int64_t gap, recover;	      /* seconds */
	int64_t window[FUNNEL_STEPS]; /* seconds to reach the step; 0: any time */
	bool strict;
	struct str zone; /* "Europe/Rome" */
	struct str by[FUNNEL_BY];
	size_t n_by;
	bool weeks; /* periods are weeks from Monday on; otherwise days */
	int64_t min_group;
	struct str now; /* the end of the log, RFC 3339 */

	/* What was read. */
	int64_t lines, refused, unfinished, events;
	struct funnel_unknown *unknown; /* most events first */
	size_t n_unknown;		/* FUNNEL_UNKNOWN at most */
	int64_t unknown_events;		/* all of them, named or not */
	bool unknown_partial; /* of too many names, only some were counted apart */
	int64_t future;	      /* visits that begin after --now, which are left out */
	int64_t mixed; /* visits, decided or not, with amounts in several currencies */

	/* What came of it. */
	struct funnel_group whole;
	struct funnel_group *group; /* with --by; in the order of the values */
	size_t n_groups;
	struct funnel_group *period; /* by day, from the oldest; gaps are left out */
	size_t n_periods;
	bool last_open;		      /* the end of the log lies within the last period */
	struct funnel_reason *reason; /* by step, then field, then most lost first */
	size_t n_reasons;

	/* What was asked of it with --fail-if. */
	size_t n_limits, n_unchecked; /* of the limits: no such figure is there */
	struct str *crossed;	      /* "abandonment_rate is 0.7712, more than 0.75" */
	size_t n_crossed;

	struct pool pool; /* everything above */
};

void funnel_done(struct funnel *f);

/* The sum in C, or NULL where there is none. */
const struct funnel_money *funnel_sum(
    const struct funnel_sums *sums, const struct currency *c);

/* What abandonment_rate counts: visits with a cart that was not bought, of all with one.
 */
static inline int64_t
funnel_carts(const struct funnel_group *g)
{
	return g->step[1].in;
}

static inline int64_t
funnel_abandoned(const struct funnel *f, const struct funnel_group *g)
{
	return g->step[1].in - g->step[f->n_steps - 1].in;
}

#endif
