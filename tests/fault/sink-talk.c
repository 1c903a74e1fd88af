/* sink-talk - SMTP as the server speaks it, and as the rules want it */
/* SPDX-License-Identifier: ISC */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "fault/sink.h"

struct session {
	struct sink *sink;
	struct wire wire;
	struct buf from, to, login;
	bool greeted, ended, reset;

	/* Of the mail at hand. */
	struct hash hash;
	int64_t size;
	bool in_header,
	    named; /* the last header line was Message-ID, without its value */
	char id[200];
};

static void
end(struct session *s, bool reset)
{
	s->ended = true;
	s->reset = reset;
}

/* Says TEXT, which has its line ends; true where it is a good answer. */
static bool
say(struct session *s, struct str text)
{
	if (!wire_write(&s->wire, text))
		end(s, false);
	return text.len > 0 && (text.at[0] == '2' || text.at[0] == '3');
}

static void
note(struct session *s, const char *word, const char *name, const char *value)
{
	char sum[2 * HASH_SIZE + 1] = "", size[24];
	unsigned char hash[HASH_SIZE];
	struct hash copy = s->hash;
	int i;

	hash_end(&copy, hash);
	for (i = 0; i < HASH_SIZE; i++)
		(void)snprintf(sum + 2 * i, 3, "%02x", hash[i]);
	(void)snprintf(size, sizeof size, "%" PRId64, s->size);
	log_line(s->sink, word,
	    (const char *const[][2]){ { "id", s->id }, { "from", buf_cstr(&s->from) },
		{ "to", buf_cstr(&s->to) }, { "sha256", sum }, { "bytes", size },
		{ "tls", s->wire.tls != NULL ? "yes" : "no" },
		{ "login", buf_cstr(&s->login) }, { name, value } },
	    name == NULL ? 7 : 8);
}

/* The mail is this server's from here on: it is in the log before the client hears of it.
 */
static void
accept_mail(struct session *s)
{
	note(s, "accepted", NULL, NULL);
}

/*
 * Does what R wants.  True where the step goes on as if there were no rule; else *GOOD is
 * whether the client was told yes.
 */
static bool
obey(struct session *s, const struct rule *r, bool *good)
{
	*good = false;
	note(s, "struck", "rule", r->text);
	switch (r->action) {
	case ACTION_CLOSE:
	case ACTION_RESET:
	case ACTION_DROP:
		if (r->action == ACTION_DROP)
			accept_mail(s);
		end(s, r->action == ACTION_RESET);
		return false;
	case ACTION_HANG:
	case ACTION_MUTE:
		if (r->action == ACTION_MUTE)
			accept_mail(s);
		wire_wait(&s->wire, s->sink->ending);
		end(s, false);
		return false;
	case ACTION_SAY:
	case ACTION_BYE:
		if (r->step == STEP_DOT && r->what[0] == '2')
			accept_mail(s);
		*good = say(s, str_of(r->what));
		if (r->action == ACTION_BYE)
			end(s, false);
		return false;
	case ACTION_LATE:
		if (r->step == STEP_DOT)
			accept_mail(s);
		sleep_ms(r->ms);
		return true;
	case ACTION_BYTES:
		s->wire.bytes = true;
		return true;
	case ACTION_GARBAGE:
		(void)say(s, STR("\x01\xff what? \0 \x1b[2J\r\n"));
		return false;
	case ACTIONS:
		break;
	}
	return true;
}

/* What is done at STEP: what a rule wants, and else ANSWER.  True where it was a yes. */
static bool
answer(struct session *s, enum step step, const char *text)
{
	const struct rule *r = rule_at(s->sink, step, buf_view(&s->to));
	bool good = true;

	if (r != NULL && !obey(s, r, &good))
		return good;
	if (step == STEP_DOT && (r == NULL || r->action != ACTION_LATE))
		accept_mail(s);
	good = say(s, str_of(text));
	s->wire.bytes = false;
	return good;
}

/* Finds the Message-ID in the LINE of a header. */
static void
look_for_id(struct session *s, struct str line)
{
	static const struct str name = STR_INIT("Message-ID:");
	struct str rest = line, id;

	if (str_trim(line).len == 0) {
		s->in_header = false;
		return;
	}
	if (line.at[0] != ' ' && line.at[0] != '\t')
		s->named = line.len > name.len &&
			   str_same((struct str){ line.at, name.len }, name);
	if (!s->named || s->id[0] != '\0' || !str_cut(&rest, '<', &id) || rest.at == NULL)
		return;
	(void)str_cut(&rest, '>', &id);
	(void)snprintf(s->id, sizeof s->id, "%.*s", STR_ARG(id));
}

/*
 * What a rule about the body wants once its bytes have come.  False where the rest of the
 * body is not read.
 */
static bool
disturb(struct session *s, const struct rule *r)
{
	bool good;

	if (obey(s, r, &good))
		return true;
	/* An early answer, and then the client can write until its window is full. */
	if (!s->ended)
		wire_wait(&s->wire, s->sink->ending);
	end(s, s->reset);
	return false;
}

/* Reads the mail up to its final dot; false where the connection ends within. */
static bool
read_body(struct session *s)
{
	const struct rule *r = rule_at(s->sink, STEP_BODY, buf_view(&s->to));
	bool fresh = true, idle;
	struct str line;

	hash_init(&s->hash);
	s->size = 0;
	s->in_header = true;
	s->named = false;
	s->id[0] = '\0';
	for (;;) {
		if (r != NULL && s->size >= r->after) {
			if (!disturb(s, r))
				return false;
			r = NULL;
		}
		if (!wire_line(&s->wire, -1, &line, &idle)) {
			note(s, "cut", NULL, NULL);
			return false;
		}
		if (fresh && str_is(line, ".\r\n"))
			return true;
		if (fresh && line.at[0] == '.')
			line = (struct str){ line.at + 1, line.len - 1 };
		if (s->in_header && fresh)
			look_for_id(s, line);
		fresh = line.len > 0 && line.at[line.len - 1] == '\n';
		hash_add(&s->hash, line.at, line.len);
		s->size += (int64_t)line.len;
	}
}

static void
forget(struct session *s)
{
	buf_clear(&s->from);
	buf_clear(&s->to);
	s->id[0] = '\0';
}

static void
take_mail(struct session *s)
{
	if (s->to.len == 0) {
		(void)say(s, STR("503 5.5.1 Nobody to send it to\r\n"));
		return;
	}
	if (!answer(s, STEP_DATA, "354 Go on\r\n"))
		return;
	if (read_body(s))
		(void)answer(s, STEP_DOT, "250 2.0.0 Ok\r\n");
	else
		end(s, s->reset);
	forget(s);
}

/* "MAIL FROM:<a@b> SIZE=1" and the like: what stands in the brackets. */
static void
keep_path(struct buf *out, struct str line)
{
	struct str path;

	(void)str_cut(&line, '<', &path);
	(void)str_cut(&line, '>', &path);
	if (out->len > 0)
		buf_char(out, ' ');
	buf_str(out, path);
}

static void
hello(struct session *s)
{
	struct buf text = BUF_INIT;
	size_t i;

	buf_text(&text, "250-sink.test\r\n");
	for (i = 0; i < s->sink->n_offers; i++)
		buf_fmt(&text, "250-%s\r\n", s->sink->offers[i]);
	if (s->sink->tls != NULL && s->wire.tls == NULL)
		buf_text(&text, "250-STARTTLS\r\n");
	buf_text(&text, "250 8BITMIME\r\n");
	forget(s);
	s->greeted = answer(s, STEP_HELLO, buf_cstr(&text));
	buf_done(&text);
}

static void
start_tls(struct session *s)
{
	if (s->sink->tls == NULL || s->wire.tls != NULL)
		(void)say(s, STR("502 5.5.1 Not here\r\n"));
	else if (answer(s, STEP_STARTTLS, "220 Go on\r\n") &&
		 !wire_tls(&s->wire, s->sink->tls)) {
		note(s, "handshake", NULL, NULL);
		end(s, true);
	}
	s->greeted = false;
}

/* Whoever answers all that is asked is let in; a rule refuses. */
static void
log_in(struct session *s, struct str line)
{
	struct str how;
	bool idle;
	int asks;

	line = str_trim(line);
	(void)str_cut(&line, ' ', &how);
	(void)str_cut(&line, ' ', &how);
	buf_clear(&s->login);
	buf_fmt(&s->login, "%.*s %.*s", STR_ARG(how), STR_ARG(line));
	asks = (str_is(how, "LOGIN") ? 2 : 1) - (line.len > 0);
	for (; asks > 0; asks--) {
		if (!say(s, STR("334 UGFzc3dvcmQ6\r\n")) ||
		    !wire_line(&s->wire, -1, &line, &idle)) {
			end(s, false);
			return;
		}
		buf_fmt(&s->login, " %.*s", STR_ARG(str_trim(line)));
	}
	if (!answer(s, STEP_AUTH, "235 2.7.0 Come in\r\n"))
		buf_clear(&s->login);
}

static bool
is_verb(struct str line, const char *verb)
{
	size_t n = strlen(verb);

	return line.len > n && str_same((struct str){ line.at, n }, str_of(verb)) &&
	       strchr(" :\r\n", line.at[n]) != NULL;
}

static void
handle(struct session *s, struct str line)
{
	if (is_verb(line, "EHLO") || is_verb(line, "HELO")) {
		hello(s);
	} else if (is_verb(line, "STARTTLS")) {
		start_tls(s);
	} else if (is_verb(line, "AUTH")) {
		log_in(s, line);
	} else if (is_verb(line, "MAIL FROM")) {
		forget(s);
		keep_path(&s->from, line);
		(void)answer(s, STEP_MAIL, "250 2.1.0 Ok\r\n");
	} else if (is_verb(line, "RCPT TO")) {
		size_t before = s->to.len;

		keep_path(&s->to, line);
		if (!answer(s, STEP_RCPT, "250 2.1.5 Ok\r\n"))
			s->to.len = before;
	} else if (is_verb(line, "DATA")) {
		take_mail(s);
	} else if (is_verb(line, "RSET")) {
		forget(s);
		(void)answer(s, STEP_RSET, "250 2.0.0 Ok\r\n");
	} else if (is_verb(line, "NOOP")) {
		(void)say(s, STR("250 2.0.0 Ok\r\n"));
	} else if (is_verb(line, "QUIT")) {
		(void)answer(s, STEP_QUIT, "221 2.0.0 Bye\r\n");
		end(s, false);
	} else {
		(void)say(s, STR("500 5.5.2 What?\r\n"));
	}
}

void
talk(struct sink *sink, int fd)
{
	struct session *s = mem_zero(1, sizeof *s);
	int patience = sink->idle_ms > 0 ? (int)sink->idle_ms : -1;
	struct str line;
	bool idle;

	s->sink = sink;
	s->wire.fd = fd;
	s->wire.window = (size_t)sink->window;
	hash_init(&s->hash);
	if (sink->smtps && !wire_tls(&s->wire, sink->tls)) {
		note(s, "handshake", NULL, NULL);
		end(s, true);
	}
	if (!s->ended && !answer(s, STEP_CONNECT, "220 sink.test ESMTP\r\n"))
		end(s, s->reset);
	while (!s->ended) {
		if (wire_line(&s->wire, patience, &line, &idle)) {
			handle(s, line);
			continue;
		}
		if (idle)
			note(s, "idle", NULL, NULL);
		if (idle && sink->idle_bye)
			(void)say(s, STR("421 4.4.2 Too long without a word\r\n"));
		end(s, false);
	}
	wire_close(&s->wire, s->reset);
	buf_done(&s->from);
	buf_done(&s->to);
	buf_done(&s->login);
	free(s);
}
