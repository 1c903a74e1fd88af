/* buf - growing text */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

void
buf_reserve(struct buf *b, size_t more)
{
	size_t room = b->room < 64 ? 64 : b->room;

	if (more > SIZE_MAX / 2 - b->len)
		diag_die(75, "out of memory");
	while (room - b->len < more)
		room *= 2;
	if (room == b->room)
		return;
	b->at = mem_grow(b->at, room, 1);
	b->room = room;
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	buf_reserve(b, 120);
	va_start(ap, fmt);
	n = vsnprintf(b->at + b->len, b->room - b->len, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= b->room - b->len) {
		buf_reserve(b, (size_t)n + 1);
		va_start(ap, fmt);
		(void)vsnprintf(b->at + b->len, b->room - b->len, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
}

void
buf_int(struct buf *b, long long n)
{
	char digits[24];
	char *at = digits + sizeof digits;
	unsigned long long u = n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n;

	do
		*--at = (char)('0' + u % 10);
	while ((u /= 10) != 0);
	if (n < 0)
		*--at = '-';
	buf_add(b, at, (size_t)(digits + sizeof digits - at));
}

void
buf_folded(struct buf *b, struct str text)
{
	char *to;
	size_t i;

	/* An address of every line of a log is folded: many bytes at a time. */
	buf_reserve(b, text.len);
	to = b->at + b->len;
	for (i = 0; i < text.len; i++) {
		char c = text.at[i];

		to[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	b->len += text.len;
}

void
buf_readable(struct buf *b, struct str text)
{
	size_t bad;

	while (!str_utf8(text, &bad)) {
		buf_add(b, text.at, bad);
		buf_text(b, "\xef\xbf\xbd");
		text = (struct str){ text.at + bad + 1, text.len - bad - 1 };
	}
	buf_str(b, text);
}

const char *
buf_cstr(struct buf *b)
{
	buf_reserve(b, 1);
	b->at[b->len] = '\0';
	return b->at;
}

void
buf_wipe(struct buf *b)
{
	if (b->at != NULL)
		explicit_bzero(b->at, b->room);
	buf_done(b);
}

void
buf_done(struct buf *b)
{
	free(b->at);
	*b = (struct buf)BUF_INIT;
}
