/* emit - the one writer of JSON Lines */
/* SPDX-License-Identifier: ISC */

/*
 * Writes straight into a large buffer, which goes out with write(2) when 256 KiB are
 * full and when emit_flush is called.  Commas are put by the writer.
 * Texts must be UTF-8; they are escaped as RFC 8259 asks and no further (non-ASCII stays
 * as it is; "</" is not touched).  A write error is kept and told by the next flush: no
 * call in between needs checking.
 */

#ifndef DATA_EMIT_H
#define DATA_EMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/money.h"
#include "base/str.h"
#include "data/rec.h"

struct emit {
	struct buf out;
	size_t start;	  /* where the record being written begins in `out` */
	int fd;		  /* -1: stays in `out`, for the caller to take */
	int error;	  /* errno of the first failed write, or 0 */
	bool comma;	  /* the next value or key needs one before it */
	uint64_t records; /* emit_line calls */
};

/* Writes to FD, which the caller opened and closes. */
void emit_init(struct emit *m, int fd);

/* Frees; what is unwritten is lost, so emit_flush comes first. */
void emit_done(struct emit *m);

void emit_object(struct emit *m);
void emit_object_end(struct emit *m);
void emit_list(struct emit *m);
void emit_list_end(struct emit *m);
void emit_key(struct emit *m, struct str key);

void emit_text(struct emit *m, struct str text);
void emit_raw(struct emit *m, struct str json); /* a JSON value as it stands */
void emit_int(struct emit *m, int64_t n);
void emit_bool(struct emit *m, bool is);
void emit_money(struct emit *m, int64_t minor, const struct currency *c);
void emit_time(struct emit *m, struct instant at);
void emit_date(struct emit *m, int64_t days);

/* A key that holds nothing to be escaped, best a literal, which is written in one go. */
static inline void
emit_name(struct emit *m, struct str key)
{
	char *to;

	if (m->out.room - m->out.len < key.len + 4)
		buf_reserve(&m->out, key.len + 4);
	to = m->out.at + m->out.len;
	*to = ',';
	to += m->comma;
	*to++ = '"';
	memcpy(to, key.at, key.len);
	to += key.len;
	*to++ = '"';
	*to++ = ':';
	m->out.len = (size_t)(to - m->out.at);
	m->comma = false;
}

/*
 * `"key":value`; nothing at all is written where the value is "none".  KEY is as for
 * emit_name.
 */
static inline void
emit_put_text(struct emit *m, struct str key, struct str text)
{
	if (text.at == NULL)
		return;
	emit_name(m, key);
	emit_text(m, text);
}

static inline void
emit_put_int(struct emit *m, struct str key, int64_t n)
{
	emit_name(m, key);
	emit_int(m, n);
}

static inline void
emit_put_whole(struct emit *m, struct str key, struct whole n)
{
	if (n.there)
		emit_put_int(m, key, n.n);
}

static inline void
emit_put_bool(struct emit *m, struct str key, struct truth is)
{
	if (!is.there)
		return;
	emit_name(m, key);
	emit_bool(m, is.is);
}

static inline void
emit_put_money(struct emit *m, struct str key, struct amount a, const struct currency *c)
{
	if (!a.there)
		return;
	emit_name(m, key);
	emit_money(m, a.minor, c);
}

static inline void
emit_put_time(struct emit *m, struct str key, struct moment t)
{
	if (!t.there)
		return;
	emit_name(m, key);
	emit_time(m, t.at);
}

static inline void
emit_put_date(struct emit *m, struct str key, struct day d)
{
	if (!d.there)
		return;
	emit_name(m, key);
	emit_date(m, d.days);
}

void emit_put_raw(struct emit *m, struct str key, struct val v);

/*
 * A text written by somebody else: between the calls the caller appends bytes to the
 * buffer that are already escaped for a JSON string (see emit_escape).
 */
struct buf *emit_text_begin(struct emit *m);
void emit_text_end(struct emit *m);

/* Adds TEXT to B escaped for the inside of a JSON string. */
void emit_escape(struct buf *b, struct str text);

/* Writes the escape of C, at most 6 bytes, to TO; returns what is behind it. */
char *emit_escape_byte(char *to, char c);

/* Ends the record: a newline, and a write where the buffer is full. */
void emit_line(struct emit *m);

/* Forgets what was written of the record since the last emit_line. */
void emit_drop(struct emit *m);

/* Writes all that waits; false where this or an earlier write failed (ERR_TROUBLE). */
bool emit_flush(struct emit *m, struct err *e);

#endif
