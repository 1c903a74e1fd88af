/* bounce-collect - make suppressions and receipts of mails that came back */
/* SPDX-License-Identifier: ISC */

#include <inttypes.h>

#include "base/diag.h"
#include "cli/sending.h"
#include "cli/tool.h"
#include "io/mailbox.h"
#include "shop/bounce.h"
#include "shop/signing.h"

#define BATCH 100 /* mails between two moments at which they are marked as read */

static const char *ledger_file, *state_file;
static struct bounce_forms forms;
static struct token_keys keys;
static struct bounce bounce = { .forms = &forms, .keys = &keys };

static const struct opt opts[] = {
	{ 0, "ledger", "FILE", "keep what was sent in FILE, or at a postgresql:// URL",
	    .text = &ledger_file },
	{ 0, "state", "FILE", "remember in FILE how far each file was read",
	    .text = &state_file },
	{ 0, "soft-limit", "N", "suppress an address after N soft failures as well",
	    .number = &bounce.soft_limit },
	{ 0, "trust-recipient", NULL, "believe a mail without proof",
	    .flag = &bounce.trust },
	TOOL_DRY_RUN,
	OPT_END,
};

static const struct usage usage = {
	.name = "bounce-collect",
	.about = "make suppressions and receipts of mails that came back",
	.operands = "[MAILBOX ...]",
	.writes = "suppression receipt",
	.opts = opts,
	.acts = true,
};

static void
collect_one(struct tool *t, struct mailbox *box, const struct letter *letter)
{
	struct err e;

	/* Else every report would be refused, and marked as read. */
	if (bounce.ledger == NULL && !bounce.trust && !t->dry_run)
		sending_ledger_missing(ledger_file);
	if (bounce_read(&bounce, letter->raw, &t->out, &e))
		return;
	if (e.kind == ERR_RECORD)
		mailbox_flag(box);
	t->truncated = letter->cut;
	tool_reject_raw(t, letter->line, letter->raw, &e);
}

/* Marks as read what was read, once all that came of it is where it goes. */
static void
mark(struct tool *t, struct mailbox *box)
{
	struct err e;

	if (t->stopped || !tool_sync(t) || t->dry_run)
		return;
	if (!mailbox_mark(box, &e))
		tool_fail(t, &e);
}

/* All mails of BOX, which is the operand SOURCE. */
static void
collect(struct tool *t, struct mailbox *box, const char *source)
{
	struct buf name = BUF_INIT;
	struct letter letter;
	enum mbox_kind kind = MBOX_WAIT;
	uint64_t n = 0;
	struct err e;

	while (kind != MBOX_END && tool_tick(t, kind == MBOX_LETTER)) {
		kind = mailbox_next(box, &letter, &e);
		buf_clear(&name);
		if (letter.name != NULL) {
			buf_fmt(&name, "%s/%s", source, letter.name);
			t->source = buf_cstr(&name);
		}
		if (kind == MBOX_LETTER)
			collect_one(t, box, &letter);
		else if (kind == MBOX_ERROR)
			tool_complain(t, &e);
		t->source = source;
		if (kind == MBOX_WAIT || (kind == MBOX_LETTER && ++n % BATCH == 0))
			mark(t, box);
	}
	mark(t, box);
	buf_done(&name);
}

static void
collect_all(struct tool *t)
{
	struct bookmarks *marks = NULL;
	struct buf sum = BUF_INIT;
	struct mailbox *box;
	const char *source;
	struct err e;
	int fd;

	if (state_file != NULL && (marks = bookmarks_open(state_file, &e)) == NULL)
		diag_die((int)e.kind, "%s", e.text);
	t->folders = true;
	while ((fd = tool_next_file(t, &source)) >= 0) {
		box = mailbox_open(fd, marks, &e);
		if (box == NULL)
			tool_complain(t, &e);
		else
			collect(t, box, source);
		mailbox_close(box);
	}
	bounce_summary(&bounce.tally, &sum);
	diag_note("%" PRIu64 " mail%s: %s", t->records, t->records == 1 ? "" : "s",
	    buf_cstr(&sum));
	buf_done(&sum);
	bookmarks_free(marks);
}

int
main(int argc, char *argv[])
{
	struct tool t;
	struct err e;

	tool_init(&t, &usage, argc, argv);
	if (!bounce_forms_open(&forms, &t.search, &e) || !signing_keys(&keys, t.shop, &e))
		diag_die((int)e.kind, "%s", e.text);
	ledger_file = sending_ledger(&t, ledger_file);
	bounce.ledger = sending_ledger_open(ledger_file);
	bounce.now = t.now;
	collect_all(&t);
	bounce_done(&bounce);
	ledger_close(bounce.ledger);
	bounce_forms_done(&forms);
	token_keys_done(&keys);
	return tool_finish(&t);
}
