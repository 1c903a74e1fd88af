/* transport - where mails are handed over: a Maildir, a preview, an SMTP server */
/* SPDX-License-Identifier: ISC */

#include "shop/transport.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "io/maildir.h"
#include "io/mime.h"
#include "io/preview.h"
#include "io/smtp.h"

enum kind { MAILDIR, PREVIEW, SMTP };

struct transport {
	enum kind kind;
	char *name;
	const char *dir; /* within the name */
	struct maildir *maildir;
	struct smtp *smtp;
	bool shown; /* a page was written, so that the index has to be */
};

struct transport *
transport_new(const char *text, struct err *e)
{
	struct transport *t = mem_zero(1, sizeof *t);
	struct str name = str_of(text);

	t->name = mem_str(text);
	if (str_starts(name, STR("maildir:"))) {
		t->kind = MAILDIR;
		t->dir = t->name + strlen("maildir:");
	} else if (str_starts(name, STR("html:"))) {
		t->kind = PREVIEW;
		t->dir = t->name + strlen("html:");
	} else if (str_starts(name, STR("smtp:"))) {
		t->kind = SMTP;
		t->smtp = smtp_new(text, e);
		if (t->smtp != NULL)
			return t;
		transport_free(t);
		return NULL;
	}
	if (t->dir != NULL && t->dir[0] != '\0')
		return t;
	(void)err_set(e, ERR_TROUBLE,
	    "expected maildir:DIR, html:DIR or smtp://host[:port] as the transport, got "
	    "\"%s\"",
	    text);
	transport_free(t);
	return NULL;
}

void
transport_free(struct transport *t)
{
	if (t == NULL)
		return;
	maildir_close(t->maildir);
	smtp_free(t->smtp);
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
	return t->kind == SMTP;
}

bool
transport_shows(const struct transport *t)
{
	return t->kind == PREVIEW;
}

static bool
open_maildir(struct transport *t, struct err *e)
{
	if (t->maildir == NULL)
		t->maildir = maildir_open(t->dir, e);
	return t->maildir != NULL;
}

bool
transport_scope(struct transport *t, bool make, struct buf *scope, struct err *e)
{
	char id[MAILDIR_ID];

	if (t->kind == SMTP) {
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

void
transport_send(struct transport *t, struct post *post, struct outcome *o)
{
	*o = (struct outcome){ .kind = OUTCOME_DOWN };
	post->there = false;
	if (t->kind == SMTP)
		send_mail(t, post, o);
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
	struct buf from = BUF_INIT, to = BUF_INIT;
	char name[HASH_NAME];
	bool ok;

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
		.text = m->text,
		.html = m->html },
	    where, e);
	buf_done(&from);
	buf_done(&to);
	return ok;
}

bool
transport_finish(struct transport *t, struct err *e)
{
	return !t->shown || preview_index(t->dir, e);
}

/* Whether what lies at PATH is a folder that can be written to; else errno says why. */
static bool
is_open_folder(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return access(path, W_OK | X_OK) == 0;
}

/* Whether DIR, or the first folder above it that exists, can be written to. */
static bool
can_make(const char *dir, struct err *e)
{
	char *at = mem_str(dir);
	bool ok;

	while (access(at, F_OK) != 0 && strcmp(at, ".") != 0 && strcmp(at, "/") != 0) {
		char *above = path_dir(at);

		free(at);
		at = above;
	}
	ok = is_open_folder(at);
	if (!ok)
		(void)err_set(
		    e, err_errno(errno), "%s: %s: %s", dir, at, strerror(errno));
	free(at);
	return ok;
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
	} else if (access(t->dir, F_OK) != 0) {
		if (!can_make(t->dir, e))
			return false;
		what = "does not exist yet and can be made";
	} else if (t->kind == MAILDIR) {
		maildir_peek(t->dir, id);
		if (id[0] == '\0' ? !can_make(t->dir, e)
				  : !open_maildir(t, e) || !maildir_probe(t->maildir, e))
			return false;
		what = "can be written to";
	} else {
		if (!can_make(t->dir, e))
			return false;
		what = "can be written to";
	}
	buf_fmt(says, "%s: %s", t->name, what);
	return true;
}
