/* test-consent - shop/consent */
/* SPDX-License-Identifier: ISC */

#include "shop/consent.h"
#include "tap.h"

static struct buf line;
static struct rec rec;

/* Reads the record TEXT; views live until the next call. */
static bool
given(const char *text, struct consent *c, struct err *e)
{
	e->text[0] = '\0';
	buf_clear(&line);
	buf_text(&line, text);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	return rec_read(&rec, buf_view(&line), e) && consent_read(c, rec_root(&rec), e);
}

static void
refuses(const char *text, const char *why)
{
	struct consent c;
	struct err e;

	OK(!given(text, &c, &e) && e.kind == ERR_RECORD, "%s is refused", text);
	IS(str_of(e.text), why, "and why");
}

int
main(void)
{
	struct consent c;
	struct err e;

	rec_init(&rec);
	OK(given("{\"address\":\"a@b.example\",\"marketing\":true,"
		 "\"at\":\"1970-01-01T00:01:00Z\",\"source\":\"form\"}",
	       &c, &e) &&
		c.marketing && c.at.at.seconds == 60,
	    "a consent is read");
	IS(c.address, "a@b.example", "whose");
	IS(c.source, "form", "and where from");
	OK(given("{\"address\":\"+39 011\",\"marketing\":false,"
		 "\"at\":\"1970-01-01T00:01:00Z\"}",
	       &c, &e) &&
		!c.marketing && c.source.at == NULL,
	    "so is a refusal");
	refuses("{\"address\":\"a@b.example\",\"at\":\"1970-01-01T00:01:00Z\"}",
	    "marketing: expected true or false, got nothing");
	refuses("{\"address\":\"a@b.example\",\"marketing\":\"yes\","
		"\"at\":\"1970-01-01T00:01:00Z\"}",
	    "marketing: expected true or false, got \"yes\"");
	refuses("{\"address\":\"a@b.example\",\"marketing\":true}",
	    "at: expected a time, got nothing");
	refuses("{\"address\":\"b\",\"marketing\":true,\"at\":\"1970-01-01T00:01:00Z\"}",
	    "address: expected a mail address, a telephone number or a URL, got \"b\"");
	refuses("{\"marketing\":true,\"at\":\"1970-01-01T00:01:00Z\"}",
	    "address: expected text, got nothing");
	rec_done(&rec);
	buf_done(&line);
	return tap_done();
}
