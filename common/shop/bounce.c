/* bounce - what a mail that came back means for an address and a message */
/* SPDX-License-Identifier: ISC */

#include "shop/bounce.h"

#include <inttypes.h>

#include "io/header.h"
#include "shop/bounce-parts.h"
#include "shop/message.h"
#include "shop/receipt.h"
#include "shop/suppression.h"

#define DETAIL_MAX 400

/* What is said about one recipient. */
struct verdict {
	enum bounce_class class;
	bool complaint;
	struct bounce_status status;
	int reply;	 /* or 0 */
	struct str said; /* in words */
	struct instant at;
};

void
bounce_done(struct bounce *b)
{
	report_done(&b->report);
	seen_free(b->failures);
	bounce_counts_done(&b->counts);
}

/* When the mail was written, as far as that can be. */
static struct instant
when(const struct bounce *b)
{
	struct instant at = b->report.dated ? b->report.date : b->now;

	if (at.seconds > b->now.seconds || at.seconds <= 0)
		at = b->now;
	at.offset = b->now.offset;
	return at;
}

/* What the codes and words about ONE come to. */
static struct bounce_status
status_of(const struct bounce *b, const struct report_recipient *one, struct str said,
    int *reply)
{
	struct bounce_status s = { 0, 0, 0 }, better;

	*reply = bounce_reply_find(said);
	(void)bounce_status_read(one->status, &s);
	/* A mail that failed was not delivered, whatever its code. */
	if (one->action == REPORT_FAILED && s.class == 2)
		s.class = 0;
	if (bounce_status_vague(s) && bounce_status_find(said, &better) &&
	    better.class != 2)
		s = better;
	if (s.class == 0 && *reply != 0)
		s = bounce_status_of_reply(*reply);
	better = bounce_status_of_reply(*reply);
	if (bounce_status_vague(s) && better.class == s.class && better.detail != 0)
		s = better;
	return bounce_forms_status(b->forms, s, said);
}

static enum bounce_class
class_of(const struct report_recipient *one, struct bounce_status s)
{
	switch (one->action) {
	case REPORT_DELAYED:
		return BOUNCE_DELAYED;
	case REPORT_DELIVERED:
	case REPORT_RELAYED:
	case REPORT_EXPANDED:
		return BOUNCE_DELIVERED;
	case REPORT_NO_ACTION:
		return s.class == 4 ? BOUNCE_DELAYED : bounce_status_class(s);
	case REPORT_FAILED:
	default:
		return bounce_status_class(s);
	}
}

static struct verdict
judge(const struct bounce *b, const struct report_recipient *one, bool complaint)
{
	struct verdict v = { .complaint = complaint, .at = when(b) };

	v.said = one->diagnostic;
	if (v.said.at == NULL && b->report.n_recipients == 1)
		v.said = str_head(b->report.text, 4 * (size_t)DETAIL_MAX);
	if (complaint) {
		v.class = BOUNCE_DELIVERED;
		v.said = report_field(&b->report.about, "Feedback-Type");
		return v;
	}
	v.status = status_of(b, one, v.said, &v.reply);
	v.class = class_of(one, v.status);
	return v;
}

/* "5.1.1 550 5.1.1 no such user (mx.example.com)" */
static void
detail(const struct verdict *v, struct str remote, struct buf *out)
{
	struct buf words = BUF_INIT;

	if (v->status.class != 0)
		bounce_status_write(v->status, out);
	header_clean(&words, v->said);
	if (words.len > 0)
		buf_fmt(out, "%s%.*s", out->len > 0 ? " " : "",
		    STR_ARG(str_head(buf_view(&words), DETAIL_MAX)));
	buf_clear(&words);
	header_clean(&words, remote);
	if (words.len > 0 && words.len < DETAIL_MAX)
		buf_fmt(
		    out, "%s(%.*s)", out->len > 0 ? " " : "", STR_ARG(buf_view(&words)));
	buf_done(&words);
}

static void
write_receipt(const struct ledger_entry *entry, const struct verdict *v,
    struct str remote, struct emit *out)
{
	static const char *const rules[] = { NULL, "delayed", "soft", "refused", "hard" };
	static const enum receipt_status statuses[] = { RECEIPT_SENT, RECEIPT_DEFERRED,
		RECEIPT_FAILED, RECEIPT_FAILED, RECEIPT_FAILED };
	struct buf more = BUF_INIT, code = BUF_INIT;
	struct receipt r = { .message_id = entry->message_id,
		.status = statuses[v->class],
		.rule = str_of(v->complaint ? "complaint" : rules[v->class]),
		.at = { true, v->at },
		.channel = entry->channel,
		.to = entry->recipient,
		.attempts = entry->attempts };

	detail(v, remote, &more);
	r.detail = buf_view(&more);
	if (v->reply != 0) {
		buf_int(&code, v->reply);
		r.code = buf_view(&code);
	}
	receipt_write(out, &r);
	buf_done(&more);
	buf_done(&code);
}

static void
write_suppression(struct str address, const struct verdict *v, struct emit *out)
{
	suppression_write(
	    out, &(struct suppression){ .address = address,
		     .channel = STR("email"),
		     .reason = v->complaint ? SUPPRESSION_COMPLAINT : SUPPRESSION_BOUNCE,
		     .at = { true, v->at },
		     .source = STR("bounce-collect") });
}

/*
 * Notes that the message of ROW failed softly; true where its recipient has failed so
 * often enough: in this run, and in those before it whose receipts the ledger was given.
 */
static bool
failed_often(struct bounce *b, const struct ledger_entry *row, bool *often, struct err *e)
{
	struct ledger_entry old = { .row = 0 };
	struct bounce_status s;
	int64_t *n;
	bool ok = true;

	*often = false;
	if (b->soft_limit == 0)
		return true;
	if (b->failures == NULL)
		b->failures = seen_new();
	n = bounce_counts_of(&b->counts, row->recipient);
	while (*n == 0 || old.row != 0) {
		ok = ledger_next(b->ledger, LEDGER_BY_ADDRESS, row->recipient, &old, e);
		if (!ok || old.row == 0)
			break;
		if (old.state == LEDGER_FAILED && bounce_status_find(old.detail, &s) &&
		    bounce_status_class(s) == BOUNCE_SOFT)
			*n += !seen_add(b->failures, old.key);
	}
	ledger_entry_done(&old);
	*n += !seen_add(b->failures, row->key);
	*often = *n >= b->soft_limit;
	return ok;
}

static void
note(struct bounce_tally *t, const struct verdict *v)
{
	int64_t *const of[] = { &t->delivered, &t->delayed, &t->soft, &t->refused,
		&t->hard };

	++*(v->complaint ? &t->complaints : of[v->class]);
}

/* Writes what V means for ROW. */
static bool
conclude(struct bounce *b, const struct ledger_entry *row, const struct verdict *v,
    struct str remote, struct emit *out, struct err *e)
{
	bool often = false;

	if (v->class == BOUNCE_SOFT && !failed_often(b, row, &often, e))
		return false;
	note(&b->tally, v);
	if (v->complaint || often || v->class == BOUNCE_HARD)
		write_suppression(row->recipient, v, out);
	write_receipt(row, v, remote, out);
	return true;
}

/* The same for ONE of whom nothing is known, on the word of the mail. */
static bool
believe(struct bounce *b, const struct report_recipient *one, const struct verdict *v,
    struct emit *out, struct err *e)
{
	struct str address = one->original.at != NULL ? one->original : one->final;

	if (address.at == NULL)
		return err_set(e, ERR_RECORD, "names nobody");
	if (!message_address(address, e))
		return err_prefix(e, "a recipient: ");
	note(&b->tally, v);
	if (v->complaint || v->class == BOUNCE_HARD)
		write_suppression(address, v, out);
	return true;
}

static bool
unproven(const struct report_recipient *one, size_t n, struct err *e)
{
	struct str address = one->original.at != NULL ? one->original : one->final;
	struct buf more = BUF_INIT;

	if (n > 1)
		buf_fmt(&more, " and %zu other%s", n - 1, n == 2 ? "" : "s");
	(void)err_set(e, ERR_RECORD,
	    "nothing shows that the shop wrote to %.*s%s: no token of its own, and no "
	    "Message-ID with that recipient in the ledger",
	    STR_ARG(
		address.at == NULL ? STR("whom it is about") : str_head(address, 100)),
	    buf_cstr(&more));
	buf_done(&more);
	return false;
}

/* All recipients; those of whom nothing is known make it a refusal in the end. */
static bool
read_recipients(struct bounce *b, const struct bounce_proof *p, bool complaint,
    struct emit *out, struct err *e)
{
	const struct report_recipient *first = NULL;
	size_t unknown = 0;

	for (size_t i = 0; i < b->report.n_recipients; i++) {
		const struct report_recipient *one = &b->report.recipients[i];
		const struct ledger_entry *row = bounce_proof_row(p, b, one);
		struct verdict v = judge(b, one, complaint);

		if (row != NULL) {
			if (!conclude(b, row, &v, one->remote, out, e))
				return false;
		} else if (b->trust) {
			if (!believe(b, one, &v, out, e))
				return false;
		} else if (unknown++ == 0) {
			first = one;
		}
	}
	return unknown == 0 || unproven(first, unknown, e);
}

/* The types of RFC 5965 and its registry that say "I do not want this". */
static bool
is_complaint(const struct report *r)
{
	static const char *const types[] = { "abuse", "fraud", "opt-out",
		"opt-out-list" };
	struct str type = report_field(&r->about, "Feedback-Type");

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_same(type, str_of(types[i])))
			return true;
	return false;
}

/* Adds the recipients of a feedback report, or the one to whom its mail went. */
static void
add_complainants(struct report *r)
{
	struct str address;

	for (size_t i = 0; i < r->about.n; i++)
		if (str_same(r->about.at[i].name, STR("Original-Rcpt-To"))) {
			address = report_address(r->about.at[i].value, &r->pool);
			report_add(r)->final = address;
		}
	if (r->n_recipients > 0)
		return;
	address = report_field(&r->returned, "X-HmXmrOriginalRecipient");
	if (address.at == NULL)
		address = report_field(&r->returned, "To");
	address = report_address(address, &r->pool);
	report_add(r)->final = address;
}

/* What kind of report it is.  *COMPLAINT, and *NOTHING where there is nothing to do. */
static bool
find_kind(struct bounce *b, bool *complaint, bool *nothing, struct err *e)
{
	const struct bounce_form *form;

	*complaint = *nothing = false;
	if (b->report.kind == REPORT_STATUS)
		return true;
	if (b->report.kind == REPORT_FEEDBACK) {
		*complaint = is_complaint(&b->report);
		*nothing = !*complaint;
		add_complainants(&b->report);
		return true;
	}
	form = bounce_forms_read(b->forms, &b->report);
	if (form == NULL)
		return err_set(
		    e, ERR_RECORD, "is no report that a mail system sends back");
	*complaint = form->says == BOUNCE_SAYS_COMPLAINT;
	*nothing = form->says == BOUNCE_SAYS_REPLY || form->says == BOUNCE_SAYS_CHALLENGE;
	return true;
}

bool
bounce_read(struct bounce *b, struct str mail, struct emit *out, struct err *e)
{
	struct bounce_proof p = { .n = 0 };
	bool complaint, nothing, ok;

	report_read(&b->report, mail);
	if (!find_kind(b, &complaint, &nothing, e))
		return false;
	if (nothing) {
		b->tally.others++;
		return true;
	}
	ok = bounce_proof_find(&p, b, e);
	ok = ok && read_recipients(b, &p, complaint, out, e);
	bounce_proof_done(&p);
	return ok;
}

void
bounce_summary(const struct bounce_tally *t, struct buf *out)
{
	const struct {
		int64_t n;
		const char *what, *several;
	} parts[] = { { t->hard, "hard", "" }, { t->complaints, "complaint", "s" },
		{ t->soft, "soft", "" }, { t->refused, "refused", "" },
		{ t->delayed, "delayed", "" }, { t->delivered, "delivered", "" },
		{ t->others, "without a verdict", "" } };
	bool any = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].n > 0) {
			buf_fmt(out, "%s%" PRId64 " %s%s", any ? ", " : "", parts[i].n,
			    parts[i].what, parts[i].n == 1 ? "" : parts[i].several);
			any = true;
		}
	if (!any)
		buf_text(out, "nothing");
}
