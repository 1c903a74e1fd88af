/* place - the places in a gateway's patterns, and what they are filled with */
/* SPDX-License-Identifier: ISC */

/*
 * A pattern is a text in which "{from}" stands for a value.  A brace that belongs to no
 * place is an error, found when the pattern is read.  Escaping is by where the result
 * goes, and is said by whoever fills.
 */

#ifndef SHOP_PLACE_H
#define SHOP_PLACE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum place {
	PLACE_TEXT,    /* what the message says */
	PLACE_BODY,    /* a webhook's body as it stands in the record: JSON */
	PLACE_TO,      /* "+393331234567" */
	PLACE_DIGITS,  /* the same without the plus */
	PLACE_FROM,    /* who sends, of the shop file */
	PLACE_ACCOUNT, /* likewise */
	PLACE_CHAT,    /* likewise */
	PLACE_KEY,     /* a name that is the same for every try of the message */
	PLACE_CODING,  /* the gateway's word for the alphabet of the text */
	PLACE_SECRET,
	PLACES
};

#define PLACE_BIT(place) (1u << (place))

/* "from". */
const char *place_word(enum place p);

struct place_values {
	struct str at[PLACES];
};

/*
 * Whether PATTERN has no places but those of the set ALLOWED; adds those that it has to
 * *USED.  E (ERR_RECORD) names what is none.
 */
bool place_check(struct str pattern, unsigned allowed, unsigned *used, struct err *e);

/* Adds PATTERN with its places filled, each value through ESCAPE (NULL: as it is). */
void place_fill(struct buf *out, struct str pattern, const struct place_values *values,
    void (*escape)(struct buf *out, struct str value));

#endif
