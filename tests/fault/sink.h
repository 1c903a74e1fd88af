/* sink - does to those who send mail what servers do: for tests, steered by rules */
/* SPDX-License-Identifier: ISC */

/*
 * The parts of the program `sink` (sink.c says how it is called): rules (sink-rule.c), a
 * connection's bytes (sink-wire.c), and what is said over it (sink-talk.c).
 */

#ifndef FAULT_SINK_H
#define FAULT_SINK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* The steps of a connection at which a rule can strike; sink.c tells what each is. */
enum step {
	STEP_CONNECT,
	STEP_HELLO,
	STEP_STARTTLS,
	STEP_AUTH,
	STEP_MAIL,
	STEP_RCPT,
	STEP_DATA,
	STEP_BODY,
	STEP_DOT,
	STEP_RSET,
	STEP_QUIT,
	STEPS
};

enum action {
	ACTION_CLOSE,
	ACTION_RESET,
	ACTION_HANG,
	ACTION_MUTE,
	ACTION_DROP,
	ACTION_SAY,
	ACTION_BYE,
	ACTION_LATE,
	ACTION_BYTES,
	ACTION_GARBAGE,
	ACTIONS
};

struct rule {
	char *text; /* as it was given */
	enum step step;
	enum action action;
	char *what; /* of say and bye: the reply, its lines with CRLF */
	int64_t ms; /* of late */
	char *to;   /* a pattern for the recipient, or NULL */
	int64_t every, from, times, after;
	int64_t met, struck; /* how often it could have struck, and how often it did */
};

/* Everything but the counts of the rules, and the log, stays as it is while it runs. */
struct sink {
	struct rule *rules;
	size_t n_rules;
	pthread_mutex_t lock; /* of all counts */
	const char *offers[8];
	size_t n_offers;
	int64_t window, idle_ms; /* 0 where there is none */
	bool idle_bye, smtps;
	void *tls;	     /* an SSL_CTX, or NULL */
	int log, ending;     /* ENDING can be read when it is time to go */
	pthread_cond_t left; /* a connection ended */
	int open;	     /* connections, under the lock */
};

/* Parses TEXT into R. */
bool rule_read(struct rule *r, const char *text, struct err *e);

/* The rule that strikes now at STEP, TO being the recipient so far (or none), or NULL. */
const struct rule *rule_at(struct sink *s, enum step step, struct str to);

/* One connection. */
struct wire {
	int fd;
	void *tls; /* an SSL, or NULL */
	size_t window, start, end;
	bool bytes; /* what is written goes out a byte at a time */
	char buffer[65536];
};

/* Makes a TLS connection of it; false where the client does not agree. */
bool wire_tls(struct wire *w, void *context);

/*
 * The next line with its end, or as much of it as the buffer holds, lent until the next
 * call.  False at the end of the connection, and after MS (-1: never) without a byte;
 * *IDLE is which.
 */
bool wire_line(struct wire *w, int ms, struct str *line, bool *idle);

bool wire_write(struct wire *w, struct str text);

/* Waits until the client is gone or ENDING can be read, without reading a byte. */
void wire_wait(struct wire *w, int ending);

/* Closes; with RESET the client is told by RST. */
void wire_close(struct wire *w, bool reset);

void sleep_ms(int64_t ms);

/* Writes one line into the log, at once: event WORD, then PAIRS of names and values. */
void log_line(struct sink *s, const char *word, const char *const pairs[][2], size_t n);

/* Talks with the client on FD until one of them ends it, and closes FD. */
void talk(struct sink *s, int fd);

#endif
