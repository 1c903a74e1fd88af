/* buf - growing text */
/* SPDX-License-Identifier: ISC */

/*
 * A buffer owns its bytes.  `at` may move whenever something is added, so a view of a
 * buffer lives only until then.  It starts as BUF_INIT (or zeroed) and ends with
 * buf_done; buf_clear keeps the memory for the next use.  It cannot fail (see mem).
 */

#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <string.h>

#include "base/str.h"

struct buf {
	char *at;
	size_t len;
	size_t room; /* bytes allocated */
};

#define BUF_INIT                                                                         \
	{                                                                                \
		NULL, 0, 0                                                               \
	}

/* Makes room for MORE bytes behind `len`; at + len can then be written to directly. */
void buf_reserve(struct buf *b, size_t more);

static inline void
buf_add(struct buf *b, const void *at, size_t len)
{
	if (b->room - b->len < len)
		buf_reserve(b, len);
	if (len != 0)
		memcpy(b->at + b->len, at, len);
	b->len += len;
}

static inline void
buf_char(struct buf *b, char c)
{
	if (b->room == b->len)
		buf_reserve(b, 1);
	b->at[b->len++] = c;
}

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.at, s.len);
}

static inline void
buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The decimal digits of N, with a minus where it is negative. */
void buf_int(struct buf *b, long long n);

/* Adds TEXT with U+FFFD in the place of each byte that is not UTF-8. */
void buf_readable(struct buf *b, struct str text);

/* Adds TEXT with ASCII's capital letters made small. */
void buf_folded(struct buf *b, struct str text);

/* The text so far as a C string: a NUL is put behind it and not counted. */
const char *buf_cstr(struct buf *b);

static inline struct str
buf_view(const struct buf *b)
{
	return (struct str){ b->at == NULL ? "" : b->at, b->len };
}

static inline void
buf_clear(struct buf *b)
{
	b->len = 0;
}

void buf_done(struct buf *b);

/*
 * The same, and wipes what it holds.  What it held in another place, before it grew, is
 * out of reach: a secret is added behind buf_reserve.
 */
void buf_wipe(struct buf *b);

#endif
