/* upkeep - the ledger counted, resolved, and rid of what it need not keep */
/* SPDX-License-Identifier: ISC */

/*
 * Times are seconds since 1970 in UTC.  What changes the ledger does so in one
 * transaction, and with DRY takes it back again, so that the answer is what would be.  E
 * is as in io/ledger, or ERR_RECORD where a message cannot be resolved so.
 */

#ifndef SHOP_UPKEEP_H
#define SHOP_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "data/emit.h"

/* What the ledger keeps at least, so that a message that comes again is known. */
enum { UPKEEP_DAYS = 400 };

/*
 * Writes a ledger_status record for each state, and then a receipt for each message that
 * is unknown, held or dead, as history_find does.  Where there is no ledger yet, all is
 * 0.
 */
bool upkeep_status(const char *ledger, int64_t now, struct emit *out, struct err *e);

/*
 * Says of the message ID that it was SENT, or that it is to be tried again: the first
 * where it is unknown, the second also where it failed or was given up.  Writes a receipt
 * for each of its rows that this is true of; where there is none, E (ERR_RECORD) says
 * why.
 */
bool upkeep_resolve(const char *ledger, struct str id, bool sent, bool dry, int64_t now,
    struct emit *out, struct err *e);

/* Takes out what ended before BEFORE, see ledger_prune; *N is how many messages. */
bool upkeep_prune(
    const char *ledger, int64_t before, bool dry, int64_t *n, struct err *e);

/*
 * Forgets ADDRESS, see ledger_forget, and notes that it gets no marketing until it agrees
 * anew; *N is how many messages.
 */
bool upkeep_forget(const char *ledger, struct str address, bool dry, int64_t now,
    int64_t *n, struct err *e);

#endif
