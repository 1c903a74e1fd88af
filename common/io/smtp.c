/* smtp - one mail at a time to an SMTP server, through libcurl */
/* SPDX-License-Identifier: ISC */

#include "io/smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "base/mem.h"
#include "base/num.h"

enum {
	CONNECT_SECONDS = 30,
	/* RFC 5321, 4.5.3.2.6: giving up sooner after the data makes second copies. */
	REPLY_SECONDS = 600,
	WHOLE_SECONDS = 900,
	QUIT_SECONDS = 2,
};

/* The command that was written last. */
enum phase { PHASE_CONNECT, PHASE_HELLO, PHASE_MAIL, PHASE_RCPT, PHASE_DATA };

struct smtp {
	char *url;
	CURL *curl; /* NULL before the first mail and after an error */
	bool used;  /* it has sent a mail: its connection may have grown old */
	bool utf8;  /* the server on its connection offers SMTPUTF8 */

	/* Of the mail at hand. */
	const struct smtp_mail *mail;
	size_t sent;
	bool marked, refused; /* by the caller's mark */
	bool lacking;	      /* the mail needs SMTPUTF8, which the server lacks */
	bool quitting;	      /* what the server says now is no news of the mail */
	enum phase phase;
	char reply[400]; /* the server's last line */
	char error[CURL_ERROR_SIZE];
};

static bool
is_host(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '.' && c != '-')
			return false;
	}
	return s.len > 0 && s.at[0] != '-';
}

struct smtp *
smtp_new(const char *url, struct err *e)
{
	struct str start = STR("smtp://"), rest = str_of(url), host;
	int64_t port = 25;
	struct smtp *s;

	if (str_starts(rest, start)) {
		rest = (struct str){ rest.at + start.len, rest.len - start.len };
		(void)str_cut(&rest, ':', &host);
		if (is_host(host) &&
		    (rest.at == NULL || num_between(rest, 1, 65535, &port))) {
			s = mem_zero(1, sizeof *s);
			s->url = mem_fmt("smtp://%.*s:%d", STR_ARG(host), (int)port);
			return s;
		}
	}
	(void)err_set(
	    e, ERR_TROUBLE, "expected smtp://host or smtp://host:port, got \"%s\"", url);
	return NULL;
}

/* The first call comes after the server's 354: from here the outcome is in doubt. */
static size_t
on_read(char *out, size_t size, size_t n, void *context)
{
	struct smtp *s = context;
	size_t room = size * n, left = s->mail->bytes.len - s->sent;

	if (!s->marked) {
		if (!s->mail->mark(s->mail->context)) {
			s->refused = true;
			return CURL_READFUNC_ABORT;
		}
		s->marked = true;
	}
	if (left < room)
		room = left;
	memcpy(out, s->mail->bytes.at + s->sent, room);
	s->sent += room;
	return room;
}

static bool
is_ascii(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

/* RFC 6531, 3.1: a mailbox beyond ASCII, whose domain is in ASCII already. */
static bool
needs_utf8(const struct smtp_mail *mail)
{
	return mail != NULL && !(is_ascii(mail->from) && is_ascii(mail->to));
}

/*
 * Looks at a LINE of the reply to EHLO or HELO.  False at its end where the mail must not
 * be begun with this server.
 */
static bool
hear_offers(struct smtp *s, struct str line)
{
	static const struct str word = STR_INIT("SMTPUTF8");
	bool last = line.len > 3 && line.at[3] == ' ';

	if (line.len < 4 || !str_starts(line, STR("250")))
		return true;
	line = (struct str){ line.at + 4, line.len - 4 };
	if (line.len >= word.len && str_same(str_head(line, word.len), word) &&
	    (line.len == word.len || line.at[word.len] == ' '))
		s->utf8 = true;
	s->lacking = last && !s->utf8 && needs_utf8(s->mail);
	return !s->lacking;
}

/*
 * A server may say anything: what is kept of it is printable ASCII.  Anything but the
 * size of the line ends the transfer.
 */
static size_t
on_reply(char *line, size_t size, size_t n, void *context)
{
	struct smtp *s = context;
	struct str text = str_trim((struct str){ line, size * n });
	size_t i;

	if (s->quitting)
		return size * n;
	if (s->phase == PHASE_HELLO && !hear_offers(s, text))
		return 0;
	text = str_head(text, sizeof s->reply - 1);
	for (i = 0; i < text.len; i++)
		s->reply[i] = text.at[i] >= ' ' && text.at[i] <= '~' ? text.at[i] : '?';
	s->reply[i] = '\0';
	return size * n;
}

/* How long the server may take for each answer from here on. */
static void
set_patience(CURL *curl, long seconds)
{
	(void)curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
}

static int
on_debug(CURL *curl, curl_infotype type, char *data, size_t len, void *context)
{
	struct smtp *s = context;
	struct str line = { data, len };

	if (type != CURLINFO_HEADER_OUT)
		return 0;
	if (str_starts(line, STR("EHLO")) || str_starts(line, STR("HELO"))) {
		s->phase = PHASE_HELLO;
		s->utf8 = false;
	} else if (str_starts(line, STR("MAIL ")))
		s->phase = PHASE_MAIL;
	else if (str_starts(line, STR("RCPT ")))
		s->phase = PHASE_RCPT;
	else if (str_starts(line, STR("DATA")))
		s->phase = PHASE_DATA;
	else if (str_starts(line, STR("QUIT"))) {
		s->quitting = true;
		set_patience(curl, QUIT_SECONDS);
	}
	return 0;
}

/* The handle, with all that is the same for every mail. */
static CURL *
handle(struct smtp *s)
{
	static bool started;

	if (s->curl != NULL)
		return s->curl;
	if (!started && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return NULL;
	started = true;
	s->curl = curl_easy_init();
	s->used = s->utf8 = false;
	if (s->curl == NULL)
		return NULL;
	(void)curl_easy_setopt(s->curl, CURLOPT_URL, s->url);
	(void)curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp");
	(void)curl_easy_setopt(s->curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	set_patience(s->curl, REPLY_SECONDS);
	(void)curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, (long)WHOLE_SECONDS);
	(void)curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, s->error);
	(void)curl_easy_setopt(s->curl, CURLOPT_HEADERFUNCTION, on_reply);
	(void)curl_easy_setopt(s->curl, CURLOPT_HEADERDATA, s);
	(void)curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, on_debug);
	(void)curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s);
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
	free(s);
}

static void
begin(struct smtp *s, const struct smtp_mail *mail)
{
	s->mail = mail;
	s->sent = 0;
	s->marked = s->refused = s->lacking = s->quitting = false;
	s->phase = PHASE_CONNECT;
	s->reply[0] = s->error[0] = '\0';
}

static CURLcode
perform(struct smtp *s, const struct smtp_mail *mail)
{
	char *from = mem_fmt("<%.*s>", STR_ARG(mail->from));
	char *to = mem_fmt("<%.*s>", STR_ARG(mail->to));
	struct curl_slist *recipients = curl_slist_append(NULL, to);
	CURL *curl = handle(s);
	CURLcode result = CURLE_FAILED_INIT;

	begin(s, mail);
	if (curl != NULL && recipients != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
		(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
		(void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
		(void)curl_easy_setopt(curl, CURLOPT_READDATA, s);
		(void)curl_easy_setopt(
		    curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->bytes.len);
		result = curl_easy_perform(curl);
	}
	curl_slist_free_all(recipients);
	free(from);
	free(to);
	return result;
}

/*
 * What an error before the mail's data means.  A refused recipient or a refused mail is
 * this mail's matter; that the server greets, takes the sender or works at all is every
 * mail's.  552 to MAIL is about the size that was named there.
 */
static enum outcome_kind
before_data(const struct smtp *s, CURLcode result, long code)
{
	if (s->lacking)
		return OUTCOME_FAILED;
	if (result != CURLE_SEND_ERROR || code == 421 || code < 400)
		return OUTCOME_DOWN;
	if (s->phase == PHASE_MAIL && code >= 500 && code != 552)
		return OUTCOME_DOWN;
	if (s->phase <= PHASE_HELLO)
		return OUTCOME_DOWN;
	return code < 500 ? OUTCOME_LATER : OUTCOME_FAILED;
}

/*
 * What an error after the mark means.  The last reply tells, unless it still is the 354;
 * a mail whose end was never asked for cannot have been sent to its final dot.
 */
static enum outcome_kind
after_data(const struct smtp *s, CURLcode result, long code)
{
	if (result == CURLE_WEIRD_SERVER_REPLY && code >= 200 && code < 300)
		return OUTCOME_SENT;
	if (code >= 400)
		return code < 500 ? OUTCOME_LATER : OUTCOME_FAILED;
	return s->sent < s->mail->bytes.len ? OUTCOME_LATER : OUTCOME_UNKNOWN;
}

static enum outcome_kind
classify(const struct smtp *s, CURLcode result, long code)
{
	if (result == CURLE_OK)
		return OUTCOME_SENT;
	if (s->refused)
		return OUTCOME_STOPPED;
	return s->marked ? after_data(s, result, code) : before_data(s, result, code);
}

/* Whether the mail met a connection that the server had given up in the meantime. */
static bool
stale(const struct smtp *s, CURLcode result, long code)
{
	return result != CURLE_OK && s->used && !s->marked && !s->refused &&
	       !s->lacking && (code < 400 || code == 421);
}

/*
 * The server's last word where it is about the mail, else what went wrong.  The 250 or
 * 220 to an earlier command says nothing, and of a 354 without an answer only the code
 * does.
 */
static void
describe(const struct smtp *s, CURLcode result, long code, struct outcome *o)
{
	if (s->lacking) {
		(void)snprintf(o->detail, sizeof o->detail,
		    "nothing was sent: an address is not ASCII, and the server does not "
		    "offer SMTPUTF8");
		return;
	}
	if (result == CURLE_OK || code >= 400 || o->kind == OUTCOME_UNKNOWN)
		(void)snprintf(o->code, sizeof o->code, "%03d", (int)(code % 1000));
	if (result == CURLE_OK || (code >= 400 && s->reply[0] != '\0'))
		(void)snprintf(o->detail, sizeof o->detail, "%s", s->reply);
	else
		(void)snprintf(o->detail, sizeof o->detail, "%s%s",
		    o->kind == OUTCOME_UNKNOWN ? "no answer to the mail: "
		    : s->phase <= PHASE_HELLO  ? "before any mail: "
					       : "",
		    s->error[0] != '\0' ? s->error : curl_easy_strerror(result));
}

void
smtp_send(struct smtp *s, const struct smtp_mail *mail, struct outcome *o)
{
	CURLcode result;
	long code = 0;

	/* Only a new connection says what it offers before MAIL. */
	if (needs_utf8(mail) && !s->utf8)
		drop(s, SHUT_RD);
	result = perform(s, mail);
	(void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
	if (stale(s, result, code)) {
		drop(s, SHUT_RDWR);
		result = perform(s, mail);
		(void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
	}
	*o = (struct outcome){ .kind = classify(s, result, code) };
	describe(s, result, code, o);
	s->used = result == CURLE_OK;
	if (result != CURLE_OK)
		drop(s, SHUT_RDWR);
}

bool
smtp_check(struct smtp *s, struct err *e)
{
	CURL *curl = handle(s);
	CURLcode result = CURLE_FAILED_INIT;

	begin(s, NULL);
	if (curl != NULL) {
		(void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
		result = curl_easy_perform(curl);
	}
	if (result != CURLE_OK)
		(void)err_set(e, ERR_LATER, "%s: %s%s%s", s->url,
		    s->error[0] != '\0' ? s->error : curl_easy_strerror(result),
		    s->reply[0] != '\0' ? "; it said: " : "", s->reply);
	drop(s, SHUT_RDWR);
	return result == CURLE_OK;
}
