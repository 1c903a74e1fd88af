/* loose - rows that cannot be read, until it is seen whose they are */
/* SPDX-License-Identifier: ISC */

/*
 * A bad row between two good ones may be of the order before it, of the one behind it, or
 * of neither.  It is kept here until the next good row tells.
 */

#ifndef SHOP_LOOSE_H
#define SHOP_LOOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/table.h"

struct loose_row {
	uint64_t line;
	struct str raw, why;
	struct str key; /* "" where it cannot be read */
	bool lost;	/* the key is not sure */
};

struct loose {
	struct loose_row *rows; /* in the order of the file */
	size_t n, room, bytes;
	size_t next; /* rows from here on were not looked at by loose_other */
	struct pool pool;
};

/* A zeroed struct is ready. */
void loose_done(struct loose *l);
void loose_clear(struct loose *l);

/* Keeps a copy of ROW, which is bad for the reason WHY; false where there are MOST rows,
 * or bytes BYTES, already. */
bool loose_add(struct loose *l, const struct table_row *row, const struct err *why,
    size_t most, size_t bytes);

/* The next row that is not KEY's; NULL where there are no more. */
const struct loose_row *loose_other(struct loose *l, struct str key);

/* Whether ROW's key can be read, and is KEY. */
bool loose_is(const struct loose_row *row, struct str key);

/* How many rows at the start may be of the order before them, and at the end of the one
 * behind them: those that no row with a sure key stands between. */
size_t loose_before(const struct loose *l);
size_t loose_behind(const struct loose *l);

#endif
