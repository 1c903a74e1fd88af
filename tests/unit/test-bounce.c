/* test-bounce - shop/bounce */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "shop/bounce.h"
#include "tap.h"

static struct err e;
static struct bounce_forms forms;
static struct token_keys keys;
static struct bounce b;
static struct emit out;
static unsigned char key[32] = "0123456789abcdefghijklmnopqrstu";
static struct buf token = BUF_INIT;

/* A row for message ID to ADDRESS, which was tried ATTEMPTS times. */
static void
store(struct ledger *l, unsigned char first, const char *id, const char *address,
    const char *mail_id, int64_t attempts, const char *failure)
{
	struct ledger_entry entry = { .scope = STR("out"),
		.message_id = str_of(id),
		.channel = STR("email"),
		.recipient = str_of(address),
		.mail_id = str_of(mail_id),
		.state = failure == NULL ? LEDGER_SENT : LEDGER_FAILED,
		.detail = str_of(failure),
		.attempts = attempts,
		.accepted_at = 1,
		.updated_at = 1 };

	key[0] = first;
	entry.key = (struct str){ (const char *)key, sizeof key };
	if (!ledger_begin(l, &e) || !ledger_put(l, &entry, STR("bytes"), &e) ||
	    !ledger_commit(l, &e))
		exit(1);
}

static void
begin(const char *file)
{
	struct ledger *l = ledger_open(file, true, &e);

	if (l == NULL)
		exit(1);
	store(l, 'a', "confirm:1", "Anna@example.com", "<m1@shop.example>", 1, NULL);
	store(l, 'b', "confirm:2", "berta@example.com", "<m2@shop.example>", 1, NULL);
	store(l, 'c', "confirm:3", "clara@example.com", "<m3@shop.example>", 0, NULL);
	store(l, 'd', "old:1", "berta@example.com", "<m4@shop.example>", 1, "5.2.2 full");
	store(l, 'e', "old:2", "berta@example.com", "<m5@shop.example>", 1, "5.1.1 none");
	ledger_close(l);
	(void)token_keys_add(&keys, STR("a key of enough bytes to sign"), &e);
	key[0] = 'a';
	token_make(&keys, TOKEN_BOUNCE, key, &token);
	b.forms = &forms;
	b.keys = &keys;
	b.now = (struct instant){ .seconds = 1795251600 };
	b.ledger = ledger_open(file, false, &e);
}

/* What MAIL comes to: the records on one line each, or what is wrong with it. */
static struct buf
read_one(const char *mail)
{
	struct buf said = BUF_INIT;

	emit_init(&out, -1);
	e.text[0] = '\0';
	if (!bounce_read(&b, str_of(mail), &out, &e))
		buf_fmt(&said, "%d: %s\n", e.kind, e.text);
	buf_str(&said, buf_view(&out.out));
	emit_done(&out);
	return said;
}

static void
gives(const char *mail, const char *want, const char *what)
{
	struct buf said = read_one(mail);

	IS(buf_view(&said), want, "%s", what);
	buf_done(&said);
}

/* The same where the output begins with WANT. */
static void
begins(const char *mail, const char *want, const char *what)
{
	struct buf said = read_one(mail);

	IS(str_head(buf_view(&said), strlen(want)), want, "%s", what);
	buf_done(&said);
}

#define DATE "Date: Sat, 21 Nov 2026 09:30:00 +0100\n"
#define TYPE "Content-Type: multipart/report; boundary=b\n\n"
#define STATUS(address, rest)                                                            \
	"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"       \
	"Final-Recipient: rfc822; " address "\n" rest "\n"
#define MAIL(id)                                                                         \
	"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" id ">\n\n--b--\n"
#define GONE "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 gone\n"
#define SUPPRESSED(address, reason)                                                      \
	"{\"type\":\"suppression\",\"address\":\"" address "\",\"channel\":\"email\","   \
	"\"reason\":\"" reason "\",\"at\":\"2026-11-21T08:30:00Z\","                     \
	"\"source\":\"bounce-collect\"}\n"
#define RECEIPT(id, status, rule, to, rest)                                              \
	"{\"type\":\"receipt\",\"message_id\":\"" id "\",\"status\":\"" status           \
	"\"," rule "\"at\":\"2026-11-21T08:30:00Z\",\"channel\":\"email\",\"to\":\"" to  \
	"\",\"attempts\":1" rest "}\n"

static void
by_message_id(void)
{
	gives(DATE TYPE STATUS("anna@example.com", GONE) MAIL("m1@shop.example"),
	    SUPPRESSED("Anna@example.com", "bounce")
		RECEIPT("confirm:1", "failed", "\"rule\":\"hard\",", "Anna@example.com",
		    ",\"code\":550,\"detail\":\"5.1.1 550 5.1.1 gone\""),
	    "a hard bounce of a mail that the ledger knows");
	gives(DATE TYPE STATUS("other@example.com", GONE) MAIL("m1@shop.example"),
	    "1: nothing shows that the shop wrote to other@example.com: no token of its "
	    "own, and no Message-ID with that recipient in the ledger\n",
	    "another recipient");
	begins(DATE TYPE STATUS("anna@example.com", GONE) MAIL("m2@shop.example"),
	    "1: nothing shows", "another mail");
	begins(DATE TYPE STATUS("clara@example.com", GONE) MAIL("m3@shop.example"),
	    "1: nothing shows", "a mail that was never handed over");
	gives(DATE TYPE STATUS("anna@example.com", "Action: delivered\nStatus: 2.0.0\n")
		  MAIL("m1@shop.example"),
	    RECEIPT("confirm:1", "sent", "", "Anna@example.com", ",\"detail\":\"2.0.0\""),
	    "one that was delivered");
	begins(DATE TYPE STATUS("anna@example.com", "Action: delayed\nStatus: 4.4.1\n")
		   MAIL("m1@shop.example"),
	    "{\"type\":\"receipt\",\"message_id\":\"confirm:1\",\"status\":\"deferred\",\"rule\":\"delayed\"",
	    "one that waits");
	begins(DATE TYPE STATUS("anna@example.com", "Action: failed\nStatus: 5.7.1\n")
		   MAIL("m1@shop.example"),
	    "{\"type\":\"receipt\",\"message_id\":\"confirm:1\",\"status\":\"failed\",\"rule\":\"refused\"",
	    "one that a policy refused suppresses nobody");
}

static void
by_token(void)
{
	char *mail = mem_fmt("Delivered-To: bounce+%s@shop.example\n" DATE TYPE STATUS(
				 "forwarded@example.net", GONE) "--b--\n",
	    buf_cstr(&token));

	begins(mail, SUPPRESSED("Anna@example.com", "bounce"),
	    "a token is enough, whomever the mail was forwarded to");
	mail[strlen("Delivered-To: bounce+")] ^= 1;
	begins(mail, "1: nothing shows", "a token that is not the shop's is none");
	free(mail);
	mail = mem_fmt("To: bounce+%s@shop.example\n" DATE TYPE STATUS("x@example.net",
			   GONE) "\nFinal-Recipient: rfc822; anna@example.com\n" GONE
				 "--b--\n",
	    buf_cstr(&token));
	begins(mail,
	    "1: nothing shows that the shop wrote to x@example.net: no token of its own, and "
	    "no Message-ID with that recipient in the ledger\n" SUPPRESSED(
		"Anna@example.com", "bounce"),
	    "of several recipients it is good for its own");
	free(mail);
}

static void
complaints(void)
{
#define FEEDBACK(type, more)                                                             \
	DATE "Content-Type: multipart/report; boundary=b\n\n--b\n"                       \
	     "Content-Type: message/feedback-report\n\nFeedback-Type: " type "\n" more   \
	     "--b\nContent-Type: message/rfc822\n\nMessage-ID: <m1@shop.example>\n"      \
	     "To: Anna <anna@example.com>\n\nx\n--b--\n"
	gives(FEEDBACK("abuse", "Original-Rcpt-To: anna@example.com\n"),
	    SUPPRESSED("Anna@example.com", "complaint") RECEIPT("confirm:1", "sent",
		"\"rule\":\"complaint\",", "Anna@example.com", ",\"detail\":\"abuse\""),
	    "a complaint");
	begins(FEEDBACK("fraud", ""), SUPPRESSED("Anna@example.com", "complaint"),
	    "one that names nobody is about whom its mail went to");
	begins(FEEDBACK("abuse", "Original-Rcpt-To: redacted@example.com\n"),
	    "1: nothing shows", "one that names somebody else is not");
	gives(FEEDBACK("not-spam", ""), "", "another type is none");
}

static void
soft(void)
{
	const char *mail = DATE TYPE STATUS("berta@example.com",
	    "Action: failed\nStatus: 5.2.2\n") MAIL("m2@shop.example");
	const char *receipt = RECEIPT("confirm:2", "failed", "\"rule\":\"soft\",",
	    "berta@example.com", ",\"detail\":\"5.2.2\"");

	gives(mail, receipt, "a full mailbox suppresses nobody");
	b.soft_limit = 3;
	gives(mail, receipt, "nor does the second one, with what the ledger has");
	gives(mail, receipt, "the same message counts once");
	b.soft_limit = 2;
	begins(mail, SUPPRESSED("berta@example.com", "bounce"), "at the limit it does");
	b.soft_limit = 0;
}

static void
others(void)
{
	struct bounce_tally before = b.tally;
	struct ledger *known = b.ledger;

	gives("Subject: Out of office\nAuto-Submitted: auto-replied\n\nBack soon\n", "",
	    "a reply of a machine is nothing");
	OK(b.tally.others == before.others + 1, "but counted");
	gives("Subject: Hello\n\nA question.\n",
	    "1: is no report that a mail system sends back\n", "a mail of a person");
	begins("From: MAILER-DAEMON@x\n" DATE
	       "\nHi. This is the qmail-send program at x.\n\n"
	       "<anna@example.com>:\nSorry, no mailbox here by that name.\n\n"
	       "--- Below this line is a copy of the message.\n\n"
	       "Subject: Order\nMessage-ID: <m1@shop.example>\n\nHello\n",
	    SUPPRESSED("Anna@example.com", "bounce"), "text for people");
	b.trust = true;
	gives(DATE TYPE STATUS("other@example.com", GONE) "--b--\n",
	    SUPPRESSED("other@example.com", "bounce"), "on trust");
	begins(DATE TYPE STATUS("<a b@c>", GONE) "--b--\n",
	    "1: a recipient: ", "but not what is no address");
	b.ledger = NULL;
	gives(DATE TYPE STATUS("anna@example.com", GONE) MAIL("m1@shop.example"),
	    SUPPRESSED("anna@example.com", "bounce"),
	    "without a ledger there is no receipt");
	b.trust = false;
	begins(DATE TYPE STATUS("anna@example.com", GONE) MAIL("m1@shop.example"),
	    "1: nothing shows", "and no suppression without trust");
	b.ledger = known;
}

/* The status that REST and the words of a report come to. */
static void
code(const char *rest, const char *want)
{
	char *mail = mem_fmt(DATE TYPE STATUS("anna@example.com", "Action: failed\n%s")
				 MAIL("m1@shop.example"),
	    rest);
	struct buf said = read_one(mail);

	OK(str_find(buf_view(&said), str_of(want)) >= 0, "%s is %s: %s", rest, want,
	    buf_cstr(&said));
	buf_done(&said);
	free(mail);
}

static void
codes(void)
{
	code("Status: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 x\n", "\"5.1.1 550");
	code("Status: 5.0.0\nDiagnostic-Code: smtp; 550 User unknown\n", "\"5.1.1 550");
	code("Status: 5.0.0\nDiagnostic-Code: smtp; 552 x\n", "\"5.2.2 552");
	code("Status: 5.0.0\nDiagnostic-Code: smtp; 550 x\n", "\"rule\":\"soft\"");
	code("Diagnostic-Code: smtp; 450 4.2.1 x\n", "\"4.2.1 450");
	code("Diagnostic-Code: smtp; 421 x\n", "\"4.0.0 421");
	code("Status: 2.0.0\nDiagnostic-Code: smtp; 550 no such user\n", "\"5.1.1 550");
	code("Status: 4.4.7\nDiagnostic-Code: smtp; 550 no such user\n", "\"4.4.7 550");
	code("Status: x\n", "\"rule\":\"soft\"");
	code("Remote-MTA: dns; mx.example.com\nStatus: 5.1.1\n",
	    "\"5.1.1 (mx.example.com)\"");
	code("Status: 5.1.1\nDiagnostic-Code: smtp; a\x01 b\n", "\"5.1.1 a  b\"");
}

int
main(void)
{
	char dir[] = "/tmp/test-bounce.XXXXXX";
	char *kit = mem_fmt("%s/common/shop/data", getenv("MESON_SOURCE_ROOT"));
	struct search where = { NULL, kit };
	struct buf sum = BUF_INIT;

	if (mkdtemp(dir) == NULL || chdir(dir) != 0 ||
	    !bounce_forms_open(&forms, &where, &e))
		return 1;
	begin("ledger");
	by_message_id();
	by_token();
	complaints();
	soft();
	others();
	codes();
	b.tally = (struct bounce_tally){ .hard = 2, .complaints = 1, .others = 3 };
	bounce_summary(&b.tally, &sum);
	IS(buf_view(&sum), "2 hard, 1 complaint, 3 without a verdict", "the summary");
	ledger_close(b.ledger);
	bounce_done(&b);
	bounce_forms_done(&forms);
	token_keys_done(&keys);
	buf_done(&token);
	buf_done(&sum);
	free(kit);
	if (chdir("/") == 0) {
		char *command = mem_fmt("rm -rf %s", dir);

		(void)!system(command);
		free(command);
	}
	return tap_done();
}
