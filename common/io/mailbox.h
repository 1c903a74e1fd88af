/* mailbox - a Maildir or an mbox to be read, each mail once */
/* SPDX-License-Identifier: ISC */

/*
 * An mbox is io/mbox's matter; how far it was read, io/bookmark's.  Of a Maildir the
 * mails in new/ and those in cur/ without the flag S (seen) are given, in the order of
 * their names; mailbox_mark moves those that were given to cur/ with that flag, so that
 * no other run reads them.  A mail that another program has moved or removed meanwhile is
 * passed over.  Nothing is ever deleted or overwritten.
 */

#ifndef IO_MAILBOX_H
#define IO_MAILBOX_H

#include "base/err.h"
#include "io/bookmark.h"
#include "io/letter.h"
#include "io/mbox.h"

struct mailbox;

/*
 * FD is a folder or anything else, which is taken for an mbox; the caller opened and
 * closes it.  MARKS (or NULL) says how far an mbox was read, and lives longer.
 * ERR_TROUBLE for a folder that is no Maildir.
 */
struct mailbox *mailbox_open(int fd, struct bookmarks *marks, struct err *e);
void mailbox_close(struct mailbox *m);

/*
 * Gives the next mail in LETTER, lent until the next call.  MBOX_ERROR of a Maildir's
 * mail is that mail's alone: the next call gives the one after it.
 */
enum mbox_kind mailbox_next(struct mailbox *m, struct letter *letter, struct err *e);

/* The mail that was given last is to get the flag F (flagged) as well: look at it. */
void mailbox_flag(struct mailbox *m);

/*
 * To be called when what was made of all mails given so far is safe: they are not given
 * to another run.  Survives a power cut, but that such a run may then see them again.
 */
bool mailbox_mark(struct mailbox *m, struct err *e);

#endif
