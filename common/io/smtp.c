/* smtp - one mail at a time to an SMTP server, through libcurl */
/* SPDX-License-Identifier: ISC */

#include "io/smtp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/mem.h"
#include "io/smtp_talk.h"
#include "io/smtp_url.h"

enum {
	CONNECT_SECONDS = 30,
	/* RFC 5321, 4.5.3.2.6: giving up sooner after the data makes second copies. */
	REPLY_SECONDS = 600,
	WHOLE_SECONDS = 900,
	QUIT_SECONDS = 2,
};

struct smtp {
	struct smtp_options o; /* its texts are ours, but for the secret */
	char *url, *user, *ca_file;
	CURL *curl; /* NULL before the first mail and after an error */
	const struct smtp_mail *mail;
	struct smtp_talk talk;
};

struct smtp *
smtp_new(const struct smtp_options *o, struct err *e)
{
	struct smtp *s;
	bool tls;
	char *url = smtp_url_read(o->url, &tls, e);

	if (url == NULL)
		return NULL;
	/* It counts its calls; the first is the one that no other thread may meet. */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(url);
		(void)err_set(e, ERR_LATER, "libcurl cannot be used");
		return NULL;
	}
	s = mem_zero(1, sizeof *s);
	s->o = *o;
	s->o.url = s->url = url;
	s->o.user = s->user = o->user != NULL ? mem_str(o->user) : NULL;
	s->o.ca_file = s->ca_file = o->ca_file != NULL ? mem_str(o->ca_file) : NULL;
	s->talk.user = s->user;
	s->talk.starts_tls = !tls;
	return s;
}

bool
smtp_ready(const struct smtp *s, bool run, struct err *e)
{
	if (s->ca_file != NULL && access(s->ca_file, R_OK) != 0)
		return err_set(
		    e, err_errno(errno), "%s: %s", s->ca_file, strerror(errno));
	if (s->user == NULL)
		return true;
	return run ? secret_get(s->o.secret, e) != NULL : secret_ready(s->o.secret, e);
}

/* The first call comes after the server's 354: from here the outcome is in doubt. */
static size_t
on_read(char *out, size_t size, size_t n, void *context)
{
	struct smtp *s = context;
	struct smtp_talk *t = &s->talk;
	size_t room = size * n, left = s->mail->bytes.len - t->sent;

	if (!t->marked) {
		if (!s->mail->mark(s->mail->context)) {
			t->refused = true;
			return CURL_READFUNC_ABORT;
		}
		t->marked = true;
	}
	if (left < room)
		room = left;
	memcpy(out, s->mail->bytes.at + t->sent, room);
	t->sent += room;
	return room;
}

/* RFC 6531, 3.1: a mailbox beyond ASCII, whose domain is in ASCII already. */
static bool
needs_utf8(const struct smtp_mail *mail)
{
	return mail != NULL && !(str_is_ascii(mail->from) && str_is_ascii(mail->to));
}

/* Anything but the size of the line ends the transfer. */
static size_t
on_reply(char *line, size_t size, size_t n, void *context)
{
	struct smtp *s = context;

	if (!smtp_talk_hear(&s->talk, str_trim((struct str){ line, size * n })))
		return 0;
	return size * n;
}

/* How long the server may take for each answer from here on. */
static void
set_patience(CURL *curl, long seconds)
{
	(void)curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
}

/* Sees the password pass by, and keeps nothing. */
static int
on_debug(CURL *curl, curl_infotype type, char *data, size_t len, void *context)
{
	struct smtp *s = context;

	if (type == CURLINFO_HEADER_OUT &&
	    smtp_talk_say(&s->talk, (struct str){ data, len }))
		set_patience(curl, QUIT_SECONDS);
	return 0;
}

static long
seconds(long wanted, long usual)
{
	return wanted > 0 ? wanted : usual;
}

/* Whose certificate is good, and that it is looked at. */
static void
set_tls(const struct smtp *s, CURL *curl)
{
	(void)curl_easy_setopt(curl, CURLOPT_USE_SSL,
	    (long)(s->user != NULL ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	(void)curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (s->ca_file == NULL)
		return;
	(void)curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
	(void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

static void
set_login(const struct smtp *s, CURL *curl)
{
	static const char *const ways[] = {
		[SMTP_AUTH_ANY] = "AUTH=PLAIN;AUTH=LOGIN",
		[SMTP_AUTH_PLAIN] = "AUTH=PLAIN",
		[SMTP_AUTH_LOGIN] = "AUTH=LOGIN",
		[SMTP_AUTH_XOAUTH2] = "AUTH=XOAUTH2",
	};

	if (s->user == NULL)
		return;
	(void)curl_easy_setopt(curl, CURLOPT_USERNAME, s->user);
	(void)curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, ways[s->o.auth]);
	(void)curl_easy_setopt(curl,
	    s->o.auth == SMTP_AUTH_XOAUTH2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
	    s->talk.secret);
}

/* The handle, with all that is the same for every mail; or NULL with E. */
static CURL *
handle(struct smtp *s, struct err *e)
{
	if (s->curl != NULL)
		return s->curl;
	if (s->user != NULL && (s->talk.secret = secret_get(s->o.secret, e)) == NULL)
		return NULL;
	s->curl = curl_easy_init();
	s->talk.used = s->talk.utf8 = s->talk.secure = false;
	if (s->curl == NULL) {
		(void)err_set(e, ERR_LATER, "libcurl cannot be used");
		return NULL;
	}
	(void)curl_easy_setopt(s->curl, CURLOPT_URL, s->url);
	(void)curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(s->curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT,
	    seconds(s->o.seconds.connect, CONNECT_SECONDS));
	set_patience(s->curl, seconds(s->o.seconds.reply, REPLY_SECONDS));
	(void)curl_easy_setopt(
	    s->curl, CURLOPT_TIMEOUT, seconds(s->o.seconds.whole, WHOLE_SECONDS));
	(void)curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, s->talk.error);
	(void)curl_easy_setopt(s->curl, CURLOPT_HEADERFUNCTION, on_reply);
	(void)curl_easy_setopt(s->curl, CURLOPT_HEADERDATA, s);
	(void)curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, on_debug);
	(void)curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s);
	set_tls(s, s->curl);
	set_login(s, s->curl);
	return s->curl;
}

/*
 * Drops the handle.  Its connection, if any is left, is shut down first: libcurl says
 * QUIT with a handle of its own, which would wait two minutes for an answer.  HOW is how
 * shutdown(2) takes it; with SHUT_RD the server still hears the QUIT.
 */
static void
drop(struct smtp *s, int how)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (s->curl == NULL)
		return;
	if (curl_easy_getinfo(s->curl, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
	    fd != CURL_SOCKET_BAD)
		(void)shutdown(fd, how);
	curl_easy_cleanup(s->curl);
	s->curl = NULL;
}

void
smtp_free(struct smtp *s)
{
	if (s == NULL)
		return;
	drop(s, SHUT_RD);
	free(s->url);
	free(s->user);
	free(s->ca_file);
	free(s);
}

/* *CODE is that of the last reply. */
static CURLcode
perform(struct smtp *s, CURL *curl, const struct smtp_mail *mail, long *code)
{
	char *from = mem_fmt("<%.*s>", STR_ARG(mail->from));
	char *to = mem_fmt("<%.*s>", STR_ARG(mail->to));
	struct curl_slist *recipients = curl_slist_append(NULL, to);
	CURLcode result = CURLE_OUT_OF_MEMORY;

	s->mail = mail;
	smtp_talk_begin(&s->talk, needs_utf8(mail), mail->bytes.len);
	if (recipients != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
		(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
		(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
		(void)curl_easy_setopt(curl, CURLOPT_READDATA, s);
		(void)curl_easy_setopt(
		    curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->bytes.len);
		result = curl_easy_perform(curl);
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, code);
	}
	curl_slist_free_all(recipients);
	free(from);
	free(to);
	return result;
}

void
smtp_send(struct smtp *s, const struct smtp_mail *mail, struct outcome *o)
{
	bool again = false;
	CURLcode result;
	long code = 0;
	struct err e;

	/* Only a new connection says what it offers before MAIL. */
	if (needs_utf8(mail) && !s->talk.utf8)
		drop(s, SHUT_RD);
	do {
		if (again)
			drop(s, SHUT_RDWR);
		if (handle(s, &e) == NULL) {
			*o = (struct outcome){ .kind = OUTCOME_DOWN };
			(void)snprintf(o->detail, sizeof o->detail, "%s", e.text);
			return;
		}
		result = perform(s, s->curl, mail, &code);
		again = !again && smtp_talk_stale(&s->talk, result, code);
	} while (again);
	smtp_talk_end(&s->talk, result, code, o);
	s->talk.used = result == CURLE_OK;
	if (result != CURLE_OK)
		drop(s, SHUT_RDWR);
}

bool
smtp_check(struct smtp *s, struct err *e)
{
	char why[sizeof s->talk.reply + sizeof s->talk.error];
	CURL *curl = handle(s, e);
	CURLcode result;
	long code = 0;

	if (curl == NULL)
		return false;
	smtp_talk_begin(&s->talk, false, 0);
	(void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	result = curl_easy_perform(curl);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	if (result != CURLE_OK) {
		smtp_talk_why(&s->talk, result, code, why, sizeof why);
		(void)err_set(e, ERR_LATER, "%s: %s", s->url, why);
	}
	drop(s, SHUT_RDWR);
	return result == CURLE_OK;
}
