/* fit - which of several layouts an export was written by */
/* SPDX-License-Identifier: ISC */

/*
 * A layout fits where all the columns that it requires, and those of its key, are there.
 * Of several that fit, the one that requires most wins.
 */

#ifndef DATA_FIT_H
#define DATA_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "data/layout.h"
#include "data/rec.h"

struct fit {
	struct layout *const *layouts;
	size_t n;
	const struct layout *best, *second; /* that fit */
	/* For the error: the one that came nearest, and what it missed. */
	const struct layout *nearest;
	struct str missing;
	size_t had;
	bool object; /* it is JSON */
};

enum fit_kind {
	FIT_NONE,
	FIT_ONE,
	FIT_SEVERAL, /* `best` and `second` fit as well as each other */
};

void fit_init(struct fit *f, struct layout *const *layouts, size_t n);

/* Tries a row as the header of a CSV file. */
enum fit_kind fit_header(struct fit *f, const struct str *header, size_t n);

/* Tries a record of a JSON export. */
enum fit_kind fit_object(struct fit *f, struct val object);

/* Says why nothing, or more than one, fits (ERR_TROUBLE); returns false. */
bool fit_error(const struct fit *f, struct err *e);

#endif
