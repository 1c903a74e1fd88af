/* bounce-parts - what shows that a mail is about one of the shop's, between the parts */
/* SPDX-License-Identifier: ISC */

/*
 * A token of the shop's own, or a Message-ID that the ledger knows beside the recipient.
 * Only bounce.c and bounce-proof.c include this; everybody else includes shop/bounce.h.
 */

#ifndef SHOP_BOUNCE_PARTS_H
#define SHOP_BOUNCE_PARTS_H

#include "io/ledger.h"
#include "shop/bounce.h"

#define BOUNCE_ROWS_MAX 16 /* rows of one Message-ID: one for each scope */

/* The rows that a mail may speak of. */
struct bounce_proof {
	struct ledger_entry token; /* whose token it has; `row` 0: none */
	struct ledger_entry
	    mail[BOUNCE_ROWS_MAX]; /* with the Message-ID that it gives back */
	size_t n;
};

/*
 * Finds the rows that b->report may speak of; P is zeroed.  False with E where the ledger
 * cannot be read.
 */
bool bounce_proof_find(struct bounce_proof *p, struct bounce *b, struct err *e);
void bounce_proof_done(struct bounce_proof *p);

/*
 * The row that ONE is about, lent by P, or NULL.  A mail of ours has one recipient, so
 * that a report with a token and one recipient is about the token's row, whatever the
 * address that the mail was forwarded to.
 */
const struct ledger_entry *bounce_proof_row(const struct bounce_proof *p,
    const struct bounce *b, const struct report_recipient *one);

#endif
