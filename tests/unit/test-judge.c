/* test-judge - shop/judge */
/* SPDX-License-Identifier: ISC */

#include "base/path.h"
#include "ledger-kit.h"
#include "shop/judge.h"

/* 2026-11-21T09:00:00Z, a Saturday; 10:00 in Rome. */
enum { NOW = 1795251600, HOUR = 3600, DAY = 86400 };

static struct err e;
static struct buf why;
static struct ledger *ledger;
static struct policy policy;
static struct judge judge;
static int number;

/* The policy of a shop file that says TEXT, and an empty ledger. */
static struct shop *
given(const char *text)
{
	char name[20];
	struct shop *s;
	struct buf file = BUF_INIT;

	ledger_close(ledger);
	policy_done(&policy);
	(void)snprintf(name, sizeof name, "judge%d", number++);
	kit_name(kit_where, name);
	buf_fmt(&file, "%s/shop.json", kit_dir);
	ledger = ledger_open(kit_where, true, &e);
	if (ledger == NULL || !path_write(buf_cstr(&file), str_of(text), &e) ||
	    (s = shop_read(buf_cstr(&file), &e)) == NULL ||
	    !policy_read(&policy, s, &e)) {
		OK(false, "given: %s", e.text);
		exit(1);
	}
	judge = (struct judge){
		.policy = &policy, .ledger = ledger, .now_ms = NOW * INT64_C(1000)
	};
	buf_done(&file);
	return s;
}

static struct ledger_entry
entry_of(const char *class)
{
	struct ledger_entry one = kit_entry("new", LEDGER_QUEUED);

	one.class = str_of(class);
	one.place = STR_NONE;
	one.attempts = 0;
	one.consent_at = str_is(one.class, "marketing");
	return one;
}

/* Puts a row that stands in STATE since AT. */
static void
put(const char *id, const char *class, enum ledger_state state, int64_t at,
    int64_t priority)
{
	struct ledger_entry one = kit_entry(id, state);

	one.class = str_of(class);
	one.claimed_at = at;
	one.priority = priority;
	OK(ledger_put(ledger, &one, STR("x"), &e), "%s is %s", id,
	    ledger_state_word(state));
}

/* What is decided about ENTRY, by the rule RULE (or none). */
static void
decides(struct ledger_entry entry, enum ledger_state state, const char *rule,
    int64_t next_at, const char *detail)
{
	int64_t wait = -1;
	bool ok = judge_bars(&judge, &entry, &why, &e);

	if (ok && entry.state != LEDGER_SUPPRESSED)
		ok = judge_holds(&judge, &entry, &why, &wait, &e);
	OK(ok && entry.state == state && entry.next_at == next_at, "%s until %lld%s%s",
	    ledger_state_word(entry.state), (long long)entry.next_at, ok ? "" : ": ",
	    ok ? "" : e.text);
	if (rule != NULL)
		IS(entry.rule, rule, "by its rule");
	if (detail != NULL)
		IS(entry.detail, detail, "and why");
}

static void
suppress(enum ledger_reason reason, int64_t at)
{
	bool news;

	OK(ledger_suppress(
	       ledger, STR("email"), STR("anna@x.it"), reason, STR_NONE, at, &news, &e),
	    "%s", ledger_reason_word(reason));
}

#define SUPPRESSED(word)                                                                 \
	LEDGER_SUPPRESSED, "suppression", 0,                                             \
	    word " of 2026-11-20T09:00:00Z, in the ledger"

static void
suppressions(void)
{
	struct ledger_entry ad = entry_of("marketing"), mail = entry_of("transactional");
	struct shop *s = given("{}");

	decides(ad, LEDGER_QUEUED, NULL, 0, NULL);
	suppress(LEDGER_UNSUBSCRIBE, NOW - DAY);
	decides(ad, SUPPRESSED("unsubscribe"));
	decides(mail, LEDGER_QUEUED, NULL, 0, NULL);
	ad.consent_at = NOW - DAY;
	decides(ad, SUPPRESSED("unsubscribe"));
	ad.consent_at = NOW - DAY + 1;
	decides(ad, LEDGER_QUEUED, NULL, 0, NULL);
	suppress(LEDGER_COMPLAINT, NOW - DAY);
	decides(ad, SUPPRESSED("complaint"));
	decides(mail, LEDGER_QUEUED, NULL, 0, NULL);
	suppress(LEDGER_BOUNCE, NOW - DAY);
	decides(ad, SUPPRESSED("bounce"));
	decides(mail, SUPPRESSED("bounce"));
	mail.channel = STR("sms");
	decides(mail, LEDGER_QUEUED, NULL, 0, NULL);
	shop_free(s);
	s = given("{}");
	mail.channel = STR("email");
	suppress(LEDGER_ERASURE, NOW - DAY);
	ad.consent_at = 1;
	decides(ad, SUPPRESSED("erasure"));
	decides(mail, LEDGER_QUEUED, NULL, 0, NULL);
	suppress(LEDGER_MANUAL, NOW - DAY);
	decides(mail, SUPPRESSED("manual"));
	shop_free(s);
}

static void
listed(void)
{
	struct ledger_entry ad = entry_of("marketing"), mail = entry_of("transactional");
	struct shop *s = given("{}");
	struct suppress_list *list;
	struct buf file = BUF_INIT;

	buf_fmt(&file, "%s/list", kit_dir);
	(void)path_write(buf_cstr(&file),
	    STR("anna@x.it\n{\"type\":\"suppression\",\"address\":\"b@x.it\","
		"\"reason\":\"unsubscribe\"}\n+39 011 555\n"),
	    &e);
	judge.list = list = suppress_list_read(buf_cstr(&file), &e);
	decides(mail, LEDGER_SUPPRESSED, "suppression", 0,
	    "manual, on the list of --suppress");
	ad.recipient = STR("B@x.it");
	ad.consent_at = NOW;
	decides(ad, LEDGER_SUPPRESSED, "suppression", 0,
	    "unsubscribe, on the list of --suppress");
	mail.recipient = STR("+39 011-555");
	mail.channel = STR("sms");
	decides(mail, LEDGER_SUPPRESSED, "suppression", 0,
	    "manual, on the list of --suppress");
	mail.recipient = STR("+39 011 556");
	decides(mail, LEDGER_QUEUED, NULL, 0, NULL);
	suppress_list_free(list);
	buf_done(&file);
	shop_free(s);
}

#define NOBODY                                                                           \
	LEDGER_SUPPRESSED, "consent", 0,                                                 \
	    "neither the message nor the ledger says that the customer agreed to "       \
	    "marketing"
#define MESSAGE_NO                                                                       \
	LEDGER_SUPPRESSED, "consent", 0,                                                 \
	    "the message says that the customer did not agree to marketing"
#define LEDGER_NO                                                                        \
	LEDGER_SUPPRESSED, "consent", 0,                                                 \
	    "the ledger says that the customer does not agree to marketing"
#define GOES LEDGER_QUEUED, NULL, 0, NULL

/* A marketing message that says AT of its consent. */
static struct ledger_entry
saying(int64_t at)
{
	struct ledger_entry ad = entry_of("marketing");

	ad.consent_at = at;
	return ad;
}

static void
consents(void)
{
	struct shop *s = given("{}");

	decides(saying(0), NOBODY);
	decides(saying(1), GOES);
	decides(saying(-1), MESSAGE_NO);
	decides(entry_of("transactional"), GOES);
	OK(ledger_consent_put(ledger, STR("anna@x.it"), true, 500, STR("form"), &e),
	    "yes");
	decides(saying(0), GOES);
	decides(saying(1), GOES);
	decides(saying(-1), MESSAGE_NO);
	decides(saying(-499), GOES);
	decides(saying(-500), MESSAGE_NO);
	decides(saying(-501), MESSAGE_NO);
	suppress(LEDGER_UNSUBSCRIBE, 499);
	decides(saying(0), GOES);
	suppress(LEDGER_UNSUBSCRIBE, 500);
	decides(saying(0), LEDGER_SUPPRESSED, "suppression", 0, NULL);
	decides(saying(501), GOES);
	OK(ledger_consent_put(ledger, STR("anna@x.it"), false, 600, STR("form"), &e),
	    "no");
	decides(saying(0), LEDGER_SUPPRESSED, NULL, 0, NULL);
	decides(saying(601), GOES);
	shop_free(s);
	s = given("{}");
	OK(ledger_consent_put(ledger, STR("anna@x.it"), false, 600, STR("form"), &e),
	    "no");
	decides(saying(0), LEDGER_NO);
	decides(saying(1), LEDGER_NO);
	decides(saying(600), LEDGER_NO);
	decides(saying(601), GOES);
	judge.ledger = NULL;
	decides(saying(0), NOBODY);
	decides(saying(1), GOES);
	shop_free(s);
}

static void
hours(void)
{
	struct shop *s = given("{\"timezone\": \"Europe/Rome\", \"quiet_hours\": "
			       "{\"from\": \"21:00\", \"to\": \"11:00\"}}");
	struct ledger_entry ad = entry_of("marketing");

	decides(ad, LEDGER_HELD, "quiet_hours", NOW + HOUR,
	    "quiet_hours: it is quiet in Europe/Rome (timezone) until "
	    "2026-11-21T10:00:00Z");
	judge.offset = 60;
	ad.expires_at = NOW + 60;
	decides(ad, LEDGER_HELD, "quiet_hours", NOW + 60,
	    "quiet_hours: it is quiet in Europe/Rome (timezone) until "
	    "2026-11-21T11:00:00+01:00; it expires before that");
	ad.expires_at = 0;
	ad.place = STR("Asia/Tokyo");
	decides(ad, GOES);
	ad.place = STR("GB");
	decides(ad, LEDGER_HELD, "quiet_hours", NOW + 2 * HOUR,
	    "quiet_hours: it is quiet in Europe/London (to.country) until "
	    "2026-11-21T12:00:00+01:00");
	ad.place = STR_NONE;
	ad.language = STR("ja-JP");
	decides(ad, GOES);
	ad.place = STR("Not/There");
	decides(ad, LEDGER_HELD, "quiet_hours", NOW + HOUR, NULL);
	decides(entry_of("transactional"), GOES);
	judge.redirected = true;
	decides(ad, GOES);
	shop_free(s);
}

static void
caps(void)
{
	struct ledger_entry ad = entry_of("marketing"), mail = entry_of("transactional");
	struct shop *s = given("{\"caps\": {\"marketing\": \"2 per 7 days\", "
			       "\"total\": \"4 per day\"}}");

	decides(ad, GOES);
	put("1", "marketing", LEDGER_SENT, NOW - 7 * DAY, 0);
	put("2", "marketing", LEDGER_UNKNOWN, NOW - 3 * DAY, 0);
	put("3", "marketing", LEDGER_FAILED, NOW - DAY, 0);
	decides(ad, GOES);
	put("4", "marketing", LEDGER_SENDING, NOW - 10, 0);
	decides(
	    ad, LEDGER_HELD, "cap", NOW + 4 * DAY, "caps.marketing is \"2 per 7 days\"");
	decides(mail, GOES);
	judge.redirected = true;
	decides(ad, GOES);
	judge.redirected = false;
	judge.ledger = NULL;
	decides(ad, GOES);
	shop_free(s);

	s = given(
	    "{\"caps\": {\"marketing\": \"3 per hour\", \"total\": \"2 per day\"}}");
	put("1", "transactional", LEDGER_SENT, NOW - HOUR, 0);
	decides(ad, GOES);
	put("2", "transactional", LEDGER_INDOUBT, NOW - 60, 0);
	decides(ad, LEDGER_HELD, "cap", NOW + DAY - HOUR, "caps.total is \"2 per day\"");
	decides(mail, GOES);
	ad.recipient = STR("berta@x.it");
	decides(ad, GOES);
	/* A claim whose process died does not count against itself. */
	ad.recipient = STR("anna@x.it");
	ad.row = 2;
	ad.owner = STR("me");
	ad.claimed_at = NOW - 60;
	decides(ad, GOES);
	ad = entry_of("marketing");
	ad.recipient = STR("ANNA@x.it");
	decides(ad, LEDGER_HELD, "cap", NOW + DAY - HOUR, NULL);
	ad.scope = STR("elsewhere");
	decides(ad, GOES);
	shop_free(s);

	s = given("{\"caps\": {\"transactional\": \"1 per minute\"}}");
	put("1", "transactional", LEDGER_SENT, NOW - 59, 0);
	decides(
	    mail, LEDGER_HELD, "cap", NOW + 1, "caps.transactional is \"1 per minute\"");
	judge.now_ms += 1000;
	decides(mail, GOES);
	shop_free(s);
}

/* Who waits with a higher priority, or for longer, goes first. */
static void
turns(void)
{
	struct ledger_entry ad = entry_of("marketing");
	struct shop *s = given("{\"caps\": {\"marketing\": \"2 per day\"}}");

	put("1", "marketing", LEDGER_SENT, NOW - HOUR, 0);
	decides(ad, GOES);
	put("2", "marketing", LEDGER_HELD, 0, 5);
	decides(ad, LEDGER_HELD, "cap", NOW + 300,
	    "caps.marketing is \"2 per day\", and 1 that waits goes first");
	ad.priority = 6;
	decides(ad, GOES);
	ad.priority = 5;
	decides(ad, LEDGER_HELD, "cap", NOW + 300, NULL);
	ad.row = 1;
	ad.key = STR("1");
	decides(ad, GOES);
	ad = entry_of("marketing");
	put("3", "transactional", LEDGER_QUEUED, 0, 9);
	ad.priority = 5;
	ad.row = 99;
	decides(ad, LEDGER_HELD, "cap", NOW + 300, NULL);
	shop_free(s);
}

static void
rates(void)
{
	struct ledger_entry mail = entry_of("transactional"), post = mail;
	struct shop *s = given(
	    "{\"rates\": {\"total\": \"3 per minute\", \"hosts\": "
	    "{\"x.it\": \"1 per second\", \"team/one:8\": \"1 per day\"}}}");
	int64_t wait = -1;

	decides(mail, GOES);
	OK(judge_holds(&judge, &mail, &why, &wait, &e) && mail.state == LEDGER_HELD &&
		wait >= 1000 && wait <= 1050,
	    "the second waits %d ms", (int)wait);
	IS(mail.rule, "rate", "by its rule");
	IS(mail.detail, "rates.hosts.x.it is \"1 per second\"", "and why");
	OK(mail.next_at == NOW + 2, "until the second after");
	mail = entry_of("transactional");
	mail.recipient = STR("anna@y.it");
	decides(mail, GOES);
	mail.recipient = STR("anna@X.it");
	judge.now_ms += 1100;
	judge.dry_run = true;
	decides(mail, GOES);
	decides(mail, GOES);
	judge.dry_run = false;
	decides(mail, GOES);
	/* Where one rate is full, the other keeps its place. */
	post.channel = STR("webhook");
	post.recipient = STR("team/one:8");
	OK(judge_holds(&judge, &post, &why, &wait, &e) && wait > 50000, "three are gone");
	IS(post.detail, "rates.total is \"3 per minute\"", "and why");
	post.state = LEDGER_QUEUED;
	post.rule = STR_NONE;
	post.next_at = 0;
	judge.now_ms += 70000;
	decides(post, GOES);
	OK(judge_holds(&judge, &post, &why, &wait, &e) && post.state == LEDGER_HELD &&
		post.next_at >= NOW + DAY && post.next_at <= NOW + DAY + 2 * HOUR,
	    "and then once a day: in %lld s", (long long)(post.next_at - NOW));
	IS(post.detail, "rates.hosts.team/one:8 is \"1 per day\"", "by its name");
	shop_free(s);
}

static void
notes(void)
{
	static const char *const records[] = {
		"\"to\":{\"address\":\"a@b.it\",\"country\":\"IT\"},"
		"\"consent\":{\"marketing\":true}",
		"\"to\":{\"address\":\"a@b.it\",\"country\":\"IT\",\"timezone\":"
		"\"Asia/Tokyo\"},\"consent\":{\"marketing\":false,\"at\":"
		"\"1970-01-01T00:10:00Z\"}",
		"\"to\":{\"address\":\"a@b.it\"},\"consent\":{\"source\":\"none\"}",
		"\"to\":{\"address\":\"a@b.it\",\"country\":\"Italia\"}",
		"\"to\":{\"address\":\"a@b.it\",\"timezone\":\"CEST\"}",
		"\"to\":{\"address\":\"a@b.it\"},\"consent\":{\"marketing\":\"yes\"}",
		"\"to\":{\"address\":\"a@b.it\"},\"consent\":{\"at\":\"today\"}",
	};
	static const int64_t want[] = { 1, -600, 0 };
	int64_t consent_at;
	struct buf line = BUF_INIT;
	struct message m;
	struct rec rec;
	size_t i;

	rec_init(&rec);
	for (i = 0; i < sizeof records / sizeof *records; i++) {
		buf_clear(&line);
		buf_fmt(&line,
		    "{\"type\":\"message\",\"id\":\"1\",\"class\":\"marketing\","
		    "\"channel\":\"email\",\"subject\":\"S\",\"text\":\"T\",%s}",
		    records[i]);
		buf_reserve(&line, 64);
		memset(line.at + line.len, 0, 64);
		if (!rec_read(&rec, buf_view(&line), &e) ||
		    !message_read(&m, rec_root(&rec), &e))
			OK(false, "%s: %s", records[i], e.text);
		else if (i >= sizeof want / sizeof *want)
			OK(!judge_note(&m, &consent_at, &e) && e.kind == ERR_RECORD,
			    "%s is refused: %s", records[i], e.text);
		else
			OK(judge_note(&m, &consent_at, &e) && consent_at == want[i], "%s",
			    records[i]);
	}
	rec_done(&rec);
	buf_done(&line);
}

int
main(void)
{
	kit_begin();
	suppressions();
	listed();
	consents();
	hours();
	caps();
	turns();
	rates();
	notes();
	ledger_close(ledger);
	policy_done(&policy);
	buf_done(&why);
	return kit_end();
}
