/* message - the message record: one mail, text or post, ready to go */
/* SPDX-License-Identifier: ISC */

/*
 * The contract is aftercare-records(5) and schema/message.json.  The id is made from what
 * the message is about ("order-confirm:1001"), never from its text or the clock.
 */

#ifndef SHOP_MESSAGE_H
#define SHOP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "data/emit.h"
#include "data/rec.h"

struct message {
	struct str id, kind, template, class, channel;
	struct {
		struct str name, address;
		struct str timezone, country; /* where the recipient is, or none */
	} to;
	struct str subject, text, html, language, order_id, customer_id;
	struct moment created_at, not_before, expires_at;
	struct whole priority;
	struct val headers;	/* an object of texts, or none */
	struct val attachments; /* a list, or none */
	struct val consent;	/* an object, or none */
	struct val body;	/* what a webhook posts, or none */
	struct val raw;
};

/*
 * Fills M from a message record, which lends the texts; E names the field.  What the
 * channel needs is there; whether the address can be one is message_address's matter.
 */
bool message_read(struct message *m, struct val rec, struct err *e);

/* Writes what a mail is: KIND, which TEMPLATE it was made by, its class and channel. */
void message_put_mail(
    struct emit *m, struct str kind, struct str template, bool marketing);

/* Writes `to`; a name or country that is empty is left out. */
void message_put_to(
    struct emit *m, struct str name, struct str address, struct str country);

/*
 * Writes `consent`: what the record that a message is made of knew, in its
 * customer.accepts_marketing.
 */
void message_put_consent(struct emit *m, struct truth known);

/*
 * Whether ADDRESS can stand as a mail recipient (RFC 5321 Mailbox; UTF-8 as in RFC 6531):
 * a local part and a domain around an '@', no control or invisible characters, spaces,
 * brackets, commas or leading dash, no address literal.  E (ERR_RECORD) says what is
 * wrong with it.
 */
bool message_address(struct str address, struct err *e);

#endif
