/* test-upkeep - shop/upkeep */
/* SPDX-License-Identifier: ISC */

#include "ledger-kit.h"
#include "shop/upkeep.h"

static struct emit out;

/* The value of FIELD in line N (from 0) of what was written, as it stands there. */
static struct str
field(size_t n, const char *name)
{
	struct str rest = buf_view(&out.out), line = STR_NONE, value;
	struct buf key = BUF_INIT;
	ptrdiff_t at;

	for (; str_cut(&rest, '\n', &line) && n > 0; n--)
		;
	buf_fmt(&key, "\"%s\":", name);
	at = str_find(line, buf_view(&key));
	value = (struct str){ line.at + at + key.len, line.len - (size_t)at - key.len };
	buf_done(&key);
	if (at < 0 || !str_cut(&value, ',', &line))
		return STR_NONE;
	return str_ends(line, STR("}")) ? (struct str){ line.at, line.len - 1 } : line;
}

static size_t
lines(void)
{
	struct str rest = buf_view(&out.out), line;
	size_t n = 0;

	while (str_cut(&rest, '\n', &line))
		n += line.len > 0;
	return n;
}

static void
put(const char *id, enum ledger_state state, int64_t at)
{
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e);
	struct ledger_entry one = kit_entry(id, state);

	one.accepted_at = one.updated_at = at;
	one.class = STR("transactional");
	OK(l != NULL && ledger_put(l, &one, STR("bytes"), &e), "%s: %s", id, e.text);
	ledger_close(l);
}

static enum ledger_state
state_of(const char *id)
{
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, false, &e);
	struct ledger_entry got = { 0 };
	enum ledger_state state = l != NULL && kit_read(l, id, &got) ? got.state
								     : LEDGER_STATES;

	ledger_entry_done(&got);
	ledger_close(l);
	return state;
}

static void
test_nothing(void)
{
	struct err e = { 0 };
	int64_t n = -1;

	OK(upkeep_status(kit_where, 1000, &out, &e) && lines() == LEDGER_STATES,
	    "where there is no ledger all is counted: %s", e.text);
	IS(field(4, "state"), "\"sent\"", "by state");
	IS(field(4, "n"), "0", "as nothing");
	OK(field(4, "oldest_at").at == NULL, "with no oldest");
	buf_clear(&out.out);
	OK(upkeep_prune(kit_where, 1000, false, &n, &e) && n == 0, "nothing to prune");
	n = -1;
	OK(upkeep_forget(kit_where, STR("anna@x.it"), false, 1000, &n, &e) && n == 0,
	    "nor to forget");
	OK(!upkeep_resolve(kit_where, STR("a"), true, false, 1000, &out, &e) &&
		e.kind == ERR_RECORD,
	    "nor to resolve: %s", e.text);
	OK(access(kit_where, F_OK) != 0, "and no ledger is made");
}

static void
test_status(void)
{
	struct err e = { 0 };

	put("sent1", LEDGER_SENT, 500);
	put("sent2", LEDGER_SENT, 400);
	put("dead", LEDGER_DEAD, 300);
	put("held", LEDGER_HELD, 300);
	put("queued", LEDGER_QUEUED, 2000);
	put("unknown", LEDGER_UNKNOWN, 300);
	OK(upkeep_status(kit_where, 1000, &out, &e) && lines() == LEDGER_STATES + 3,
	    "counts and what needs care: %s", e.text);
	IS(field(4, "n"), "2", "two are sent");
	IS(field(4, "oldest_at"), "\"1970-01-01T00:06:40Z\"", "the first of them then");
	IS(field(4, "age_seconds"), "600", "so long ago");
	IS(field(0, "age_seconds"), "0", "nothing is younger than now");
	IS(field(10, "message_id"), "\"unknown\"", "the unknown");
	IS(field(11, "message_id"), "\"held\"", "the held");
	IS(field(12, "message_id"), "\"dead\"", "and the dead");
	IS(field(12, "status"), "\"failed\"", "as receipts");
	buf_clear(&out.out);
}

static void
resolves(const char *id, bool sent, enum ledger_state want)
{
	struct err e = { 0 };

	OK(upkeep_resolve(kit_where, str_of(id), sent, true, 3000, &out, &e) &&
		lines() == 1,
	    "%s: would be resolved: %s", id, e.text);
	OK(state_of(id) != want, "%s: was not yet", id);
	buf_clear(&out.out);
	OK(upkeep_resolve(kit_where, str_of(id), sent, false, 3000, &out, &e) &&
		lines() == 1,
	    "%s: is resolved: %s", id, e.text);
	IS(field(0, "status"), want == LEDGER_SENT ? "\"sent\"" : "\"deferred\"",
	    "%s: as it was told", id);
	IS(field(0, "rule"), "\"resolve\"", "%s: by rule", id);
	IS(field(0, "at"), "\"1970-01-01T00:50:00Z\"", "%s: now", id);
	OK(state_of(id) == want, "%s: and stays so", id);
	buf_clear(&out.out);
}

static void
refuses(const char *id, bool sent, const char *word)
{
	struct err e = { 0 };

	OK(!upkeep_resolve(kit_where, str_of(id), sent, false, 3000, &out, &e) &&
		e.kind == ERR_RECORD && str_find(str_of(e.text), str_of(word)) > 0 &&
		lines() == 0,
	    "%s: is refused: %s", id, e.text);
}

static void
test_resolve(void)
{
	put("failed", LEDGER_FAILED, 300);
	put("lost", LEDGER_UNKNOWN, 300);
	resolves("unknown", true, LEDGER_SENT);
	resolves("lost", false, LEDGER_QUEUED);
	resolves("failed", false, LEDGER_QUEUED);
	refuses("dead", true, "is dead, not unknown");
	resolves("dead", false, LEDGER_QUEUED);
	refuses("sent1", false, "is sent, not unknown, failed or dead");
	refuses("nowhere", true, "does not know nowhere");
}

static void
test_prune(void)
{
	struct err e = { 0 };
	int64_t n = -1;

	OK(upkeep_prune(kit_where, 450, true, &n, &e) && n == 1, "one would go: %s",
	    e.text);
	OK(state_of("sent2") == LEDGER_SENT, "but has not");
	OK(upkeep_prune(kit_where, 450, false, &n, &e) && n == 1, "it goes: %s", e.text);
	OK(state_of("sent2") == LEDGER_STATES, "and is not there");
	OK(state_of("held") == LEDGER_HELD, "what waits is");
}

static void
test_forget(void)
{
	int64_t at[LEDGER_REASONS], n = -1;
	struct err e = { 0 };
	struct ledger *l;

	put("doubt", LEDGER_UNKNOWN, 300);
	OK(upkeep_forget(kit_where, STR("ANNA@x.it"), true, 5000, &n, &e) && n > 5,
	    "%d would be forgotten: %s", (int)n, e.text);
	OK(state_of("held") == LEDGER_HELD, "but are not");
	OK(upkeep_forget(kit_where, STR("ANNA@x.it"), false, 5000, &n, &e) && n > 5,
	    "%d are: %s", (int)n, e.text);
	OK(state_of("held") == LEDGER_SUPPRESSED, "and nothing goes out");
	l = ledger_open(kit_where, false, &e);
	OK(ledger_suppressed(l, STR("email"), STR("anna@x.it"), at, &e) &&
		at[LEDGER_ERASURE] == 5000,
	    "nor does marketing");
	OK(kit_first(l, LEDGER_BY_ADDRESS, STR("anna@x.it"), 0), "nobody knows her");
	ledger_close(l);
	refuses("doubt", false, "is forgotten");
	resolves("doubt", true, LEDGER_SENT);
	OK(upkeep_forget(kit_where, STR("+44 (0)20 7946"), false, 1, &n, &e) && n == 0,
	    "a telephone number too: %s", e.text);
}

int
main(void)
{
	kit_begin();
	emit_init(&out, -1);
	test_nothing();
	test_status();
	test_resolve();
	test_prune();
	test_forget();
	emit_done(&out);
	return kit_end();
}
