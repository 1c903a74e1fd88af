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
#include "shop/policy.h"
#include "shop/receipt.h"
#include "shop/rules.h"
#include "shop/shop.h"
#include "shop/suppress-list.h"

struct delivery_options {
	const char *ledger;	     /* the file */
	const struct search *search; /* where gateways are found */
	const char *redirect; /* the address that gets every mail instead, or NULL */
	const char
	    *attachments; /* the folder below which files may be attached, or NULL */
	int64_t limit;	  /* how many may be handed over in this run; -1: all */
	int64_t workers;  /* threads that hand over, 1 to DELIVERY_WORKERS */
	int64_t batch;	  /* messages a commit; 1: every step of each is committed */
	enum rules_unknown unknown;
	const char *verify;	     /* what to ask about an unknown outcome, or NULL */
	const struct policy *policy; /* or NULL */
	const struct suppress_list *suppress; /* or NULL */
	bool dry_run;			      /* decide, and do nothing */
	struct instant now;
	bool frozen; /* the clock stands at `now` */
};

#define DELIVERY_WORKERS 64
#define DELIVERY_BATCH 1000

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
 * Takes M in hand; its receipt comes when it is done, see delivery_receipt.  Waits where
 * enough are in hand.  E is ERR_RECORD where M cannot be a mail, so that there will be no
 * receipt, and ERR_LATER or ERR_TROUBLE where the run cannot go on.
 */
bool delivery_send(struct delivery *d, const struct message *m, struct err *e);

/*
 * Takes up the next message that an earlier run left in the ledger: one whose time had
 * come when this run began, or whose process had died.  To be called when all has come
 * in: none of that is taken up, so that each message has one receipt.  *ANY is false when
 * there is none.
 */
bool delivery_next(struct delivery *d, bool *any, struct err *e);

/*
 * Fills R with the next receipt that is ready, lent until the next call; *FED is whether
 * its message came in with this run.  False where there is none now.  One worker answers
 * in the order in which the messages came in, several as they get done.
 */
bool delivery_receipt(struct delivery *d, struct receipt *r, bool *fed);

/* Waits until all that is in hand is done.  To be called before waiting for input. */
bool delivery_drain(struct delivery *d, struct err *e);

/*
 * Asks ENDS now and then, and within half a second while it waits, whether the run is to
 * end.  From then on nothing is begun any more: what was not begun waits for the next
 * run.
 */
void delivery_heed(struct delivery *d, bool (*ends)(void));

/*
 * Whether what the transport's settings name is there, see transport_ready; a dry run
 * needs nothing.  To be asked before anything is read.
 */
bool delivery_ready(const struct delivery *d, struct err *e);

/* Ends a run: a preview gets its index. */
bool delivery_finish(struct delivery *d, struct err *e);

/*
 * Whether the ledger is sound and the transport would take a mail; nothing is sent.  SAYS
 * gets a sentence on success.
 */
bool delivery_check(struct delivery *d, struct buf *says, struct err *e);

#endif
