/* receipt - the receipt record: what became of a message */
/* SPDX-License-Identifier: ISC */

#include "shop/receipt.h"

#include <inttypes.h>

#include "base/num.h"

const char *
receipt_status_word(enum receipt_status s)
{
	static const char *const words[RECEIPT_STATUSES] = { "sent", "duplicate", "held",
		"suppressed", "expired", "deferred", "failed", "unknown" };

	return words[s];
}

int
receipt_exit(enum receipt_status s)
{
	if (s == RECEIPT_DEFERRED)
		return ERR_LATER;
	return s == RECEIPT_FAILED || s == RECEIPT_UNKNOWN ? ERR_RECORD : 0;
}

static bool
read_status(struct val rec, enum receipt_status *out, struct err *e)
{
	struct str word;
	int s;

	if (!rec_need_text(rec, "status", &word, e))
		return false;
	for (s = 0; s < RECEIPT_STATUSES; s++)
		if (str_is(word, receipt_status_word((enum receipt_status)s))) {
			*out = (enum receipt_status)s;
			return true;
		}
	return val_expected(rec, "status", "the status of a receipt", e);
}

bool
receipt_read(struct receipt *r, struct val rec, struct err *e)
{
	struct receipt got = { .status = RECEIPT_SENT };
	struct whole attempts, code;
	struct val number;

	if (!rec_need_text(rec, "message_id", &got.message_id, e) ||
	    !read_status(rec, &got.status, e) ||
	    !rec_get_text(rec, "rule", &got.rule, e) ||
	    !rec_get_time(rec, "next_at", &got.next_at, e) ||
	    !rec_get_time(rec, "at", &got.at, e) ||
	    !rec_get_text(rec, "channel", &got.channel, e) ||
	    !rec_get_text(rec, "to", &got.to, e) ||
	    !rec_get_text(rec, "transport", &got.transport, e) ||
	    !rec_get_whole(rec, "attempts", &attempts, e) ||
	    !rec_get_whole(rec, "code", &code, e) || !rec_find(rec, "code", &number, e) ||
	    !rec_get_text(rec, "detail", &got.detail, e))
		return false;
	if (!got.at.there)
		return val_expected(rec, "at", "a time", e);
	got.attempts = attempts.n;
	got.code = code.there ? val_raw(number) : STR_NONE;
	*r = got;
	return true;
}

/* A word of a receipt is not empty where it is there. */
static void
put(struct emit *m, struct str key, struct str text)
{
	if (text.len > 0)
		emit_put_text(m, key, text);
}

void
receipt_begin(struct emit *m, const struct receipt *r)
{
	int64_t code;

	emit_object(m);
	emit_put_text(m, STR("type"), STR("receipt"));
	emit_put_text(m, STR("message_id"), r->message_id);
	emit_put_text(m, STR("status"), str_of(receipt_status_word(r->status)));
	put(m, STR("rule"), r->rule);
	emit_put_time(m, STR("next_at"), r->next_at);
	emit_put_time(m, STR("at"), r->at);
	put(m, STR("channel"), r->channel);
	put(m, STR("to"), r->to);
	put(m, STR("transport"), r->transport);
	emit_put_int(m, STR("attempts"), r->attempts);
	if (num_whole(r->code, &code))
		emit_put_int(m, STR("code"), code);
	put(m, STR("detail"), r->detail);
}

void
receipt_write(struct emit *m, const struct receipt *r)
{
	receipt_begin(m, r);
	emit_object_end(m);
	emit_line(m);
}

void
receipt_summary(const struct receipt_tally *tally, struct buf *out)
{
	int64_t all = 0;
	const char *before = ": ";
	size_t s;

	for (s = 0; s < RECEIPT_STATUSES; s++)
		all += tally->n[s];
	if (all == 0) {
		buf_text(out, "no messages");
		return;
	}
	buf_fmt(out, "%" PRId64 " message%s", all, all == 1 ? "" : "s");
	for (s = 0; s < RECEIPT_STATUSES; s++)
		if (tally->n[s] > 0) {
			buf_fmt(out, "%s%" PRId64 " %s%s", before, tally->n[s],
			    receipt_status_word((enum receipt_status)s),
			    s == RECEIPT_DUPLICATE && tally->n[s] > 1 ? "s" : "");
			before = ", ";
		}
}
