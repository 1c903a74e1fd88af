/* test-intake - shop/intake */
/* SPDX-License-Identifier: ISC */

#include "ledger-kit.h"
#include "shop/intake.h"

static struct err e;
static struct buf line;
static struct rec rec;

static bool
add(struct intake *in, const char *text)
{
	e.text[0] = '\0';
	buf_clear(&line);
	buf_text(&line, text);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	return rec_read(&rec, buf_view(&line), &e) && intake_add(in, rec_root(&rec), &e);
}

static void
takes(struct intake *in, const char *text)
{
	OK(add(in, text), "%s%s", text, e.text);
}

/* Writes all down; the summary is WANT. */
static void
ends(struct intake *in, const char *want)
{
	struct buf out = BUF_INIT;

	OK(intake_flush(in, &e), "written down");
	intake_summary(in, &out);
	IS(buf_view(&out), want, "summed up");
	buf_done(&out);
	intake_free(in);
}

#define SUPPRESSION "{\"type\":\"suppression\",\"address\":"

static void
test_suppressions(void)
{
	int64_t at[LEDGER_REASONS];
	struct ledger *l;
	int i;

	for (i = 0; i < 2; i++) {
		struct intake *in = intake_new(kit_where, 1000, false);

		takes(in,
		    SUPPRESSION "\"Anna@x.it\",\"reason\":\"unsubscribe\","
				"\"at\":\"1970-01-01T00:01:00Z\",\"source\":\"log\"}");
		takes(in, SUPPRESSION "\"anna@x.it\",\"reason\":\"bounce\"}");
		takes(in, SUPPRESSION "\"+39 011 555\",\"reason\":\"manual\"}");
		OK(!add(in, SUPPRESSION "\"nobody\",\"reason\":\"manual\"}") &&
			e.kind == ERR_RECORD,
		    "what is none is refused");
		ends(in, i == 0 ? "3 suppressions: 3 new" : "3 suppressions: 0 new");
	}
	l = ledger_open(kit_where, false, &e);
	OK(ledger_suppressed(l, STR("email"), STR("anna@x.it"), at, &e) &&
		at[LEDGER_UNSUBSCRIBE] == 60 && at[LEDGER_BOUNCE] == 1000 &&
		at[LEDGER_MANUAL] == 0,
	    "at their times, or now");
	OK(ledger_suppressed(l, STR("sms"), STR("+39011555"), at, &e) &&
		at[LEDGER_MANUAL] == 1000,
	    "a telephone number without its spaces");
	ledger_close(l);
}

static void
put(struct ledger *l, const char *key, const char *id, const char *to,
    enum ledger_state state)
{
	struct ledger_entry one = kit_entry(key, state);

	one.message_id = str_of(id);
	one.recipient = str_of(to);
	if (state != LEDGER_SENDING && state != LEDGER_INDOUBT)
		one.owner = STR_NONE;
	OK(ledger_put(l, &one, STR("x"), &e), "%s is %s", key, ledger_state_word(state));
}

static void
is_state(struct ledger *l, const char *key, enum ledger_state want)
{
	struct ledger_entry got = { 0 };

	OK(kit_read(l, key, &got) && got.state == want, "%s is %s", key,
	    ledger_state_word(got.state));
	ledger_entry_done(&got);
}

#define RECEIPT                                                                          \
	"{\"type\":\"receipt\",\"at\":\"1970-01-01T00:01:00Z\",\"channel\":\"email\","

static void
test_receipts(void)
{
	struct ledger *l = ledger_open(kit_where, true, &e);
	struct ledger_entry got = { 0 };
	struct intake *in;
	int i;

	put(l, "a", "order:1", "anna@x.it", LEDGER_SENT);
	put(l, "b", "order:1", "berta@x.it", LEDGER_SENT);
	put(l, "c", "order:2", "anna@x.it", LEDGER_UNKNOWN);
	put(l, "d", "order:3", "anna@x.it", LEDGER_UNKNOWN);
	put(l, "e", "order:4", "anna@x.it", LEDGER_QUEUED);
	put(l, "f", "order:5", "anna@x.it", LEDGER_INDOUBT);
	put(l, "g", "order:6", "anna@x.it", LEDGER_SENT);
	for (i = 0; i < 2; i++) {
		in = intake_new(kit_where, 2000, false);
		takes(in, RECEIPT "\"message_id\":\"order:1\",\"status\":\"failed\","
				  "\"rule\":\"hard\",\"to\":\"ANNA@x.it\",\"code\":550,"
				  "\"detail\":\"550 5.1.1 no such user\"}");
		takes(in, RECEIPT "\"message_id\":\"order:2\",\"status\":\"failed\"}");
		takes(in, RECEIPT "\"message_id\":\"order:3\",\"status\":\"sent\"}");
		takes(in, RECEIPT "\"message_id\":\"order:4\",\"status\":\"failed\"}");
		takes(in, RECEIPT "\"message_id\":\"order:5\",\"status\":\"failed\"}");
		takes(in, RECEIPT "\"message_id\":\"order:6\",\"status\":\"deferred\"}");
		takes(in, RECEIPT "\"message_id\":\"nothing\",\"status\":\"failed\"}");
		ends(in, i == 0 ? "7 receipts: 3 changed a message"
				: "7 receipts: 0 changed a message");
	}
	is_state(l, "a", LEDGER_FAILED);
	is_state(l, "b", LEDGER_SENT);
	is_state(l, "c", LEDGER_FAILED);
	is_state(l, "d", LEDGER_SENT);
	is_state(l, "e", LEDGER_QUEUED);
	is_state(l, "f", LEDGER_INDOUBT);
	is_state(l, "g", LEDGER_SENT);
	OK(kit_read(l, "a", &got) && got.updated_at == 2000, "with the time");
	IS(got.rule, "hard", "the rule");
	IS(got.detail, "550 5.1.1 no such user", "and what the server said");
	in = intake_new(kit_where, 2000, false);
	OK(!add(in, RECEIPT "\"message_id\":\"order:1\",\"status\":\"bounced\"}"),
	    "no status");
	IS(str_of(e.text), "status: expected the status of a receipt, got \"bounced\"",
	    "is named");
	OK(!add(in, RECEIPT "\"status\":\"failed\"}"), "a receipt of nothing");
	OK(!add(in, "{\"type\":\"receipt\",\"message_id\":\"x\",\"status\":\"sent\"}"),
	    "and one of no time");
	ends(in, "no suppressions");
	ledger_entry_done(&got);
	ledger_close(l);
}

#define CONSENT "{\"type\":\"consent\",\"address\":\"berta@x.it\",\"at\":"

static void
test_consents(void)
{
	struct intake *in = intake_new(kit_where, 1000, false);
	struct ledger *l;
	int64_t at;
	bool yes;

	takes(in, CONSENT "\"1970-01-01T00:05:00Z\",\"marketing\":true}");
	takes(in, CONSENT "\"1970-01-01T00:05:00Z\",\"marketing\":true}");
	takes(in, CONSENT "\"1970-01-01T00:06:00Z\",\"marketing\":false}");
	takes(in, CONSENT "\"1970-01-01T00:04:00Z\",\"marketing\":true}");
	OK(!add(in, CONSENT "\"1970-01-01T00:05:00Z\"}"), "and no word");
	ends(in, "4 consents: 2 new");
	l = ledger_open(kit_where, false, &e);
	OK(ledger_consent(l, STR("BERTA@x.it"), &at, &yes, &e) && at == 360 && !yes,
	    "the newest word counts");
	ledger_close(l);
}

/* More than one commit is for. */
static void
test_many(void)
{
	struct intake *in = intake_new(kit_where, 3000, false);
	struct buf text = BUF_INIT;
	int i, taken = 0;

	for (i = 0; i < 1000; i++) {
		buf_clear(&text);
		buf_fmt(&text, SUPPRESSION "\"c%d@many.example\",\"reason\":\"bounce\"}",
		    i % 600);
		taken += add(in, buf_cstr(&text));
	}
	OK(taken == 1000, "a thousand records");
	ends(in, "1000 suppressions: 600 new");
	buf_done(&text);
}

static void
test_dry_run(void)
{
	struct intake *in = intake_new("/nowhere/ledger.db", 1000, true);

	takes(in, SUPPRESSION "\"anna@x.it\",\"reason\":\"bounce\"}");
	takes(in, RECEIPT "\"message_id\":\"order:1\",\"status\":\"failed\"}");
	takes(in, CONSENT "\"1970-01-01T00:05:00Z\",\"marketing\":true}");
	ends(in, "1 suppression; 1 consent; 1 receipt");
	in = intake_new("/dev/null/ledger.db", 1000, false);
	takes(in, SUPPRESSION "\"anna@x.it\",\"reason\":\"bounce\"}");
	OK(!intake_flush(in, &e) && e.kind == ERR_TROUBLE, "no ledger: %s", e.text);
	intake_free(in);
}

int
main(void)
{
	kit_begin();
	rec_init(&rec);
	test_suppressions();
	test_receipts();
	test_consents();
	test_many();
	test_dry_run();
	rec_done(&rec);
	buf_done(&line);
	return kit_end();
}
