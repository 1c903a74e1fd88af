/* funnel-count - visits into the report on lost carts */
/* SPDX-License-Identifier: ISC */

/*
 * Goes over the visits part by part, with several threads, and counts each under its
 * period, its values of --by's fields, and what was last seen; then puts the counts
 * together as a `struct funnel`.  Memory grows with the different values that at least
 * --min-group visits have, and by about 100 bytes for each purchase; a visit itself is
 * needed for as long as its part is out.
 */

#ifndef SHOP_FUNNEL_COUNT_H
#define SHOP_FUNNEL_COUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "data/emit.h"
#include "shop/cart-log-sums.h"
#include "shop/funnel-plan.h"
#include "shop/funnel.h"
#include "shop/values.h"
#include "shop/visits.h"

/* All of it is lent. */
struct funnel_source {
	const struct funnel_plan *plan;
	const struct visit_shape *shape;
	struct visits *visits;
	struct values *values;
	const struct cart_log_sums *sums;
	size_t threads;
	struct witness *witness; /* of the log, for a list */
};

/*
 * Fills OUT, which funnel_done frees.  False where the disk failed (ERR_LATER).
 */
bool funnel_count(const struct funnel_source *s, struct funnel *out, struct err *e);

/* Carts that were written, and how many of them with warnings. */
struct funnel_carts {
	uint64_t carts, warned;
};

/*
 * Writes the carts that were lost, as cart records, by the keys of their visits; only of
 * decided visits whose customer had something in the cart, and by no event has bought
 * since the visit began.  A consent that was taken back in any visit is not in them.
 */
bool funnel_carts_write(const struct funnel_source *s, struct emit *out,
    struct funnel_carts *sum, struct err *e);

#endif
