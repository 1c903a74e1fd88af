/* funnel-limit - a figure that must not pass a value (--fail-if) */
/* SPDX-License-Identifier: ISC */

/*
 * A limit is FIGURE OPERATOR NUMBER: "abandonment_rate > 0.75", "loss_rate[payment] >
 * 20%", "value_lost[payment,EUR] > 10000.00", "abandonment_rate.change > 0.02".  The
 * figure is one of the whole report, with its step and its currency where it has them;
 * ".change" is its change from the earlier report, and a rate has ".low", ".high",
 * ".change_low" and ".change_high", the ends of the intervals of both.  The operator is >
 * >= < or <=.  A percentage is for rates; of a change of a rate it means points.
 *
 * What is compared is the value as the report's records have it.  So a limit of a rate
 * has at most six decimals, four as a percentage, and is between 0 and 1, of a change
 * between -1 and 1: it would never be crossed otherwise, or always.
 */

#ifndef SHOP_FUNNEL_LIMIT_H
#define SHOP_FUNNEL_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "shop/funnel-compare.h"
#include "shop/funnel-figures.h"
#include "shop/funnel.h"

enum limit_sign {
	LIMIT_MORE,
	LIMIT_NOT_LESS,
	LIMIT_LESS,
	LIMIT_NOT_MORE,
};

/* What of a figure is compared. */
enum limit_part {
	LIMIT_VALUE,
	LIMIT_LOW,
	LIMIT_HIGH,
	LIMIT_CHANGE, /* this and the next need an earlier report */
	LIMIT_CHANGE_LOW,
	LIMIT_CHANGE_HIGH,
	LIMIT_PARTS,
};

struct funnel_limit {
	struct str text; /* as it was given; lent */
	enum figure_name name;
	size_t step;		  /* or FIGURE_NO_STEP */
	struct currency currency; /* of money */
	enum limit_part part;
	enum limit_sign sign;
	int64_t value; /* of money minor units, millionths otherwise */
};

/*
 * Reads TEXT, for a report with the steps STEP[0..N).  COMPARES: there is an earlier
 * report.  E (ERR_TROUBLE) says where in TEXT (from 1) what is wrong, and what could
 * stand there.
 */
bool limit_read(struct funnel_limit *l, struct str text, const struct str *step, size_t n,
    bool compares, struct err *e);

/*
 * Whether F passes the limit, into *CROSSED; SAYS then gets "abandonment_rate is 0.7712,
 * more than 0.75".  False where the report has no such figure (a rate of no visits, an
 * amount in a currency that no cart had, no change from an earlier report that lacks it):
 * E (ERR_TROUBLE) says so.  EARLIER may be NULL.
 */
bool limit_check(const struct funnel_limit *l, const struct funnel *f,
    const struct funnel_earlier *earlier, bool *crossed, struct buf *says, struct err *e);

#endif
