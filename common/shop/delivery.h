/* delivery - each message handed over once, whatever is killed or runs at once */
/* SPDX-License-Identifier: ISC */

/*
 * Ties a message, the rules, the ledger and a transport together.  For each message it
 *
 *	looks the message up in the ledger; what went out before is a duplicate,
 *	renders it once; a later try sends the stored bytes,
 *	decides by the rules and claims it, in one transaction,
 *	hands it over; just before the outcome could be in doubt the ledger is told,
 *	writes the outcome down.
 *
 * A process that is killed leaves a claim behind.  The next run takes it over at once
 * when the process is dead: nothing was handed over, or a Maildir knows that it was; only
 * where an SMTP server may have taken the mail is the message `unknown` from then on.
 *
 * The key of a message is its scope (see transport_scope), id, channel and recipient.
 */

#ifndef SHOP_DELIVERY_H
#define SHOP_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "shop/message.h"
#include "shop/receipt.h"
#include "shop/shop.h"

struct delivery_options {
	const char *ledger;   /* the file */
	const char *redirect; /* the address that gets every mail instead, or NULL */
	const char
	    *attachments; /* the folder below which files may be attached, or NULL */
	int64_t limit;	  /* how many may be handed over in this run; -1: all */
	bool dry_run;	  /* decide, and do nothing */
	struct instant now;
	bool frozen; /* the clock stands at `now` */
};

struct delivery;

/*
 * A delivery for SHOP over TRANSPORT ("maildir:DIR" and so on).  Keeps what O and SHOP
 * point to; opens nothing.  NULL with E (ERR_TROUBLE) where one of them is wrong, or
 * where the transport reaches customers and the shop has no sender.
 */
struct delivery *delivery_new(const struct delivery_options *o, const struct shop *shop,
    const char *transport, struct err *e);
void delivery_free(struct delivery *d);

/*
 * Handles M and fills R, whose texts are lent until the next call.  E is ERR_RECORD where
 * M cannot be a mail, and ERR_LATER or ERR_TROUBLE where the run cannot go on.
 */
bool delivery_send(
    struct delivery *d, const struct message *m, struct receipt *r, struct err *e);

/*
 * Takes up the next message that an earlier run left in the ledger: one whose time has
 * come, or whose process died.  *ANY is false when there is none.
 */
bool delivery_next(struct delivery *d, struct receipt *r, bool *any, struct err *e);

/* Ends a run: a preview gets its index. */
bool delivery_finish(struct delivery *d, struct err *e);

/*
 * Whether the ledger is sound and the transport would take a mail; nothing is sent.  SAYS
 * gets a sentence on success.
 */
bool delivery_check(struct delivery *d, struct buf *says, struct err *e);

#endif
