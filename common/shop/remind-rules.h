/* remind-rules - whether a cart is reminded of, and with which mail */
/* SPDX-License-Identifier: ISC */

/*
 * Looks at one cart alone.  Whether its customer bought since, or came back with another
 * cart, is shop/visitors' to know and shop/remind's to ask.
 */

#ifndef SHOP_REMIND_RULES_H
#define SHOP_REMIND_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "shop/cart.h"
#include "shop/decline.h"
#include "shop/reason.h"

#define REMIND_STEPS 8

/* When reminders are due: seconds after the customer left, each later than the last. */
struct remind_steps {
	int64_t after[REMIND_STEPS];
	size_t n; /* at least 1 */
};

/* Reads "1h,10h,3d"; E (ERR_TROUBLE) says what was expected. */
bool remind_steps_read(struct remind_steps *s, struct str text, struct err *e);

/* A span as remind_steps_read reads it, in the largest unit that is whole: "10h". */
#define REMIND_SPAN 24
void remind_span(int64_t seconds, char out[REMIND_SPAN]);

/* All of it is lent. */
struct remind_rules {
	struct remind_steps steps;
	int64_t max;	 /* reminders of one cart */
	int64_t max_age; /* seconds after which a cart is too old for any mail */
	const struct str *countries; /* that are served; none: all of them */
	size_t n_countries;
	struct instant now;
};

enum remind_template {
	REMIND_REMINDER,
	REMIND_HELP, /* with a payment that failed */
	REMIND_TEMPLATES,
};

#define REMIND_REASONS 3

/* Its reasons point into it: it stays where it is. */
struct remind_verdict {
	bool due; /* a mail is to go; otherwise the only reason says why not */
	enum remind_template template;
	size_t step;		/* of the reminders, from 1 */
	bool last;		/* the last of several */
	bool our_fault;		/* the payment failed through the shop's fault */
	int64_t from, until;	/* seconds after the customer left: its time */
	char span[REMIND_SPAN]; /* `from` as a text */
	struct reason reasons[REMIND_REASONS];
	size_t n_reasons;
};

/* PAYMENT is decline_find's answer on the cart's error, DECLINE_OTHER where it has none.
 */
void remind_judge(const struct remind_rules *r, const struct cart *c,
    enum decline payment, struct remind_verdict *out);

#endif
