/* transport - where mails are handed over: a Maildir, a preview, a server, a program */
/* SPDX-License-Identifier: ISC */

/*
 * "maildir:DIR", "html:DIR", "smtp://host[:port]", "smtps://host[:port]" or
 * "pipe:COMMAND".  Nothing is opened or made before it is used.
 */

#ifndef SHOP_TRANSPORT_H
#define SHOP_TRANSPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "io/outcome.h"
#include "shop/accounts.h"
#include "shop/mail.h"
#include "shop/message.h"
#include "shop/shop.h"

struct transport;

/*
 * NULL with E (ERR_TROUBLE) where TEXT is none of the above, or SHOP, which is lent,
 * does not say well how to log in there.  To be called while the program has one thread.
 */
struct transport *transport_new(const char *text, const struct shop *shop, struct err *e);

/*
 * One more of T, to be used by another thread at the same time: with a connection of its
 * own, and T's login, so that T has to live longer.  NULL with E (ERR_LATER) where the
 * system has no room for it.
 */
struct transport *transport_twin(const struct transport *t, struct err *e);
void transport_free(struct transport *t);

/* As it was given. */
struct str transport_name(const struct transport *t);

/* Whether it reaches customers, so that mails need a true sender. */
bool transport_reaches(const struct transport *t);

/* Whether it only shows mails: no rule keeps one back and the ledger does not know. */
bool transport_shows(const struct transport *t);

/* Whether an outcome can be in doubt; a Maildir can always tell. */
bool transport_doubts(const struct transport *t);

/*
 * Adds the scope within which a message goes out once.  All that reaches customers is one
 * scope; each Maildir is its own, and one that was deleted and made again is another.
 * With MAKE the Maildir is made where it is missing; without, the scope of a missing one
 * is one that no message was ever sent in; and with MAKE it is found out whether all is
 * there that this side needs, such as a password.  E is as err_errno has it.
 */
bool transport_scope(struct transport *t, bool make, struct buf *scope, struct err *e);

/*
 * Whether what its settings name on this side is there, as far as that can be seen
 * without running a command; a folder may be made later.  E is as err_errno has it.
 */
bool transport_ready(const struct transport *t, struct err *e);

/* A mail ready to go. */
struct post {
	const char *name;	       /* what tells it from any other */
	struct str from, to;	       /* the envelope */
	struct str bytes;	       /* LF line ends */
	const struct account *account; /* what takes it, where it is no mail */
	bool (*mark)(void *context);   /* called before the outcome can be in doubt */
	void *context;
	bool there; /* set where the mail lay there already, and nothing was done */
};

void transport_send(struct transport *t, struct post *post, struct outcome *o);

/*
 * Sets *HAS to whether the mail NAME was handed over before, as far as T can tell: a
 * Maildir can, an SMTP server never.  E is as err_errno has it.
 */
bool transport_has(struct transport *t, const char *name, bool *has, struct err *e);

/* Shows what M looks like as the mail BYTES by S; adds the page's path to WHERE. */
bool transport_show(struct transport *t, const struct message *m,
    const struct mail_sender *s, struct str bytes, struct buf *where, struct err *e);

/* Ends a run: a preview gets its index. */
bool transport_finish(struct transport *t, struct err *e);

/* Whether a mail could be handed over; nothing is.  SAYS gets a sentence on success. */
bool transport_check(struct transport *t, struct buf *says, struct err *e);

#endif
