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
 * A mail whose sender or recipient is not ASCII needs SMTPUTF8 (RFC 6531).  Where the
 * server does not offer it the mail has failed, before MAIL is said.
 */

#ifndef IO_SMTP_H
#define IO_SMTP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "io/outcome.h"

struct smtp;

struct smtp_mail {
	/* Checked by the caller: no control character, space or bracket; domains in
	 * ASCII. */
	struct str from, to;
	struct str bytes; /* CRLF line ends */
	bool (*mark)(void *context);
	void *context;
};

/*
 * For URL "smtp://host[:port]" (25 by default); NULL with E (ERR_TROUBLE) where it is
 * something else.  Nothing is opened before the first use.
 */
struct smtp *smtp_new(const char *url, struct err *e);
void smtp_free(struct smtp *s);

/* Sends one mail and says in O how that ended. */
void smtp_send(struct smtp *s, const struct smtp_mail *mail, struct outcome *o);

/* Connects, says EHLO and NOOP; ERR_LATER where that fails. */
bool smtp_check(struct smtp *s, struct err *e);

#endif
