/* sending - what a tool that sends is told, and what it says at the end */
/* SPDX-License-Identifier: ISC */

#ifndef CLI_SENDING_H
#define CLI_SENDING_H

#include "cli/tool.h"
#include "shop/delivery.h"
#include "shop/receipt.h"

/*
 * Where mails go: OPTION, else AFTERCARE_TRANSPORT, else the shop's mail.transport, else
 * "maildir:outbox".  Lives as long as the program.
 */
const char *sending_transport(const struct tool *t, const char *option);

/*
 * Where the ledger is, a file or a URL: OPTION, else AFTERCARE_LEDGER, else the shop's
 * ledger, else aftercare/ledger.db in XDG_STATE_HOME or ~/.local/state.  A relative path
 * in the shop file is beside that file, wherever cron runs.  A URL with a password is
 * misuse but in the environment.  Lives as long as the program.
 */
const char *sending_ledger(const struct tool *t, const char *option);

/*
 * The ledger at LEDGER, to be read; NULL where there is none yet.  Ends the program where
 * it cannot be.
 */
struct ledger *sending_ledger_open(const char *ledger);

/* Ends the program with status 2, because there is no ledger at LEDGER. */
_Noreturn void sending_ledger_missing(const char *ledger);

/*
 * Puts UNKNOWN, the word of --unknown or NULL, into O, whose other values the option
 * table has filled.  Misuse where one of them is beyond its limits.
 */
void sending_options(
    const struct tool *t, const char *unknown, struct delivery_options *o);

/*
 * Misuse where an option was given that only sending has a use for: TRANSPORT, UNKNOWN
 * and SUPPRESS, the words of theirs or NULL, or one that the option table has put into O.
 */
void sending_refuse(const struct tool *t, const char *transport, const char *unknown,
    const char *suppress, const struct delivery_options *o);

/*
 * Puts into O the policy of the shop file and the list FILE (or NULL) of addresses that
 * are not to be written to, which live as long as the program.  Ends the program with
 * status 2 where one of them is wrong.
 */
void sending_policy(const struct tool *t, const char *file, struct delivery_options *o);

/* Says whether ledger and transport are sound; nothing is sent. */
void sending_check(struct tool *t, struct delivery *d);

/* A run: what it has done, and whether it is to go on. */
struct sending {
	struct tool *tool;
	struct delivery *delivery;
	struct receipt_tally fed;   /* messages that were read */
	struct receipt_tally taken; /* those that waited in the ledger */
	struct moment expired;	    /* the latest end of a message that was too late */
	bool resting;		    /* nothing is in hand, and input is waited for */
};

/*
 * From now on SIGTERM, SIGINT and SIGHUP end the run in good order, with status 75: no
 * message is begun any more, and those under way are finished and written down.  While
 * the run only waits for input they end it at once.
 */
void sending_begin(struct sending *s, struct tool *t, struct delivery *d);

/*
 * The next message to send; *REC is NULL where the tool would have to wait for it, after
 * all that is in hand was finished.  False at the end of the input or of the run.
 */
bool sending_poll(struct sending *s, struct rec **rec);

/* Whether the run is to end before its work is done. */
bool sending_stops(struct sending *s);

/* Writes the receipts that are ready. */
void sending_receipts(struct sending *s);

/*
 * Finishes what is in hand, and sums the run up on stderr, in one line, or two where
 * messages were too late.
 */
void sending_end(struct sending *s);

#endif
