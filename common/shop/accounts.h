/* accounts - the shop's accounts with services that take text messages and posts */
/* SPDX-License-Identifier: ISC */

/*
 * What the keys `sms` and `webhooks` of the shop file say, see aftercare-shop(5), and the
 * gateways that they name.  A webhook message is addressed to the name of an entry and
 * never to a URL, so nothing in a record chooses a host.  Secrets, and URLs that are
 * secrets, are read when something is sent; they are never part of an error, of an
 * outcome or of the bytes that the ledger keeps.
 */

#ifndef SHOP_ACCOUNTS_H
#define SHOP_ACCOUNTS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/path.h"
#include "shop/gateway.h"
#include "shop/message.h"
#include "shop/shop.h"

struct accounts;
struct account;

/*
 * The accounts of SHOP (lent), whose gateways are found at WHERE.  NULL with E
 * (ERR_TROUBLE: file, line and key) where the shop file or a gateway is wrong.
 */
struct accounts *accounts_new(
    const struct shop *shop, const struct search *where, struct err *e);
void accounts_free(struct accounts *all);

/* Whether messages of CHANNEL go through an account: "sms" and "webhook". */
bool accounts_carry(struct str channel);

/*
 * The account that carries M; NULL with E (ERR_RECORD) where the shop has none, or M's
 * address cannot be one.
 */
const struct account *accounts_find(
    const struct accounts *all, const struct message *m, struct err *e);

/* The same for what is known of a message in the ledger. */
const struct account *accounts_of(
    const struct accounts *all, struct str channel, struct str address, struct err *e);

/* "sms:twilio", "webhook:team". */
struct str account_name(const struct account *a);

/* Whether A's service takes a second copy of a request for the first. */
bool account_repeats(const struct account *a);

/* As gateway_render and gateway_send have it; the latter may run in any thread. */
bool account_render(const struct account *a, const struct message *m, const char *key,
    struct buf *bytes, struct err *e);
void account_send(const struct account *a, struct http *h, const struct gateway_post *p,
    struct outcome *o);

/* A message for a mail that shows it to whoever tries things out. */
struct account_mail {
	struct message message;
	struct buf address, subject, text; /* what MESSAGE lends */
};

/* Fills MAIL with what M would be as the request BYTES. */
void account_show(const struct account *a, const struct message *m, struct str bytes,
    struct account_mail *mail);
void account_mail_done(struct account_mail *mail);

/* The N-th account, or NULL behind the last. */
const struct account *accounts_at(const struct accounts *all, size_t n);

/* Whether what A needs to send is there: its secret and its URL can be read. */
bool account_check(const struct account *a, struct err *e);

#endif
