/* judge - whether a message may go now, by the shop's policy */
/* SPDX-License-Identifier: ISC */

/*
 * Decides over a row of the ledger, while the caller holds the ledger's lock: what
 * another process or host claims meanwhile cannot slip past a cap.  Only the rates take
 * something from the ledger; the caller writes the row.  Times are seconds since 1970 in
 * UTC, 0 is none.
 *
 * - suppression: bounce and manual hold back everything to an address; unsubscribe and
 *   erasure marketing, until a newer consent; complaint marketing, for good.  What was
 *   lifted (shop/lift) is none.
 * - consent: marketing needs one, in the message or in the ledger; the newest word
 *   counts, and a no without a time before any yes.
 * - quiet_hours: it waits until they are over where the recipient is.
 * - cap: it waits until fewer went to the address; those that wait with a higher
 *   priority, or for longer, go first.
 * - rate: it waits for a place.
 *
 * A message that waits does so until it expires at the latest, so that somebody is told.
 */

#ifndef SHOP_JUDGE_H
#define SHOP_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/ledger.h"
#include "shop/foretold.h"
#include "shop/message.h"
#include "shop/policy.h"
#include "shop/suppress-list.h"

struct judge {
	const struct policy *policy;
	const struct suppress_list *list; /* or NULL */
	struct ledger *ledger;		  /* NULL where a dry run has none */
	int64_t now_ms;	 /* milliseconds since 1970, by the ledger's clock */
	int32_t offset;	 /* minutes east of UTC, for times in words */
	bool redirected; /* the recipient is not who the message is for: no caps and hours
			  */
	bool dry_run;	 /* takes no place of a rate */
	const struct foretold *foretold; /* what a dry run would have sent, or NULL */
};

/*
 * Whether what M says of where its recipient is and of consent is as it is to be; else E
 * (ERR_RECORD) names the field.  *CONSENT_AT is for its row.
 */
bool judge_note(const struct message *m, int64_t *consent_at, struct err *e);

/*
 * Sets ENTRY's state to SUPPRESSED where nothing may go to its recipient, with the rule
 * and, in WHY, its detail; else leaves it as it is.
 */
bool judge_bars(
    const struct judge *j, struct ledger_entry *entry, struct buf *why, struct err *e);

/*
 * Sets ENTRY's state to HELD where it is to wait, with rule, next_at and detail; else
 * leaves it as it is, and a place of each rate is taken.  *WAIT_MS is how long a rate
 * lets it wait, else 0: the caller may sleep instead, and ask again.
 */
bool judge_holds(const struct judge *j, struct ledger_entry *entry, struct buf *why,
    int64_t *wait_ms, struct err *e);

#endif
