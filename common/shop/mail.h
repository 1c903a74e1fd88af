/* mail - a message as a mail of the shop: who it is from, what headers it has */
/* SPDX-License-Identifier: ISC */

/*
 * Decides what stands in the headers of a mail and what may be attached to it; the bytes
 * are made by io/mime.  Nothing in a record adds a recipient, a header that the kit sets
 * itself, or a file from outside the folder that the operator named.
 */

#ifndef SHOP_MAIL_H
#define SHOP_MAIL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "shop/message.h"
#include "shop/optout.h"
#include "shop/shop.h"
#include "shop/token.h"

/* What is the same in every mail of a run. */
struct mail_sender {
	struct buf from_name, from, reply_name, reply_to;
	struct optout optout;
	struct token_keys keys; /* what signs the tokens, where the shop has any */
	struct str return_path; /* with a place for a token or without, or none */
	char *attachments;   /* the folder below which files may be attached, or NULL */
	struct str redirect; /* the address that gets every mail instead, or none */
};

/*
 * Takes sender and answers from the shop: mail.from, else its e-mail address; where there
 * is neither, FALLBACK, or, where that is NULL, E (ERR_TROUBLE).  Where FALLBACK is NULL
 * a setting that needs a signing key is an error without one, and so is a return path in
 * ASCII where the sender is not.  ATTACHMENTS (or NULL) must be a folder.
 */
bool mail_sender_init(struct mail_sender *s, const struct shop *shop,
    const char *fallback, const char *attachments, struct err *e);
void mail_sender_done(struct mail_sender *s);

/*
 * The name of M in files, boundaries and its Message-ID: the same for the same id,
 * channel, recipient and redirection, in every run.
 */
void mail_name(
    const struct mail_sender *s, const struct message *m, char name[HASH_NAME]);

/*
 * Adds M's mail to BYTES and its Message-ID to ID.  KEY (HASH_SIZE bytes) is that of M's
 * row in the ledger, which its tokens name.  Its Date is created_at, or NOW where the
 * record has none.  E (ERR_RECORD) names the field that cannot stand in a mail.
 */
bool mail_render(const struct mail_sender *s, const struct message *m,
    const unsigned char *key, struct instant now, struct buf *bytes, struct buf *id,
    struct err *e);

/*
 * Adds the sender of the envelope to OUT, to whom a mail that cannot be delivered goes
 * back: the shop's return path with the token of the row with KEY in its place, or the
 * address in From.
 */
void mail_return_path(
    const struct mail_sender *s, const unsigned char *key, struct buf *out);

/* Where M goes: its own address, or that of the redirection. */
struct str mail_recipient(const struct mail_sender *s, const struct message *m);

#endif
