/* emit - the one writer of JSON Lines */
/* SPDX-License-Identifier: ISC */

#include "data/emit.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "data/plain.h"

#define FULL ((size_t)256 << 10)
#define PIECE ((size_t)4096) /* of a long text, so that not six times it is reserved */
#define SLACK 24	     /* for a copy's last word, and what stands around a text */

void
emit_init(struct emit *m, int fd)
{
	*m = (struct emit){ .out = BUF_INIT, .fd = fd };
	buf_reserve(&m->out, FULL);
}

void
emit_done(struct emit *m)
{
	buf_done(&m->out);
}

__attribute__((noinline)) char *
emit_escape_byte(char *to, char c)
{
	static const char names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	static const char hex[] = "0123456789abcdef";
	const char *named;

	*to++ = '\\';
	/* By far the most frequent: quotes of markup and of JSON within JSON. */
	if (c == '"') {
		*to++ = c;
		return to;
	}
	named = c == '\0' ? NULL : strchr(names, c);
	if (named != NULL) {
		*to++ = letters[named - names];
		return to;
	}
	memcpy(to, "u00", 3);
	to[3] = hex[(unsigned char)c >> 4];
	to[4] = hex[c & 0xf];
	return to + 5;
}

__attribute__((noinline)) static char *
escape_each(char *to, const char *at, size_t n)
{
	const char *end = at + n;

	for (; at < end; at++)
		if (plain_is(*at))
			*to++ = *at;
		else
			to = emit_escape_byte(to, *at);
	return to;
}

/*
 * Copies less than 16 bytes in two overlapping words (1 to 3 of them byte by byte, some
 * of them twice), of which none reads outside of them.  Whether all of them are plain.
 */
static inline bool
copy_short(char *to, const char *at, size_t n)
{
	uint64_t first, last;
	uint32_t start, end;

	if (n >= 8) {
		memcpy(&first, at, 8);
		memcpy(&last, at + n - 8, 8);
		memcpy(to, &first, 8);
		memcpy(to + n - 8, &last, 8);
		return plain_pair(first, last);
	}
	if (n >= 4) {
		memcpy(&start, at, 4);
		memcpy(&end, at + n - 4, 4);
		memcpy(to, &start, 4);
		memcpy(to + n - 4, &end, 4);
		return plain_eight((uint64_t)start << 32 | end);
	}
	if (n == 0)
		return true;
	to[0] = at[0];
	to[n / 2] = at[n / 2];
	to[n - 1] = at[n - 1];
	return plain_is(at[0]) && plain_is(at[n / 2]) && plain_is(at[n - 1]);
}

/* Copies the N bytes at AT; what is behind them in TO, or NULL where one is not plain. */
static inline char *
copy_plain(char *to, const char *at, size_t n)
{
	uint32_t high;

	for (; n >= 16; n -= 16) {
		memcpy(to, at, 16);
		if (plain_stops(at, &high) != 0)
			return NULL;
		to += 16;
		at += 16;
	}
	return copy_short(to, at, n) ? to + n : NULL;
}

/* Escapes the N bytes at AT to TO, which has room for six times N and SLACK more. */
static inline char *
escape_to(char *to, const char *at, size_t n)
{
	uint32_t stops, high;
	size_t plain;

	while (n >= 16) {
		memcpy(to, at, 16);
		stops = plain_stops(at, &high);
		plain = stops == 0 ? 16 : (size_t)__builtin_ctz(stops);
		to += plain;
		at += plain;
		n -= plain;
		if (stops != 0) {
			to = emit_escape_byte(to, *at++);
			n--;
		}
	}
	return copy_short(to, at, n) ? to + n : escape_each(to, at, n);
}

void
emit_escape(struct buf *b, struct str text)
{
	size_t n;

	while (text.len > 0) {
		n = text.len < PIECE ? text.len : PIECE;
		buf_reserve(b, 6 * n + SLACK);
		b->len = (size_t)(escape_to(b->at + b->len, text.at, n) - b->at);
		text.at += n;
		text.len -= n;
	}
}

static inline void
comma(struct emit *m)
{
	if (m->comma)
		buf_char(&m->out, ',');
	m->comma = true;
}

static inline void
open_with(struct emit *m, char bracket)
{
	comma(m);
	buf_char(&m->out, bracket);
	m->comma = false;
}

static inline void
close_with(struct emit *m, char bracket)
{
	buf_char(&m->out, bracket);
	m->comma = true;
}

void
emit_object(struct emit *m)
{
	open_with(m, '{');
}

void
emit_object_end(struct emit *m)
{
	close_with(m, '}');
}

void
emit_list(struct emit *m)
{
	open_with(m, '[');
}

void
emit_list_end(struct emit *m)
{
	close_with(m, ']');
}

struct buf *
emit_text_begin(struct emit *m)
{
	comma(m);
	buf_char(&m->out, '"');
	return &m->out;
}

void
emit_text_end(struct emit *m)
{
	buf_char(&m->out, '"');
}

/* Writes TEXT, which may be long or odd, in quotes. */
__attribute__((noinline)) static void
quote_any(struct emit *m, struct str text)
{
	emit_escape(emit_text_begin(m), text);
	emit_text_end(m);
}

void
emit_text(struct emit *m, struct str text)
{
	struct buf *b = &m->out;
	char *to = b->at + b->len;

	/* Nearly all texts are short and plain; nothing is called for these. */
	if (text.len > PIECE || b->room - b->len < text.len + SLACK) {
		quote_any(m, text);
		return;
	}
	*to = ',';
	to += m->comma;
	*to++ = '"';
	to = copy_plain(to, text.at, text.len);
	if (to == NULL) {
		quote_any(m, text);
		return;
	}
	*to++ = '"';
	b->len = (size_t)(to - b->at);
	m->comma = true;
}

void
emit_key(struct emit *m, struct str key)
{
	emit_text(m, key);
	buf_char(&m->out, ':');
	m->comma = false;
}

void
emit_raw(struct emit *m, struct str json)
{
	comma(m);
	buf_str(&m->out, json);
}

void
emit_int(struct emit *m, int64_t n)
{
	comma(m);
	buf_int(&m->out, n);
}

void
emit_bool(struct emit *m, bool is)
{
	emit_raw(m, is ? STR("true") : STR("false"));
}

/* A text of at most MOST bytes that needs no escape: where to write it. */
static inline char *
open_plain(struct emit *m, size_t most)
{
	struct buf *b = &m->out;
	char *to;

	if (b->room - b->len < most + SLACK)
		buf_reserve(b, most + SLACK);
	to = b->at + b->len;
	*to = ',';
	to += m->comma;
	*to++ = '"';
	m->comma = true;
	return to;
}

/* ... which ends before TO. */
static inline void
close_plain(struct emit *m, char *to)
{
	*to++ = '"';
	m->out.len = (size_t)(to - m->out.at);
}

void
emit_money(struct emit *m, int64_t minor, const struct currency *c)
{
	char *to = open_plain(m, MONEY_MAX);

	close_plain(m, to + money_format(to, minor, c));
}

void
emit_time(struct emit *m, struct instant at)
{
	char *to = open_plain(m, INSTANT_MAX);

	close_plain(m, to + instant_format(to, at));
}

void
emit_date(struct emit *m, int64_t days)
{
	char *to = open_plain(m, DATE_MAX);

	date_format(to, days);
	close_plain(m, to + DATE_MAX - 1);
}

void
emit_put_raw(struct emit *m, struct str key, struct val v)
{
	if (!val_there(v))
		return;
	emit_name(m, key);
	emit_raw(m, val_raw(v));
}

/* Writes what is before `start`, all of it, or keeps why that failed and forgets it. */
static void
write_out(struct emit *m)
{
	struct pollfd p = { .fd = m->fd, .events = POLLOUT };
	size_t done = 0;
	ssize_t n;

	while (m->error == 0 && done < m->start) {
		n = write(m->fd, m->out.at + done, m->start - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			(void)poll(&p, 1, -1);
		else if (errno != EINTR)
			m->error = errno;
	}
	m->out.len -= m->start;
	if (m->out.len > 0)
		memmove(m->out.at, m->out.at + m->start, m->out.len);
	m->start = 0;
	if (m->out.room > 8 * FULL && m->out.len == 0) {
		buf_done(&m->out);
		buf_reserve(&m->out, FULL);
	}
}

void
emit_line(struct emit *m)
{
	buf_char(&m->out, '\n');
	m->comma = false;
	m->start = m->out.len;
	m->records++;
	if (m->fd >= 0 && m->start >= FULL)
		write_out(m);
}

void
emit_drop(struct emit *m)
{
	m->out.len = m->start;
	m->comma = false;
}

bool
emit_flush(struct emit *m, struct err *e)
{
	if (m->fd >= 0)
		write_out(m);
	if (m->error != 0)
		return err_set(e, ERR_TROUBLE, "cannot write: %s", strerror(m->error));
	return true;
}
