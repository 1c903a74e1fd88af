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

/*
 * Seconds that a claim holds, and within which an attempt has to begin: so long that a
 * process that lives never loses its claim to the slowest of servers.
 */
#define RULES_LEASE ((int64_t)1200)
#define RULES_BEGIN ((int64_t)240)

/* What becomes of a message when nobody knows whether it was handed over. */
enum rules_unknown {
	RULES_HOLD,	   /* it stays unknown until somebody resolves it */
	RULES_RETRY,	   /* it is sent again, the same bytes */
	RULES_ASSUME_SENT, /* it counts as sent, and says that this was assumed */
};

/* What somebody who could know says of it. */
enum rules_verdict {
	RULES_NOT_ASKED,
	RULES_FOUND,	 /* it was handed over */
	RULES_NOT_FOUND, /* it was not */
	RULES_CANNOT_TELL
};

struct situation {
	int64_t now;
	bool there;		    /* an earlier try has handed it over */
	bool limited;		    /* the run has handed over as many as it may */
	bool stopping;		    /* the run is about to end */
	const struct outcome *down; /* why the transport takes nothing now, or NULL */
};

/*
 * Whether there is nothing to do about ENTRY, a row of the ledger, at NOW: it went out,
 * it was given up, its time has not come, another process has it in hand, or it is
 * unknown and, without AGAIN, not to be looked at again.  *STATUS is then what its
 * receipt says, and its rule and detail may be set.
 */
bool rules_settled(
    struct ledger_entry *entry, int64_t now, bool again, enum receipt_status *status);

/*
 * Sets the state of ENTRY, which is in doubt or unknown and in nobody's hand, to SENT,
 * UNKNOWN or, where it is to be sent again, QUEUED.  A verdict that tells goes before the
 * policy.
 */
void rules_resolve(struct ledger_entry *entry, enum rules_unknown policy,
    enum rules_verdict verdict, int64_t now);

/*
 * Sets ENTRY's state to what is to be done with it, SENDING where it is to be handed
 * over and SENT where it has been, whatever has changed since, and with it rule, next_at,
 * code and detail.
 */
void rules_judge(struct ledger_entry *entry, const struct situation *s);

/*
 * How ENTRY stands at NOW after an attempt that ended with O, whose texts it takes on.
 * POLICY is for an outcome that nobody knows.
 */
void rules_conclude(struct ledger_entry *entry, const struct outcome *o,
    enum rules_unknown policy, int64_t now);

/* How ENTRY, which was claimed, stands where its attempt was not begun. */
void rules_give_back(struct ledger_entry *entry, const struct outcome *down, int64_t now);

/* What the receipt of a message in this state says. */
enum receipt_status rules_status(enum ledger_state state);

#endif
