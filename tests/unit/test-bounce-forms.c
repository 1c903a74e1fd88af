/* test-bounce-forms - shop/bounce-forms */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "shop/bounce-forms.h"
#include "tap.h"

static struct bounce_forms forms;
static struct report r;
static struct err e;

/* MAIL is of the form NAME; its recipients are WANT, separated by spaces. */
static const struct bounce_form *
form(const char *mail, const char *name, const char *want)
{
	const struct bounce_form *f;
	struct buf got = BUF_INIT;

	report_read(&r, str_of(mail));
	f = bounce_forms_read(&forms, &r);
	IS(f == NULL ? STR("none") : f->name, name, "the form %s", name);
	for (size_t i = 0; i < r.n_recipients; i++)
		buf_fmt(&got, "%s%.*s", i == 0 ? "" : " ",
		    STR_ARG(r.recipients[i].final.at == NULL ? STR("nobody")
							     : r.recipients[i].final));
	IS(buf_view(&got), want, "its recipients");
	buf_done(&got);
	return f;
}

static void
mails(void)
{
	(void)form(
	    "Subject: failure notice\n\nHi. This is the qmail-send program at x.\n\n"
	    "<a@example.com>:\nRemote host said: 550 5.1.1 unknown\n\n"
	    "<b@example.com>:\nMailbox full.\n\n"
	    "--- Below this line is a copy of the message.\n\n<c@example.com>:\n",
	    "qmail", "a@example.com b@example.com");
	IS(r.recipients[0].diagnostic,
	    "<a@example.com>: Remote host said: 550 5.1.1 unknown",
	    "what was said about the first");
	IS(r.recipients[1].diagnostic, "<b@example.com>: Mailbox full.",
	    "and the second");
	OK(r.recipients[0].action == REPORT_FAILED, "they failed");
	(void)form(
	    "X-Failed-Recipients: a@example.com, b@example.com\nSubject: x\n\n"
	    "A message that you sent could not be delivered to all of its recipients."
	    "\n\nSee above.\n",
	    "exim", "a@example.com b@example.com");
	(void)form(
	    "Subject: x\n\nA message that you sent could not be delivered to all of its "
	    "recipients.\n",
	    "exim", "nobody");
	(void)form("Subject: x\n\nDelivery has failed to these recipients or groups:\n\n"
		   "Anna (a@example.com)<mailto:a@example.com>\nNot found.\n\n"
		   "Diagnostic information:\n\na@example.com\n#550 5.1.1 Not found ##\n\n"
		   "Original message headers:\n\nb@example.com\n",
	    "exchange", "a@example.com");
	OK(str_find(r.recipients[0].diagnostic, STR("#550 5.1.1")) >= 0,
	    "what is said about one in two places is one: %.*s",
	    STR_ARG(r.recipients[0].diagnostic));
	(void)form(
	    "Subject: x\n\nYour message wasn\xe2\x80\x99t delivered to a@example.com "
	    "because the address couldn\xe2\x80\x99t be found.\n",
	    "gmail", "a@example.com");
	(void)form(
	    "From: staff@hotmail.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
	    "Content-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: a@hotmail.com\n"
	    "Message-ID: <1@x>\n\nHi\n--b--\n",
	    "outlook.com", "a@hotmail.com");
	(void)form("Subject: Re: my order\n\nThank you!\n", "none", "");
}

static void
other_mails(void)
{
	const struct bounce_form *f;

	f = form(
	    "Subject: x\n\nA message that you sent has not yet been delivered to one or "
	    "more of its\nrecipients after more than 24 hours.\n\n  a@example.com\n",
	    "exim-warning", "a@example.com");
	OK(f->says == BOUNCE_SAYS_DELAYED && r.recipients[0].action == REPORT_DELAYED,
	    "is being tried");
	f = form("Subject: Out of Office: x\n\nBack on Monday.\n", "reply", "nobody");
	OK(f->says == BOUNCE_SAYS_REPLY, "a reply");
	f = form("X-TMDA-Fingerprint: x\n\nConfirm\n", "challenge", "nobody");
	OK(f->says == BOUNCE_SAYS_CHALLENGE, "a challenge");
}

static void
words(const char *before, const char *text, const char *want)
{
	struct bounce_status s = { 0, 0, 0 };
	struct buf got = BUF_INIT;

	(void)bounce_status_read(str_of(before), &s);
	s = bounce_forms_status(&forms, s, str_of(text));
	bounce_status_write(s, &got);
	IS(buf_view(&got), want, "%s %s", before, text);
	buf_done(&got);
}

static void
all_words(void)
{
	words("", "550 <a@example.com>: User  unknown in table", "5.1.1");
	words("5.0.0", "Requested action not taken: mailbox unavailable", "5.1.1");
	words("5.5.0", "Requested action not taken: mailbox unavailable", "5.1.1");
	words("5.7.1", "User unknown", "5.7.1");
	words("4.2.1", "User unknown", "4.2.1");
	words("5.1.1", "blocked using zen.spamhaus.org", "5.7.1");
	words("5.4.1", "Recipient address rejected: Access denied", "5.1.1");
	words("5.4.1", "No answer from host", "5.4.1");
	words("", "The user's mailbox is full.", "5.2.2");
	words("5.7.1", "Mailbox quota exceeded", "5.2.2");
	words("", "Our system thinks this looks like spam; no such user", "5.7.1");
	words("", "This account has been disabled or discontinued", "5.2.1");
	words("", "all relevant MX records point to non-existent hosts", "5.1.2");
	words("", "something else", "0.0.0");
}

/* A file of the shop's that is wrong: E says where. */
static void
wrong(const char *text, const char *want)
{
	struct search where = { "shop", "kit" };
	struct bounce_forms bad;

	OK(path_write("shop/bounces/forms.json", str_of(text), &e), "a file");
	OK(!bounce_forms_open(&bad, &where, &e) && e.kind == ERR_TROUBLE, "is refused");
	IS(str_of(e.text), want, "by name");
}

static void
files(const char *kit)
{
	struct search where = { "shop", kit };
	struct bounce_forms own;
	char *command = mem_fmt("mkdir -p shop/bounces && ln -s %s kit", kit);

	if (system(command) != 0)
		exit(1);
	free(command);
	wrong(
	    "{", "shop/bounces/forms.json: column 2: expected a key or '}', got the end");
	wrong("{\"forms\":[\n{\"name\":\"x\",\"haed\":[\"y\"]}]}",
	    "bounces/forms.json:2: forms[0].haed: there is no such key");
	wrong("{\"forms\":[{\"name\":\"x\"}]}",
	    "bounces/forms.json:1: forms[0]: expected at least one of head, text and "
	    "returned");
	wrong("{\"forms\":[{\"name\":\"x\",\"says\":\"no\",\"text\":[\"y\"]}]}",
	    "bounces/forms.json:1: forms[0].says: expected one of failed, delayed, complaint, "
	    "reply, challenge, got \"no\"");
	OK(path_write("shop/bounces/forms.json",
	       STR("{\"forms\":[{\"name\":\"own\",\"text\":[\"Gone: {address}\"],"
		   "\"recipient\":[\"Gone: {address}\"]}]}"),
	       &e) &&
		bounce_forms_open(&own, &where, &e) && own.n_forms == 1 &&
		own.n_words > 5,
	    "the shop's file hides the kit's");
	report_read(&r, STR("Subject: x\n\nGone: a@example.com\n"));
	OK(bounce_forms_read(&own, &r) != NULL && r.n_recipients == 1, "and is used");
	bounce_forms_done(&own);
}

int
main(void)
{
	char dir[] = "/tmp/test-bounce-forms.XXXXXX";
	char *kit = mem_fmt("%s/common/shop/data", getenv("MESON_SOURCE_ROOT"));
	struct search where = { NULL, kit };

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	if (!OK(bounce_forms_open(&forms, &where, &e), "the kit's files: %s", e.text))
		return tap_done();
	mails();
	other_mails();
	all_words();
	files(kit);
	report_done(&r);
	bounce_forms_done(&forms);
	if (chdir("/") == 0) {
		char *command = mem_fmt("rm -rf %s", dir);

		(void)!system(command);
		free(command);
	}
	free(kit);
	return tap_done();
}
