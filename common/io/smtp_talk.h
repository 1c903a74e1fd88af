/* smtp_talk - what a mail server says to one mail, and what that means */
/* SPDX-License-Identifier: ISC */

/*
 * A part of io/smtp: follows the commands that libcurl writes and the replies that it
 * reads (RFC 5321), and makes an outcome of how the transfer ended.  What a server says
 * may be anything: what is kept of it is printable ASCII, and no line that quotes the
 * password.
 */

#ifndef IO_SMTP_TALK_H
#define IO_SMTP_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include <curl/curl.h>

#include "base/str.h"
#include "io/outcome.h"

/* The command that was written last. */
enum smtp_phase {
	PHASE_CONNECT,
	PHASE_HELLO,
	PHASE_TLS,
	PHASE_LOGIN,
	PHASE_MAIL,
	PHASE_RCPT,
	PHASE_DATA,
};

/* Why the mail must not be begun with this server. */
enum smtp_lack { LACK_NOTHING, LACK_UTF8, LACK_LOGIN };

struct smtp_talk {
	/* What is always the same; the texts are lent. */
	const char *user, *secret; /* NULL where there is no login */
	bool starts_tls;	   /* where the server offers it */

	/* Of the connection. */
	bool utf8;   /* its server offers SMTPUTF8 */
	bool secure; /* TLS was begun with STARTTLS */
	bool used;   /* it has taken a mail: it may have grown old */

	/* Of the mail at hand. */
	bool needs_utf8;
	size_t size, sent;
	bool marked, refused;	       /* by the caller's mark */
	bool offers_tls, offers_login; /* in the reply to EHLO that is being read */
	bool quitting; /* what the server says now is no news of the mail */
	enum smtp_lack lack;
	enum smtp_phase phase;
	char reply[400]; /* the server's last line */
	char error[CURL_ERROR_SIZE];
};

/* Another mail of SIZE bytes, or a check. */
void smtp_talk_begin(struct smtp_talk *t, bool needs_utf8, size_t size);

/* LINE was written; true where that is the end of the talk. */
bool smtp_talk_say(struct smtp_talk *t, struct str line);

/* LINE was read; false where the transfer has to end. */
bool smtp_talk_hear(struct smtp_talk *t, struct str line);

/* Whether the mail met a connection that the server had given up in the meantime. */
bool smtp_talk_stale(const struct smtp_talk *t, CURLcode result, long code);

/* The outcome of a transfer that ended with RESULT, and CODE as the last reply's. */
void smtp_talk_end(
    const struct smtp_talk *t, CURLcode result, long code, struct outcome *o);

/*
 * Why a transfer before any mail ended with RESULT, as one sentence; the server's words
 * are added where they belong to it.
 */
void smtp_talk_why(
    const struct smtp_talk *t, CURLcode result, long code, char *out, size_t size);

#endif
