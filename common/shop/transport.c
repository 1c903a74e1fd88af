/* transport - where mails are handed over: a Maildir, a preview, a server, a program */
/* SPDX-License-Identifier: ISC */

#include "shop/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "io/maildir.h"
#include "io/mime.h"
#include "io/pipe.h"
#include "io/preview.h"
#include "io/smtp.h"
#include "shop/submission.h"

enum kind { MAILDIR, PREVIEW, SMTP, PIPE };

struct transport {
	enum kind kind;
	char *name;
	const char *dir; /* within the name */
	struct maildir *maildir;
	struct submission *login;
	bool twin; /* the login is another's */
	struct smtp *smtp;
	struct pipe *pipe;
	struct http *http; /* for what is no mail, where it reaches customers */
	bool shown;	   /* a page was written, so that the index has to be */
};

static bool
open_smtp(struct transport *t, const struct shop *shop, struct err *e)
{
	t->kind = SMTP;
	t->login = submission_new(t->name, shop, e);
	if (t->login != NULL)
		t->smtp = smtp_new(submission_options(t->login), e);
	return t->smtp != NULL;
}

static bool
open_pipe(struct transport *t, struct err *e)
{
	t->kind = PIPE;
	t->pipe = pipe_new(t->name + strlen("pipe:"), 0, e);
	return t->pipe != NULL || err_prefix(e, "%s: ", t->name);
}

static bool
open_dir(struct transport *t, struct err *e)
{
	struct str name = str_of(t->name);

	if (str_starts(name, STR("html:")))
		t->kind = PREVIEW;
	if (t->kind == PREVIEW || str_starts(name, STR("maildir:")))
		t->dir = strchr(t->name, ':') + 1;
	/* What was not meant for our eyes might be in it. */
	return (t->dir != NULL && t->dir[0] != '\0') ||
	       err_set(e, ERR_TROUBLE,
		   "expected maildir:DIR, html:DIR, smtp://HOST[:PORT], "
		   "smtps://HOST[:PORT] or pipe:COMMAND as the transport, got %s%s%s",
		   strchr(t->name, '@') != NULL ? "something else" : "\"",
		   strchr(t->name, '@') != NULL ? "" : t->name,
		   strchr(t->name, '@') != NULL ? "" : "\"");
}

struct transport *
transport_new(const char *text, const struct shop *shop, struct err *e)
{
	struct transport *t = mem_zero(1, sizeof *t);
	struct str name = str_of(text);
	bool ok;

	t->name = mem_str(text);
	if (str_starts(name, STR("smtp:")) || str_starts(name, STR("smtps:")))
		ok = open_smtp(t, shop, e);
	else if (str_starts(name, STR("pipe:")))
		ok = open_pipe(t, e);
	else
		ok = open_dir(t, e);
	if (ok && transport_reaches(t))
		t->http = http_new();
	if (ok)
		return t;
	transport_free(t);
	return NULL;
}

struct transport *
transport_twin(const struct transport *t, struct err *e)
{
	struct transport *twin = mem_zero(1, sizeof *twin);
	bool ok = true;

	twin->kind = t->kind;
	twin->name = mem_str(t->name);
	twin->login = t->login;
	twin->twin = true;
	if (t->dir != NULL)
		twin->dir = twin->name + (t->dir - t->name);
	if (t->kind == SMTP) {
		twin->smtp = smtp_new(submission_options(t->login), e);
		ok = twin->smtp != NULL;
	} else if (t->kind == PIPE) {
		ok = open_pipe(twin, e);
	}
	if (ok && transport_reaches(twin))
		twin->http = http_new();
	if (ok)
		return twin;
	transport_free(twin);
	return NULL;
}

void
transport_free(struct transport *t)
{
	if (t == NULL)
		return;
	maildir_close(t->maildir);
	smtp_free(t->smtp);
	pipe_free(t->pipe);
	http_free(t->http);
	if (!t->twin)
		submission_free(t->login);
	free(t->name);
	free(t);
}

struct str
transport_name(const struct transport *t)
{
	return str_of(t->name);
}

bool
transport_reaches(const struct transport *t)
{
	return t->kind == SMTP || t->kind == PIPE;
}

bool
transport_shows(const struct transport *t)
{
	return t->kind == PREVIEW;
}

bool
transport_doubts(const struct transport *t)
{
	return transport_reaches(t);
}

static bool
open_maildir(struct transport *t, struct err *e)
{
	if (t->maildir == NULL)
		t->maildir = maildir_open(t->dir, e);
	return t->maildir != NULL;
}

/*
 * Whether what is needed on this side of a transport that reaches customers is there; a
 * command for its secret is run with RUN alone.
 */
static bool
is_ready(const struct transport *t, bool run, struct err *e)
{
	if (t->kind == PIPE)
		return pipe_ready(t->pipe, e) || err_prefix(e, "%s: ", t->name);
	return smtp_ready(t->smtp, run, e);
}

bool
transport_ready(const struct transport *t, struct err *e)
{
	return !transport_reaches(t) || is_ready(t, false, e);
}

bool
transport_scope(struct transport *t, bool make, struct buf *scope, struct err *e)
{
	char id[MAILDIR_ID];

	if (transport_reaches(t)) {
		if (make && !is_ready(t, true, e))
			return false;
		buf_text(scope, "customers");
		return true;
	}
	if (make && !open_maildir(t, e))
		return false;
	maildir_peek(t->dir, id);
	buf_fmt(scope, "maildir %s", id);
	return true;
}

static void
put_mail(struct transport *t, struct post *post, struct outcome *o)
{
	struct err e;
	bool new;

	if (!open_maildir(t, &e) ||
	    !maildir_put(t->maildir, post->name, post->bytes, &new, &e)) {
		o->kind = OUTCOME_DOWN;
		(void)snprintf(o->detail, sizeof o->detail, "%s", e.text);
		return;
	}
	o->kind = OUTCOME_SENT;
	post->there = !new;
	if (post->there)
		(void)snprintf(o->detail, sizeof o->detail,
		    "the Maildir has it already, as %s", post->name);
}

static void
send_mail(struct transport *t, struct post *post, struct outcome *o)
{
	struct buf bytes = BUF_INIT, from = BUF_INIT, to = BUF_INIT;

	mime_crlf(post->bytes, &bytes);
	mime_address(post->from, &from);
	mime_address(post->to, &to);
	smtp_send(t->smtp,
	    &(struct smtp_mail){ .from = buf_view(&from),
		.to = buf_view(&to),
		.bytes = buf_view(&bytes),
		.mark = post->mark,
		.context = post->context },
	    o);
	buf_done(&bytes);
	buf_done(&from);
	buf_done(&to);
}

static void
run_program(struct transport *t, struct post *post, struct outcome *o)
{
	struct buf from = BUF_INIT, to = BUF_INIT;

	mime_address(post->from, &from);
	mime_address(post->to, &to);
	pipe_send(t->pipe,
	    &(struct pipe_mail){ .from = buf_view(&from),
		.to = buf_view(&to),
		.bytes = post->bytes,
		.mark = post->mark,
		.context = post->context },
	    o);
	buf_done(&from);
	buf_done(&to);
}

static void
send_request(struct transport *t, struct post *post, struct outcome *o)
{
	account_send(post->account, t->http,
	    &(struct gateway_post){ .to = post->to,
		.bytes = post->bytes,
		.mark = post->mark,
		.context = post->context },
	    o);
}

void
transport_send(struct transport *t, struct post *post, struct outcome *o)
{
	*o = (struct outcome){ .kind = OUTCOME_DOWN };
	post->there = false;
	if (post->account != NULL)
		send_request(t, post, o);
	else if (t->kind == SMTP)
		send_mail(t, post, o);
	else if (t->kind == PIPE)
		run_program(t, post, o);
	else
		put_mail(t, post, o);
}

bool
transport_has(struct transport *t, const char *name, bool *has, struct err *e)
{
	*has = false;
	return t->kind != MAILDIR ||
	       (open_maildir(t, e) && maildir_has(t->maildir, name, has, e));
}

/* "Name <address>" as people read it. */
static void
add_mailbox(struct buf *out, struct str name, struct str address)
{
	if (name.len > 0)
		buf_fmt(out, "%.*s <%.*s>", STR_ARG(name), STR_ARG(address));
	else
		buf_str(out, address);
}

bool
transport_show(struct transport *t, const struct message *m, const struct mail_sender *s,
    struct str bytes, struct buf *where, struct err *e)
{
	ptrdiff_t end = str_find(bytes, STR("\n\n"));
	struct buf from = BUF_INIT, to = BUF_INIT, text = BUF_INIT, html = BUF_INIT;
	bool linked = s->optout.link.at != NULL;
	char name[HASH_NAME];
	bool ok;

	/* A link to the page that ends marketing has its token in the mail alone. */
	if (linked)
		mime_bodies(bytes, &text, &html);
	mail_name(s, m, name);
	add_mailbox(&from, buf_view(&s->from_name), buf_view(&s->from));
	add_mailbox(&to, m->to.name, mail_recipient(s, m));
	t->shown = true;
	ok = preview_page(t->dir,
	    &(struct preview_mail){ .name = str_of(name),
		.id = m->id,
		.from = buf_view(&from),
		.to = buf_view(&to),
		.subject = m->subject,
		.template = m->template,
		.class = m->class,
		.language = m->language,
		.headers = { bytes.at, end < 0 ? bytes.len : (size_t)end },
		.text = linked ? buf_view(&text) : m->text,
		.html = linked && html.len > 0 ? buf_view(&html) : m->html },
	    where, e);
	buf_done(&from);
	buf_done(&to);
	buf_done(&text);
	buf_done(&html);
	return ok;
}

bool
transport_finish(struct transport *t, struct err *e)
{
	return !t->shown || preview_index(t->dir, e);
}

bool
transport_check(struct transport *t, struct buf *says, struct err *e)
{
	char id[MAILDIR_ID];
	const char *what;

	if (t->kind == SMTP) {
		if (!smtp_check(t->smtp, e))
			return false;
		what = "the server answers";
	} else if (t->kind == PIPE) {
		if (!is_ready(t, true, e))
			return false;
		what = "the program is there";
	} else if (access(t->dir, F_OK) != 0) {
		if (!path_can_make(t->dir, e))
			return false;
		what = "does not exist yet and can be made";
	} else if (t->kind == MAILDIR) {
		maildir_peek(t->dir, id);
		if (id[0] == '\0' ? !path_can_make(t->dir, e)
				  : !open_maildir(t, e) || !maildir_probe(t->maildir, e))
			return false;
		what = "can be written to";
	} else {
		if (!path_can_make(t->dir, e))
			return false;
		what = "can be written to";
	}
	buf_fmt(says, "%s: %s", t->name, what);
	return true;
}
