/* optout - the ways out of marketing mail that a mail shows */
/* SPDX-License-Identifier: ISC */

/*
 * What stands in List-Unsubscribe (RFC 2369), whether List-Unsubscribe-Post may stand
 * beside it (RFC 8058), and the link in the text, from the shop's mail.unsubscribe and
 * mail.unsubscribe_mailto.  With a token (shop/token) the page comes first and one click
 * is enough, then the address, to which the token goes in its place or in the subject.
 * Without one there is the address alone; where the shop has none, the page as it stands,
 * if it has no place for a token.  A shop that says neither gets the address to which its
 * customers answer.
 */

#ifndef SHOP_OPTOUT_H
#define SHOP_OPTOUT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "shop/shop.h"

struct optout {
	struct str link;   /* as it stands in texts, with a place; or none */
	struct buf page;   /* in ASCII, with a place for a token; or empty */
	struct buf plain;  /* the page without one, where the shop gave it so */
	struct buf mailto; /* the URL of the address, with a place if the shop gave one */
	bool one_click;	   /* the page is https */
};

/* E (ERR_TROUBLE) where what the shop says would not fit into a header's line. */
bool optout_init(struct optout *o, const struct shop *shop, struct err *e);
void optout_done(struct optout *o);

/*
 * Whether a mail without a token has no way out, or a link in its text that leads
 * nowhere, because the shop counted on one.
 */
bool optout_needs_token(const struct optout *o);

/*
 * Adds the value of List-Unsubscribe with TOKEN (or none), in ASCII and at most
 * OPTOUT_MAX bytes, to OUT; nothing where there is no way.
 */
#define OPTOUT_MAX 900
void optout_header(const struct optout *o, struct str token, struct buf *out);

/*
 * BODY, a text or, where HTML, HTML, with the link that has a place for a token made good
 * in it: ROOM holds the result.  Where there is no such link, BODY itself.
 */
struct str optout_fill(const struct optout *o, struct str token, struct str body,
    bool html, struct buf *room);

#endif
