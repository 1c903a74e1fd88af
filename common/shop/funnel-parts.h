/* funnel-parts - what the halves of funnel-count share */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_FUNNEL_PARTS_H
#define SHOP_FUNNEL_PARTS_H

#include <pthread.h>

#include "shop/funnel-count.h"
#include "shop/sightings.h"
#include "shop/tally.h"
#include "shop/witness.h"

/* The counters of a cell; of each, one for a step, the deepest that a visit reached. */
enum funnel_counter {
	COUNT_ENDED,	 /* decided visits */
	COUNT_RECOVERED, /* of them, those that were bought later */
	COUNT_VALUED,	 /* of them, those whose value is in the cell's currency */
	COUNT_VALUE,	 /* the sum of these values */
	COUNTS,
};

#define COUNT_UNDECIDED (COUNTS * FUNNEL_STEPS) /* one for the cell */
#define COUNT_ALL (COUNT_UNDECIDED + 1)

/* A cell's counter of KIND at step I. */
#define COUNT_AT(kind, i) ((size_t)(kind)*FUNNEL_STEPS + (i))

/* The value in a key that stands for all with fewer than --min-group visits. */
#define VALUE_OTHERS UINT64_MAX

#define SKETCH (1u << 20) /* a power of two */

/* What all threads count into, each its own. */
struct funnel_tally {
	struct tally periods; /* day, currency */
	struct tally groups;  /* by ..., currency */
	struct tally reasons; /* field, value, currency */
	struct tally times;   /* by ..., step, seconds */
	int64_t future, mixed;
	int64_t counted; /* visits */
};

struct funnel_counting {
	const struct funnel_source *s;
	int64_t end; /* of the log, milliseconds */
	/* What the first pass finds. */
	uint32_t *sketch;	 /* at least how many visits have a value, by its hash */
	struct sightings bought; /* when visits bought, by who it was */
	struct sightings open;	 /* the last of visits that are not decided */
	pthread_mutex_t lock;	 /* of all that threads put together, and of the zone */
	size_t next_part;
	bool failed;
	struct err e;
	struct funnel_tally sum;
};

/* Finds the purchases and the frequent values, where the plan asks for them. */
bool funnel_survey(struct funnel_counting *c, struct err *e);

/* V is about to be asked for by funnel_is_recovered. */
void funnel_foresee(const struct funnel_counting *c, struct visit *v);

/* Whether who lost V bought in another visit afterwards, in time. */
bool funnel_is_recovered(const struct funnel_counting *c, struct visit *v);

/* The names of who left a visit: those of the visit, see shop/witness, and those of the
 * customer whom its cart names. */
#define FUNNEL_NAMES (WITNESS_NAMES + 2)

/* Whether who left V, of NAMES, has bought by any event since V began. */
bool funnel_has_bought(
    const struct funnel_counting *c, const struct visit *v, const uint64_t *names);

/* ... is in the shop still or again, in a visit that is not decided. */
bool funnel_is_back(
    const struct funnel_counting *c, const struct visit *v, const uint64_t *names);

/* ... has said last, in any visit, that no marketing is wanted. */
bool funnel_has_withdrawn(const struct funnel_counting *c, const uint64_t *names);

/* Whether the value of FIELD is one that --min-group visits may have. */
bool funnel_is_frequent(
    const struct funnel_counting *c, enum context_field field, uint64_t value);

/* Whether V is to be left out (it begins after --now). */
static inline bool
funnel_is_future(const struct funnel_counting *c, const struct visit *v)
{
	return c->s->plan->now_given && v->first > c->end;
}

/* Whether nothing that may still come can lengthen V. */
static inline bool
funnel_is_decided(const struct funnel_counting *c, const struct visit *v)
{
	return c->end - v->last > c->s->plan->gap * 1000;
}

/*
 * Calls WORK with every part of the visits, on the plan's threads; each has a CONTEXT of
 * its own, SIZE bytes from CONTEXTS on.
 */
typedef void funnel_work(
    struct funnel_counting *c, void *context, struct visits_part *part);
bool funnel_each_part(struct funnel_counting *c, funnel_work *work, void *contexts,
    size_t size, struct err *e);

/* Counts all visits into c->sum. */
bool funnel_tally_all(struct funnel_counting *c, struct err *e);

/* Makes the report of c->sum. */
bool funnel_assemble(struct funnel_counting *c, struct funnel *out, struct err *e);

/* The parts of it.  OF says which group a cell of the groups belongs to. */
void funnel_add_times(struct funnel_counting *c, struct funnel *f, const size_t *of);
void funnel_add_reasons(struct funnel_counting *c, struct funnel *f);

/* Adds what one cell, whose values are in CURRENCY, says of the steps of G. */
void funnel_add_cell(
    struct funnel *f, struct funnel_group *g, const int64_t *cell, uint32_t currency);

/* The text of VALUE, as the report keeps it. */
struct str funnel_value_text(struct funnel_counting *c, struct funnel *f, uint64_t value);

void funnel_counting_init(struct funnel_counting *c, const struct funnel_source *s);
void funnel_counting_done(struct funnel_counting *c);

/* A shipping cost as its band: the same number for all in it; and the band's text. */
uint64_t funnel_band(uint64_t cost);
struct str funnel_band_text(uint64_t band, struct pool *pool);

#endif
