/* funnel-reason - what a reason for lost carts costs, and which costs most */
/* SPDX-License-Identifier: ISC */

/*
 * A reason is weighed against the other visits that reached its step: those it lost
 * beyond their rate are its excess.  It counts where the lower end of its rate's interval
 * is above the step's own rate, and where it is one value and not the fold of many.  A
 * page never counts: the last one says where a visit ended, and who went on has another.
 * That a reason goes with losses is no proof that it makes them.
 */

#ifndef SHOP_FUNNEL_REASON_H
#define SHOP_FUNNEL_REASON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/proportion.h"
#include "shop/funnel.h"

/* The visits of R's step that did not see R: lost, of all; `of` may be 0. */
struct proportion reason_others(const struct funnel *f, const struct funnel_reason *r);

/* Whether R loses more than its step, and that is more than chance makes. */
bool reason_counts(const struct funnel *f, const struct funnel_reason *r);

/*
 * Visits lost beyond the others' rate, an estimate in millionths; and their part of
 * VALUE.  Both are for one that counts.
 */
int64_t reason_excess(const struct funnel *f, const struct funnel_reason *r);
int64_t reason_excess_value(const struct funnel *f, const struct funnel_reason *r,
    const struct funnel_money *value);

/* The currency in which most carts were lost, or NULL: amounts of two do not compare. */
const struct currency *funnel_currency(const struct funnel *f);

/* reason_excess_value in that currency; 0 where R has none of it. */
int64_t reason_cost(const struct funnel *f, const struct funnel_reason *r);

/*
 * The same into *OUT, or in the currency of most of R's own lost carts where it has none
 * of that one; false where they had no value.
 */
bool reason_worth(
    const struct funnel *f, const struct funnel_reason *r, struct funnel_money *out);

/*
 * The one that costs most: by reason_cost, then by excess visits, then the first.  NULL
 * where none counts.
 */
const struct funnel_reason *funnel_worst(const struct funnel *f);

/*
 * Adds what R is, in words: "Shipping of 10.00-14.99 EUR", "The page /pay", "No coupon"
 * for the empty value, "Other pages" for the fold of those that few saw.
 */
void reason_name(const struct funnel_reason *r, struct buf *out);

/*
 * Adds the sentence on R, which counts: "Shipping of 10.00-14.99 EUR costs most: 34.1 %
 * of the 4,120 visits that saw it left at shipping instead of 18.2 %, about 655 visits
 * and 41,200.00 EUR more than otherwise."
 */
void reason_sentence(
    const struct funnel *f, const struct funnel_reason *r, struct buf *out);

#endif
