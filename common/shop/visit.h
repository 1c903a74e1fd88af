/* visit - what is known of a visit, from one event of it or from all */
/* SPDX-License-Identifier: ISC */

/*
 * An event is a visit of no length; two pieces of one visit merge into what both together
 * say, whatever their order and however they were cut.  So lines in any order, the states
 * of several runs and the pieces that were put aside on a disk come together to the same
 * visits.  Whether two pieces are of one visit is the store's question (shop/visits):
 * where they have the same key and no more than the gap lies between them.
 *
 * Of a field that changes on the way the visit keeps how it was first or last; of two
 * events at the same time the one of the earlier step is the first, and where that is the
 * same, the one of the lower amount and then of the lower values.
 *
 * A visit has a fixed part and, behind it, what its `struct visit_shape` asks for: what
 * no figure needs takes no memory.
 */

#ifndef SHOP_VISIT_H
#define SHOP_VISIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"
#include "base/str.h"
#include "shop/funnel.h"
#include "shop/steps.h"

/* Fields of which the last known value is kept. */
enum visit_seen {
	SEEN_CONTEXT, /* the first of CONTEXT_FIELDS; values as shop/values has them */
	SEEN_BUYER = SEEN_CONTEXT + CONTEXT_FIELDS, /* the customer's id, as values_id */
	SEEN_EMAIL, /* ... and address, folded; a shape asks for both or neither */
	SEEN_NO,    /* that no marketing is wanted: 1 */
	/* Texts: JSON as the line had it, items behind their currency (see cart-event).
	 */
	SEEN_SESSION,
	SEEN_CUSTOMER,
	SEEN_ITEMS,
	SEEN_REMOVED, /* items that were taken out of the cart */
	SEEN_URL,
	SEEN_FIELDS,
};

/* Fields of which the first event's value is kept, in the order in which they count. */
enum visit_start {
	START_DEVICE,
	START_CURRENCY,
	START_BROWSER,
	START_COUNTRY,
	START_PAGE,
	STARTS,
};

#define VISIT_NO_FIELD 255

struct visit_shape {
	size_t n_steps;
	bool timed;  /* when each step was first reached */
	bool listed; /* all events of steps behind the first */
	uint8_t start[STARTS], seen[SEEN_FIELDS]; /* the place, or VISIT_NO_FIELD */
	size_t n_starts, n_seen;
	/* The rest is visit_shape_end's: words behind the fixed part, and bytes of all.
	 */
	size_t
	    n_values; /* of the seen fields, those that are no texts; they come first */
	size_t starts_at, seen_at, firsts_at, list_at, size;
};

/* Asks for a field; once is enough. */
void visit_shape_start(struct visit_shape *s, enum visit_start field);
void visit_shape_seen(struct visit_shape *s, enum visit_seen field);

/* To be called last: computes the size. */
void visit_shape_end(struct visit_shape *s);

/* A text that a visit owns (in a piece that is not in a store: lends). */
struct visit_text {
	uint32_t len;
	char at[];
};

/*
 * What was last seen: ORDER is the event's time and step, see visit_order; VALUE is a
 * value (0: none) or, of the fields that are texts, a struct visit_text.
 */
struct visit_last {
	int64_t order;
	uint64_t value;
};

/* Events of steps behind the first, by visit_order; in no order. */
struct visit_times {
	uint32_t n, room;
	int64_t order[];
};

struct visit {
	uint64_t key[2];
	int64_t first, last; /* of its events; milliseconds since 1970, UTC */
	int64_t amount; /* the first event's in minor units; INT64_MIN: it has none */
	struct visit_last value; /* the last amount, in minor units, as an int64_t */
	uint32_t value_currency; /* of that, packed; 0: there is no amount */
	uint32_t currency_low, currency_high; /* of all amounts; packed; 0: none */
	uint32_t before;    /* the store's, as is `after`: visits of the same key */
	uint16_t reached;   /* a bit for each step of which it has an event */
	uint8_t first_step; /* of the first event */
	uint32_t after;
	uint64_t part[];
};

#define VISIT_NEVER INT64_MIN

static inline int64_t
visit_order(int64_t at, uint8_t step)
{
	return at * 16 + step;
}

static inline int64_t
visit_order_time(int64_t order)
{
	return order >> 4;
}

/* Three capital letters as a number in the order of the alphabet. */
static inline uint32_t
visit_currency(const char code[3])
{
	return (uint32_t)(unsigned char)code[0] << 16 |
	       (uint32_t)(unsigned char)code[1] << 8 | (uint32_t)(unsigned char)code[2];
}

/* The letters of PACKED, and a NUL. */
static inline void
visit_currency_code(uint32_t packed, char code[4])
{
	code[0] = (char)(packed >> 16);
	code[1] = (char)(packed >> 8);
	code[2] = (char)packed;
	code[3] = '\0';
}

/* The currency that is packed; one of code "" for 0. */
static inline struct currency
visit_currency_find(uint32_t packed)
{
	struct currency c = { .code = "" };
	char code[4];

	visit_currency_code(packed, code);
	(void)currency_find((struct str){ code, 3 }, &c);
	return c;
}

/* Whether its last amount is above 0. */
static inline bool
visit_is_valued(const struct visit *v)
{
	return v->value_currency != 0 && v->value.value != 0;
}

static inline uint64_t *
visit_starts(const struct visit_shape *s, struct visit *v)
{
	return v->part + s->starts_at;
}

static inline struct visit_last *
visit_seen(const struct visit_shape *s, struct visit *v)
{
	return (struct visit_last *)(void *)(v->part + s->seen_at);
}

/* The value of FIELD at the first event, or 0. */
static inline uint64_t
visit_start_of(const struct visit_shape *s, const struct visit *v, enum visit_start field)
{
	return s->start[field] == VISIT_NO_FIELD
		   ? 0
		   : v->part[s->starts_at + s->start[field]];
}

/* The last value of FIELD, or 0. */
static inline uint64_t
visit_seen_of(const struct visit_shape *s, const struct visit *v, enum visit_seen field)
{
	return s->seen[field] == VISIT_NO_FIELD
		   ? 0
		   : v->part[s->seen_at + 2 * (size_t)s->seen[field] + 1];
}

/* When each step had its first event, in milliseconds behind the visit's first; timed. */
static inline uint32_t *
visit_firsts(const struct visit_shape *s, struct visit *v)
{
	return (uint32_t *)(void *)(v->part + s->firsts_at);
}

#define VISIT_UNTIMED UINT32_MAX /* no event of the step, or 49 days later */

/* All events of steps behind the first; listed.  NULL: none. */
static inline struct visit_times **
visit_list(const struct visit_shape *s, struct visit *v)
{
	return (struct visit_times **)(void *)(v->part + s->list_at);
}

/* Makes V (of S->size bytes) a visit that has no event yet, of no key. */
void visit_blank(const struct visit_shape *s, struct visit *v);

/* Says that V is the visit of one event at AT that takes it to STEP; the fields' orders
 * are the caller's to set, as is a list. */
void visit_event(const struct visit_shape *s, struct visit *v, int64_t at, uint8_t step);

/*
 * Adds what F says to V; the texts and times that V takes from F are copied.  *HELD grows
 * by the bytes that V has allocated, and shrinks by those it has freed.
 */
void visit_merge(
    const struct visit_shape *s, struct visit *v, const struct visit *f, int64_t *held);

/* Copies the texts and times of V, which were lent: a piece becomes a visit. */
void visit_own(const struct visit_shape *s, struct visit *v, int64_t *held);

/* Frees the texts and times of V. */
void visit_done(const struct visit_shape *s, struct visit *v, int64_t *held);

#endif
