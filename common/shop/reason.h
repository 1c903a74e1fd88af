/* reason - one thing that decided, as --explain tells it */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_REASON_H
#define SHOP_REASON_H

#include "base/str.h"
#include "data/emit.h"

/* Texts are literals or lent by the record. */
struct reason {
	const char *rule;   /* "template", "consent", "needs" */
	const char *chosen; /* what it chose, or NULL */
	const char *lost;   /* what it ruled out, names with a space between, or NULL */
	const char *field;  /* of the record, the shop file, or an option */
	struct str value;   /* what stood there; none where nothing did */
	const char *why;
};

/* Writes R as an object of an `explain` list, see aftercare-records(5). */
void reason_write(struct emit *m, const struct reason *r);

#endif
