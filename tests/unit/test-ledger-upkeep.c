/* test-ledger-upkeep - io/ledger counted, and rid of what it need not keep */
/* SPDX-License-Identifier: ISC */

#include "base/path.h"
#include "ledger-kit.h"

static void
put(struct ledger *l, const char *id, enum ledger_state state, int64_t at)
{
	struct ledger_entry one = kit_entry(id, state);
	struct err e;

	one.accepted_at = one.updated_at = at;
	one.customer_id = STR("c-17");
	one.detail = STR("550 <Anna@x.it> is not known here");
	OK(ledger_put(l, &one, STR("To: Anna@x.it"), &e), "%s", id);
}

static void
test_count(struct ledger *l)
{
	struct ledger_count n[LEDGER_STATES];
	struct err e = { 0 };

	OK(ledger_count(l, n, &e) && n[LEDGER_SENT].n == 0 && n[LEDGER_SENT].oldest == 0,
	    "nothing: %s", e.text);
	put(l, "sent1", LEDGER_SENT, 300);
	put(l, "sent2", LEDGER_SENT, 200);
	put(l, "queued", LEDGER_QUEUED, 100);
	OK(ledger_count(l, n, &e) && n[LEDGER_SENT].n == 2 &&
		n[LEDGER_SENT].oldest == 200 && n[LEDGER_QUEUED].n == 1 &&
		n[LEDGER_QUEUED].oldest == 100 && n[LEDGER_DEAD].n == 0,
	    "counted by state, with the oldest");
}

static void
test_prune(struct ledger *l)
{
	static const struct {
		enum ledger_state state;
		bool goes;
	} states[] = { { LEDGER_QUEUED, false }, { LEDGER_HELD, false },
		{ LEDGER_SENDING, false }, { LEDGER_INDOUBT, false },
		{ LEDGER_SENT, true }, { LEDGER_UNKNOWN, false }, { LEDGER_FAILED, true },
		{ LEDGER_DEAD, true }, { LEDGER_SUPPRESSED, true },
		{ LEDGER_EXPIRED, true } };
	struct ledger_entry got = { 0 };
	struct buf bytes = BUF_INIT;
	struct err e = { 0 };
	int64_t n = -1, row;
	size_t i;

	for (i = 0; i < sizeof states / sizeof *states; i++)
		put(l, ledger_state_word(states[i].state), states[i].state, 1000);
	put(l, "young", LEDGER_SENT, 2000);
	OK(kit_read(l, "sent", &got), "it is there");
	row = got.row;
	OK(ledger_prunable(l, 1001, &n, &e) && n == 7, "%d can go", (int)n);
	OK(ledger_prune(l, 1001, &n, &e) && n == 7, "%d are gone: %s", (int)n, e.text);
	for (i = 0; i < sizeof states / sizeof *states; i++)
		OK(kit_read(l, ledger_state_word(states[i].state), &got) !=
			states[i].goes,
		    "%s %s", ledger_state_word(states[i].state),
		    states[i].goes ? "goes" : "stays");
	OK(kit_read(l, "young", &got), "what is young stays");
	OK(ledger_bytes(l, row, &bytes, &e) && bytes.len == 0, "bytes go too");
	OK(ledger_prune(l, 1001, &n, &e) && n == 0, "once");
	ledger_entry_done(&got);
	buf_done(&bytes);
}

/* How ledger_forget leaves a row of ID. */
static void
forgotten(struct ledger *l, const char *id, enum ledger_state state)
{
	struct ledger_entry got = { 0 };
	struct buf bytes = BUF_INIT;
	struct err e;

	OK(kit_read(l, id, &got) && got.state == state, "%s: is %s", id,
	    ledger_state_word(got.state));
	OK(got.recipient.len == 0 && got.subject.at == NULL &&
		got.customer_id.at == NULL && got.place.at == NULL &&
		got.detail.at == NULL,
	    "%s: nobody's", id);
	OK(got.next_at == 0 && got.lease_until == 0, "%s: waits for nothing", id);
	OK(ledger_bytes(l, got.row, &bytes, &e) && bytes.len == 0, "%s: no bytes", id);
	ledger_entry_done(&got);
	buf_done(&bytes);
}

static void
test_forget(struct ledger *l)
{
	struct ledger_entry one, other = kit_entry("berta", LEDGER_QUEUED), got = { 0 };
	int64_t at[LEDGER_REASONS], n = -1, when;
	struct err e = { 0 };
	bool yes, news;

	put(l, "f-queued", LEDGER_QUEUED, 100);
	put(l, "f-sending", LEDGER_SENDING, 100);
	put(l, "f-indoubt", LEDGER_INDOUBT, 100);
	put(l, "f-sent", LEDGER_SENT, 100);
	other.recipient = STR("berta@x.it");
	OK(ledger_put(l, &other, STR("To: berta"), &e) &&
		ledger_suppress(l, STR("email"), STR("anna@x.it"), LEDGER_BOUNCE,
		    STR("anna@x.it"), 500, &news, &e) &&
		ledger_consent_put(l, STR("anna@x.it"), true, 400, STR("anna"), &e),
	    "much is known of her");
	OK(ledger_begin(l, &e) && ledger_forget(l, STR("ANNA@x.it"), 900, &n, &e) &&
		ledger_commit(l, &e) && n >= 4,
	    "%d rows are forgotten: %s", (int)n, e.text);
	forgotten(l, "f-queued", LEDGER_SUPPRESSED);
	forgotten(l, "f-sending", LEDGER_SUPPRESSED);
	forgotten(l, "f-indoubt", LEDGER_UNKNOWN);
	forgotten(l, "f-sent", LEDGER_SENT);
	OK(kit_first(l, LEDGER_BY_ADDRESS, STR("anna@x.it"), 0), "nothing is found");
	OK(kit_first(l, LEDGER_UNSURE, STR("customers"), 0), "nor to be resolved");
	OK(kit_read(l, "f-queued", &got) && str_is(got.rule, "erasure"), "by rule");
	OK(kit_read(l, "berta", &got) && str_is(got.recipient, "berta@x.it") &&
		got.state == LEDGER_QUEUED,
	    "others stay");
	OK(ledger_suppressed(l, STR("email"), STR("anna@x.it"), at, &e) &&
		at[LEDGER_BOUNCE] == 500,
	    "what she must not get is still known");
	OK(ledger_consent(l, STR("anna@x.it"), &when, &yes, &e) && when == 400,
	    "and what she said");
	one = kit_entry("f-sending", LEDGER_INDOUBT);
	one.updated_at = 901;
	one.row = kit_read(l, "f-sending", &got) ? got.row : 0;
	OK(!ledger_settle(l, &one, &e), "who had it in hand may not go on");
	one = kit_entry("f-indoubt", LEDGER_SENT);
	one.row = kit_read(l, "f-indoubt", &got) ? got.row : 0;
	OK(ledger_settle(l, &one, &e), "but may say that it went out");
	/* The same message comes again. */
	put(l, "f-queued", LEDGER_SUPPRESSED, 1000);
	OK(kit_read(l, "f-queued", &got) && got.recipient.len == 0 &&
		got.subject.at == NULL && got.customer_id.at == NULL,
	    "what is suppressed again is not written down");
	put(l, "f-queued", LEDGER_SENDING, 1000);
	OK(kit_read(l, "f-queued", &got) && str_is(got.recipient, "Anna@x.it") &&
		str_is(got.customer_id, "c-17"),
	    "what goes out is");
	ledger_entry_done(&got);
}

/* Nothing of her is left in the file either. */
static void
test_file(void)
{
	struct err e = { 0 };
	struct buf file = BUF_INIT;
	struct ledger *l = ledger_open(kit_where, true, &e);
	int64_t n;

	OK(ledger_forget(l, STR("anna@x.it"), 2000, &n, &e), "forgotten again");
	ledger_close(l);
	if (kit_remote())
		return;
	OK(path_read(kit_where, 1 << 24, &file, &e) && file.len > 0, "the file");
	OK(str_find(buf_view(&file), STR("nna@x.it")) < 0, "knows no address");
	OK(str_find(buf_view(&file), STR("c-17")) < 0, "and no customer");
	OK(str_find(buf_view(&file), STR("berta@x.it")) > 0, "but the others");
	buf_done(&file);
}

int
main(void)
{
	struct err e = { 0 };
	struct ledger *l;

	kit_begin();
	l = ledger_open(kit_where, true, &e);
	OK(l != NULL, "opened: %s", e.text);
	test_count(l);
	test_prune(l);
	test_forget(l);
	ledger_close(l);
	test_file();
	return kit_end();
}
