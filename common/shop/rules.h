/* rules - what may be done with a message now */
/* SPDX-License-Identifier: ISC */

/*
 * Decides over a row of the ledger and the situation of the run, and touches neither a
 * file nor the network: the caller holds the ledger's lock and writes down what comes
 * out.  Times are seconds since 1970 in UTC, 0 is none.
 */

#ifndef SHOP_RULES_H
#define SHOP_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "io/ledger.h"
#include "io/outcome.h"
#include "shop/receipt.h"

/* Longer than any attempt can take, so that a process that lives never loses its claim.
 */
#define RULES_LEASE ((int64_t)1200)

struct situation {
	int64_t now;
	bool there;		    /* an earlier try has handed it over */
	bool consents;		    /* nothing is known against sending this message */
	bool limited;		    /* the run has handed over as many as it may */
	const struct outcome *down; /* why the transport takes nothing now, or NULL */
};

/*
 * Whether there is nothing to do about ENTRY, a row of the ledger, at NOW: it went out,
 * it was given up, its time has not come, or another process has it in hand.  *STATUS is
 * then what its receipt says, and its rule and detail may be set.
 */
bool rules_settled(struct ledger_entry *entry, int64_t now, enum receipt_status *status);

/*
 * Sets ENTRY's state to what is to be done with it, SENDING where it is to be handed
 * over and SENT where it has been, whatever has changed since, and with it rule, next_at,
 * code and detail.
 */
void rules_judge(struct ledger_entry *entry, const struct situation *s);

/* How ENTRY stands at NOW after an attempt that ended with O, whose texts it takes on. */
void rules_conclude(struct ledger_entry *entry, const struct outcome *o, int64_t now);

/* What the receipt of a message in this state says. */
enum receipt_status rules_status(enum ledger_state state);

#endif
