/* test-rules - shop/rules */
/* SPDX-License-Identifier: ISC */

#include "io/owner.h"
#include "shop/rules.h"
#include "tap.h"

enum { NOW = 1000000 };

static char self[OWNER_MAX];

/* A message that came in now and could go out. */
static struct ledger_entry
entry_in(enum ledger_state state)
{
	return (struct ledger_entry){ .row = 1, .state = state, .accepted_at = NOW };
}

static void
settles(struct ledger_entry entry, enum receipt_status want, const char *what)
{
	enum receipt_status status = RECEIPT_STATUSES;

	OK(rules_settled(&entry, NOW, false, &status) && status == want, "%s: %s", what,
	    receipt_status_word(want));
}

static void
opens(struct ledger_entry entry, const char *what)
{
	enum receipt_status status;

	OK(!rules_settled(&entry, NOW, false, &status), "%s: to be decided", what);
}

static void
test_settled(void)
{
	struct ledger_entry entry = entry_in(LEDGER_QUEUED);

	settles(entry_in(LEDGER_SENT), RECEIPT_DUPLICATE, "sent before");
	settles(entry_in(LEDGER_UNKNOWN), RECEIPT_UNKNOWN, "unknown");
	settles(entry_in(LEDGER_FAILED), RECEIPT_FAILED, "refused");
	settles(entry_in(LEDGER_DEAD), RECEIPT_FAILED, "given up");
	opens(entry_in(LEDGER_SUPPRESSED), "suppressed before");
	opens(entry_in(LEDGER_EXPIRED), "expired before");
	entry.next_at = NOW;
	opens(entry, "queued for now");
	entry.next_at = NOW + 1;
	settles(entry, RECEIPT_DEFERRED, "queued for later");
	entry.state = LEDGER_HELD;
	settles(entry, RECEIPT_HELD, "held");
	entry = entry_in(LEDGER_SENDING);
	entry.owner = str_of(self);
	entry.lease_until = NOW + 1;
	settles(entry, RECEIPT_DEFERRED, "claimed by a process that lives");
	entry.lease_until = NOW;
	opens(entry, "claimed, and the lease is over");
	entry.lease_until = NOW + 1;
	entry.owner = STR("elsewhere|boot|pid:[1]|1|1");
	settles(entry, RECEIPT_DEFERRED, "claimed elsewhere");
	entry.state = LEDGER_INDOUBT;
	settles(entry, RECEIPT_DEFERRED, "in doubt elsewhere");
}

/* What becomes of ENTRY in situation S: its state and rule. */
static void
judges(struct ledger_entry entry, struct situation s, enum ledger_state state,
    const char *rule)
{
	s.now = NOW;
	rules_judge(&entry, &s);
	OK(entry.state == state, "judged to be %s", ledger_state_word(state));
	IS(entry.rule, rule, "by the rule \"%s\"", rule);
}

static void
test_judge(void)
{
	static const struct outcome down = { OUTCOME_DOWN, "421", "busy", 0 };
	const struct situation fine = { .limited = false };
	const struct situation limited = { .limited = true };
	struct ledger_entry entry = entry_in(LEDGER_QUEUED);
	struct situation s = { .now = NOW, .down = &down };

	judges(entry, fine, LEDGER_SENDING, "");
	judges(entry_in(LEDGER_SENDING), fine, LEDGER_SENDING, "");
	judges(entry, limited, LEDGER_QUEUED, "limit");
	entry.not_before = NOW + 5;
	judges(entry, fine, LEDGER_HELD, "not_before");
	judges(entry, limited, LEDGER_HELD, "not_before");
	entry.expires_at = NOW + 1;
	judges(entry, fine, LEDGER_HELD, "not_before");
	entry.expires_at = NOW;
	judges(entry, fine, LEDGER_EXPIRED, "expires_at");
	entry = entry_in(LEDGER_QUEUED);
	entry.attempts = 3;
	entry.accepted_at = NOW - 50 * 86400;
	judges(entry, fine, LEDGER_SENDING, "");
	entry.expires_at = NOW;
	judges(
	    entry, (struct situation){ .there = true, .limited = true }, LEDGER_SENT, "");
	entry.expires_at = 0;
	rules_judge(&entry, &s);
	OK(entry.state == LEDGER_QUEUED && entry.next_at == NOW + 300 &&
		str_is(entry.code, "421") && str_is(entry.detail, "busy"),
	    "a transport that is down puts it off, and says why");
}

static void
concludes(enum outcome_kind kind, int64_t attempts, enum ledger_state state,
    const char *rule, int64_t pause)
{
	const struct outcome o = { kind, "250", "2.0.0 Ok", 0 };
	struct ledger_entry entry = entry_in(LEDGER_INDOUBT);

	entry.attempts = attempts;
	rules_conclude(&entry, &o, RULES_HOLD, NOW);
	OK(entry.state == state && str_is(entry.rule, rule) &&
		entry.next_at == (pause == 0 ? 0 : NOW + pause) &&
		str_is(entry.code, "250") && str_is(entry.detail, "2.0.0 Ok"),
	    "outcome %d after %d attempts: %s", (int)kind, (int)attempts,
	    ledger_state_word(state));
}

/* What nobody knows is held, sent again or assumed to be sent, unless somebody can tell.
 */
static void
test_resolve(void)
{
	static const struct {
		enum ledger_state from;
		enum rules_unknown policy;
		enum rules_verdict verdict;
		enum ledger_state want;
		const char *rule;
	} rows[] = {
		{ LEDGER_INDOUBT, RULES_HOLD, RULES_NOT_ASKED, LEDGER_UNKNOWN, "" },
		{ LEDGER_INDOUBT, RULES_RETRY, RULES_NOT_ASKED, LEDGER_QUEUED, "" },
		{ LEDGER_INDOUBT, RULES_ASSUME_SENT, RULES_NOT_ASKED, LEDGER_SENT,
		    "assume-sent" },
		{ LEDGER_UNKNOWN, RULES_HOLD, RULES_CANNOT_TELL, LEDGER_UNKNOWN, "" },
		{ LEDGER_UNKNOWN, RULES_RETRY, RULES_CANNOT_TELL, LEDGER_QUEUED, "" },
		{ LEDGER_UNKNOWN, RULES_HOLD, RULES_FOUND, LEDGER_SENT, "verified" },
		{ LEDGER_UNKNOWN, RULES_RETRY, RULES_FOUND, LEDGER_SENT, "verified" },
		{ LEDGER_UNKNOWN, RULES_HOLD, RULES_NOT_FOUND, LEDGER_QUEUED, "" },
		{ LEDGER_INDOUBT, RULES_ASSUME_SENT, RULES_NOT_FOUND, LEDGER_QUEUED, "" },
	};
	enum receipt_status status;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ledger_entry entry = entry_in(rows[i].from);

		rules_resolve(&entry, rows[i].policy, rows[i].verdict, NOW);
		OK(entry.state == rows[i].want && str_is(entry.rule, rows[i].rule),
		    "resolved, row %zu: %s", i, ledger_state_word(rows[i].want));
	}
	{
		struct ledger_entry entry = entry_in(LEDGER_UNKNOWN);

		OK(!rules_settled(&entry, NOW, true, &status),
		    "unknown: to be looked at again where that was asked for");
	}
}

/* The same outcome under each policy. */
static void
test_unknown(void)
{
	static const struct outcome o = { .kind = OUTCOME_UNKNOWN, .code = "354" };
	struct ledger_entry entry = entry_in(LEDGER_INDOUBT);

	entry.attempts = 1;
	rules_conclude(&entry, &o, RULES_RETRY, NOW);
	OK(entry.state == LEDGER_QUEUED && str_is(entry.rule, "unknown") &&
		entry.next_at == NOW + 300,
	    "retry: it is tried again later");
	entry.state = LEDGER_INDOUBT;
	rules_conclude(&entry, &o, RULES_ASSUME_SENT, NOW);
	OK(entry.state == LEDGER_SENT && str_is(entry.rule, "assume-sent") &&
		str_is(entry.code, "354"),
	    "assume-sent: it is sent, and says by which rule");
}

/* The other side may ask for more time than the pause would be, and not for less. */
static void
test_retry_after(void)
{
	struct outcome o = { .kind = OUTCOME_LATER, .code = "429", .retry_after = 1000 };
	struct ledger_entry entry = entry_in(LEDGER_INDOUBT);

	entry.attempts = 1;
	rules_conclude(&entry, &o, RULES_HOLD, NOW);
	OK(entry.next_at == NOW + 1000, "what the other side asks for is respected");
	o.retry_after = 10;
	rules_conclude(&entry, &o, RULES_HOLD, NOW);
	OK(entry.next_at == NOW + 300, "and makes no pause shorter");
}

/* What was claimed and not begun costs no try. */
static void
test_give_back(void)
{
	static const struct outcome down = { OUTCOME_DOWN, "421", "busy", 0 };
	struct ledger_entry entry = entry_in(LEDGER_SENDING);

	rules_give_back(&entry, NULL, NOW);
	OK(entry.state == LEDGER_QUEUED && entry.next_at == 0 &&
		str_is(entry.rule, "stopped"),
	    "given back where the run ends: due at once");
	rules_give_back(&entry, &down, NOW);
	OK(entry.state == LEDGER_QUEUED && entry.next_at == NOW + 300 &&
		str_is(entry.rule, "transport") && str_is(entry.detail, "busy"),
	    "given back where the transport is down: due later");
	{
		const struct outcome asked = { OUTCOME_LATER, "429", "slow", 3600 };

		rules_give_back(&entry, &asked, NOW);
		OK(entry.next_at == NOW + 3600, "not before the time that was asked for");
	}
}

/* Pauses are spread by up to a tenth, the same for the same message. */
static void
test_spread(void)
{
	static const struct outcome later = { OUTCOME_LATER, "450", "Wait", 0 };
	struct ledger_entry entry = entry_in(LEDGER_SENDING);
	int64_t first;

	entry.attempts = 1;
	entry.key = STR("\x80 and so on");
	rules_conclude(&entry, &later, RULES_HOLD, NOW);
	first = entry.next_at - NOW;
	OK(first == 315, "the key spreads the pause: %d", (int)first);
	rules_conclude(&entry, &later, RULES_HOLD, NOW);
	OK(entry.next_at - NOW == first, "the same the next time");
	entry.key = STR("\xff and so on");
	rules_conclude(&entry, &later, RULES_HOLD, NOW);
	OK(entry.next_at - NOW == 329, "by a tenth at most");
}

/* A message is given up by a try that fails five days after its first, or later. */
static void
test_lifetime(void)
{
	static const struct outcome later = { OUTCOME_LATER, "450", "Wait", 0 };
	static const struct outcome down = { OUTCOME_DOWN, "", "No route", 0 };
	static const struct {
		int64_t attempts, first; /* seconds ago */
		enum ledger_state want;
	} rows[] = {
		{ 1, 0, LEDGER_QUEUED },
		{ 2, 360, LEDGER_QUEUED },
		{ 99, 5 * 86400 - 1, LEDGER_QUEUED },
		{ 2, 5 * 86400, LEDGER_DEAD },
		{ 2, 50 * 86400, LEDGER_DEAD },
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ledger_entry entry = entry_in(LEDGER_SENDING), other;

		entry.attempts = rows[i].attempts;
		entry.accepted_at = NOW - 50 * 86400;
		entry.first_tried_at = NOW - rows[i].first;
		other = entry;
		rules_conclude(&entry, &later, RULES_HOLD, NOW);
		rules_conclude(&other, &down, RULES_HOLD, NOW);
		OK(entry.state == rows[i].want && other.state == rows[i].want &&
			str_is(entry.code, "450") && str_is(other.detail, "No route"),
		    "lifetime, row %zu: %s", i, ledger_state_word(rows[i].want));
		IS(entry.rule, rows[i].want == LEDGER_DEAD ? "lifetime" : "retry",
		    "its rule");
	}
}

int
main(void)
{
	owner_self(self);
	test_settled();
	test_judge();
	test_lifetime();
	test_resolve();
	test_unknown();
	test_retry_after();
	test_give_back();
	test_spread();
	concludes(OUTCOME_SENT, 1, LEDGER_SENT, "", 0);
	concludes(OUTCOME_FAILED, 1, LEDGER_FAILED, "", 0);
	concludes(OUTCOME_UNKNOWN, 1, LEDGER_UNKNOWN, "", 0);
	concludes(OUTCOME_LATER, 1, LEDGER_QUEUED, "retry", 300);
	concludes(OUTCOME_LATER, 2, LEDGER_QUEUED, "retry", 600);
	concludes(OUTCOME_LATER, 4, LEDGER_QUEUED, "retry", 2400);
	concludes(OUTCOME_LATER, 5, LEDGER_QUEUED, "retry", 4000);
	concludes(OUTCOME_LATER, 1000000, LEDGER_QUEUED, "retry", 4000);
	concludes(OUTCOME_DOWN, 1, LEDGER_QUEUED, "transport", 300);
	return tap_done();
}
