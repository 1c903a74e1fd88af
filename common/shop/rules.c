/* rules - what may be done with a message now */
/* SPDX-License-Identifier: ISC */

#include "shop/rules.h"

#include "io/owner.h"

enum {
	FIRST_PAUSE = 300, /* seconds; doubled after each attempt, up to the longest */
	LONGEST_PAUSE = 4000,
	LIFETIME = 5 * 86400, /* of tries, as mail servers have it */
};

enum receipt_status
rules_status(enum ledger_state state)
{
	static const enum receipt_status of[LEDGER_STATES] = {
		[LEDGER_QUEUED] = RECEIPT_DEFERRED,
		[LEDGER_HELD] = RECEIPT_HELD,
		[LEDGER_SENDING] = RECEIPT_DEFERRED,
		[LEDGER_INDOUBT] = RECEIPT_DEFERRED,
		[LEDGER_SENT] = RECEIPT_SENT,
		[LEDGER_UNKNOWN] = RECEIPT_UNKNOWN,
		[LEDGER_FAILED] = RECEIPT_FAILED,
		[LEDGER_DEAD] = RECEIPT_FAILED,
		[LEDGER_SUPPRESSED] = RECEIPT_SUPPRESSED,
		[LEDGER_EXPIRED] = RECEIPT_EXPIRED,
	};

	return of[state];
}

bool
rules_settled(
    struct ledger_entry *entry, int64_t now, bool again, enum receipt_status *status)
{
	*status = rules_status(entry->state);
	switch (entry->state) {
	case LEDGER_SENT:
		*status = RECEIPT_DUPLICATE;
		return true;
	case LEDGER_UNKNOWN:
		return !again;
	case LEDGER_FAILED:
	case LEDGER_DEAD:
		return true;
	case LEDGER_QUEUED:
	case LEDGER_HELD:
		return entry->next_at > now;
	case LEDGER_SENDING:
	case LEDGER_INDOUBT:
		/* A process that hangs past its lease is fenced off by the ledger. */
		if (entry->lease_until <= now || owner_fate(entry->owner) == OWNER_DEAD)
			return false;
		entry->rule = STR("in-hand");
		entry->detail = STR("another process is sending it");
		return true;
	case LEDGER_SUPPRESSED:
	case LEDGER_EXPIRED:
	case LEDGER_STATES:
		break;
	}
	return false;
}

static void
decide(
    struct ledger_entry *entry, enum ledger_state state, struct str rule, int64_t next_at)
{
	entry->state = state;
	entry->rule = rule;
	entry->next_at = next_at;
}

static void
explain(struct ledger_entry *entry, const struct outcome *o)
{
	entry->code = o->code[0] != '\0' ? str_of(o->code) : STR_NONE;
	entry->detail = o->detail[0] != '\0' ? str_of(o->detail) : STR_NONE;
}

/* How long what could not be tried waits, where DOWN is why. */
static int64_t
pause_for(const struct outcome *down)
{
	return down->retry_after > FIRST_PAUSE ? down->retry_after : FIRST_PAUSE;
}

void
rules_judge(struct ledger_entry *entry, const struct situation *s)
{
	if (s->there) {
		decide(entry, LEDGER_SENT, STR_NONE, 0);
		entry->code = STR_NONE;
		entry->detail = STR("an earlier try has delivered it");
	} else if (entry->expires_at != 0 && entry->expires_at <= s->now) {
		decide(entry, LEDGER_EXPIRED, STR("expires_at"), 0);
	} else if (entry->not_before > s->now) {
		decide(entry, LEDGER_HELD, STR("not_before"), entry->not_before);
	} else if (s->down != NULL) {
		decide(
		    entry, LEDGER_QUEUED, STR("transport"), s->now + pause_for(s->down));
		explain(entry, s->down);
	} else if (s->limited) {
		decide(entry, LEDGER_QUEUED, STR("limit"), 0);
	} else if (s->stopping) {
		rules_give_back(entry, NULL, s->now);
	} else {
		decide(entry, LEDGER_SENDING, STR_NONE, 0);
		entry->code = entry->detail = STR_NONE;
	}
}

void
rules_resolve(struct ledger_entry *entry, enum rules_unknown policy,
    enum rules_verdict verdict, int64_t now)
{
	bool was_known = entry->state == LEDGER_UNKNOWN;

	entry->updated_at = now;
	if (verdict == RULES_FOUND) {
		decide(entry, LEDGER_SENT, STR("verified"), 0);
		entry->detail = STR("whoever was asked says that it was sent");
	} else if (verdict == RULES_NOT_FOUND || policy == RULES_RETRY) {
		decide(entry, LEDGER_QUEUED, STR_NONE, 0);
	} else if (policy == RULES_ASSUME_SENT) {
		decide(entry, LEDGER_SENT, STR("assume-sent"), 0);
		entry->detail = STR("nobody knows whether it was sent; assumed so");
	} else {
		decide(entry, LEDGER_UNKNOWN, STR_NONE, 0);
		if (!was_known)
			entry->detail = STR(
			    "the process that sent it ended before it had written "
			    "down the server's answer");
	}
}

/*
 * So that what failed together does not come back together: up to a tenth is added, which
 * depends on the message alone.
 */
static int64_t
spread(const struct ledger_entry *entry, int64_t pause)
{
	if (entry->key.len == 0)
		return pause;
	return pause + pause * (unsigned char)entry->key.at[0] / 2560;
}

static int64_t
pause_after(const struct ledger_entry *entry)
{
	int64_t pause = FIRST_PAUSE, attempts = entry->attempts;

	while (--attempts > 0 && pause < LONGEST_PAUSE)
		pause *= 2;
	return spread(entry, pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE);
}

/*
 * After a try that failed: another is due later, not before the ASKED seconds that the
 * other side has named, or this was the last one.  Only a try ends a lifetime, which
 * begins with the first one: a message may have been kept back for days before it.
 */
static void
put_off(struct ledger_entry *entry, struct str rule, int64_t asked, int64_t now)
{
	int64_t pause = pause_after(entry);

	if (entry->first_tried_at != 0 && entry->first_tried_at + LIFETIME <= now)
		decide(entry, LEDGER_DEAD, STR("lifetime"), 0);
	else
		decide(entry, LEDGER_QUEUED, rule, now + (asked > pause ? asked : pause));
}

void
rules_conclude(struct ledger_entry *entry, const struct outcome *o,
    enum rules_unknown policy, int64_t now)
{
	explain(entry, o);
	switch (o->kind) {
	case OUTCOME_SENT:
		decide(entry, LEDGER_SENT, STR_NONE, 0);
		break;
	case OUTCOME_DOWN:
		put_off(entry, STR("transport"), o->retry_after, now);
		break;
	case OUTCOME_LATER:
	case OUTCOME_STOPPED:
		put_off(entry, STR("retry"), o->retry_after, now);
		break;
	case OUTCOME_FAILED:
		decide(entry, LEDGER_FAILED, STR_NONE, 0);
		break;
	case OUTCOME_UNKNOWN:
		if (policy == RULES_RETRY)
			put_off(entry, STR("unknown"), o->retry_after, now);
		else if (policy == RULES_ASSUME_SENT)
			decide(entry, LEDGER_SENT, STR("assume-sent"), 0);
		else
			decide(entry, LEDGER_UNKNOWN, STR_NONE, 0);
		break;
	}
	entry->updated_at = now;
}

void
rules_give_back(struct ledger_entry *entry, const struct outcome *down, int64_t now)
{
	if (down != NULL) {
		decide(entry, LEDGER_QUEUED, STR("transport"), now + pause_for(down));
		explain(entry, down);
	} else {
		decide(entry, LEDGER_QUEUED, STR("stopped"), 0);
		entry->code = STR_NONE;
		entry->detail = STR("its turn did not come in this run");
	}
	entry->updated_at = now;
}
