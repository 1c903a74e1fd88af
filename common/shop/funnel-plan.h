/* funnel-plan - what a report on lost carts is to count, and by which rules */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_FUNNEL_PLAN_H
#define SHOP_FUNNEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "data/zone.h"
#include "shop/funnel.h"
#include "shop/steps.h"
#include "shop/visit.h"

/* The fields of --by. */
enum funnel_by {
	/* When the visit began, in the zone. */
	BY_DAY,
	BY_WEEK,
	BY_MONTH,
	/* What its first event said. */
	BY_DEVICE,
	BY_CURRENCY,
	BY_BROWSER,
	BY_COUNTRY,
	BY_PAGE,
	/* What was last seen. */
	BY_SHIPPING_COST,
	BY_COUPON,
	BY_PAYMENT_METHOD,
	BY_ERROR,
	BYS,
};

#define FUNNEL_SPAN INT64_C(3153600000) /* seconds: no span is over a hundred years */

struct funnel_plan {
	const struct steps *steps;
	const struct zone *zone;
	int64_t gap, recover;	      /* seconds */
	int64_t window[FUNNEL_STEPS]; /* seconds to reach the step; 0: any time */
	bool strict;
	enum funnel_by by[FUNNEL_BY];
	size_t n_by;
	bool weeks;
	int64_t min_group;
	bool now_given;
	int64_t now;	   /* milliseconds; the end of the log, where it is given */
	bool figures_only; /* no reasons, no times, no recoveries */
	bool carts;	   /* the carts themselves are wanted */
	bool all;	   /* everything is kept, for a state */
};

/* Reads "day,device,currency"; E says which names there are. */
bool funnel_plan_by(struct funnel_plan *p, struct str text, struct err *e);

/* Reads "checkout=1h" of --window, by the plan's steps. */
bool funnel_plan_window(struct funnel_plan *p, struct str text, struct err *e);

/* Whether the table of --format csv has a name for each column; compared or not. */
bool funnel_plan_columns(const struct funnel_plan *p, bool compared, struct err *e);

/* The word of FIELD in --by. */
struct str funnel_by_word(enum funnel_by field);

/* What of each visit has to be kept. */
void funnel_plan_shape(const struct funnel_plan *p, struct visit_shape *s);

/*
 * The deepest step that V has reached by the plan's rules: by any event of it or a later
 * one; with --order strict by an event of each step in turn; with a window only by an
 * event that comes soon enough behind the last one of the deepest step before it, or
 * behind the beginning of the visit where that is the first step.
 */
size_t funnel_plan_depth(
    const struct funnel_plan *p, const struct visit_shape *s, struct visit *v);

/*
 * Whether V, of a shape that is timed, has reached the last step by these rules, and when
 * it did first.  What lies over 49 days behind the beginning of a visit has the time of
 * its last event.
 */
bool funnel_plan_bought(const struct funnel_plan *p, const struct visit_shape *s,
    struct visit *v, int64_t *when);

#endif
