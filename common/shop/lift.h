/* lift - letting an address be written to again */
/* SPDX-License-Identifier: ISC */

/*
 * A suppression of the ledger that only the shop can take back: a mail that came back, or
 * its own word (bounce, manual), and a complaint, which has to be named.  What the
 * customer has ended is lifted by the customer's consent alone, see shop/judge.  The same
 * record taken in again changes nothing; one of a later time does.
 */

#ifndef SHOP_LIFT_H
#define SHOP_LIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Lifts what stands against ADDRESS in the ledger at LEDGER: bounce and manual, or, with
 * COMPLAINT, complaint.  *N is how many, and SAYS gets a clause for each reason that the
 * ledger knows, lifted or not.  With DRY nothing is written.  NOW is seconds since 1970.
 * E is as in io/ledger, or ERR_TROUBLE where ADDRESS is none.
 */
bool lift_address(const char *ledger, struct str address, bool complaint, bool dry,
    int64_t now, int64_t *n, struct buf *says, struct err *e);

#endif
