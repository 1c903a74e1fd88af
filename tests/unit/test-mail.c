/* test-mail - shop/mail */
/* SPDX-License-Identifier: ISC */

#include "shop/mail.h"

#include <stdlib.h>

#include "tap.h"

static const unsigned char key[HASH_SIZE] = "0123456789abcdefghijklmnopqrstu";
static struct err e;

/* The shop of these settings. */
static struct shop *
shop_of(const char *return_path)
{
	struct shop *s = shop_read(NULL, &e);

	s->email = STR("hello@shop.example");
	s->mail.return_path = str_of(return_path);
	return s;
}

/* Mail goes back to an address that begins with WANT and has LEN bytes. */
static void
returns(const char *return_path, const char *want, size_t len)
{
	struct shop *shop = shop_of(return_path);
	struct buf got = BUF_INIT;
	struct mail_sender s;

	OK(mail_sender_init(&s, shop, "shop@localhost", NULL, &e), "%s",
	    return_path == NULL ? "no return path" : return_path);
	mail_return_path(&s, key, &got);
	OK(got.len == len && str_starts(buf_view(&got), str_of(want)), "%s",
	    buf_cstr(&got));
	mail_sender_done(&s);
	buf_done(&got);
	shop_free(shop);
}

/* What is UTF-8 in a header has to be so in the envelope. */
static void
wide(const char *from, const char *return_path, bool fine)
{
	struct shop *shop = shop_of(return_path);
	struct mail_sender s;

	shop->mail.from = str_of(from);
	OK(mail_sender_init(&s, shop, NULL, NULL, &e) == fine &&
		(fine || e.kind == ERR_TROUBLE),
	    "from %s, back to %s", from, return_path == NULL ? "it" : return_path);
	mail_sender_done(&s);
	OK(mail_sender_init(&s, shop, "shop@localhost", NULL, &e),
	    "a Maildir takes all: %s", from);
	mail_sender_done(&s);
	shop_free(shop);
}

static void
return_paths(void)
{
	struct shop *shop = shop_of("b+{token}@shop.example");
	struct mail_sender s;

	(void)unsetenv("AFTERCARE_SIGNING_KEY");
	returns(NULL, "hello@shop.example", 18);
	returns("bounces@shop.example", "bounces@shop.example", 20);
	returns("b+{token}@shop.example", "hello@shop.example", 18);
	OK(!mail_sender_init(&s, shop, NULL, NULL, &e) && e.kind == ERR_TROUBLE,
	    "where mail reaches customers a token needs a key");
	mail_sender_done(&s);
	(void)setenv("AFTERCARE_SIGNING_KEY", "a key for the tests", 1);
	returns("b+{token}@shop.example", "b+gaytemzugu3doobz", 2 + 42 + 13);
	returns("bounces@shop.example", "bounces@shop.example", 20);
	OK(mail_sender_init(&s, shop, NULL, NULL, &e), "which there is");
	mail_sender_done(&s);
	shop_free(shop);
}

/* A mail and its token are the same whenever they are made. */
static void
same_bytes(void)
{
	struct shop *shop = shop_of(NULL);
	struct message m = { .id = STR("a"),
		.class = STR("marketing"),
		.channel = STR("email"),
		.to = { .address = STR("c@example.com") },
		.subject = STR("s"),
		.text = STR("t") };
	struct buf one = BUF_INIT, two = BUF_INIT, id = BUF_INIT;
	struct instant now = { 1764000000, 0, 0 };
	struct mail_sender s;

	shop->mail.unsubscribe = STR("https://shop.example/{token}");
	OK(mail_sender_init(&s, shop, NULL, NULL, &e), "a sender");
	OK(mail_render(&s, &m, key, now, &one, &id, &e), "a mail");
	OK(mail_render(&s, &m, key, now, &two, &id, &e), "and again");
	OK(str_eq(buf_view(&one), buf_view(&two)), "is the same bytes");
	OK(str_find(buf_view(&one),
	       STR("\nList-Unsubscribe: <https://shop.example/gaytemzugu3doobz")) > 0 &&
		str_find(buf_view(&one),
		    STR("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n")) > 0,
	    "with both headers");
	m.class = STR("transactional");
	buf_clear(&one);
	OK(mail_render(&s, &m, key, now, &one, &id, &e) &&
		str_find(buf_view(&one), STR("List-Unsubscribe")) < 0,
	    "which a confirmation has not");
	mail_sender_done(&s);
	buf_done(&one);
	buf_done(&two);
	buf_done(&id);
	shop_free(shop);
}

int
main(void)
{
	return_paths();
	wide("caf\xc3\xa9@shop.example", NULL, true);
	wide("caf\xc3\xa9@shop.example", "bounces@shop.example", false);
	wide("Caf\xc3\xa9 <caf\xc3\xa9@shop.example>", "bounces@shop.example", false);
	wide("caf\xc3\xa9@shop.example", "retour\xc3\xa9@shop.example", true);
	wide("Caf\xc3\xa9 <cafe@caf\xc3\xa9.example>", "bounces@shop.example", true);
	same_bytes();
	return tap_done();
}
