/* cart-event-parts - what the halves of cart-event share */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_CART_EVENT_PARTS_H
#define SHOP_CART_EVENT_PARTS_H

#include "base/pool.h"
#include "data/project.h"
#include "data/rec.h"
#include "data/scan.h"
#include "shop/cart-event.h"

/* What is read of a line, in the order in which members mostly stand. */
enum member {
	TYPE,
	TS,
	SESSION,
	CUSTOMER,
	EVENT,
	CART_VALUE,
	CURRENCY,
	ITEMS,
	DEVICE,
	BROWSER,
	COUNTRY,
	PAGE,
	URL,
	SHIPPING_COST,
	COUPON,
	ERROR,
	PAYMENT_METHOD,
	MEMBERS,
};

#define VALUE_FIELDS 7 /* members that become fields of a visit as values */
#define CURRENCIES 64  /* a power of two */

struct known_currency {
	uint32_t packed; /* 0: the slot is free */
	struct currency currency;
};

struct cart_event_reader {
	const struct cart_event_options *o;
	struct project *project;
	uint8_t place[MEMBERS]; /* in the projection, or VISIT_NO_FIELD */
	struct project_field field[MEMBERS];
	struct {
		uint8_t place, start, seen; /* of a visit's, VISIT_NO_FIELD where none */
		bool page;
	} wanted[VALUE_FIELDS];
	size_t n_wanted;
	enum member others[VALUE_FIELDS]; /* which only have to be texts */
	size_t n_others;
	struct values_cache *cache;
	struct known_currency currencies[CURRENCIES];
	char day[11]; /* the day of the last time: "2026-11-21T" */
	int64_t day_ms;
	const struct currency *currency; /* of the line at hand, or NULL */
	struct event_names names;
	struct pool pool; /* of the pieces since the last forget */
	struct buf text;
	struct rec customer; /* the last that was an object */
	struct buf email;    /* the last address, folded */
	struct witness_notes notes;
	enum { SAID_NOTHING, SAID_YES, SAID_NO } said; /* of marketing, by the line */
};

/* The names of the members, in their order. */
extern const struct str cart_event_member_names[MEMBERS];

/* The member M, absent where it is null, too. */
static inline const struct project_field *
cart_event_member(const struct cart_event_reader *r, enum member m)
{
	static const struct project_field none = { .kind = PROJECT_ABSENT };
	const struct project_field *f;

	if (r->place[m] == VISIT_NO_FIELD)
		return &none;
	f = &r->field[r->place[m]];
	return f->kind == TOK_NULL ? &none : f;
}

static inline bool
cart_event_has(const struct project_field *f)
{
	return f->kind != PROJECT_ABSENT && f->kind != TOK_NULL;
}

/* `ts: expected WHAT, got ...`, where the value F is shown shortly, as `rec` would. */
bool cart_event_expected(
    enum member m, const char *what, const struct project_field *f, struct err *e);

/* The text of F, which has escapes, decoded until the next call. */
struct str cart_event_decoded(struct cart_event_reader *r, const struct project_field *f);

/* The text of F, decoded where it has escapes, until the next call. */
static inline struct str
cart_event_text(struct cart_event_reader *r, const struct project_field *f)
{
	return f->escaped ? cart_event_decoded(r, f) : (struct str){ f->at, f->len };
}

/* The time of the event, in milliseconds since 1970, UTC. */
bool cart_event_time(struct cart_event_reader *r, int64_t *ms, struct err *e);

/* A text, or a number as it is written (ids that are written bare); or none. */
bool cart_event_word(
    struct cart_event_reader *r, enum member m, struct str *out, struct err *e);

/*
 * Notes in V who the customer is, where the shape asks for it; and, unless V is KEYED by
 * a session, makes its key of that.  ORDER is the event's.
 */
bool cart_event_customer(struct cart_event_reader *r, struct visit *v, bool keyed,
    int64_t order, struct err *e);

/* Notes for the witness what V, the piece of an event of STEP, says of its customer. */
void cart_event_testify(struct cart_event_reader *r, const struct visit *v, uint8_t step);

/* The line's currency, or the shop's; *OUT is NULL where neither has one. */
bool cart_event_currency(
    struct cart_event_reader *r, const struct currency **out, struct err *e);

/*
 * Whether the line at hand, an event of STEP (or STEP_NONE), says what is in the cart:
 * not where it was a look at something or took something out, nor where nobody knows what
 * the event means and it has an empty list beside an amount (VALUED).  An empty list
 * without one is an empty cart, whatever the event.
 */
bool cart_event_lists(struct cart_event_reader *r, uint8_t step, bool valued);

/* Whether it took something out. */
bool cart_event_removes(struct cart_event_reader *r);

/* The code of C as the items of a visit begin with; blanks for NULL. */
#define CART_EVENT_CODE 3
struct str cart_event_code(const struct currency *c);

/* The amount M in minor units of C; *THERE is false where the line has none. */
bool cart_event_amount(struct cart_event_reader *r, enum member m,
    const struct currency *c, int64_t *minor, bool *there, struct err *e);

#endif
