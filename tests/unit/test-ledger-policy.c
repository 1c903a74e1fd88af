/* test-ledger-policy - what io/ledger knows that decides about other messages */
/* SPDX-License-Identifier: ISC */

#include "ledger-kit.h"

static void
put(struct ledger *l, const char *id, enum ledger_state state, const char *class,
    int64_t claimed_at)
{
	struct ledger_entry one = kit_entry(id, state);
	struct err e;

	one.class = str_of(class);
	one.claimed_at = claimed_at;
	OK(ledger_put(l, &one, STR_NONE, &e), "%s", id);
}

static int64_t
nth(struct ledger *l, const char *address, struct str class, int64_t since, int64_t n)
{
	int64_t at = -1;
	struct err e;

	return ledger_nth(l, STR("customers"), str_of(address), class, since, n, &at, &e)
		   ? at
		   : -2;
}

static void
test_nth(struct ledger *l)
{
	struct err e;
	int64_t at = -1;

	put(l, "one", LEDGER_SENT, "marketing", 1000);
	put(l, "two", LEDGER_UNKNOWN, "marketing", 3000);
	put(l, "three", LEDGER_INDOUBT, "transactional", 2000);
	put(l, "four", LEDGER_SENDING, "marketing", 4000);
	put(l, "five", LEDGER_FAILED, "marketing", 5000);
	put(l, "six", LEDGER_QUEUED, "marketing", 6000);
	OK(nth(l, "anna@X.it", STR_NONE, 0, 1) == 4000, "the newest that went out");
	OK(nth(l, "anna@X.it", STR_NONE, 0, 3) == 2000, "the third");
	OK(nth(l, "anna@X.it", STR("marketing"), 0, 3) == 1000, "of a class");
	OK(nth(l, "anna@X.it", STR("marketing"), 1000, 3) == 0, "too long ago");
	OK(nth(l, "anna@X.it", STR("marketing"), 999, 3) == 1000, "not quite");
	OK(nth(l, "anna@X.it", STR_NONE, 0, 5) == 0, "there is no fifth");
	OK(nth(l, "berta@x.it", STR_NONE, 0, 1) == 0, "nor one to somebody else");
	OK(ledger_nth(l, STR("trial"), STR("anna@x.it"), STR_NONE, 0, 1, &at, &e) &&
		at == 0,
	    "nor in another scope");
}

static void
test_suppression(struct ledger *l)
{
	int64_t at[LEDGER_REASONS];
	struct err e = { 0 };
	bool news = false;

	OK(ledger_suppressed(l, STR("email"), STR("anna@x.it"), at, &e) &&
		at[LEDGER_BOUNCE] == 0 && at[LEDGER_UNSUBSCRIBE] == 0,
	    "nothing is known yet");
	OK(ledger_suppress(l, STR("email"), STR("Anna@X.it"), LEDGER_BOUNCE,
	       STR("bounce-collect"), 500, &news, &e) &&
		news,
	    "a bounce is news: %s", e.text);
	OK(ledger_suppress(l, STR("email"), STR("anna@x.it"), LEDGER_BOUNCE, STR_NONE,
	       500, &news, &e) &&
		!news,
	    "once");
	OK(ledger_suppress(l, STR("email"), STR("anna@x.it"), LEDGER_UNSUBSCRIBE,
	       STR_NONE, 700, &news, &e) &&
		news,
	    "another reason is news too");
	OK(ledger_suppressed(l, STR("email"), STR("anna@x.it"), at, &e) &&
		at[LEDGER_BOUNCE] == 500 && at[LEDGER_UNSUBSCRIBE] == 700 &&
		at[LEDGER_COMPLAINT] == 0,
	    "both are known");
	OK(ledger_suppress(l, STR("email"), STR("anna@x.it"), LEDGER_UNSUBSCRIBE,
	       STR_NONE, 900, &news, &e) &&
		news,
	    "so is a later time");
	OK(ledger_suppress(l, STR("email"), STR("anna@x.it"), LEDGER_UNSUBSCRIBE,
	       STR_NONE, 600, &news, &e) &&
		!news,
	    "an earlier one is not");
	OK(ledger_suppressed(l, STR("email"), STR("anna@x.it"), at, &e) &&
		at[LEDGER_UNSUBSCRIBE] == 900,
	    "the latest stays");
	OK(ledger_suppressed(l, STR("sms"), STR("anna@x.it"), at, &e) &&
		at[LEDGER_BOUNCE] == 0,
	    "each channel by itself");
	IS(str_of(ledger_reason_word(LEDGER_ERASURE)), "erasure", "in words");
}

static void
test_consent(struct ledger *l)
{
	struct err e = { 0 };
	int64_t at = -1;
	bool yes = true;

	OK(ledger_consent(l, STR("anna@x.it"), &at, &yes, &e) && at == 0 && !yes,
	    "nothing was said");
	OK(ledger_consent_put(l, STR("Anna@x.it"), true, 100, STR("shop"), &e) &&
		ledger_consent(l, STR("anna@X.it"), &at, &yes, &e) && at == 100 && yes,
	    "yes: %s", e.text);
	OK(ledger_consent_put(l, STR("anna@x.it"), false, 300, STR_NONE, &e) &&
		ledger_consent(l, STR("anna@x.it"), &at, &yes, &e) && at == 300 && !yes,
	    "then no");
	OK(ledger_consent_put(l, STR("anna@x.it"), true, 200, STR_NONE, &e) &&
		ledger_consent(l, STR("anna@x.it"), &at, &yes, &e) && at == 300 && !yes,
	    "an older yes changes nothing");
	OK(ledger_consent_put(l, STR("anna@x.it"), true, 300, STR_NONE, &e) &&
		ledger_consent(l, STR("anna@x.it"), &at, &yes, &e) && !yes,
	    "nor one at the same time");
	OK(ledger_consent_put(l, STR("anna@x.it"), true, 400, STR_NONE, &e) &&
		ledger_consent(l, STR("anna@x.it"), &at, &yes, &e) && at == 400 && yes,
	    "a newer one does");
}

/*
 * For ten thousand times that are tried, whenever they come: never more than N within any
 * PER seconds, and what is said to wait for comes true.
 */
static void
test_rate_holds(struct ledger *l, const char *name, int64_t n, int64_t per, int64_t step)
{
	enum { TRIES = 2000 };
	static int64_t taken[TRIES];
	int64_t now = 1795000000123, wait, promised = 0, most = 0, first = 0;
	uint64_t seed = 1;
	struct err e = { 0 };
	bool kept = true;
	size_t count = 0, i;

	(void)ledger_begin(l, &e);
	for (i = 0; i < TRIES; i++) {
		seed = seed * 6364136223846793005U + 1442695040888963407U;
		now += (int64_t)(seed >> 33) % (2 * step);
		if (!ledger_rate(l, str_of(name), n, per, now, true, &wait, &e))
			break;
		if (wait > 0 && promised == 0)
			promised = now + wait;
		kept = kept && (wait == 0 || now < promised);
		if (wait == 0) {
			promised = 0;
			taken[count++] = now;
		}
	}
	(void)ledger_commit(l, &e);
	OK(i == TRIES, "%s: %d places taken: %s", name, (int)count, e.text);
	for (i = 0; i < count; i++) {
		while (taken[i] - taken[first] >= per * 1000)
			first++;
		if ((int64_t)(i - (size_t)first) + 1 > most)
			most = (int64_t)(i - (size_t)first) + 1;
	}
	OK(most == n, "%s: at most %d within %d s, and as many: %d", name, (int)n,
	    (int)per, (int)most);
	OK(kept, "%s: the wait is true", name);
}

static void
test_rate(struct ledger *l)
{
	int64_t wait = -1, t = 1795000000000;
	struct err e = { 0 };

	OK(ledger_rate(l, STR("one"), 1, 1, t, true, &wait, &e) && wait == 0,
	    "the first goes: %s", e.text);
	OK(ledger_rate(l, STR("one"), 1, 1, t, true, &wait, &e) && wait >= 1000 &&
		wait <= 1050,
	    "the second waits %d ms", (int)wait);
	OK(ledger_rate(l, STR("two"), 1, 1, t, false, &wait, &e) && wait == 0,
	    "a look at another finds it free");
	OK(ledger_rate(l, STR("two"), 1, 1, t, true, &wait, &e) && wait == 0,
	    "and takes nothing");
	OK(ledger_rate(l, STR("one"), 1, 1, t + 1050, true, &wait, &e) && wait == 0,
	    "a second later it goes");
	OK(ledger_rate(l, STR("one"), 1, 1, t - 86400000, true, &wait, &e) && wait == 0,
	    "a clock that was put back by a day does not stop it");
	test_rate_holds(l, "fast", 50, 1, 10);
	test_rate_holds(l, "slow", 7, 3600, 60000);
	test_rate_holds(l, "one by one", 1, 3, 400);
}

int
main(void)
{
	struct err e = { 0 };
	struct ledger *l;

	kit_begin();
	l = ledger_open(kit_where, true, &e);
	OK(l != NULL, "opened: %s", e.text);
	test_nth(l);
	test_suppression(l);
	test_consent(l);
	test_rate(l);
	ledger_close(l);
	return kit_end();
}
