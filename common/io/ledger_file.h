/* ledger_file - the ledger's database, between the two halves of its module */
/* SPDX-License-Identifier: ISC */

/*
 * Only ledger.c (the rows) and ledger_file.c (the file) include this; everybody else
 * includes io/ledger.h.
 */

#ifndef IO_LEDGER_FILE_H
#define IO_LEDGER_FILE_H

#include <sqlite3.h>

#include "io/ledger.h"

enum { LEDGER_STATEMENTS = LEDGER_VIEWS + 5 };

struct ledger {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *statements[LEDGER_STATEMENTS]; /* prepared when first needed */
};

/* Says in E why the last call on the database failed; false. */
bool ledger_failed(const struct ledger *l, struct err *e);

#endif
