/* quoted - how far a JSON string goes */
/* SPDX-License-Identifier: ISC */

/*
 * The inner step of `scan` and `shape` (RFC 8259, section 7).  What a string may hold is
 * said here once.
 */

#ifndef DATA_QUOTED_H
#define DATA_QUOTED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "data/plain.h"

static inline int
quoted_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The four hexadecimal digits at P, or UINT32_MAX. */
static inline uint32_t
quoted_hex4(const char *p)
{
	uint32_t code = 0;
	int i, digit;

	for (i = 0; i < 4; i++) {
		if ((digit = quoted_hex(p[i])) < 0)
			return UINT32_MAX;
		code = code << 4 | (uint32_t)digit;
	}
	return code;
}

/*
 * The bytes of the escape that the backslash at P begins, or 0 where it begins none or
 * half a surrogate pair.  It may look at 12 bytes; END is looked at by none but a pair.
 */
static inline size_t
quoted_escape(const char *p, const char *end)
{
	uint32_t code;

	switch (p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return 2;
	case 'u':
		break;
	default:
		return 0;
	}
	code = quoted_hex4(p + 2);
	if (code == UINT32_MAX)
		return 0;
	if (code < 0xd800 || code > 0xdfff)
		return 6;
	if (code > 0xdbff || end - p < 12 || p[6] != '\\' || p[7] != 'u')
		return 0;
	code = quoted_hex4(p + 8);
	return code >= 0xdc00 && code <= 0xdfff ? 12 : 0;
}

/*
 * P is within a string.  Returns the first byte from there on that must be escaped, be it
 * the closing quote; or, where there is none before END, END or something behind it.  A
 * bit of *WIDE where a byte before that is not ASCII.  It looks at 16 bytes at a time.
 */
static inline const char *
quoted_plain(const char *p, const char *end, uint32_t *wide)
{
	uint32_t stops, high;

	while ((stops = plain_stops(p, &high)) == 0) {
		*wide |= high;
		p += 16;
		if (p >= end)
			return p;
	}
	/* What stops is ASCII, so that no bit of it is left behind the first. */
	*wide |= high & (stops - 1);
	return p + __builtin_ctz(stops);
}

/*
 * P is behind the opening quote.  Returns the closing one; or, where there is none before
 * END, END or something behind it; or the first byte that cannot stand there, a control
 * character or a backslash that begins no escape.  *ESCAPED where there is an escape.
 */
static inline const char *
quoted_end(const char *p, const char *end, bool *escaped, uint32_t *wide)
{
	size_t len;

	*escaped = false;
	*wide = 0;
	for (;;) {
		p = quoted_plain(p, end, wide);
		if (p >= end || *p != '\\' || (len = quoted_escape(p, end)) == 0)
			return p;
		*escaped = true;
		p += len;
		if (p >= end)
			return p;
	}
}

/* Whether [FROM, TO) is UTF-8; 15 bytes behind it are readable.  *BAD as of str_utf8. */
bool quoted_utf8(const char *from, const char *to, size_t *bad);

#endif
