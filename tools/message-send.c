/* message-send - hand messages over, each once, and write receipts */
/* SPDX-License-Identifier: ISC */

#include "base/diag.h"
#include "base/mem.h"
#include "cli/importing.h"
#include "cli/mailing.h"
#include "cli/sending-upkeep.h"
#include "cli/sending.h"
#include "cli/tool.h"
#include "shop/delivery.h"

static const char *transport_word, *ledger_file, *unknown_word, *suppress_file;
static bool check_only, import;
static struct sending_upkeep upkeep = SENDING_UPKEEP_INIT;
static struct delivery_options options = { .limit = -1, .workers = 1, .batch = 1 };

static const struct opt opts[] = {
	{ 0, "transport", "TRANSPORT",
	    "maildir:DIR, html:DIR, smtp[s]://HOST[:PORT] or pipe:COMMAND (default: "
	    "maildir:outbox)",
	    .text = &transport_word },
	{ 0, "ledger", "FILE", "keep what was sent in FILE, or at a postgresql:// URL",
	    .text = &ledger_file },
	{ 0, "redirect-to", "ADDRESS",
	    "send every mail to ADDRESS instead, to try things out",
	    .text = &options.redirect },
	MAILING_LIMIT(options.limit),
	{ 'j', "jobs", "N", "hand over N messages at once (1 to 64; default: 1)",
	    .number = &options.workers },
	{ 0, "commit-batch", "N", "write down N messages at once (default: 1)",
	    .number = &options.batch },
	{ 0, "unknown", "hold|retry|assume-sent",
	    "what becomes of a message whose outcome nobody knows (default: hold)",
	    .text = &unknown_word },
	{ 0, "verify-cmd", "CMD", "ask CMD first what became of it",
	    .text = &options.verify },
	{ 0, "suppress", "FILE", "write to nobody whom FILE lists",
	    .text = &suppress_file },
	{ 0, "import-suppressions", NULL,
	    "take in suppressions, consents and bounces, and send nothing",
	    .flag = &import },
	{ 0, "attachments", "DIR", "allow files below DIR to be attached by their path",
	    .text = &options.attachments },
	{ 0, "check", NULL, "check ledger and transport, and send nothing",
	    .flag = &check_only },
	SENDING_UPKEEP_ROWS(upkeep),
	TOOL_DRY_RUN,
	TOOL_PASS,
	OPT_END,
};

static const struct usage usage = {
	.name = "message-send",
	.about = "hand messages over, each once, and write receipts",
	.operands = "[FILE ...]",
	.reads = "message",
	.writes = "receipt ledger_status",
	.opts = opts,
	.acts = true,
};

/* A call either sends, or checks, or looks back in one way: nothing of it is ignored. */
static void
check_call(const struct tool *t)
{
	int others = check_only + sending_upkeep_asked(&upkeep);

	if (others + import > 1 || (others > 0 && t->n_operands > 0))
		tool_misuse(t,
		    "--check, --find, --show, --status, --resolve, --prune, --forget, "
		    "--lift and --lift-complaint stand alone and read nothing, and so "
		    "does --import-suppressions, which reads");
	sending_upkeep_check(t, &upkeep);
	if (sending_upkeep_asked(&upkeep) > 0 || import)
		sending_refuse(t, transport_word, unknown_word, suppress_file, &options);
}

static bool
send(struct delivery *d, struct rec *rec, struct err *e)
{
	struct message m;

	return message_read(&m, rec_root(rec), e) && delivery_send(d, &m, e);
}

/* All that is fed, and then what waited in the ledger since earlier runs. */
static void
send_all(struct tool *t, struct delivery *d)
{
	struct sending s;
	struct rec *rec;
	struct err e;
	bool any = true;

	if (t->shop->mail.from.at == NULL && t->shop->email.at == NULL)
		diag_note("the shop file names no sender: mails are from shop@localhost");
	sending_begin(&s, t, d);
	while (sending_poll(&s, &rec)) {
		if (rec != NULL && !send(d, rec, &e))
			tool_reject(t, &e);
		sending_receipts(&s);
	}
	while (any && !sending_stops(&s)) {
		if (!delivery_next(d, &any, &e))
			tool_fail(t, &e);
		sending_receipts(&s);
	}
	sending_end(&s);
}

int
main(int argc, char *argv[])
{
	struct delivery *d;
	struct tool t;
	struct err e;

	mem_keep();
	tool_init(&t, &usage, argc, argv);
	check_call(&t);
	options.ledger = sending_ledger(&t, ledger_file);
	if (sending_upkeep_asked(&upkeep) > 0) {
		sending_upkeep_run(&t, &upkeep, options.ledger);
		return tool_finish(&t);
	}
	if (import) {
		importing_run(&t, options.ledger);
		return tool_finish(&t);
	}
	sending_options(&t, unknown_word, &options);
	sending_policy(&t, suppress_file, &options);
	options.dry_run = t.dry_run;
	options.search = &t.search;
	options.now = t.now;
	options.frozen = t.now_given != NULL;
	d = delivery_new(&options, t.shop, sending_transport(&t, transport_word), &e);
	if (d == NULL)
		tool_misuse(&t, "%s", e.text);
	if (!check_only && !delivery_ready(d, &e))
		diag_die((int)e.kind, "%s", e.text);
	if (check_only)
		sending_check(&t, d);
	else
		send_all(&t, d);
	delivery_free(d);
	return tool_finish(&t);
}
