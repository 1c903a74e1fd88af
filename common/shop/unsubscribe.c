/* unsubscribe - whom a token is about */
/* SPDX-License-Identifier: ISC */

#include "shop/unsubscribe.h"

#include <stdlib.h>

#include "io/db.h"
#include "shop/signing.h"

void
unsubscribe_init(struct unsubscribe *u, const struct shop *shop, const char *ledger)
{
	*u = (struct unsubscribe){ .shop = shop, .where = ledger };
}

void
unsubscribe_done(struct unsubscribe *u)
{
	token_keys_done(&u->keys);
	ledger_entry_done(&u->row);
	ledger_close(u->ledger);
}

static bool
read_keys(struct unsubscribe *u, struct err *e)
{
	if (!u->ready && !signing_keys(&u->keys, u->shop, e))
		return false;
	if (u->keys.n == 0)
		return err_set(e, ERR_TROUBLE,
		    "no token can be checked: there is no signing key, and "
		    "secrets.signing_key_file of the shop file says where it is");
	u->ready = true;
	return true;
}

static bool
open_ledger(struct unsubscribe *u, struct err *e)
{
	char *label;

	if (u->ledger != NULL)
		return true;
	u->ledger = ledger_open(u->where, false, e);
	if (u->ledger != NULL || e->text[0] != '\0')
		return u->ledger != NULL;
	label = db_label(u->where);
	(void)err_set(e, ERR_TROUBLE, "%s: there is no ledger", label);
	free(label);
	return false;
}

bool
unsubscribe_check(
    struct unsubscribe *u, struct str token, unsigned char row[TOKEN_ROW], struct err *e)
{
	return read_keys(u, e) &&
	       (token_check(&u->keys, TOKEN_UNSUBSCRIBE, token, row) ||
		   err_set(e, ERR_RECORD, "has a token that this shop has not signed"));
}

bool
unsubscribe_find(struct unsubscribe *u, struct str token, struct instant at,
    struct suppression *out, struct err *e)
{
	unsigned char row[TOKEN_ROW];
	struct str key = { (const char *)row, sizeof row };

	if (!unsubscribe_check(u, token, row, e) || !open_ledger(u, e))
		return false;
	u->row.row = 0;
	if (!ledger_next(u->ledger, LEDGER_BY_TOKEN, key, &u->row, e))
		return false;
	if (u->row.row == 0)
		return err_set(
		    e, ERR_RECORD, "has the token of a mail that the ledger lacks");
	if (u->row.recipient.len == 0)
		return err_set(
		    e, ERR_RECORD, "has the token of a customer who was forgotten");
	*out = (struct suppression){ .address = u->row.recipient,
		.channel = u->row.channel,
		.reason = SUPPRESSION_UNSUBSCRIBE,
		.at = { true, at },
		.source = STR("unsubscribe-collect") };
	return true;
}
