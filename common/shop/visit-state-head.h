/* visit-state-head - the records before and behind the visits of a state */
/* SPDX-License-Identifier: ISC */

/* Part of shop/visit-state: how the visits were cut, and what was read. */

#ifndef SHOP_VISIT_STATE_HEAD_H
#define SHOP_VISIT_STATE_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "data/rec.h"
#include "shop/cart-log-sums.h"

/* By which a state must have been made to be read. */
struct visit_state_rules {
	int64_t gap;	  /* seconds */
	struct str steps; /* as steps_describe has them */
	bool times;	  /* all events of steps are wanted */
};

/*
 * Adds what the head in LINE, read with R, says was read to SUMS.  E is ERR_RECORD where
 * it is no head, which then adds nothing, and ERR_TROUBLE where RULES were others.
 */
bool visit_state_head(struct rec *r, struct str line,
    const struct visit_state_rules *rules, struct cart_log_sums *sums, struct err *e);

/* Adds what the end in LINE tells of; E is ERR_RECORD where it is none. */
bool visit_state_end(
    struct rec *r, struct str line, struct cart_log_sums *sums, struct err *e);

#endif
