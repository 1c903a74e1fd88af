/* test-unsubscribe - shop/unsubscribe */
/* SPDX-License-Identifier: ISC */

#include "shop/unsubscribe.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "tap.h"

static const struct instant at = { 1795251731, 0, 60 };
static char *ledger;
static struct token_keys keys;
static struct err e;

/* Puts a mail to RECIPIENT into the ledger, whose key begins with ROW. */
static void
put(struct ledger *l, const char *row, const char *recipient)
{
	unsigned char key[HASH_SIZE] = { 0 };
	struct ledger_entry entry = { .key = { (const char *)key, HASH_SIZE },
		.scope = STR("customers"),
		.message_id = str_of(row),
		.channel = STR("email"),
		.recipient = str_of(recipient),
		.content = { (const char *)key, HASH_SIZE },
		.created_at = 1,
		.accepted_at = 1,
		.updated_at = 1 };

	memcpy(key, row, TOKEN_ROW);
	if (!ledger_begin(l, &e) || !ledger_put(l, &entry, STR("mail"), &e) ||
	    !ledger_commit(l, &e))
		(void)printf("# %s\n", e.text);
}

/* The token of ROW for PURPOSE is about WANT, or refused because of WHY. */
static void
finds(struct unsubscribe *u, enum token_purpose purpose, const char *row,
    const char *want, const char *why)
{
	struct buf token = BUF_INIT;
	struct suppression s;
	bool found;

	token_make(&keys, purpose, (const unsigned char *)row, &token);
	e.text[0] = '\0';
	found = unsubscribe_find(u, buf_view(&token), at, &s, &e);
	OK(found == (want != NULL), "%s is %s", row, want == NULL ? "refused" : want);
	if (found && want != NULL) {
		IS(s.address, want, "the address");
		IS(s.channel, "email", "the channel");
		OK(s.reason == SUPPRESSION_UNSUBSCRIBE && s.at.there &&
			s.at.at.seconds == at.seconds && s.at.at.offset == 60,
		    "the reason and the time");
	} else if (!found) {
		IS(str_of(e.text), why, "and why");
		OK(e.kind == ERR_RECORD, "which is the record's");
	}
	buf_done(&token);
}

int
main(void)
{
	struct shop *shop = shop_read(NULL, &e);
	char dir[] = "/tmp/test-unsubscribe-XXXXXX";
	struct unsubscribe u;
	struct suppression s;
	struct ledger *l;
	int64_t n;

	if (mkdtemp(dir) == NULL)
		return 1;
	ledger = mem_fmt("%s/ledger.db", dir);
	l = ledger_open(ledger, true, &e);
	put(l, "0123456789abcdef", "elena@example.com");
	put(l, "0123456789abcdeg", "tomasz@example.com");
	put(l, "forgotten mail 1", "gone@example.com");
	if (!ledger_begin(l, &e) ||
	    !ledger_forget(l, STR("gone@example.com"), 2, &n, &e) ||
	    !ledger_commit(l, &e))
		(void)printf("# %s\n", e.text);
	ledger_close(l);
	(void)token_keys_add(&keys, STR("sixteen letters!"), &e);
	(void)unsetenv("AFTERCARE_SIGNING_KEY");
	unsubscribe_init(&u, shop, ledger);
	OK(!unsubscribe_find(&u, STR("x"), at, &s, &e) && e.kind == ERR_TROUBLE,
	    "without a key nothing can be said: %s", e.text);
	(void)setenv("AFTERCARE_SIGNING_KEY", "sixteen letters!", 1);
	finds(&u, TOKEN_UNSUBSCRIBE, "0123456789abcdef", "elena@example.com", NULL);
	finds(&u, TOKEN_UNSUBSCRIBE, "0123456789abcdeg", "tomasz@example.com", NULL);
	finds(&u, TOKEN_UNSUBSCRIBE, "0123456789abcdef", "elena@example.com", NULL);
	finds(&u, TOKEN_BOUNCE, "0123456789abcdef", NULL,
	    "has a token that this shop has not signed");
	finds(&u, TOKEN_UNSUBSCRIBE, "0123456789abcdeh", NULL,
	    "has the token of a mail that the ledger lacks");
	finds(&u, TOKEN_UNSUBSCRIBE, "forgotten mail 1", NULL,
	    "has the token of a customer who was forgotten");
	OK(!unsubscribe_find(&u, STR("garbage"), at, &s, &e) && e.kind == ERR_RECORD,
	    "garbage");
	unsubscribe_done(&u);
	(void)unlink(ledger);
	unsubscribe_init(&u, shop, ledger);
	OK(!unsubscribe_find(
	       &u, STR("gaytemzugu3doobzmfrggzdfmyaaaaaaaaaaaaaaaa"), at, &s, &e) &&
		e.kind == ERR_RECORD,
	    "what is forged needs no ledger");
	OK(access(ledger, F_OK) != 0, "and none is made");
	unsubscribe_done(&u);
	token_keys_done(&keys);
	shop_free(shop);
	free(ledger);
	return tap_done();
}
