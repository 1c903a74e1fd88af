/* test-report - io/report */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "io/report.h"
#include "tap.h"

static struct report r;

#define STATUS                                                                                 \
	"Reporting-MTA: dns; mx.example.com\n\n"                                               \
	"Final-Recipient: rfc822; a@example.com\nOriginal-Recipient: rfc822;b@example.com\n"   \
	"Action: failed (bounced)\nStatus: 5.1.1 (unknown)\nRemote-MTA: dns; in.example.com\n" \
	"Diagnostic-Code: smtp; 550 5.1.1 who?\n\n"                                            \
	"Final-Recipient: rfc822; c@example.com\nAction: DELAYED\nStatus: 4.4.1\n"

#define REPORT(type, boundary)                                                           \
	"From: MAILER-DAEMON@mx.example.com\nTo: <bounce@shop.example>\n"                \
	"Date: Sat, 21 Nov 2026 10:00:00 +0100\n"                                        \
	"Subject: =?utf-8?Q?Unzustellbar_=C3=BC?=\nContent-Type: " type boundary "\n\n"  \
	"--b\n\nIt did not work.\n--b\nContent-Type: message/delivery-status\n\n" STATUS \
	"\n--b\nContent-Type: message/rfc822\n\n"                                        \
	"Message-ID: <1@shop.example>\nTo: a@example.com\n\nHello\n--b--\n"

static void
read_text(const char *text)
{
	report_read(&r, str_of(text));
}

static void
check_recipients(const char *what)
{
	if (!OK(r.kind == REPORT_STATUS && r.n_recipients == 2, "%s: two recipients",
		what))
		return;
	IS(r.recipients[0].final, "a@example.com", "%s: the final one", what);
	IS(r.recipients[0].original, "b@example.com", "the original one");
	OK(r.recipients[0].action == REPORT_FAILED, "failed");
	IS(r.recipients[0].status, "5.1.1", "status");
	IS(r.recipients[0].diagnostic, "550 5.1.1 who?", "diagnostic");
	IS(r.recipients[0].remote, "in.example.com", "who said so");
	OK(r.recipients[1].action == REPORT_DELAYED &&
		r.recipients[1].original.at == NULL &&
		r.recipients[1].diagnostic.at == NULL,
	    "the second");
}

static void
status(void)
{
	read_text(
	    REPORT("multipart/report; report-type=delivery-status;", " boundary=b"));
	check_recipients("a report");
	IS(report_field(&r.head, "Subject"), "Unzustellbar \xc3\xbc", "encoded words");
	IS(report_field(&r.about, "Reporting-MTA"), "dns; mx.example.com", "about it");
	IS(report_field(&r.returned, "message-id"), "<1@shop.example>", "what came back");
	OK(str_find(r.text, STR("It did not work.")) >= 0 &&
		str_find(r.text, STR("Hello")) < 0,
	    "its text");
	OK(r.dated && r.date.seconds == 1795251600 && r.date.offset == 60, "its date");
	read_text(REPORT("text/plain", ""));
	check_recipients("a type that lies");
	IS(report_field(&r.returned, "Message-ID"), "<1@shop.example>", "what came back");
	read_text(REPORT("multipart/report", ""));
	check_recipients("no boundary");
	read_text(REPORT("multipart/mixed;", " boundary=c"));
	check_recipients("another boundary");
	read_text("Hi\n");
	OK(r.kind == REPORT_TEXT && r.n_recipients == 0 && !r.dated && r.returned.n == 0,
	    "nothing is left of it in the next");
}

static void
encoded(void)
{
	read_text(
	    "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
	    "message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
	    "CkZpbmFsLVJlY2lwaWVudDogcmZjODIyOyBhQGV4YW1wbGUuY29tCkFjdGlvbjogZmFpbGVk\n"
	    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <1@x>\n--b--\n");
	OK(r.kind == REPORT_STATUS && r.n_recipients == 1, "a status in base64");
	IS(r.recipients[0].final, "a@example.com", "its recipient");
	IS(report_field(&r.returned, "Message-ID"), "<1@x>", "headers alone");
	read_text("Content-Type: text/plain; charset=windows-1251\n\n\xcf\xf0\xe8\n");
	IS(r.text, "\xd0\x9f\xd1\x80\xd0\xb8\n\n", "a charset");
	read_text("Content-Type: text/plain; charset=x-none-such\n\nuser \xff\n");
	OK(str_starts(r.text, STR("user ")) && str_utf8(r.text, &(size_t){ 0 }),
	    "one that nobody knows");
	read_text("Content-Type: text/html\n\n<p>Sorry,<br>a@example.com&gt;</p>\n");
	OK(str_find(r.text, STR("Sorry,\na@example.com>\n")) >= 0, "HTML alone");
}

static void
feedback(void)
{
	read_text(
	    "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
	    "--b\n\nComplaint\n--b\nContent-Type: message/feedback-report\n\n"
	    "Feedback-Type: abuse\nOriginal-Rcpt-To: <a@example.com>\n--b\n"
	    "Content-Type: message/rfc822\n\nMessage-ID: <1@x>\n\nx\n--b--\n");
	OK(r.kind == REPORT_FEEDBACK, "a feedback report");
	IS(report_field(&r.about, "Feedback-Type"), "abuse", "its type");
	IS(report_field(&r.returned, "Message-ID"), "<1@x>", "its mail");
	read_text("Subject: x\n\nText\n\nFeedback-Type: fraud\nUser-Agent: y\n");
	OK(r.kind == REPORT_FEEDBACK, "one that its mail does not name");
}

static void
odd(void)
{
	struct buf text = BUF_INIT;

	report_read(
	    &r, STR("Subject: a\0b\n\nx\0y Final-Recipient\n\nFinal-Recipient: z@x\n"));
	IS(report_field(&r.head, "Subject"), "a b", "a NUL is a space");
	OK(r.n_recipients == 1, "what is behind one is read");
	for (int i = 0; i < 100; i++)
		buf_fmt(&text, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n",
		    i, i);
	buf_text(&text, "\nthe innermost\n");
	report_read(&r, buf_view(&text));
	OK(r.kind == REPORT_TEXT, "a hundred parts within each other");
	buf_clear(&text);
	buf_text(&text, "Content-Type: multipart/report; boundary=b\n\n");
	for (int i = 0; i < 100000; i++)
		buf_text(&text, "--b\n\n");
	buf_text(&text, "--b\nContent-Type: message/delivery-status\n\n" STATUS);
	report_read(&r, buf_view(&text));
	OK(r.n_recipients == 2, "a hundred thousand parts");
	buf_clear(&text);
	buf_text(&text, "Content-Type: message/delivery-status\n\nReporting-MTA: x\n");
	for (int i = 0; i < 5000; i++)
		buf_fmt(&text,
		    "\nFinal-Recipient: rfc822; u%d@example.com\nAction: failed\n", i);
	report_read(&r, buf_view(&text));
	OK(r.n_recipients == 5000, "five thousand recipients");
	IS(r.recipients[4999].final, "u4999@example.com", "up to the last");
	report_read(&r, STR(""));
	OK(r.kind == REPORT_TEXT && r.head.n == 0 && r.text.len <= 1, "nothing");
	buf_done(&text);
}

int
main(void)
{
	status();
	encoded();
	feedback();
	odd();
	report_done(&r);
	return tap_done();
}
