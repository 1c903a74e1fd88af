/* message-send - hand messages over, each once, and write receipts */
/* SPDX-License-Identifier: ISC */

#include "base/diag.h"
#include "cli/sending.h"
#include "cli/tool.h"
#include "io/ledger.h"
#include "shop/delivery.h"
#include "shop/history.h"

static const char *transport_word, *ledger_file, *redirect, *attachments, *address, *id;
static int64_t limit = -1;
static bool check_only;

static const struct opt opts[] = {
	{ .name = "transport",
	    .arg = "TRANSPORT",
	    .help = "maildir:DIR, html:DIR or smtp://HOST[:PORT] (default: "
		    "maildir:outbox)",
	    .text = &transport_word },
	{ .name = "ledger",
	    .arg = "FILE",
	    .help = "keep what was sent in FILE",
	    .text = &ledger_file },
	{ .name = "redirect-to",
	    .arg = "ADDRESS",
	    .help = "send every mail to ADDRESS instead, to try things out",
	    .text = &redirect },
	{ .name = "limit",
	    .arg = "N",
	    .help = "hand over at most N messages in this run",
	    .number = &limit },
	{ .name = "attachments",
	    .arg = "DIR",
	    .help = "allow files below DIR to be attached by their path",
	    .text = &attachments },
	{ .name = "check",
	    .help = "check ledger and transport, and send nothing",
	    .flag = &check_only },
	{ .name = "find",
	    .arg = "ADDRESS",
	    .help = "show what was sent to ADDRESS",
	    .text = &address },
	{ .name = "show",
	    .arg = "ID",
	    .help = "show message ID as it went out",
	    .text = &id },
	TOOL_DRY_RUN,
	TOOL_PASS,
	OPT_END,
};

static const struct usage usage = {
	.name = "message-send",
	.about = "hand messages over, each once, and write receipts",
	.operands = "[FILE ...]",
	.reads = "message",
	.writes = "receipt",
	.opts = opts,
	.acts = true,
};

/* Answers --find and --show. */
static void
look_back(struct tool *t, const char *ledger)
{
	struct err e;
	int n = 0;

	if ((address != NULL && !history_find(ledger, address, &t->out, &n, &e)) ||
	    (id != NULL && !history_show(ledger, id, &t->out, &n, &e)))
		tool_fail(t, &e);
	else if (n == 0)
		diag_note("the ledger %s knows nothing of %s", ledger,
		    address != NULL ? address : id);
}

static void
check(struct tool *t, const char *ledger, struct transport *transport)
{
	struct buf says = BUF_INIT;
	struct err e;
	struct ledger *l = ledger_open(ledger, true, &e);

	if (l == NULL || !ledger_check(l, &e)) {
		tool_fail(t, &e);
	} else {
		diag_note("ledger %s: is sound", ledger);
		if (transport_check(transport, &says, &e))
			diag_note("%s", buf_cstr(&says));
		else
			tool_fail(t, &e);
	}
	ledger_close(l);
	buf_done(&says);
}

static bool
send(struct sending *s, struct delivery *d, struct rec *rec, struct err *e)
{
	struct message m;
	struct receipt r;

	if (!message_read(&m, rec_root(rec), e) || !delivery_send(d, &m, &r, e))
		return false;
	if (r.status == RECEIPT_EXPIRED &&
	    (!s->expired.there || m.expires_at.at.seconds > s->expired.at.seconds))
		s->expired = m.expires_at;
	sending_note(s, &s->fed, &r);
	return true;
}

/* What waited in the ledger since earlier runs, once all that was fed is handled. */
static void
take_up(struct sending *s, struct delivery *d)
{
	struct receipt r;
	struct err e;
	bool any;

	while (!s->tool->stopped) {
		if (!delivery_next(d, &r, &any, &e))
			tool_fail(s->tool, &e);
		else if (any)
			sending_note(s, &s->taken, &r);
		else
			return;
	}
}

int
main(int argc, char *argv[])
{
	struct mail_sender sender;
	struct transport *transport;
	struct delivery *d;
	const char *ledger;
	struct tool t;
	struct sending s = { .tool = &t };
	struct rec *rec;
	struct err e;

	tool_init(&t, &usage, argc, argv);
	ledger = sending_ledger(&t, ledger_file);
	transport = transport_new(sending_transport(&t, transport_word), &e);
	if (transport == NULL)
		tool_misuse(&t, "%s", e.text);
	if (!mail_sender_init(&sender, t.shop,
		transport_reaches(transport) ? NULL : "shop@localhost", attachments, &e))
		tool_misuse(&t, "%s", e.text);
	sender.redirect = str_of(redirect);
	if (redirect != NULL && !message_address(sender.redirect, &e))
		tool_misuse(&t, "--redirect-to: %s", e.text);
	d = delivery_new(&(struct delivery_options){ .transport = transport,
	    .sender = &sender,
	    .ledger = ledger,
	    .limit = limit,
	    .dry_run = t.dry_run,
	    .now = t.now,
	    .frozen = t.now_given != NULL });
	if (address != NULL || id != NULL) {
		look_back(&t, ledger);
	} else if (check_only) {
		check(&t, ledger, transport);
	} else {
		while ((rec = tool_next(&t)) != NULL)
			if (!send(&s, d, rec, &e))
				tool_reject(&t, &e);
		take_up(&s, d);
		if (!transport_finish(transport, &e))
			tool_fail(&t, &e);
		sending_report(&s);
	}
	delivery_free(d);
	transport_free(transport);
	mail_sender_done(&sender);
	return tool_finish(&t);
}
