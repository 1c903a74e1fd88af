/* ledger - what was sent, is being sent and waits, in SQLite or PostgreSQL */
/* SPDX-License-Identifier: ISC */

/*
 * One row a message and recipient, found by a key that stands for scope, message id,
 * channel and recipient.  A row's state says how far it got; whoever hands it over
 * claims it first, and every later change of the row is fenced by that claim, so that
 * a process which was taken for dead cannot write over its successor.  The bytes that go
 * out lie beside the row.
 *
 * Beside the messages it keeps what decides about others: who must not be written to, who
 * agreed, and how fast things went out (the functions behind ledger_nth).
 *
 * What was committed survives a power cut: SQLite runs in WAL mode with synchronous=FULL,
 * PostgreSQL with synchronous_commit.  A file is made with mode 0600 and lies on a local
 * disk; several hosts share a server.  Times are seconds since 1970 in UTC, 0 is none. No
 * error is the record's: without the ledger nothing may be sent.  It is ERR_TROUBLE where
 * the path, the login or their permissions are wrong, else ERR_LATER.
 *
 * An address is the same in any case of its ASCII letters.
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
	LEDGER_UNKNOWN,	   /* may have been handed over; waits to be resolved */
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
	int64_t claimed_at;	/* and last */
	struct str place;   /* where the recipient is: a time zone or a country's code */
	int64_t consent_at; /* when marketing was agreed to, as far as the message says; 1
			       where nobody says when, negative where it was refused */
	char *keep;	    /* the texts, where the ledger filled the entry */
};

void ledger_entry_done(struct ledger_entry *entry);

/*
 * Opens the ledger at WHERE: the path of a file, or a postgresql:// or postgres:// URL.
 * With WRITE, the file, its folders and the tables are made where they are missing.
 * Without, NULL with an empty E->text means that there is no ledger yet.  A file that is
 * no ledger, is empty, damaged or was written by a newer version is refused and left as
 * it is: a new one is made beside its place, and put there whole.
 */
struct ledger *ledger_open(const char *where, bool write, struct err *e);
void ledger_close(struct ledger *l);

/* Whether there may be a ledger at WHERE; a server is not asked. */
bool ledger_exists(const char *where);

/* What the ledger is called: its path, or its URL without a password. */
const char *ledger_name(const struct ledger *l);

/* Reads the whole file and says what is wrong with it; a server looks after its own. */
bool ledger_check(struct ledger *l, struct err *e);

/* Seconds to add to this host's clock to get the ledger's; 0 where it is a file. */
int64_t ledger_skew(const struct ledger *l);

/*
 * One transaction that holds the write lock, over all hosts; it waits up to 10 s for it.
 * A commit whose reply was lost is looked up, so that true and false are what happened.
 */
bool ledger_begin(struct ledger *l, struct err *e);
bool ledger_commit(struct ledger *l, struct err *e);
void ledger_rollback(struct ledger *l);

/*
 * Runs STEP with CONTEXT in one transaction and commits it, or with DRY takes it back.
 * Where it was in conflict with another, or its server was lost, all of it is repeated,
 * up to 20 times: STEP begins at its beginning each time, and what it has noted outside
 * of the ledger counts only once this is true.
 */
bool ledger_transact(struct ledger *l,
    bool (*step)(struct ledger *l, void *context, struct err *e), void *context, bool dry,
    struct err *e);

/* Which rows ledger_next walks through, by row but for LEDGER_WAITING. */
enum ledger_view {
	LEDGER_BY_KEY,	   /* VALUE is the key: one row or none */
	LEDGER_BY_MESSAGE, /* the message's id */
	LEDGER_BY_ADDRESS, /* the recipient */
	LEDGER_BY_MAIL,	   /* the Message-ID without its angle brackets */
	LEDGER_BY_TOKEN,   /* what the key begins with: its first 16 bytes */
	LEDGER_BY_STATE,   /* the state's word */
	LEDGER_WAITING,	   /* the scope: queued, held, sending and in doubt, the highest
			      priority first */
	LEDGER_UNSURE,	   /* the scope: unknown, but for those who were forgotten */
	LEDGER_VIEWS
};

/*
 * Fills ENTRY with the next row of the view behind the one that it holds, or with the
 * first where its `row` is 0; its `row` is 0 at the end.  What ENTRY held is freed; VALUE
 * may be lent by it.
 */
bool ledger_next(struct ledger *l, enum ledger_view view, struct str value,
    struct ledger_entry *entry, struct err *e);

/*
 * Puts ENTRY in: a new row, or over the row with its key, whose number and accepted_at
 * stay.  BYTES (or none) are what goes out.  Sets ENTRY->row.  Where the recipient was
 * forgotten, what came in anew for the row is only kept if the row is to go out.
 */
bool ledger_put(
    struct ledger *l, struct ledger_entry *entry, struct str bytes, struct err *e);

/*
 * Makes ENTRY->owner the owner of the row until lease_until: state sending, claimed at
 * updated_at, one attempt more, and the first where there was none.
 */
bool ledger_claim(struct ledger *l, struct ledger_entry *entry, struct err *e);

/*
 * How much of a lease must be left for the mark before an outcome in doubt, in seconds.
 */
#define LEDGER_MARGIN 60

/*
 * Writes ENTRY's state, rule, transport, code, detail, next_at and updated_at, if the row
 * still has the owner and the attempt of ENTRY and the claim goes on; else E says that
 * the claim was lost.  In doubt is only what was sending, with LEDGER_MARGIN left of its
 * lease.  In any state but sending and in doubt the claim ends with it; only SENT is
 * still taken where the row became unknown meanwhile.
 */
bool ledger_settle(struct ledger *l, const struct ledger_entry *entry, struct err *e);

/*
 * Gives back a claim that came to nothing, be it in doubt ahead of its attempt: writes
 * what ledger_settle does, and the attempt does not count.
 */
bool ledger_release(struct ledger *l, struct ledger_entry *entry, struct err *e);

/*
 * Whether ledger_settle or ledger_release failed because the claim was lost: the ledger
 * is sound then, and its transaction can go on.
 */
bool ledger_lost(const struct ledger *l);

/*
 * Moves a row on that nobody works on: writes ENTRY's state, rule, detail, next_at and
 * updated_at where the row is still in state FROM with ENTRY's attempts; *MOVED is
 * whether it was.  A claim that it had ends with it.
 */
bool ledger_move(struct ledger *l, const struct ledger_entry *entry,
    enum ledger_state from, bool *moved, struct err *e);

/* Adds the bytes of a row to OUT; nothing where it has none. */
bool ledger_bytes(struct ledger *l, int64_t row, struct buf *out, struct err *e);

/* How many rows there are in a state, and when the oldest of them was accepted. */
struct ledger_count {
	int64_t n, oldest;
};

bool ledger_count(
    struct ledger *l, struct ledger_count out[LEDGER_STATES], struct err *e);

/*
 * *AT is when the N-th newest of what went out to ADDRESS in SCOPE after SINCE, or may
 * have, was claimed; 0 where there are fewer.  CLASS is none for all classes; N is at
 * least 1.
 */
bool ledger_nth(struct ledger *l, struct str scope, struct str address, struct str class,
    int64_t since, int64_t n, int64_t *at, struct err *e);

/* Why an address gets nothing more. */
enum ledger_reason {
	LEDGER_UNSUBSCRIBE,
	LEDGER_BOUNCE,
	LEDGER_COMPLAINT,
	LEDGER_MANUAL,
	LEDGER_ERASURE,
	LEDGER_REASONS
};

const char *ledger_reason_word(enum ledger_reason reason);

/*
 * Keeps that ADDRESS gets nothing more over CHANNEL since AT: under a hash of both, and
 * with the address itself until that is forgotten.  SOURCE (or none) says who said so.
 * *NEWS is whether that was not known yet, or is from a later time.
 */
bool ledger_suppress(struct ledger *l, struct str channel, struct str address,
    enum ledger_reason reason, struct str source, int64_t at, bool *news, struct err *e);

/*
 * Keeps that what REASON said against ADDRESS up to AT does not count any more: it can be
 * said again, and counts where it is from a later time.
 */
bool ledger_lift(struct ledger *l, struct str channel, struct str address,
    enum ledger_reason reason, int64_t at, struct err *e);

/* Since when ADDRESS gets nothing more over CHANNEL, for each reason; 0 where it does. */
bool ledger_suppressed(struct ledger *l, struct str channel, struct str address,
    int64_t at[LEDGER_REASONS], struct err *e);

/* Keeps what was said at AT about marketing to ADDRESS; the newest word stays. */
bool ledger_consent_put(struct ledger *l, struct str address, bool yes, int64_t at,
    struct str source, struct err *e);

/* The newest word of ADDRESS, and when it was said; *AT is 0 where there is none. */
bool ledger_consent(
    struct ledger *l, struct str address, int64_t *at, bool *yes, struct err *e);

/*
 * Takes one of the N places that the rate NAME has in any PER_SECONDS (both above 0),
 * over all processes and hosts: *WAIT_MS is 0.  Where all are taken it is how long until
 * one is free.  Without TAKE it only looks.  NOW_MS is the ledger's clock.
 */
bool ledger_rate(struct ledger *l, struct str name, int64_t n, int64_t per_seconds,
    int64_t now_ms, bool take, int64_t *wait_ms, struct err *e);

/*
 * Takes out what ended (sent, failed, dead, suppressed, expired) and last changed before
 * BEFORE, in transactions of its own; *N is how many.  What waits or is unknown stays.
 */
bool ledger_prune(struct ledger *l, int64_t before, int64_t *n, struct err *e);

/* *N is how many ledger_prune would take out. */
bool ledger_prunable(struct ledger *l, int64_t before, int64_t *n, struct err *e);

/*
 * Forgets who ADDRESS is.  Its rows lose recipient, subject, customer, the server's words
 * and the bytes; the keys and states stay, so that nothing goes out again.  What waits is
 * suppressed by the rule "erasure", what is in doubt is unknown, and a claim on either is
 * lost.  Of suppressions and consent the hashes stay.  *N is how many rows.
 */
bool ledger_forget(
    struct ledger *l, struct str address, int64_t at, int64_t *n, struct err *e);

#endif
