/* visit-state - visits as JSON Lines, to be merged with those of other runs */
/* SPDX-License-Identifier: ISC */

/*
 * A state is a `visits` record (by which rules visits were cut, what was read), a `visit`
 * record for each visit, and a `visits_end` record, which tells how many these are; the
 * lines may come in any order and any number, as when a MapReduce job shuffles them.
 * Reading the states of several logs gives the visits, and so the report, of the logs put
 * together.  The state holds hashes of sessions and customers, and no names.
 * cart-abandon-report(1) describes the members.
 */

#ifndef SHOP_VISIT_STATE_H
#define SHOP_VISIT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "data/emit.h"
#include "shop/cart-event.h"
#include "shop/event-names.h"
#include "shop/funnel-plan.h"
#include "shop/visits.h"

#define VISIT_STATE_VERSION 3 /* 1 told steps apart badly, 2 had no addresses */

struct cart_log_sums;

/*
 * Writes all visits, in the order of their keys, and what was read.  False where the disk
 * failed (ERR_LATER).
 */
bool visit_state_write(struct visits *visits, const struct funnel_plan *plan,
    const struct visit_shape *shape, struct values *values,
    const struct cart_log_sums *sums, struct emit *out, struct err *e);

/* For one thread; O and PLAN are lent for its life. */
struct visit_state_reader;

struct visit_state_reader *visit_state_reader_new(
    const struct cart_event_options *o, const struct funnel_plan *plan);
void visit_state_reader_free(struct visit_state_reader *r);

/*
 * Makes of LINE the piece OUT, which is blank; *NONE is true where it is a head or an
 * end.  E is ERR_RECORD for a line that is no part of a state, and ERR_TROUBLE where the
 * state was made by other rules than the plan's.
 */
bool visit_state_read(struct visit_state_reader *r, struct str line, struct visit *out,
    bool *none, struct err *e);

/* The same for the first line of *REST, which is taken off it, as project_next does. */
bool visit_state_next(struct visit_state_reader *r, struct str *rest, struct str *line,
    struct visit *out, bool *none, struct err *e);

/*
 * Whether the line that was read last is of no state: another record, or none.  Half a
 * record, or one that is wrong in itself, may be of one.
 */
bool visit_state_foreign(const struct visit_state_reader *r);

/* Forgets the lists that the pieces since the last call lend. */
void visit_state_forget(struct visit_state_reader *r);

/* Adds what the heads say was read, and the ends. */
void visit_state_sums(const struct visit_state_reader *r, struct cart_log_sums *sums);

/*
 * Whether all that was read is whole states; else E (ERR_TROUBLE) says what is not.  What
 * one of several shares of them lacks is in another's: a state that is made of a share
 * says so at its end, so that the last sum is judged.
 */
bool visit_state_whole(const struct cart_log_sums *sums, struct err *e);

#endif
