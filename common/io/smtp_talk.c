/* smtp_talk - what a mail server says to one mail, and what that means */
/* SPDX-License-Identifier: ISC */

#include "io/smtp_talk.h"

#include <stdio.h>

#include "base/base64.h"
#include "base/buf.h"

void
smtp_talk_begin(struct smtp_talk *t, bool needs_utf8, size_t size)
{
	t->needs_utf8 = needs_utf8;
	t->size = size;
	t->sent = 0;
	t->marked = t->refused = t->offers_tls = t->offers_login = t->quitting = false;
	t->lack = LACK_NOTHING;
	t->phase = PHASE_CONNECT;
	t->reply[0] = t->error[0] = '\0';
}

bool
smtp_talk_say(struct smtp_talk *t, struct str line)
{
	if (str_starts(line, STR("EHLO")) || str_starts(line, STR("HELO"))) {
		if (t->phase == PHASE_CONNECT)
			t->secure = false;
		t->phase = PHASE_HELLO;
		t->utf8 = t->offers_tls = t->offers_login = false;
	} else if (str_starts(line, STR("STARTTLS"))) {
		t->phase = PHASE_TLS;
	} else if (str_starts(line, STR("AUTH "))) {
		t->phase = PHASE_LOGIN;
	} else if (str_starts(line, STR("MAIL "))) {
		t->phase = PHASE_MAIL;
	} else if (str_starts(line, STR("RCPT "))) {
		t->phase = PHASE_RCPT;
	} else if (str_starts(line, STR("DATA"))) {
		t->phase = PHASE_DATA;
	} else if (str_starts(line, STR("QUIT"))) {
		t->quitting = true;
	}
	return t->quitting;
}

/* Whether LINE, of a reply to EHLO, offers WORD. */
static bool
offers(struct str line, struct str word)
{
	return line.len >= word.len && str_same(str_head(line, word.len), word) &&
	       (line.len == word.len || line.at[word.len] == ' ');
}

/* What the mail needs and this server, who has said all that it offers, does not have. */
static enum smtp_lack
find_lack(const struct smtp_talk *t)
{
	/* Where TLS is lacking, too, that is what libcurl says. */
	if (t->user != NULL && !t->offers_login && (t->secure || !t->starts_tls))
		return LACK_LOGIN;
	return t->needs_utf8 && !t->utf8 ? LACK_UTF8 : LACK_NOTHING;
}

/* Looks at a line of the reply to EHLO or HELO. */
static void
hear_offers(struct smtp_talk *t, struct str line)
{
	bool last = line.len < 4 || line.at[3] == ' ';

	if (!str_starts(line, STR("250")))
		return;
	line = line.len < 4 ? STR("") : (struct str){ line.at + 4, line.len - 4 };
	t->utf8 = t->utf8 || offers(line, STR("SMTPUTF8"));
	t->offers_tls = t->offers_tls || offers(line, STR("STARTTLS"));
	t->offers_login = t->offers_login || offers(line, STR("AUTH"));
	/* With TLS it will be asked again, and may offer more. */
	if (last && !(t->starts_tls && !t->secure && t->offers_tls))
		t->lack = find_lack(t);
}

/* Whether LINE has TEXT in base64 in it; TEXT is wiped. */
static bool
quotes(struct str line, struct buf *text)
{
	struct buf coded = BUF_INIT;
	bool found;

	buf_reserve(&coded, 2 * text->len + 4);
	base64_add(&coded, buf_view(text), 0);
	found = str_find(line, buf_view(&coded)) >= 0;
	buf_wipe(&coded);
	explicit_bzero(text->at, text->room);
	buf_clear(text);
	return found;
}

/* Whether LINE has the password in it, as it is or as AUTH sends it. */
static bool
quotes_secret(const struct smtp_talk *t, struct str line)
{
	struct buf text = BUF_INIT;
	bool found;

	if (t->secret == NULL)
		return false;
	buf_reserve(&text, strlen(t->user) + strlen(t->secret) + 32);
	found = str_find(line, str_of(t->secret)) >= 0;
	buf_text(&text, t->secret);
	found = quotes(line, &text) || found;
	buf_fmt(&text, "%c%s%c%s", '\0', t->user, '\0', t->secret);
	found = quotes(line, &text) || found;
	buf_fmt(&text, "user=%s\1auth=Bearer %s\1\1", t->user, t->secret);
	found = quotes(line, &text) || found;
	buf_done(&text);
	return found;
}

bool
smtp_talk_hear(struct smtp_talk *t, struct str line)
{
	size_t i;

	if (t->quitting)
		return true;
	if (t->phase == PHASE_HELLO)
		hear_offers(t, line);
	else if (t->phase == PHASE_TLS && str_starts(line, STR("220")))
		t->secure = true;
	else if (t->phase == PHASE_TLS)
		t->lack = find_lack(t);
	if (t->phase == PHASE_LOGIN && quotes_secret(t, line))
		line = str_head(line, 3);
	line = str_head(line, sizeof t->reply - 1);
	for (i = 0; i < line.len; i++)
		t->reply[i] = line.at[i] >= ' ' && line.at[i] <= '~' ? line.at[i] : '?';
	t->reply[i] = '\0';
	return t->lack == LACK_NOTHING;
}

bool
smtp_talk_stale(const struct smtp_talk *t, CURLcode result, long code)
{
	return result != CURLE_OK && t->used && !t->marked && !t->refused &&
	       t->lack == LACK_NOTHING && (code < 400 || code == 421);
}

/*
 * What an error before the mail's data means.  A refused recipient or a refused mail is
 * this mail's matter; that the server greets, lets us in, takes the sender or works at
 * all is every mail's.  552 to MAIL is about the size that was named there.
 */
static enum outcome_kind
before_data(const struct smtp_talk *t, CURLcode result, long code)
{
	if (t->lack == LACK_UTF8)
		return OUTCOME_FAILED;
	if (result != CURLE_SEND_ERROR || code == 421 || code < 400)
		return OUTCOME_DOWN;
	if (t->phase == PHASE_MAIL && code >= 500 && code != 552)
		return OUTCOME_DOWN;
	if (t->phase < PHASE_MAIL)
		return OUTCOME_DOWN;
	return code < 500 ? OUTCOME_LATER : OUTCOME_FAILED;
}

/*
 * What an error after the mark means.  The last reply tells, unless it still is the 354;
 * a mail whose end was never asked for cannot have been sent to its final dot.
 */
static enum outcome_kind
after_data(const struct smtp_talk *t, CURLcode result, long code)
{
	if (result == CURLE_WEIRD_SERVER_REPLY && code >= 200 && code < 300)
		return OUTCOME_SENT;
	if (code >= 400)
		return code < 500 ? OUTCOME_LATER : OUTCOME_FAILED;
	return t->sent < t->size ? OUTCOME_LATER : OUTCOME_UNKNOWN;
}

static enum outcome_kind
classify(const struct smtp_talk *t, CURLcode result, long code)
{
	if (result == CURLE_OK)
		return OUTCOME_SENT;
	if (t->refused)
		return OUTCOME_STOPPED;
	return t->marked ? after_data(t, result, code) : before_data(t, result, code);
}

/* What went wrong before any mail, where libcurl does not say it well; or NULL. */
static const char *
early_reason(const struct smtp_talk *t, CURLcode result)
{
	if (t->lack == LACK_UTF8)
		return "nothing was sent: an address is not ASCII, and the server does "
		       "not offer SMTPUTF8";
	if (result == CURLE_USE_SSL_FAILED && t->phase == PHASE_HELLO)
		return "nothing was sent: the server does not offer STARTTLS, and no "
		       "login goes out without TLS";
	if (t->lack == LACK_LOGIN ||
	    (result == CURLE_LOGIN_DENIED && t->phase < PHASE_LOGIN))
		return "nothing was sent: the server offers no way to log in that is "
		       "wanted here";
	if (result == CURLE_LOGIN_DENIED)
		return "the server refused the login";
	return NULL;
}

void
smtp_talk_why(
    const struct smtp_talk *t, CURLcode result, long code, char *out, size_t size)
{
	const char *reason = early_reason(t, result);
	bool said = code >= 400 && t->reply[0] != '\0' && t->lack == LACK_NOTHING;

	if (reason != NULL)
		(void)snprintf(
		    out, size, "%s%s%s", reason, said ? ": " : "", said ? t->reply : "");
	else if (said)
		(void)snprintf(out, size, "%s", t->reply);
	else
		(void)snprintf(out, size, "before any mail: %s",
		    t->error[0] != '\0' ? t->error : curl_easy_strerror(result));
}

/*
 * The server's last word where it is about the mail, else what went wrong.  The 250 or
 * 220 to an earlier command says nothing, and of a 354 without an answer only the code
 * does.
 */
void
smtp_talk_end(const struct smtp_talk *t, CURLcode result, long code, struct outcome *o)
{
	*o = (struct outcome){ .kind = classify(t, result, code) };
	if (t->lack == LACK_NOTHING &&
	    (result == CURLE_OK || code >= 400 || o->kind == OUTCOME_UNKNOWN))
		(void)snprintf(o->code, sizeof o->code, "%03d", (int)(code % 1000));
	if (result == CURLE_OK || (t->marked && code >= 400 && t->reply[0] != '\0'))
		(void)snprintf(o->detail, sizeof o->detail, "%s", t->reply);
	else if (t->marked || t->phase >= PHASE_MAIL)
		(void)snprintf(o->detail, sizeof o->detail, "%s%s",
		    o->kind == OUTCOME_UNKNOWN ? "no answer to the mail: " : "",
		    code >= 400 && t->reply[0] != '\0' ? t->reply
		    : t->error[0] != '\0'	       ? t->error
						       : curl_easy_strerror(result));
	else
		smtp_talk_why(t, result, code, o->detail, sizeof o->detail);
}
