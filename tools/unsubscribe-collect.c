/* unsubscribe-collect - make suppressions of what customers want to end */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "cli/collect.h"
#include "cli/sending.h"
#include "cli/tool.h"
#include "shop/gate.h"

static const char *ledger_file, *state_file, *page, *fields, *spool;
static bool mail, cgi;

static const struct opt opts[] = {
	{ 0, "ledger", "FILE", "keep what was sent in FILE, or at a postgresql:// URL",
	    .text = &ledger_file },
	{ 0, "state", "FILE", "remember in FILE how far each file was read",
	    .text = &state_file },
	{ 0, "page", "URL", "the page that links lead to, where the server knows another",
	    .text = &page },
	{ 0, "fields", "NAMES", "what a log in JSON calls its fields: time=ts,uri=path",
	    .text = &fields },
	{ 0, "mail", NULL, "read mailboxes: a Maildir or an mbox each", .flag = &mail },
	{ 0, "cgi", NULL, "answer one request of a web server", .flag = &cgi },
	{ 0, "spool", "FILE", "add what --cgi is asked for to FILE", .text = &spool },
	OPT_END,
};

static const struct usage usage = {
	.name = "unsubscribe-collect",
	.about = "make suppressions of what customers want to end",
	.operands = "[FILE ...]",
	.writes = "suppression",
	.opts = opts,
};

static void
check_call(const struct tool *t)
{
	if (cgi != (spool != NULL))
		tool_misuse(t, "--cgi and --spool go together");
	if (cgi && (mail || fields != NULL || state_file != NULL || t->n_operands > 0))
		tool_misuse(t, "--cgi reads no files");
	if (mail && (fields != NULL || page != NULL))
		tool_misuse(t, "--mail has no use for --fields and --page");
}

/* The page, where there is one. */
static void
find_page(const struct tool *t, struct collect *c)
{
	struct str url = page != NULL ? str_of(page) : t->shop->mail.unsubscribe;
	struct err e;

	c->has_page = url.at != NULL && !str_starts(url, STR("mailto:"));
	if (c->has_page && !landing_init(&c->landing, url, &e))
		tool_misuse(
		    t, "%s%s", page != NULL ? "--page " : "mail.unsubscribe: ", e.text);
}

/* Answers the request that the web server has put into the environment. */
static void
answer(struct tool *t, struct collect *c)
{
	struct buf out = BUF_INIT;
	struct cgi request;
	int status = cgi_read(&request, STDIN_FILENO);
	enum farewell what;
	struct err e;

	what = gate_answer(&request, status, c->has_page ? &c->landing : NULL,
	    &c->unsubscribe, spool, t->now, &e);
	if (e.text[0] != '\0')
		diag_warn("%s", e.text);
	farewell_write(
	    t->shop, what, request.languages, str_is(request.method, "HEAD"), &out);
	tool_print(t, buf_view(&out));
	buf_done(&out);
	cgi_done(&request);
}

static void
collect_all(struct tool *t, struct collect *c)
{
	const char *source;
	struct err e;
	int fd;

	if (fields != NULL && !weblog_fields(&c->weblog, fields, &e))
		tool_misuse(t, "--fields: %s", e.text);
	if (state_file != NULL && (c->marks = bookmarks_open(state_file, &e)) == NULL)
		diag_die((int)e.kind, "%s", e.text);
	t->folders = mail;
	while ((fd = tool_next_file(t, &source)) >= 0) {
		if (mail)
			collect_mail(c, fd);
		else
			collect_log(c, fd);
	}
}

int
main(int argc, char *argv[])
{
	struct collect c = { .has_page = false };
	struct tool t;

	tool_init(&t, &usage, argc, argv);
	check_call(&t);
	c.tool = &t;
	find_page(&t, &c);
	unsubscribe_init(
	    &c.unsubscribe, t.shop, cgi ? NULL : sending_ledger(&t, ledger_file));
	if (cgi)
		answer(&t, &c);
	else
		collect_all(&t, &c);
	collect_done(&c);
	return tool_finish(&t);
}
