/* rec-object - the members of an object become those of a struct, by a table */
/* SPDX-License-Identifier: ISC */

/*
 * A table is the names of the members, in the order in which they usually stand
 * (rec_fields is fastest so), and for each where it goes and how it is read.  So an
 * object is read in one pass.
 */

#ifndef DATA_REC_OBJECT_H
#define DATA_REC_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/money.h"
#include "base/str.h"
#include "data/rec.h"

enum rec_as {
	REC_TEXT,  /* struct str */
	REC_WORD,  /* struct str: a text, or a number as it is written */
	REC_TIME,  /* struct moment */
	REC_DATE,  /* struct day */
	REC_MONEY, /* struct amount */
	REC_WHOLE, /* struct whole */
	REC_BOOL,  /* struct truth */
	REC_OTHER, /* read by the caller's own code */
};

struct rec_field {
	uint16_t at;
	uint8_t as;
};

#define REC_OBJECT_MOST 32 /* members in a table */

/* The row for MEMBER of struct TYPE. */
#define REC_FIELD(type, member, as)                                                      \
	{                                                                                \
		offsetof(struct type, member), as                                        \
	}

/* Reads V into the struct at BASE, where F says, with amounts in C. */
static inline bool
rec_field(
    struct val v, struct rec_field f, const struct currency *c, void *base, struct err *e)
{
	void *to = (char *)base + f.at;

	switch ((enum rec_as)f.as) {
	case REC_TEXT:
		return rec_get_text(v, "", to, e);
	case REC_WORD:
		return rec_get_word(v, "", to, e);
	case REC_TIME:
		return rec_get_time(v, "", to, e);
	case REC_DATE:
		return rec_get_date(v, "", to, e);
	case REC_MONEY:
		return rec_get_money(v, "", c, to, e);
	case REC_WHOLE:
		return rec_get_whole(v, "", to, e);
	case REC_BOOL:
		return rec_get_bool(v, "", to, e);
	case REC_OTHER:
		break;
	}
	return true;
}

/*
 * Fills the zeroed struct at BASE from OBJECT, by the N NAMES and FIELDS; what is absent
 * or null is left as it is.  VALS (room for N, or NULL) gets the values that were found.
 */
bool rec_object(struct val object, const struct str *names,
    const struct rec_field *fields, size_t n, const struct currency *c, void *base,
    struct val *vals, struct err *e);

#endif
