/* ledger_db - the ledger's database, between the parts of its module */
/* SPDX-License-Identifier: ISC */

/*
 * Only the files of the ledger (ledger*.c) include this; everybody else includes
 * io/ledger.h.
 */

#ifndef IO_LEDGER_DB_H
#define IO_LEDGER_DB_H

#include "base/hash.h"
#include "io/db.h"
#include "io/ledger.h"

/* The states of what is not over, as the index of them says it. */
#define LEDGER_WAITS                                                                     \
	"state = 'queued' OR state = 'held' OR state = 'sending' OR state = 'indoubt'"

struct ledger {
	struct db *db;
	bool far;  /* another host answers, and each question takes its time */
	bool lost; /* the claim that was to be settled last */
};

/* The tables, by version. */
extern const struct db_schema ledger_schema;

/* Under what ADDRESS is known for CHANNEL, or for all with none. */
void ledger_person(struct str channel, struct str address, unsigned char hash[HASH_SIZE]);

/* Runs SQL, which answers with one row or none, and leaves that row to be read. */
bool ledger_ask(struct ledger *l, const char *sql, const struct db_value *values,
    size_t n, bool *any, struct err *e);

#define LEDGER_N(array) (sizeof(array) / sizeof *(array))

#endif
