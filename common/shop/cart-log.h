/* cart-log - logs of shop events into visits, by several threads */
/* SPDX-License-Identifier: ISC */

/*
 * Each thread takes the next block of lines, makes pieces of visits of them and adds
 * these to the visits that all threads share.  The caller is told, in the order of the
 * lines whatever the threads did, which lines are refused; and, as soon as it is known,
 * that a source cannot be read on:
 *
 *	while ((kind = cart_log_next(l, &item, &e)) != CART_LOG_END)
 *		...
 *
 * The sources are logs (cart_event records) or, with a state reader, the states of
 * earlier runs.
 */

#ifndef SHOP_CART_LOG_H
#define SHOP_CART_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/blocks.h"
#include "base/err.h"
#include "base/str.h"
#include "shop/cart-event.h"
#include "shop/cart-log-sums.h"
#include "shop/funnel-plan.h"
#include "shop/visits.h"

struct cart_log;

struct cart_log_settings {
	struct visits *visits;
	const struct cart_event_options *events;
	const struct funnel_plan *plan;
	bool states; /* the sources are states, not logs */
	size_t threads;
	blocks_open *open; /* called by the threads, one at a time */
	void *context;
};

enum cart_log_kind {
	CART_LOG_END,
	CART_LOG_LINES,	     /* LINES more have been read */
	CART_LOG_REFUSED,    /* a line is refused (E, ERR_RECORD) */
	CART_LOG_UNFINISHED, /* the last line of a log is half a one */
	CART_LOG_UNREADABLE, /* a source cannot be read on (E names it) */
	CART_LOG_FAILED,     /* the run cannot go on (E); END follows */
};

struct cart_log_item {
	size_t source;	/* its index, from 0 */
	uint64_t line;	/* within the source, from 1 */
	struct str raw; /* the line, until the next call */
	bool cut;	/* ... of which this is only the start */
	uint64_t lines;
	bool blamed; /* a run FAILED by what is in the source */
};

/* All of S is lent until cart_log_free. */
struct cart_log *cart_log_start(const struct cart_log_settings *s);

enum cart_log_kind cart_log_next(
    struct cart_log *l, struct cart_log_item *item, struct err *e);

/* What was read, after END. */
const struct cart_log_sums *cart_log_sums(const struct cart_log *l);

/* Ends the threads, where there are still any. */
void cart_log_free(struct cart_log *l);

#endif
