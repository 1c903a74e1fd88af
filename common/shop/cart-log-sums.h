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
	int64_t heads;		  /* of states */
	struct event_names names; /* sorted, once all is read */
};

#endif
