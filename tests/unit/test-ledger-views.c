/* test-ledger-views - the ways through io/ledger, and the changes of a row */
/* SPDX-License-Identifier: ISC */

#include "base/hash.h"
#include "ledger-kit.h"

/* The message ids of VIEW in its order, with spaces between them. */
static const char *
walk(struct ledger *l, enum ledger_view view, struct str value, struct buf *ids)
{
	struct ledger_entry got = { 0 };
	struct err e = { 0 };

	buf_clear(ids);
	while (ledger_next(l, view, value, &got, &e) && got.row != 0)
		buf_fmt(ids, "%.*s ", STR_ARG(got.message_id));
	if (e.text[0] != '\0')
		buf_text(ids, e.text);
	ledger_entry_done(&got);
	return buf_cstr(ids);
}

static void
add(struct ledger *l, const char *id, enum ledger_state state, int64_t priority)
{
	struct ledger_entry one = kit_entry(id, state);
	unsigned char key[HASH_SIZE];
	struct buf mail = BUF_INIT;
	struct hash h;
	struct err e;

	hash_init(&h);
	hash_part(&h, str_of(id));
	hash_end(&h, key);
	buf_fmt(&mail, "<%s@shop.example>", id);
	one.key = (struct str){ (const char *)key, sizeof key };
	one.mail_id = buf_view(&mail);
	one.priority = priority;
	OK(ledger_put(l, &one, STR_NONE, &e), "%s", id);
	buf_done(&mail);
}

static void
test_views(void)
{
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e);
	struct ledger_entry got = { 0 };
	struct buf ids = BUF_INIT;

	OK(l != NULL, "opened: %s", e.text);
	add(l, "low", LEDGER_QUEUED, -5);
	add(l, "plain1", LEDGER_HELD, 0);
	add(l, "high1", LEDGER_SENDING, 9);
	add(l, "done", LEDGER_SENT, 99);
	add(l, "lost", LEDGER_UNKNOWN, 9);
	add(l, "plain2", LEDGER_INDOUBT, 0);
	add(l, "high2", LEDGER_QUEUED, 9);
	add(l, "least", LEDGER_QUEUED, INT64_MIN);
	IS(str_of(walk(l, LEDGER_WAITING, STR("customers"), &ids)),
	    "high1 high2 plain1 plain2 low least ", "the highest priority first");
	IS(str_of(walk(l, LEDGER_UNSURE, STR("customers"), &ids)), "lost ", "unsure");
	IS(str_of(walk(l, LEDGER_UNSURE, STR("others"), &ids)), "", "by scope");
	IS(str_of(walk(l, LEDGER_BY_STATE, STR("queued"), &ids)), "low high2 least ",
	    "by state");
	IS(str_of(walk(l, LEDGER_BY_STATE, STR("sent"), &ids)), "done ", "sent too");
	IS(str_of(walk(l, LEDGER_BY_MAIL, STR("plain2@shop.example"), &ids)), "plain2 ",
	    "by Message-ID");
	IS(str_of(walk(l, LEDGER_BY_ADDRESS, STR("ANNA@x.it"), &ids)),
	    "low plain1 high1 done lost plain2 high2 least ", "by address, as they came");
	OK(ledger_next(l, LEDGER_BY_MESSAGE, STR("done"), &got, &e) &&
		got.key.len == HASH_SIZE,
	    "by message");
	IS(str_of(walk(l, LEDGER_BY_TOKEN, (struct str){ got.key.at, 16 }, &ids)),
	    "done ", "by the start of its key");
	IS(str_of(walk(l, LEDGER_BY_TOKEN, STR("0123456789abcdef"), &ids)), "",
	    "and by no other");
	ledger_entry_done(&got);
	buf_done(&ids);
	ledger_close(l);
}

static void
test_release(void)
{
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e);
	struct ledger_entry one = kit_entry("release", LEDGER_QUEUED), got = { 0 };

	one.attempts = 0;
	one.owner = STR_NONE;
	OK(ledger_put(l, &one, STR("x"), &e), "a row that waits");
	one.owner = STR("me");
	one.updated_at = 500;
	OK(ledger_claim(l, &one, &e) && one.claimed_at == 500, "claimed");
	OK(kit_read(l, "release", &got) && got.claimed_at == 500, "at its time");
	one.state = LEDGER_QUEUED;
	one.rule = STR("rate");
	one.next_at = 600;
	OK(ledger_release(l, &one, &e) && one.attempts == 0, "and given back: %s",
	    e.text);
	OK(kit_read(l, "release", &got) && got.state == LEDGER_QUEUED &&
		got.attempts == 0 && got.owner.at == NULL && got.lease_until == 0 &&
		got.first_tried_at == 0 && got.claimed_at == 0 && got.next_at == 600,
	    "as if it had not been claimed");
	IS(got.rule, "rate", "but for the rule");
	one.owner = STR("me");
	OK(!ledger_release(l, &one, &e) && e.kind == ERR_LATER, "once");
	one.lease_until = 900;
	OK(ledger_claim(l, &one, &e), "claimed again");
	one.state = LEDGER_INDOUBT;
	OK(ledger_settle(l, &one, &e), "in doubt ahead of time");
	one.state = LEDGER_QUEUED;
	OK(ledger_release(l, &one, &e) && kit_read(l, "release", &got) &&
		got.state == LEDGER_QUEUED && got.attempts == 0 && got.owner.at == NULL,
	    "and given back, too");
	ledger_entry_done(&got);
	ledger_close(l);
}

/* In doubt only with time left; an answer that comes late is still taken. */
static void
test_settle(void)
{
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e);
	struct ledger_entry one = kit_entry("settle", LEDGER_SENDING), got = { 0 };
	bool moved = false;

	one.lease_until = 1000;
	OK(ledger_put(l, &one, STR("x"), &e) && one.claimed_at == 100, "claimed");
	one.state = LEDGER_INDOUBT;
	one.updated_at = 1000 - LEDGER_MARGIN;
	OK(!ledger_settle(l, &one, &e), "with too little time left it is not marked");
	one.updated_at--;
	OK(ledger_settle(l, &one, &e), "with a second more it is");
	OK(!ledger_settle(l, &one, &e), "and not again");
	one.state = LEDGER_UNKNOWN;
	one.updated_at = 2000;
	one.detail = STR("no answer");
	OK(ledger_move(l, &one, LEDGER_SENDING, &moved, &e) && !moved,
	    "not moved from another state");
	one.attempts = 7;
	OK(ledger_move(l, &one, LEDGER_INDOUBT, &moved, &e) && !moved,
	    "nor from another attempt");
	one.attempts = 1;
	OK(ledger_move(l, &one, LEDGER_INDOUBT, &moved, &e) && moved,
	    "its successor makes it unknown");
	OK(kit_read(l, "settle", &got) && got.state == LEDGER_UNKNOWN &&
		str_is(got.owner, "me") && got.lease_until == 0,
	    "which keeps the owner");
	one.state = LEDGER_QUEUED;
	OK(!ledger_settle(l, &one, &e), "who cannot have it tried again");
	one.state = LEDGER_SENT;
	one.code = STR("250");
	OK(ledger_settle(l, &one, &e), "but can say that it went out: %s", e.text);
	OK(kit_read(l, "settle", &got) && got.state == LEDGER_SENT &&
		str_is(got.code, "250") && got.owner.at == NULL,
	    "and did");
	one.state = LEDGER_QUEUED;
	OK(ledger_move(l, &one, LEDGER_SENT, &moved, &e) && moved, "moved on");
	OK(kit_read(l, "settle", &got) && got.owner.at == NULL, "to nobody");
	ledger_entry_done(&got);
	ledger_close(l);
}

int
main(void)
{
	kit_begin();
	test_views();
	test_release();
	test_settle();
	return kit_end();
}
