/* cart-block - what one thread makes of a block of lines */
/* SPDX-License-Identifier: ISC */

/* Part of shop/cart-log: nothing here is shared but the visits. */

#ifndef SHOP_CART_BLOCK_H
#define SHOP_CART_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/blocks.h"
#include "base/err.h"
#include "data/scan.h"
#include "shop/cart-log.h"
#include "shop/visit-state.h"

struct cart_refusal {
	uint64_t line; /* within the block, from 1 */
	char *raw;
	size_t len;
	bool cut;
	struct err e;
};

/* What came of a block. */
struct cart_outcome {
	struct cart_outcome *next;
	uint64_t number;
	size_t source;
	uint64_t lines, all_lines; /* with something in them, and all */
	struct cart_refusal *refused;
	size_t n, room;
	uint64_t unfinished; /* the line within the block, or 0 */
	bool unfit;	     /* the run cannot go on for what is in the block */
	bool unreadable;     /* a read failed: `e`; it has no number */
	struct err e;
};

/* Accepts NULL. */
void cart_outcome_free(struct cart_outcome *o);

struct cart_block_reader {
	struct cart_event_reader *events; /* or, of states, NULL */
	struct visit_state_reader *states;
	struct visits_batch batch;
	struct tape tape; /* to tell half a line from a wrong one */
};

/* S is lent for the reader's life. */
void cart_block_reader_init(
    struct cart_block_reader *r, const struct cart_log_settings *s);
void cart_block_reader_done(struct cart_block_reader *r);

/* Adds what is in B to the visits.  False where the run cannot go on. */
bool cart_block_read(struct cart_block_reader *r, const struct block *b,
    struct cart_outcome *o, struct err *e);

#endif
