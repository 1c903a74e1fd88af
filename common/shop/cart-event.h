/* cart-event - a line of a log of shop events, as a piece of a visit */
/* SPDX-License-Identifier: ISC */

/*
 * The cart_event record, aftercare-records(5).  Only the members that the shape of the
 * visits asks for are looked at, with a projection (data/project) and no record in
 * memory: this is read millions of times a second.
 *
 * The rules for what a line may say: it has a time in the years from 2000 to 9998, an
 * event, and a session or else a customer; an amount is not negative, at most
 * CART_EVENT_MOST minor units, and has a currency (its own or the shop's).  An amount
 * that is finer than its currency is rounded to it, half up, as sums in JavaScript are.
 * A line that breaks a rule is refused whole.
 */

#ifndef SHOP_CART_EVENT_H
#define SHOP_CART_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/money.h"
#include "base/str.h"
#include "data/rec.h"
#include "shop/event-names.h"
#include "shop/steps.h"
#include "shop/values.h"
#include "shop/visit.h"
#include "shop/witness.h"

#define CART_EVENT_MOST INT64_C(100000000000) /* minor units */

/* The first time and the last one that an event may have, in milliseconds since 1970. */
#define CART_EVENT_FIRST INT64_C(946684800000)
#define CART_EVENT_LAST INT64_C(253370764799999)

struct cart_event_options {
	const struct steps *steps;
	const struct visit_shape *shape;
	struct values *values;
	struct currency currency; /* where a line has none; code "" for none */
	struct witness *witness;  /* for a list: of what was bought and said; or NULL */
};

/* For one thread; O is lent for its life. */
struct cart_event_reader;

struct cart_event_reader *cart_event_reader_new(const struct cart_event_options *o);
void cart_event_reader_free(struct cart_event_reader *r);

/*
 * Makes of LINE (64 readable bytes behind it) the piece OUT, which is blank; the texts
 * and lists in it live until cart_event_forget.  E (ERR_RECORD) names the field.
 */
bool cart_event_read(
    struct cart_event_reader *r, struct str line, struct visit *out, struct err *e);

/* The same for the first line of *REST, which is taken off it, as project_next does. */
bool cart_event_next(struct cart_event_reader *r, struct str *rest, struct str *line,
    struct visit *out, struct err *e);

/* ... and hands over what was noted for the witness: also of a line that was refused, if
 * its time and its event could be read. */
void cart_event_forget(struct cart_event_reader *r);

/* A customer as a line named one; the texts are there until the next call. */
struct cart_event_named {
	struct str id, email; /* folded; none where it says none */
	struct rec rec;
	struct buf text, folded;
};

void cart_event_named_init(struct cart_event_named *n);
void cart_event_named_done(struct cart_event_named *n);

/* Reads the JSON of a customer that a visit has seen (SEEN_CUSTOMER), or none. */
void cart_event_named(struct cart_event_named *n, struct str json);

/* The unknown names that this reader has met. */
const struct event_names *cart_event_names(const struct cart_event_reader *r);

/*
 * The items that a visit has seen: C is the currency of their amounts (code "" where the
 * line and the shop say none), JSON the list as the line had it.
 */
void cart_event_items(struct str seen, struct currency *c, struct str *json);

/* A shipping cost as a value, and back. */
uint64_t cart_event_cost(int64_t minor, uint32_t currency);
int64_t cart_event_cost_minor(uint64_t value);
uint32_t cart_event_cost_currency(uint64_t value);

#endif
