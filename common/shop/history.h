/* history - what the ledger knows of a person or a message, as records */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_HISTORY_H
#define SHOP_HISTORY_H

#include <stdbool.h>

#include "base/err.h"
#include "data/emit.h"
#include "io/ledger.h"

/*
 * Writes the receipt of ROW as it stands, with what the message was about, but for the
 * end of its object.  The receipt of a message whose recipient was forgotten is to
 * nobody.
 */
void history_row(struct emit *m, const struct ledger_entry *row);

/*
 * Writes a receipt for every message to ADDRESS, in the order in which they came in, with
 * what it was about (subject, kind, template ...); *N is how many.
 */
bool history_find(
    const char *ledger, const char *address, struct emit *out, int *n, struct err *e);

/*
 * Writes a receipt for every row of the message ID (one for each scope and recipient),
 * with the mail as it went out: its bytes, and the text and HTML within.
 */
bool history_show(
    const char *ledger, const char *id, struct emit *out, int *n, struct err *e);

#endif
