/* unsubscribe - whom a token is about */
/* SPDX-License-Identifier: ISC */

/*
 * The ledger and the keys are opened when the first token comes, and the ledger is only
 * read.
 */

#ifndef SHOP_UNSUBSCRIBE_H
#define SHOP_UNSUBSCRIBE_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "io/ledger.h"
#include "shop/shop.h"
#include "shop/suppression.h"
#include "shop/token.h"

struct unsubscribe {
	const struct shop *shop;
	const char *where; /* the ledger */
	struct token_keys keys;
	struct ledger *ledger; /* NULL before the first token */
	struct ledger_entry row;
	bool ready; /* the keys are there */
};

void unsubscribe_init(struct unsubscribe *u, const struct shop *shop, const char *ledger);
void unsubscribe_done(struct unsubscribe *u);

/*
 * Whether TOKEN was signed by the shop; ROW gets what it names.  E is ERR_RECORD where it
 * was not, and says nothing of what it is; ERR_TROUBLE or ERR_LATER where the shop has no
 * keys or they cannot be read.
 */
bool unsubscribe_check(
    struct unsubscribe *u, struct str token, unsigned char row[TOKEN_ROW], struct err *e);

/*
 * Fills OUT with the suppression that TOKEN asks for at AT; its texts are lent until the
 * next call.  E is ERR_RECORD where there is no such mail, or no address left, and else
 * as unsubscribe_check and the ledger have it.
 */
bool unsubscribe_find(struct unsubscribe *u, struct str token, struct instant at,
    struct suppression *out, struct err *e);

#endif
