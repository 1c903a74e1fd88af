/* foretold - what a dry run has said would be sent, as the ledger would know it */
/* SPDX-License-Identifier: ISC */

/*
 * So that what comes later in the same run is judged as it would be.  Of a run of more
 * messages than base/seen remembers the first ones are forgotten.
 */

#ifndef SHOP_FORETOLD_H
#define SHOP_FORETOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct foretold;

struct foretold *foretold_new(void);
void foretold_free(struct foretold *f);

/* Notes that the message KEY, of CLASS, would be sent to ADDRESS. */
void foretold_add(
    struct foretold *f, struct str key, struct str address, struct str class);

/* Whether the message KEY would be. */
bool foretold_has(const struct foretold *f, struct str key);

/*
 * How many messages of CLASS (none: of any) would be sent to ADDRESS, as far as up to
 * MOST.  An address is the same in any case of its ASCII letters.
 */
int64_t foretold_count(
    const struct foretold *f, struct str address, struct str class, int64_t most);

#endif
