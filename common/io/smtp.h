/* smtp - one mail at a time to an SMTP server, through libcurl */
/* SPDX-License-Identifier: ISC */

/*
 * One recipient a transaction (RFC 5321), the connection is kept from mail to mail.  The
 * bytes go out as they are given; libcurl doubles dots at the start of lines.
 *
 * Whether a mail was handed over is known but for one window: between the end of its data
 * and the server's answer.  The caller is asked just before that window opens (`mark`,
 * called once when the server has said 354 and before a byte of the mail is sent), so
 * that it can write down that the outcome is in doubt; where it answers false nothing is
 * sent.  After any error the connection is shut down at once, because libcurl 7.88 would
 * go on with it one reply behind.
 *
 * smtps:// is TLS from the start (RFC 8314).  smtp:// goes on with TLS where the server
 * offers STARTTLS (RFC 3207), and without it only where there is no login: a password
 * goes over TLS or not at all.  The server's certificate and its name are always checked,
 * also where TLS was not asked for, and TLS is 1.2 at least.  A login is AUTH PLAIN
 * (RFC 4616), LOGIN or XOAUTH2; a refused one is OUTCOME_DOWN.
 *
 * A mail whose sender or recipient is not ASCII needs SMTPUTF8 (RFC 6531).  Where the
 * server does not offer it the mail has failed, before MAIL is said.
 *
 * Each thread needs a struct smtp of its own; they may share a secret.
 */

#ifndef IO_SMTP_H
#define IO_SMTP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "io/outcome.h"
#include "io/secret.h"

struct smtp;

enum smtp_auth {
	SMTP_AUTH_ANY, /* PLAIN or LOGIN, whichever the server offers */
	SMTP_AUTH_PLAIN,
	SMTP_AUTH_LOGIN,
	SMTP_AUTH_XOAUTH2, /* the secret is an access token (RFC 6750) */
};

struct smtp_options {
	const char *url;  /* "smtp://host[:port]" (25) or "smtps://host[:port]" (465) */
	const char *user; /* NULL: there is no login */
	enum smtp_auth auth;
	struct secret *secret; /* lent for as long as the struct smtp lives */
	const char *ca_file;   /* the authorities that are trusted; NULL: the system's */
	struct {
		long connect, reply, whole;
	} seconds; /* how long to wait; 0, as it should be: what the RFC asks for */
};

struct smtp_mail {
	/* Checked by the caller: no control character, space or bracket; domains in
	 * ASCII. */
	struct str from, to;
	struct str bytes; /* CRLF line ends */
	bool (*mark)(void *context);
	void *context;
};

/*
 * NULL with E (ERR_TROUBLE) where the URL is something else, such as one with a name or a
 * password in it, which is not quoted.  Copies what O points to but the secret; connects
 * to nobody.  To be called while the program has one thread: libcurl is made ready.
 */
struct smtp *smtp_new(const struct smtp_options *o, struct err *e);
void smtp_free(struct smtp *s);

/*
 * Whether what is needed on this side is there: the secret, the file of authorities.  A
 * command that prints the secret is run for that with RUN alone.  E is as they have it.
 */
bool smtp_ready(const struct smtp *s, bool run, struct err *e);

/* Sends one mail and says in O how that ended. */
void smtp_send(struct smtp *s, const struct smtp_mail *mail, struct outcome *o);

/* Connects, says EHLO, logs in and says NOOP; ERR_LATER where that fails. */
bool smtp_check(struct smtp *s, struct err *e);

#endif
