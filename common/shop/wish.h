/* wish - what asks for an end of marketing mail: a request, or a mail */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_WISH_H
#define SHOP_WISH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "data/weblog.h"
#include "shop/landing.h"

struct wish {
	struct buf
	    token; /* as it came: whether it is one is not looked at; may be empty */
	struct instant at;
};

/* A zeroed wish is an initialised one. */
void wish_done(struct wish *w);

/*
 * Whether ENTRY is one: a POST to LANDING (or NULL: none is known) that was answered with
 * a status of 200 to 299, or one that shop/gate has noted.  Whatever else a log holds is
 * not.
 */
bool wish_of_request(
    struct wish *w, const struct landing *landing, const struct weblog_entry *entry);

/*
 * Fills W from the header of MAIL: the token is in the subject, or in an address it went
 * to; the time is when the last mail system took it, else its date.  E (ERR_RECORD) where
 * it has neither.
 */
bool wish_of_mail(struct wish *w, struct str mail, struct err *e);

#endif
