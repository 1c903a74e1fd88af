/* funnel-facts - how a report on lost carts was counted, in words */
/* SPDX-License-Identifier: ISC */

/*
 * What the head of every form that people read says.  Texts hold what came from the log
 * already made plain (show_plain), and are not escaped for any markup.
 */

#ifndef SHOP_FUNNEL_FACTS_H
#define SHOP_FUNNEL_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/pool.h"
#include "base/str.h"
#include "shop/funnel.h"

struct funnel_fact {
	const char *name; /* "Lines" */
	struct str text;
	bool wrong; /* something was left out that the operator may want to mend */
};

#define FUNNEL_FACTS 12 /* at most */

/* Fills OUT, whose texts live in P; returns how many. */
size_t funnel_facts(
    const struct funnel *f, struct pool *p, struct funnel_fact out[FUNNEL_FACTS]);

/*
 * Adds "Limit crossed: abandonment_rate is 0.7712, more than 0.75", or "2 limits, none
 * crossed"; and how many nobody can tell of.  Nothing where none was asked for.
 */
void facts_limits(const struct funnel *f, struct buf *out);

/* Whether limits were asked for and all of them are kept. */
static inline bool
facts_limits_kept(const struct funnel *f)
{
	return f->n_crossed == 0 && f->n_unchecked == 0;
}

/* Adds "12 of 2,000,000 lines refused". */
void facts_read(const struct funnel *f, struct buf *out);

#endif
