/* landing - the page that links with a token lead to */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_LANDING_H
#define SHOP_LANDING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct landing {
	struct buf path;	   /* without escapes; with a TOKEN_PLACE, or not */
	struct buf name;	   /* of the parameter that has the token; or empty */
	struct buf before, behind; /* what stands around the token there */
};

/*
 * The page of URL: an absolute one, or only its path and query.  Where it has no place
 * for a token, the parameter "t" has it (shop/optout writes it so).  E (ERR_TROUBLE)
 * where the place is where no server would see it.
 */
bool landing_init(struct landing *l, struct str url, struct err *e);
void landing_done(struct landing *l);

/*
 * Whether TARGET, of a request (RFC 9112, 3.2), is the page; TOKEN is then what stands in
 * the place of its token, in ROOM and without escapes: whatever that may be, or empty.
 * Parameters that others have added to the link do not matter.
 */
bool landing_reads(
    const struct landing *l, struct str target, struct buf *room, struct str *token);

#endif
