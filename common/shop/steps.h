/* steps - the steps of a checkout, and which events take a visit there */
/* SPDX-License-Identifier: ISC */

/*
 * The kit's own are viewed, cart, checkout, shipping, payment and purchased, by GA4's
 * event names; a shop's are read from a file:
 *
 *	{"steps": [{"name": "viewed", "events": ["view_item"]}, ...]}
 *
 * The first step is the one that every visit has reached, the second what it means to
 * have a cart, the last the purchase.  Events that no step names are known by no name
 * here; they belong to a visit all the same and take it nowhere.
 */

#ifndef SHOP_STEPS_H
#define SHOP_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/pool.h"
#include "base/str.h"

#define STEPS_MAX 15
#define STEPS_LEAST 3
#define STEP_NONE 255 /* an event that no step names */

#define STEPS_EVENTS 200 /* of all steps, at most */
#define STEPS_SLOTS 512	 /* a power of two, more than twice that */

struct steps_event {
	struct str name;
	uint8_t step;
};

struct steps {
	struct str name[STEPS_MAX];
	size_t n;
	struct steps_event event[STEPS_EVENTS];
	size_t n_events;
	uint8_t slot[STEPS_SLOTS]; /* by a hash of the name: 1 + the event, or 0 */
	size_t n_slots; /* as few as do: this is looked at for each line of a log */
	struct pool pool;
};

/* The kit's own steps. */
void steps_default(struct steps *s);

/* The steps that the file at PATH says; E (ERR_TROUBLE) names the line and the key. */
bool steps_read(struct steps *s, const char *path, struct err *e);

void steps_done(struct steps *s);

/* The step that the event NAME reaches, from 0; STEP_NONE where no step names it. */
uint8_t steps_of(const struct steps *s, struct str name);

/*
 * Adds all that tells these steps from others, as one line of text: "seen: look; bag: put
 * "Product Added"; ...".  The events of a step are in the order of their names, and one
 * that holds a space, a control, ':', ';', '"' or '\\' is as JSON has it.
 */
void steps_describe(const struct steps *s, struct buf *out);

#endif
