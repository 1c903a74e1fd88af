/* unescape - what the escapes in a scanned text stand for */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "data/scan.h"

/* The number that the four hexadecimal digits at P are; scan has seen that they are. */
static uint32_t
hex4(const char *p)
{
	uint32_t code = 0;
	int i;

	/* A letter's low half is its value less 9. */
	for (i = 0; i < 4; i++)
		code = code << 4 | ((uint32_t)(p[i] & 0xf) + (p[i] > '9' ? 9 : 0));
	return code;
}

/* Decodes the escape or the byte at *P and steps over it; returns how many bytes. */
static size_t
decode(const char **p, char out[4])
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at = *p, *named;
	uint32_t code, low;

	if (*at != '\\') {
		*out = *at;
		*p = at + 1;
		return 1;
	}
	if (at[1] != 'u') {
		named = strchr(from, at[1]);
		*out = named == NULL ? at[1] : to[named - from];
		*p = at + 2;
		return 1;
	}
	code = hex4(at + 2);
	*p = at + 6;
	if (code >= 0xd800 && code <= 0xdfff) {
		low = hex4(at + 8);
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		*p = at + 12;
	}
	return str_encode(code, out);
}

size_t
scan_unescape(struct str s, char *out)
{
	const char *p = s.at, *end = s.at + s.len, *slash;
	char *to = out;

	while (p < end) {
		slash = memchr(p, '\\', (size_t)(end - p));
		if (slash == NULL)
			slash = end;
		memcpy(to, p, (size_t)(slash - p));
		to += slash - p;
		p = slash;
		if (p < end)
			to += decode(&p, to);
	}
	return (size_t)(to - out);
}

bool
scan_same(struct str s, struct str plain)
{
	const char *p = s.at, *end = s.at + s.len;
	char code[4];
	size_t len, done = 0;

	/* No escape makes more bytes than it has, and none has more than six a byte. */
	if (s.len < plain.len || s.len / 6 > plain.len)
		return false;
	for (; p < end; done += len) {
		len = decode(&p, code);
		if (plain.len - done < len || memcmp(plain.at + done, code, len) != 0)
			return false;
	}
	return done == plain.len;
}
