/* test-suppression - shop/suppression */
/* SPDX-License-Identifier: ISC */

#include "shop/suppression.h"
#include "tap.h"

static struct buf line;
static struct rec rec;

/* Reads the record TEXT; views live until the next call. */
static bool
given(const char *text, struct suppression *s, struct err *e)
{
	e->text[0] = '\0';
	buf_clear(&line);
	buf_text(&line, text);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	return rec_read(&rec, buf_view(&line), e) &&
	       suppression_read(s, rec_root(&rec), e);
}

static void
refuses(const char *text, const char *why)
{
	struct suppression s;
	struct err e;

	OK(!given(text, &s, &e) && e.kind == ERR_RECORD, "%s is refused", text);
	IS(str_of(e.text), why, "and why");
}

/* What comes of TEXT is WANT. */
static void
becomes(const char *text, const char *want)
{
	struct suppression s;
	struct emit m;
	struct err e;

	if (!OK(given(text, &s, &e), "%s is read%s", text, e.text))
		return;
	emit_init(&m, -1);
	suppression_write(&m, &s);
	IS(buf_view(&m.out), want, "and written");
	emit_done(&m);
}

static void
records(void)
{
	becomes(
	    "{\"type\":\"suppression\",\"address\":\"A@b.example\",\"channel\":\"email\","
	    "\"reason\":\"bounce\",\"at\":\"2026-11-21T10:00:00+01:00\",\"source\":\"x\"}",
	    "{\"type\":\"suppression\",\"address\":\"A@b.example\",\"channel\":\"email\","
	    "\"reason\":\"bounce\",\"at\":\"2026-11-21T10:00:00+01:00\",\"source\":\"x\"}\n");
	becomes(
	    "{\"address\":\"+39 (011) 555-01.23\",\"reason\":\"manual\",\"source\":\"\"}",
	    "{\"type\":\"suppression\",\"address\":\"+39 (011) 555-01.23\","
	    "\"channel\":\"sms\",\"reason\":\"manual\"}\n");
	becomes("{\"address\":\"https://hooks.example/a@b\",\"reason\":\"erasure\"}",
	    "{\"type\":\"suppression\",\"address\":\"https://hooks.example/a@b\","
	    "\"channel\":\"webhook\",\"reason\":\"erasure\"}\n");
	refuses("{\"reason\":\"manual\"}", "address: expected text, got nothing");
	refuses("{\"address\":\"nobody\",\"reason\":\"manual\"}",
	    "address: expected a mail address, a telephone number or a URL, got \"nobody\"");
	refuses("{\"address\":\"a@b@c.example\",\"reason\":\"manual\"}",
	    "address: expected a mail address, got \"a@b@c.example\"");
	refuses("{\"address\":\"a@b.example\",\"reason\":\"spam\"}",
	    "reason: expected \"unsubscribe\", \"bounce\", \"complaint\", \"manual\" or "
	    "\"erasure\", got \"spam\"");
	refuses("{\"address\":\"a@b.example\"}", "reason: expected text, got nothing");
	refuses("{\"address\":\"a@b.example\",\"reason\":\"manual\",\"at\":\"today\"}",
	    "at: expected a time such as 2026-11-21T10:00:00Z, got \"today\"");
	refuses("{\"address\":\"a@b.example\",\"channel\":\"sms\",\"reason\":\"manual\"}",
	    "channel: expected \"email\", as the address is of that kind, got \"sms\"");
}

static void
is_of(const char *address, const char *channel, const char *plain)
{
	struct buf out = BUF_INIT;
	struct err e;
	struct str got = suppression_channel(str_of(address), &e);

	IS(got, channel, "the channel of %s", address);
	suppression_plain(got, str_of(address), &out);
	IS(buf_view(&out), plain, "as it is compared");
	buf_done(&out);
}

static void
channels(void)
{
	static const char *const none[] = { "", "+", "12", "1234567890123456", "+1 555 x",
		"@", "a b@c.example", "ftp://x.example", "-a@b.example", "--help",
		"1+2345" };
	struct err e;
	size_t i;

	is_of("a@b.example", "email", "a@b.example");
	is_of("A.b-c@D.example", "email", "A.b-c@D.example");
	is_of("+39 011/555-0123", "sms", "+390115550123");
	is_of("(011) 555.0123", "sms", "0115550123");
	is_of("http://x.example/1", "webhook", "http://x.example/1");
	for (i = 0; i < sizeof none / sizeof *none; i++)
		OK(suppression_channel(str_of(none[i]), &e).at == NULL &&
			e.kind == ERR_RECORD,
		    "\"%s\" is of none", none[i]);
	OK(suppression_channel((struct str){ "555\0"
					     "999",
				   7 },
	       &e)
		    .at == NULL,
	    "nor is one with a NUL");
}

int
main(void)
{
	rec_init(&rec);
	records();
	channels();
	rec_done(&rec);
	buf_done(&line);
	return tap_done();
}
