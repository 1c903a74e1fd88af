/* sending - what a tool that sends is told, and what it says at the end */
/* SPDX-License-Identifier: ISC */

#ifndef CLI_SENDING_H
#define CLI_SENDING_H

#include "cli/tool.h"
#include "shop/receipt.h"

/*
 * Where mails go: OPTION, else AFTERCARE_TRANSPORT, else the shop's mail.transport, else
 * "maildir:outbox".  Lives as long as the program.
 */
const char *sending_transport(const struct tool *t, const char *option);

/*
 * The ledger's file: OPTION, else AFTERCARE_LEDGER, else the shop's ledger, else
 * aftercare/ledger.db in XDG_STATE_HOME or ~/.local/state.  A relative path in the shop
 * file is beside that file, wherever cron runs.  Lives as long as the program.
 */
const char *sending_ledger(const struct tool *t, const char *option);

/* What a run did. */
struct sending {
	struct tool *tool;
	struct receipt_tally fed;   /* messages that were read */
	struct receipt_tally taken; /* those that waited in the ledger */
	struct moment expired;	    /* the latest end of a message that was too late */
};

/* Writes R and counts it; TALLY is one of the two. */
void sending_note(
    struct sending *s, struct receipt_tally *tally, const struct receipt *r);

/* Sums the run up on stderr, in one line, or two where messages were too late. */
void sending_report(const struct sending *s);

#endif
