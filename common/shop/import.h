/* import - orders from an export, by a layout */
/* SPDX-License-Identifier: ISC */

/*
 * Rows that follow one another with the same key become one order; every row ends as an
 * item of an order (or as the order itself, where a layout has no items), or is given
 * back as exactly one reject.  A row whose item cannot be read is refused alone, and the
 * order says so in its warnings; one whose order fields cannot be read refuses all rows
 * of its order, and so does any row where `whole` is asked for: then nobody is told of
 * half an order, and the rejects can be mended and read again.
 *
 * A row that cannot be read at all is of the order that its key says, and where it is the
 * first, all rows of that order are refused: what an order is stands there.  Where its
 * key cannot be read either, the orders before it and behind it may lack it, and each
 * has a warning, or is refused where `whole` is asked for, unless the row behind it is
 * seen to be an order's first.
 *
 * What the export lacks and can be computed is, and is named in `derived`; what does not
 * add up is said in `warnings`.  Memory does not grow with the file: an order is at most
 * IMPORT_ROWS rows, and an id that comes again is seen among the last SEEN_NAMES.
 */

#ifndef SHOP_IMPORT_H
#define SHOP_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/seen.h"
#include "base/str.h"
#include "data/table.h"
#include "shop/order.h"

#define IMPORT_ROWS 10000
#define IMPORT_BYTES ((size_t)8 << 20) /* of an order's rows */

/* What a mapping file can say of an order; for layout_open. */
extern const struct schema order_schema;

struct import;

struct import_settings {
	struct table_settings table;
	struct str file;   /* the name of the export, for `source` */
	bool whole;	   /* an order of which a row is refused is refused */
	struct seen *seen; /* order ids of this run; the caller's */
};

/*
 * Opens the export on FD; S is lent for the life of the import, S->table.schema is set by
 * it.  NULL with E (ERR_TROUBLE) as table_open.
 */
struct import *import_open(int fd, struct import_settings *s, struct err *e);
void import_close(struct import *i);

const struct table *import_table(const struct import *i);

enum import_kind {
	IMPORT_END,
	IMPORT_ORDER,
	IMPORT_REJECT, /* a row is refused (E, ERR_RECORD) */
	IMPORT_WAIT,   /* nothing yet: the next call waits for input */
	IMPORT_ERROR,  /* the file cannot be read on (E, ERR_TROUBLE); END follows */
};

/* What import_next gives; it lives until the next call. */
struct import_item {
	const struct order *order; /* IMPORT_ORDER */
	uint64_t line;		   /* IMPORT_REJECT: where the row begins */
	struct str raw;		   /* ... and its bytes */
};

enum import_kind import_next(struct import *i, struct import_item *out, struct err *e);

#endif
