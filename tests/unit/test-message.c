/* test-message - shop/message */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/buf.h"
#include "shop/message.h"
#include "tap.h"

#define START                                                                            \
	"{\"type\":\"message\",\"id\":\"order-confirm:1\",\"class\":\"transactional\","
#define MAIL START "\"channel\":\"email\",\"to\":{\"address\":\"a@b.it\"}"

/* Reads TEXT into REC and M; the line has the room behind it that a reader needs. */
static bool
reads(const char *text, struct rec *rec, struct message *m, struct err *e)
{
	static struct buf line;

	buf_clear(&line);
	buf_text(&line, text);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	return rec_read(rec, buf_view(&line), e) && message_read(m, rec_root(rec), e);
}

static void
refuses(const char *text, const char *why)
{
	struct rec rec = { 0 };
	struct message m;
	struct err e = { 0 };

	OK(!reads(text, &rec, &m, &e) && e.kind == ERR_RECORD, "refused: %s", why);
	IS(str_head(str_of(e.text), strlen(why)), why, "and why");
	rec_done(&rec);
}

static void
test_read(void)
{
	struct rec rec = { 0 };
	struct message m;
	struct err e = { 0 };

	OK(reads(MAIL ",\"subject\":\"S\",\"text\":\"T\"}", &rec, &m, &e),
	    "the least: %s", e.text);
	IS(m.to.address, "a@b.it", "its address");
	OK(m.html.at == NULL && !m.expires_at.there && !val_there(m.headers),
	    "and nothing that is not there");
	OK(reads(MAIL ",\"subject\":\"S\",\"text\":\"T\",\"order_id\":17,"
		      "\"not_before\":\"2026-11-21T10:00:00+01:00\",\"priority\":3,"
		      "\"headers\":{\"X-A\":\"b\"},\"attachments\":[],\"consent\":{}}",
	       &rec, &m, &e),
	    "more: %s", e.text);
	IS(m.order_id, "17", "a bare id");
	OK(m.not_before.there && m.not_before.at.offset == 60 && m.priority.n == 3 &&
		val_there(m.headers) && val_there(m.consent),
	    "times, numbers, objects");
	OK(reads(START "\"channel\":\"webhook\",\"to\":{\"address\":\"https://x\"},"
		       "\"body\":{\"text\":1}}",
	       &rec, &m, &e) &&
		val_there(m.body),
	    "a webhook needs a body");
	OK(reads(START
	       "\"channel\":\"sms\",\"to\":{\"address\":\"+39\",\"country\":\"IT\","
	       "\"timezone\":\"Europe/Rome\"},\"text\":\"T\"}",
	       &rec, &m, &e) &&
		str_is(m.to.country, "IT") && str_is(m.to.timezone, "Europe/Rome"),
	    "where the recipient is");
	OK(reads(START "\"channel\":\"sms\",\"to\":{\"address\":\"+39\"},\"text\":\"T\"}",
	       &rec, &m, &e),
	    "a text message no subject");
	rec_done(&rec);
}

static void
refuses_address(struct str address)
{
	struct err e;

	OK(!message_address(address, &e) && e.kind == ERR_RECORD, "no address: %zu bytes",
	    address.len);
}

static void
test_address(void)
{
	static const char *const good[] = { "a@b", "anna.rossi+tag@shop.example",
		"o'hara!#$%&*/=?^_`{|}~-@x.it", "\"a..b@c\"@x.it", "a@xn--bcher-kva.de",
		"\xd0\xb0\xd0\xbd\xd0\xbd\xd0\xb0@\xd0\xbf.\xd1\x80\xd1\x84", "1@2.3" };
	static const struct str wrong[] = { STR_INIT(""), STR_INIT("@"), STR_INIT("a@"),
		STR_INIT("@b"), STR_INIT("ab"), STR_INIT("a b@c"),
		STR_INIT("a@b\nBcc: x"), STR_INIT("a@b\r"), STR_INIT("a\0@b"),
		STR_INIT("a@b>"), STR_INIT("<a@b>"), STR_INIT("a@b,c@d"),
		STR_INIT("a@b@c"), STR_INIT("-oX@b"), STR_INIT(".a@b"), STR_INIT("a.@b"),
		STR_INIT("a..b@c"), STR_INIT("a@b..c"), STR_INIT("a@.b"),
		STR_INIT("a@b."), STR_INIT("a@-b"), STR_INIT("a@b_c"),
		STR_INIT("a@[1.2.3.4]"), STR_INIT("\"a\"b\"@c"), STR_INIT("\"a\\\"@c"),
		STR_INIT("a@\xe2\x80\xae"
			 "b"),
		STR_INIT("a\xc2\xa0@b"), STR_INIT("a\xc2\x85@b"), STR_INIT("a:b@c"),
		STR_INIT("a@b\xf0"), STR_INIT("a@b\xc3"), STR_INIT("\x80@b"),
		STR_INIT("a\xe2\x82@b"), STR_INIT("a\u061c@b") };
	char local[80], host[300];
	struct err e;
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++)
		OK(message_address(str_of(good[i]), &e), "an address: %s", good[i]);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refuses_address(wrong[i]);
	memset(local, 'a', sizeof local);
	memcpy(local + 64, "@b", 2);
	OK(message_address((struct str){ local, 66 }, &e), "a local part of 64");
	memcpy(local + 64, "a@b", 3);
	refuses_address((struct str){ local, 67 });
	memset(host, 'a', sizeof host);
	memcpy(host, "a@", 2);
	for (i = 40; i < sizeof host; i += 40)
		host[i] = '.';
	OK(message_address((struct str){ host, 254 }, &e), "254 in all");
	refuses_address((struct str){ host, 255 });
}

static void
consents(struct truth known, const char *want)
{
	struct emit m;

	emit_init(&m, -1);
	emit_object(&m);
	message_put_consent(&m, known);
	emit_object_end(&m);
	IS(buf_view(&m.out), want, "what was known of consent");
	emit_done(&m);
}

/* What is written is what is read. */
static void
heads(void)
{
	struct emit m;

	emit_init(&m, -1);
	emit_object(&m);
	message_put_mail(&m, STR("cart-remind"), STR("reminder"), true);
	message_put_to(&m, STR("An \"A\""), STR("a@b.example"), STR("IT"));
	message_put_mail(&m, STR("order-confirm"), STR("plain"), false);
	message_put_to(&m, STR(""), STR("b@b.example"), STR_NONE);
	emit_object_end(&m);
	IS(buf_view(&m.out),
	    "{\"kind\":\"cart-remind\",\"template\":\"reminder\",\"class\":\"marketing\","
	    "\"channel\":\"email\",\"to\":{\"name\":\"An \\\"A\\\"\","
	    "\"address\":\"a@b.example\",\"country\":\"IT\"},"
	    "\"kind\":\"order-confirm\",\"template\":\"plain\","
	    "\"class\":\"transactional\",\"channel\":\"email\","
	    "\"to\":{\"address\":\"b@b.example\"}}",
	    "a mail's head says what it is and to whom it goes");
	emit_done(&m);
}

int
main(void)
{
	test_read();
	heads();
	refuses("{\"id\":\"\"}", "id: expected");
	refuses("{\"id\":1}", "id: expected");
	refuses("{\"id\":\"a\",\"class\":\"spam\"}",
	    "class: expected \"transactional\" or \"marketing\", got \"spam\"");
	refuses(START "\"channel\":\"fax\"}", "channel: expected");
	refuses(START "\"channel\":\"email\"}", "to.address: expected text");
	refuses(MAIL "}", "subject: expected text");
	refuses(MAIL ",\"subject\":\"S\"}", "text: expected text");
	refuses(
	    MAIL ",\"subject\":\"S\",\"text\":\"T\",\"html\":7}", "html: expected text");
	refuses(MAIL ",\"subject\":\"S\",\"text\":\"T\",\"expires_at\":\"soon\"}",
	    "expires_at: expected");
	refuses(START "\"channel\":\"webhook\",\"to\":{\"address\":\"x\"}}",
	    "body: expected a value");
	test_address();
	consents((struct truth){ true, false },
	    "{\"consent\":{\"marketing\":false,"
	    "\"source\":\"customer.accepts_marketing\"}}");
	consents((struct truth){ false, false }, "{\"consent\":{\"source\":\"none\"}}");
	return tap_done();
}
