/* visit-state-parts - what the halves of visit-state share */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_VISIT_STATE_PARTS_H
#define SHOP_VISIT_STATE_PARTS_H

#include "base/pool.h"
#include "data/project.h"
#include "data/rec.h"
#include "shop/cart-log-sums.h"
#include "shop/visit-state.h"

#define CURRENCIES 61 /* places for those that are remembered */

enum member {
	TYPE,
	KEY,
	FIRST,
	LAST,
	REACHED,
	START,
	VALUE,
	SEEN,
	STEPS,
	TIMES,
	MEMBERS
};

struct visit_state_reader {
	const struct cart_event_options *o;
	const struct funnel_plan *plan;
	struct buf steps; /* as a head must say them */
	struct project *project;
	struct project_field field[MEMBERS];
	struct values_cache *cache;
	uint32_t currencies[CURRENCIES]; /* that were found, by their number */
	struct cart_log_sums sums;
	struct pool pool;
	struct rec rec;
	bool foreign; /* the line that was read last is none of a state */
};

/* The names of the members, in their order. */
extern const struct str visit_state_members[MEMBERS];

/* Makes V, which is blank, of the `visit` record whose fields have been read. */
bool visit_state_piece(struct visit_state_reader *r, struct visit *v, struct err *e);

#endif
