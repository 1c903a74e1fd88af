/* test-receipt - shop/receipt */
/* SPDX-License-Identifier: ISC */

#include "shop/receipt.h"
#include "tap.h"

static void
is_summary(struct receipt_tally tally, const char *want)
{
	struct buf out = BUF_INIT;

	receipt_summary(&tally, &out);
	IS(buf_view(&out), want, "%s", want);
	buf_done(&out);
}

static void
is_record(struct receipt r, const char *want)
{
	struct emit m;

	emit_init(&m, -1);
	receipt_write(&m, &r);
	IS(buf_view(&m.out), want, "a record");
	emit_done(&m);
}

/* What is written is read as it was. */
static void
is_read(void)
{
	static const char text[] =
	    "{\"type\":\"receipt\",\"message_id\":\"a\",\"status\":\"failed\",\"rule\":\"r\","
	    "\"next_at\":\"1970-01-01T00:01:00Z\",\"at\":\"1970-01-01T00:00:01Z\","
	    "\"channel\":\"email\",\"to\":\"a@b.it\",\"transport\":\"t\",\"attempts\":3,"
	    "\"code\":550,\"detail\":\"d\"}\n";
	struct buf line = BUF_INIT;
	struct rec rec = { 0 };
	struct receipt r;
	struct err e;

	buf_text(&line, text);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	if (OK(rec_read(&rec, buf_view(&line), &e) &&
		    receipt_read(&r, rec_root(&rec), &e),
		"a receipt is read"))
		is_record(r, text);
	rec_done(&rec);
	buf_done(&line);
}

int
main(void)
{
	is_read();
	is_summary((struct receipt_tally){ { 0 } }, "no messages");
	is_summary((struct receipt_tally){ { [RECEIPT_SENT] = 1 } }, "1 message: 1 sent");
	is_summary(
	    (struct receipt_tally){ { [RECEIPT_SENT] = 24, [RECEIPT_DUPLICATE] = 1 } },
	    "25 messages: 24 sent, 1 duplicate");
	is_summary(
	    (struct receipt_tally){ { [RECEIPT_DUPLICATE] = 2, [RECEIPT_UNKNOWN] = 1 } },
	    "3 messages: 2 duplicates, 1 unknown");
	is_record((struct receipt){ .message_id = STR("a"),
		      .status = RECEIPT_HELD,
		      .rule = STR("not_before"),
		      .next_at = { true, { 60, 0, 0 } },
		      .at = { true, { 0, 0, 60 } },
		      .code = STR("451"),
		      .detail = STR("") },
	    "{\"type\":\"receipt\",\"message_id\":\"a\",\"status\":\"held\","
	    "\"rule\":\"not_before\",\"next_at\":\"1970-01-01T00:01:00Z\","
	    "\"at\":\"1970-01-01T01:00:00+01:00\",\"attempts\":0,\"code\":451}\n");
	is_record((struct receipt){ .message_id = STR("a"), .code = STR("x5") },
	    "{\"type\":\"receipt\",\"message_id\":\"a\",\"status\":\"sent\","
	    "\"attempts\":0}\n");
	OK(receipt_exit(RECEIPT_SENT) == 0 && receipt_exit(RECEIPT_SUPPRESSED) == 0,
	    "what is handled is success");
	OK(receipt_exit(RECEIPT_DEFERRED) == 75, "what is put off is for later");
	OK(receipt_exit(RECEIPT_FAILED) == 1 && receipt_exit(RECEIPT_UNKNOWN) == 1,
	    "what failed or is unknown is not success");
	return tap_done();
}
