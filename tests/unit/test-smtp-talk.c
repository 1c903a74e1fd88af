/* test-smtp-talk - io/smtp_talk */
/* SPDX-License-Identifier: ISC */

#include "io/smtp_talk.h"
#include "tap.h"

/* A talk that has come to where LAST, the last of what was written, was written. */
static struct smtp_talk
talk(const char *last)
{
	static const char *const lines[] = { "EHLO a\r\n", "STARTTLS\r\n", "EHLO a\r\n",
		"AUTH PLAIN\r\n", "MAIL FROM:<a>\r\n", "RCPT TO:<b>\r\n", "DATA\r\n" };
	struct smtp_talk t = { .starts_tls = true };
	size_t i;

	smtp_talk_begin(&t, false, 100);
	for (i = 0; last != NULL && i < sizeof lines / sizeof *lines; i++) {
		(void)smtp_talk_say(&t, str_of(lines[i]));
		if (strcmp(lines[i], "STARTTLS\r\n") == 0)
			(void)smtp_talk_hear(&t, STR("220 Go on"));
		if (str_starts(str_of(lines[i]), str_of(last)) &&
		    (t.secure || strcmp(last, "EHLO") != 0))
			break;
	}
	return t;
}

/* A reply REPLY to LAST that ended in RESULT means KIND and is told as DETAIL. */
static void
means(const char *last, CURLcode result, const char *reply, enum outcome_kind kind,
    const char *detail)
{
	struct smtp_talk t = talk(last);
	long code = reply[0] >= '0' && reply[0] <= '9'
			? (reply[0] - '0') * 100 + (reply[1] - '0') * 10 + reply[2] - '0'
			: 0;
	struct outcome o;

	if (reply[0] != '\0')
		(void)smtp_talk_hear(&t, str_of(reply));
	(void)snprintf(t.error, sizeof t.error, "libcurl says so");
	smtp_talk_end(&t, result, code, &o);
	OK(o.kind == kind, "%s, after %s", reply, last == NULL ? "connecting" : last);
	IS(str_of(o.detail), detail, "and is told so");
	OK((o.code[0] != '\0') == (code >= 400 || result == CURLE_OK), "with a code (%s)",
	    o.code);
}

static void
outcomes(void)
{
	means(NULL, CURLE_COULDNT_CONNECT, "", OUTCOME_DOWN,
	    "before any mail: libcurl says so");
	means(NULL, CURLE_WEIRD_SERVER_REPLY, "554 Go away", OUTCOME_DOWN, "554 Go away");
	means("EHLO", CURLE_REMOTE_ACCESS_DENIED, "421 Busy", OUTCOME_DOWN, "421 Busy");
	means("STARTTLS", CURLE_SSL_CONNECT_ERROR, "220 Go on", OUTCOME_DOWN,
	    "before any mail: libcurl says so");
	means("AUTH", CURLE_LOGIN_DENIED, "535 5.7.8 No", OUTCOME_DOWN,
	    "the server refused the login: 535 5.7.8 No");
	means("EHLO", CURLE_LOGIN_DENIED, "250 X", OUTCOME_DOWN,
	    "nothing was sent: the server offers no way to log in that is wanted here");
	means("MAIL", CURLE_SEND_ERROR, "550 No", OUTCOME_DOWN, "550 No");
	means("MAIL", CURLE_SEND_ERROR, "552 Big", OUTCOME_FAILED, "552 Big");
	means("MAIL", CURLE_SEND_ERROR, "450 No", OUTCOME_LATER, "450 No");
	means("RCPT", CURLE_SEND_ERROR, "550 No", OUTCOME_FAILED, "550 No");
	means("RCPT", CURLE_SEND_ERROR, "450 No", OUTCOME_LATER, "450 No");
	means("RCPT", CURLE_SEND_ERROR, "421 No", OUTCOME_DOWN, "421 No");
	means("RCPT", CURLE_RECV_ERROR, "", OUTCOME_DOWN, "libcurl says so");
	means("DATA", CURLE_SEND_ERROR, "554 No", OUTCOME_FAILED, "554 No");
	means("DATA", CURLE_OK, "250 2.0.0 Ok: queued as 1\xff\x01 2", OUTCOME_SENT,
	    "250 2.0.0 Ok: queued as 1?? 2");
}

/* Behind the mark only the server's answer tells. */
static void
in_doubt(void)
{
	static const struct {
		CURLcode result;
		long code;
		size_t sent;
		enum outcome_kind kind;
	} ends[] = {
		{ CURLE_OPERATION_TIMEDOUT, 354, 100, OUTCOME_UNKNOWN },
		{ CURLE_RECV_ERROR, 354, 100, OUTCOME_UNKNOWN },
		{ CURLE_SEND_ERROR, 354, 99, OUTCOME_LATER },
		{ CURLE_WEIRD_SERVER_REPLY, 451, 100, OUTCOME_LATER },
		{ CURLE_WEIRD_SERVER_REPLY, 554, 100, OUTCOME_FAILED },
		{ CURLE_WEIRD_SERVER_REPLY, 251, 100, OUTCOME_SENT },
	};
	size_t i;

	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct smtp_talk t = talk("DATA");
		struct outcome o;

		t.marked = true;
		t.sent = ends[i].sent;
		smtp_talk_end(&t, ends[i].result, ends[i].code, &o);
		OK(o.kind == ends[i].kind, "end number %zu: %s", i, o.detail);
		OK(!smtp_talk_stale(&t, ends[i].result, ends[i].code), "is final");
		t.marked = false;
		t.refused = true;
		smtp_talk_end(&t, CURLE_ABORTED_BY_CALLBACK, 354, &o);
		OK(o.kind == OUTCOME_STOPPED, "our own word stops it");
	}
}

static void
utf8(void)
{
	struct smtp_talk t = { .starts_tls = true };
	struct outcome o;

	smtp_talk_begin(&t, true, 1);
	(void)smtp_talk_say(&t, STR("EHLO a"));
	OK(smtp_talk_hear(&t, STR("250-a")) && smtp_talk_hear(&t, STR("250-smtputf8")) &&
		smtp_talk_hear(&t, STR("250 SIZE")),
	    "it is offered");
	OK(t.utf8, "in any case of letters");
	smtp_talk_begin(&t, true, 1);
	(void)smtp_talk_say(&t, STR("EHLO a"));
	OK(!t.utf8 && smtp_talk_hear(&t, STR("250-SMTPUTF8X")) &&
		!smtp_talk_hear(&t, STR("250 8BITMIME")),
	    "it is not, and that ends it");
	smtp_talk_end(&t, CURLE_WRITE_ERROR, 250, &o);
	OK(o.kind == OUTCOME_FAILED && o.code[0] == '\0' &&
		strstr(o.detail, "does not offer SMTPUTF8") != NULL,
	    "%s", o.detail);
	smtp_talk_begin(&t, true, 1);
	(void)smtp_talk_say(&t, STR("EHLO a"));
	OK(smtp_talk_hear(&t, STR("250-a")) && smtp_talk_hear(&t, STR("250 STARTTLS")),
	    "with TLS it may be offered");
	(void)smtp_talk_say(&t, STR("STARTTLS"));
	OK(smtp_talk_hear(&t, STR("220 go on")), "which begins");
	(void)smtp_talk_say(&t, STR("EHLO a"));
	OK(smtp_talk_hear(&t, STR("250-STARTTLS")) && !smtp_talk_hear(&t, STR("250 X")),
	    "and then it is not");
	smtp_talk_begin(&t, true, 1);
	(void)smtp_talk_say(&t, STR("EHLO a"));
	(void)smtp_talk_hear(&t, STR("250 STARTTLS"));
	(void)smtp_talk_say(&t, STR("STARTTLS"));
	OK(!smtp_talk_hear(&t, STR("454 not now")), "nor where TLS is refused");
}

/* Lines of a login that quote the password, and some that do not. */
static void
quoted(void)
{
	static const char *const lines[] = { "535 geheim1 is wrong",
		"535 no Z2VoZWltMQ==", "535 AGFubmEAZ2VoZWltMQ== is wrong",
		"334 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIGdlaGVpbTEBAQ==" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct smtp_talk t = { .user = "anna", .secret = "geheim1" };

		smtp_talk_begin(&t, false, 1);
		(void)smtp_talk_say(&t, STR("EHLO a"));
		(void)smtp_talk_say(&t, STR("AUTH PLAIN"));
		(void)smtp_talk_hear(&t, str_of(lines[i]));
		OK(strlen(t.reply) == 3, "nothing but the code of %s", lines[i]);
		(void)smtp_talk_hear(&t, STR("535 No, anna"));
		IS(str_of(t.reply), "535 No, anna", "another is kept");
	}
}

static void
others(void)
{
	struct smtp_talk t = talk("RCPT");
	struct outcome o;

	t.used = true;
	OK(smtp_talk_stale(&t, CURLE_RECV_ERROR, 250), "a connection that has gone");
	OK(smtp_talk_stale(&t, CURLE_SEND_ERROR, 421), "or is about to");
	OK(!smtp_talk_stale(&t, CURLE_SEND_ERROR, 550), "a refusal is none");
	OK(!smtp_talk_stale(&t, CURLE_OK, 250), "nor is success");
	t.used = false;
	OK(!smtp_talk_stale(&t, CURLE_RECV_ERROR, 250), "a new one is not stale");
	OK(smtp_talk_say(&t, STR("QUIT\r\n")) && smtp_talk_hear(&t, STR("500 what")) &&
		strcmp(t.reply, "500 what") != 0,
	    "what is said to QUIT is no news");
	t = (struct smtp_talk){ .user = "anna" };
	smtp_talk_begin(&t, false, 1);
	(void)smtp_talk_say(&t, STR("EHLO a"));
	OK(smtp_talk_hear(&t, STR("250-a")) && smtp_talk_hear(&t, STR("250 AUTH PLAIN")),
	    "a server to log in to");
	(void)smtp_talk_say(&t, STR("EHLO a"));
	OK(!smtp_talk_hear(&t, STR("250 a")), "one that offers no login gets no mail");
	smtp_talk_end(&t, CURLE_WRITE_ERROR, 250, &o);
	OK(o.kind == OUTCOME_DOWN, "%s", o.detail);
	smtp_talk_begin(&t, false, 1);
	(void)smtp_talk_say(&t, STR("EHLO a"));
	(void)smtp_talk_hear(&t, STR("500 what"));
	(void)smtp_talk_say(&t, STR("HELO a"));
	OK(!smtp_talk_hear(&t, STR("250 a")), "nor one that does not know EHLO");
	t.starts_tls = true;
	smtp_talk_begin(&t, false, 1);
	(void)smtp_talk_say(&t, STR("EHLO a"));
	OK(smtp_talk_hear(&t, STR("250 a")), "where TLS is lacking, that is the matter");
}

int
main(void)
{
	outcomes();
	in_doubt();
	utf8();
	quoted();
	others();
	return tap_done();
}
