/* base32 - bytes as text that no change of case harms (RFC 4648, section 6) */
/* SPDX-License-Identifier: ISC */

#include "base/base32.h"

#include <stdint.h>

void
base32_add(struct buf *out, const void *at, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	const unsigned char *p = at;
	uint32_t bits = 0;
	int n = 0;

	for (; len > 0; len--) {
		bits = bits << 8 | *p++;
		for (n += 8; n >= 5; n -= 5)
			buf_char(out, letters[bits >> (n - 5) & 31]);
	}
	if (n > 0)
		buf_char(out, letters[bits << (5 - n) & 31]);
}

/* The value of a base32 character, or -1. */
static int
value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

bool
base32_has(char c)
{
	return value(c) >= 0;
}

bool
base32_read(struct str text, unsigned char *out, size_t len)
{
	uint32_t bits = 0;
	size_t i;
	int n = 0;

	if (text.len != BASE32_LEN(len))
		return false;
	for (i = 0; i < text.len; i++) {
		int v = value(text.at[i]);

		if (v < 0)
			return false;
		bits = bits << 5 | (uint32_t)v;
		n += 5;
		if (n >= 8) {
			n -= 8;
			*out++ = (unsigned char)(bits >> n);
		}
	}
	return (bits & ((1U << n) - 1)) == 0;
}
