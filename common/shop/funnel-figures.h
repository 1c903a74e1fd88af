/* funnel-figures - a report on lost carts as a list of named figures */
/* SPDX-License-Identifier: ISC */

/*
 * Every number that the report shows is one of these: JSON Lines writes them one a line,
 * the other forms pick from them, --compare and --fail-if name them.  Each has a
 * definition, which aftercare-records(5) repeats.  A figure that there is nothing to
 * make of (a rate of no visits) is not in the list.
 *
 * They come in parts, so that a report on a hundred thousand groups takes no more memory
 * than its largest: the whole, then each group, each period, each reason.
 */

#ifndef SHOP_FUNNEL_FIGURES_H
#define SHOP_FUNNEL_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/money.h"
#include "base/proportion.h"
#include "base/str.h"
#include "shop/funnel.h"

enum figure_name {
	FIGURE_VISITS,
	FIGURE_UNDECIDED,
	FIGURE_CONVERSION_RATE,
	FIGURE_CARTS,
	FIGURE_ABANDONED,
	FIGURE_ABANDONMENT_RATE,
	FIGURE_ABANDONED_RECOVERED,
	FIGURE_ABANDONED_RECOVERY_RATE,
	FIGURE_ABANDONED_VALUE,
	FIGURE_REACHED,
	FIGURE_LOST,
	FIGURE_LOSS_RATE,
	FIGURE_RECOVERED,
	FIGURE_RECOVERY_RATE,
	FIGURE_SECONDS_TO_NEXT,
	FIGURE_VALUE_LOST,
	FIGURE_REASON_LOSS_RATE,
	FIGURE_REASON_LIFT,
	FIGURE_REASON_OTHERS_RATE,
	FIGURE_REASON_EXCESS,
	FIGURE_REASON_VALUE_LOST,
	FIGURE_REASON_EXCESS_VALUE,
	FIGURES
};

enum figure_unit {
	UNIT_VISITS,
	UNIT_EXPECTED, /* visits that no one has counted, in millionths */
	UNIT_RATE,     /* of 1, in millionths */
	UNIT_TIMES,    /* in millionths */
	UNIT_SECONDS,
	UNIT_MONEY, /* minor units */
	UNITS
};

struct figure_def {
	const char *name;
	enum figure_unit unit;
	int good; /* 1 where more is better, -1 where it is worse, 0 where it is neither
		   */
	const char *about; /* a sentence */
};

extern const struct figure_def figure_defs[FIGURES];

/* "visits" of both kinds, "rate", "times", "seconds", "money". */
extern const char *const figure_units[UNITS];

/* Whether numbers of U are in millionths. */
static inline bool
figure_is_fine(enum figure_unit u)
{
	return u == UNIT_EXPECTED || u == UNIT_RATE || u == UNIT_TIMES;
}

enum figure_scope {
	SCOPE_WHOLE,
	SCOPE_GROUP,
	SCOPE_PERIOD,
	SCOPE_REASON,
};

/* How a figure stands to the same one before: of the period before, or of --compare. */
struct figure_change {
	bool there;
	int64_t before, by;	  /* in the figure's unit; by = value - before */
	struct interval interval; /* of `by`; rates only */
	bool beyond;		  /* chance; rates only */
};

#define FIGURE_NO_STEP SIZE_MAX

struct figure {
	enum figure_name name;
	enum figure_scope scope;
	const struct funnel_group *group;   /* NULL: the figure is of a reason */
	const struct funnel_reason *reason; /* NULL: the figure is of a group */
	size_t step;			    /* or FIGURE_NO_STEP */
	struct currency currency;	    /* of money; "" otherwise */
	int64_t value;
	struct proportion parts;  /* of a rate; of money: n visits */
	struct interval interval; /* of a rate */
	struct figure_change change;
};

struct figures {
	const struct funnel *f;
	struct figure *at; /* the part at hand */
	size_t n, room;

	/* The rest is the module's own. */
	size_t part;
	struct currency *currency; /* all that the report knows */
	size_t n_currencies;
};

/* Begins before the first part; F is lent until figures_done. */
void figures_init(struct figures *fs, const struct funnel *f);
void figures_done(struct figures *fs);

/* Makes the next part; false after the last. */
bool figures_next(struct figures *fs);

/*
 * The same for one group, period or the whole, as SCOPE says; for the I-th period with
 * its changes; and for one reason.
 */
void figures_of_group(
    struct figures *fs, enum figure_scope scope, const struct funnel_group *g);
void figures_of_period(struct figures *fs, size_t i);
void figures_of_reason(struct figures *fs, const struct funnel_reason *r);

/* The figure of that name in the part at hand, or NULL; CURRENCY NULL: the first. */
const struct figure *figures_find(const struct figures *fs, enum figure_name name,
    size_t step, const struct currency *currency);

/* Sets F's change from what it was: VALUE, and PARTS of a rate. */
void figure_compare(struct figure *f, int64_t value, struct proportion parts);

/* Adds what names F beside its name: "[payment,EUR]", or nothing. */
void figure_place(const struct figure *f, const struct funnel *funnel, struct buf *out);

#endif
