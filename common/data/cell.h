/* cell - one cell of an export becomes one value of a field */
/* SPDX-License-Identifier: ISC */

/*
 * Cleaning: spaces at both ends go.  A code (postcode, phone, id) loses a leading
 * apostrophe and the ="..." that spreadsheets put around it; any text loses an apostrophe
 * before = + - @, which guards against formulas.  Nothing else is changed.
 */

#ifndef DATA_CELL_H
#define DATA_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/money.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/layout.h"
#include "data/zone.h"

/* A value; which member counts is the matter of its target's kind. */
struct value {
	bool there;
	bool derived; /* the export does not say it in so many words */
	bool mixed;   /* the rows of the record differ (GATHER_LEAST) */
	union {
		struct str text; /* TEXT, CODE, URL, COUNTRY */
		int64_t n; /* WORD: index; WHOLE; MONEY: minor units; TRUTH; DATE: days */
		struct instant at; /* TIME */
		struct currency currency;
		struct {
			struct str *at;
			size_t n;
		} list;
	};
};

/*
 * Puts V, which is there, at AT, of the type that KIND has in a record: struct str,
 * whole, amount, currency, moment, day or truth.  A WORD and a LIST, which are the
 * record's own, are left to the caller.
 */
static inline void
value_put(void *at, enum field_kind kind, const struct value *v)
{
	switch (kind) {
	case FIELD_TEXT:
	case FIELD_CODE:
	case FIELD_URL:
	case FIELD_COUNTRY:
		*(struct str *)at = v->text;
		break;
	case FIELD_WHOLE:
		*(struct whole *)at = (struct whole){ true, v->n };
		break;
	case FIELD_MONEY:
		*(struct amount *)at = (struct amount){ true, v->n };
		break;
	case FIELD_CURRENCY:
		*(struct currency *)at = v->currency;
		break;
	case FIELD_TIME:
		*(struct moment *)at = (struct moment){ true, v->at };
		break;
	case FIELD_DATE:
		*(struct day *)at = (struct day){ true, v->n };
		break;
	case FIELD_TRUTH:
		*(struct truth *)at = (struct truth){ true, v->n != 0 };
		break;
	case FIELD_WORD:
	case FIELD_LIST:
		break;
	}
}

/* Puts those of N VALUES that are there into RECORD, where their TARGETS say. */
static inline void
values_put(
    void *record, const struct target *targets, size_t n, const struct value *values)
{
	for (size_t i = 0; i < n; i++)
		if (values[i].there)
			value_put(
			    (char *)record + targets[i].at, targets[i].kind, &values[i]);
}

struct country_cache;

/* What reading cells needs beside the cell. */
struct cells {
	const struct marks *marks;
	const struct zone *zone;  /* for times that do not say theirs */
	struct currency currency; /* of the record at hand; code "" for none */
	struct pool *pool;	  /* where texts go */
	struct texts *warnings;	  /* of the record at hand */
	struct country_cache *countries;
	struct texts found; /* scratch memory */
};

/*
 * Reads TEXT, which is not empty, as a value of target T by source S, whose column
 * is called NAME.  A cell that says nothing (its word is to be skipped, or it was left
 * out with a warning) gives true and a value that is not there.  E (ERR_RECORD) begins
 * with the column's name.
 */
bool cell_read(struct cells *c, const struct source *s, const struct target *t,
    struct str name, struct str text, struct value *out, struct err *e);

/* What cell_clean does where there may be something to clean. */
struct str cell_clean_odd(struct str text, enum field_kind kind);

/* TEXT without what surrounds its meaning, by the rules above. */
static inline struct str
cell_clean(struct str text, enum field_kind kind)
{
	/* Nearly every cell begins with a letter or a digit and ends without a space. */
	if (text.len != 0 && (unsigned char)text.at[0] > '\'' && text.at[0] != '=' &&
	    (unsigned char)text.at[text.len - 1] > ' ')
		return text;
	return cell_clean_odd(text, kind);
}

/* Whether S is one column, of which each cell is taken as it stands, but for cleaning. */
bool cell_is_bare(const struct source *s);

/* Reads TEXT as one of kind TEXT or CODE, where cell_is_bare; it cannot be wrong. */
static inline void
cell_text(struct cells *c, const struct source *s, enum field_kind kind, struct str text,
    struct value *out)
{
	text = cell_clean(text, kind);
	*out = (struct value){ .there = text.len != 0, .derived = s->derived };
	out->text = pool_copy(c->pool, text);
}

/* Reads TEXT as one of kind MONEY, where cell_is_bare. */
bool cell_money(struct cells *c, const struct source *s, struct str name, struct str text,
    struct value *out, struct err *e);

#endif
