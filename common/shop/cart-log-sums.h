/* cart-log-sums - how much of logs and states was read */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_CART_LOG_SUMS_H
#define SHOP_CART_LOG_SUMS_H

#include <stdint.h>

#include "shop/event-names.h"

/*
 * What was read, and what the states say was read before them.  A refused line of a state
 * counts as a line that was read and refused.
 */
struct cart_log_sums {
	int64_t lines, refused, unfinished;
	int64_t heads;	  /* of states: how many begin */
	int64_t ends;	  /* ... and how many end, as their ends say */
	int64_t told;	  /* visits that the ends tell of */
	int64_t pieces;	  /* ... and those that are there */
	int64_t doubtful; /* lines of states that were refused: any may be of a visit */
	struct event_names names; /* sorted, once all is read */
};

#endif
