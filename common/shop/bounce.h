/* bounce - what a mail that came back means for an address and a message */
/* SPDX-License-Identifier: ISC */

/*
 * Reads one mail of a mailbox for bounces (io/report, shop/bounce-forms), finds the
 * messages that it is about in the ledger, which is only read, and writes
 *
 *	a suppression for an address that does not work, or whose owner complained
 *	a receipt for each message of the ledger's that is told of
 *
 * Anybody can write a mail that looks like a report.  So nothing is believed of a message
 * unless the mail has a token for it that the shop signed (in an address or a header
 * field), or gives back its Message-ID and names its recipient; and the ledger says that
 * the message was handed over.
 */

#ifndef SHOP_BOUNCE_H
#define SHOP_BOUNCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/seen.h"
#include "data/emit.h"
#include "io/ledger.h"
#include "io/report.h"
#include "shop/bounce-counts.h"
#include "shop/bounce-forms.h"
#include "shop/token.h"

/* How often what was said. */
struct bounce_tally {
	int64_t hard, soft, refused, delayed, delivered, complaints; /* recipients */
	int64_t others;						     /* mails */
};

struct bounce {
	/* The caller's. */
	const struct bounce_forms *forms;
	const struct token_keys *keys; /* may hold none */
	struct ledger *ledger;	       /* or NULL: none is known */
	bool trust;		       /* suppress on the word of the mail alone */
	int64_t soft_limit; /* so many soft failures suppress an address; 0: never */
	struct instant now;

	/* Its own; zeroed at the start. */
	struct bounce_tally tally;
	struct report report;
	struct seen *failures;
	struct bounce_counts counts;
};

/*
 * Writes what MAIL means to OUT.  False where it is no report or nothing shows that what
 * it says is true (ERR_RECORD; records for the recipients it is true of have been
 * written), or where the ledger fails (ERR_TROUBLE or ERR_LATER).
 */
bool bounce_read(struct bounce *b, struct str mail, struct emit *out, struct err *e);

/* Adds "3 hard, 1 soft" to OUT, or "nothing". */
void bounce_summary(const struct bounce_tally *tally, struct buf *out);

/* Frees what is its own. */
void bounce_done(struct bounce *b);

#endif
