/* ledger - what was sent, is being sent and waits, in SQLite */
/* SPDX-License-Identifier: ISC */

/*
 * One row a message and recipient, found by a key that stands for scope, message id,
 * channel and recipient.  A row's state says how far it got; whoever hands it over
 * claims it first, and every later change of the row is fenced by that claim, so that
 * a process which was taken for dead cannot write over its successor.  The bytes that go
 * out lie beside the row.
 *
 * WAL with synchronous=FULL: what was committed survives a power cut.  The file is made
 * with mode 0600 and lies on a local disk.  Times are seconds since 1970 in UTC, 0 is
 * none.  No error is the record's: without the ledger nothing may be sent.  It is
 * ERR_TROUBLE where the path or its permissions are wrong (err_errno), else ERR_LATER.
 */

#ifndef IO_LEDGER_H
#define IO_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct ledger;

enum ledger_state {
	LEDGER_QUEUED,	   /* waits for next_at */
	LEDGER_HELD,	   /* waits for next_at because a rule says so */
	LEDGER_SENDING,	   /* claimed; provably not handed over yet */
	LEDGER_INDOUBT,	   /* claimed; may have been handed over */
	LEDGER_SENT,	   /* handed over */
	LEDGER_UNKNOWN,	   /* was in doubt when its owner died; waits to be resolved */
	LEDGER_FAILED,	   /* refused for good */
	LEDGER_DEAD,	   /* given up after too long */
	LEDGER_SUPPRESSED, /* a rule said no; looked at again when it comes again */
	LEDGER_EXPIRED,	   /* too late */
	LEDGER_STATES
};

const char *ledger_state_word(enum ledger_state s);

/* A row.  Texts may be none but for scope, message_id, channel and recipient. */
struct ledger_entry {
	int64_t row; /* its number; 0 before it is in the ledger */
	struct str key, scope, message_id, channel, recipient;
	struct str kind, template, class, language, subject, order_id, customer_id;
	struct str content; /* hash of what the message says */
	struct str mail_id; /* its Message-ID */
	enum ledger_state state;
	struct str rule, transport, code, detail, owner;
	int64_t attempts, priority;
	int64_t created_at, not_before, expires_at;
	int64_t accepted_at, updated_at, next_at, lease_until;
	int64_t first_tried_at; /* when it was claimed first */
	char *keep;		/* the texts, where the ledger filled the entry */
};

void ledger_entry_done(struct ledger_entry *entry);

/*
 * Opens the ledger at PATH.  With WRITE, the file, its folders and its tables are made
 * where they are missing.  Without, NULL with an empty E->text means that there is no
 * ledger yet.  A file that is no ledger, is damaged or was written by a newer version
 * is refused and left as it is.
 */
struct ledger *ledger_open(const char *path, bool write, struct err *e);
void ledger_close(struct ledger *l);

/* Reads the whole file and says what is wrong with it. */
bool ledger_check(struct ledger *l, struct err *e);

/* One transaction that holds the write lock; it waits up to 10 s for it. */
bool ledger_begin(struct ledger *l, struct err *e);
bool ledger_commit(struct ledger *l, struct err *e);
void ledger_rollback(struct ledger *l);

/* Which rows ledger_next walks through. */
enum ledger_view {
	LEDGER_BY_KEY,	   /* VALUE is the key: one row or none */
	LEDGER_BY_MESSAGE, /* the message's id */
	LEDGER_BY_ADDRESS, /* the recipient, but for the case of ASCII letters */
	LEDGER_WAITING,	   /* the scope: queued, held, sending and in doubt */
	LEDGER_VIEWS
};

/*
 * Fills ENTRY with the first row of the view behind row AFTER; its `row` is 0 where there
 * is none.  What ENTRY held is freed.
 */
bool ledger_next(struct ledger *l, enum ledger_view view, struct str value, int64_t after,
    struct ledger_entry *entry, struct err *e);

/*
 * Puts ENTRY in: a new row, or over the row with its key, whose number and accepted_at
 * stay.  BYTES (or none) are what goes out.  Sets ENTRY->row.
 */
bool ledger_put(
    struct ledger *l, struct ledger_entry *entry, struct str bytes, struct err *e);

/*
 * Makes ENTRY->owner the owner of the row until lease_until: state sending, one attempt
 * more, and at updated_at the first where there was none.
 */
bool ledger_claim(struct ledger *l, struct ledger_entry *entry, struct err *e);

/*
 * Writes ENTRY's state, rule, transport, code, detail, next_at and updated_at, if the row
 * still has the owner and the attempt of ENTRY; else E says that the claim was lost.  In
 * any state but sending and in doubt the claim ends with it.
 */
bool ledger_settle(struct ledger *l, const struct ledger_entry *entry, struct err *e);

/* Adds the bytes of a row to OUT; nothing where it has none. */
bool ledger_bytes(struct ledger *l, int64_t row, struct buf *out, struct err *e);

#endif
