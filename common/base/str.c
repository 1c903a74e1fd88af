/* str - views of text: a pointer and a length, owned by somebody else */
/* SPDX-License-Identifier: ISC */

#include "base/str.h"

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool
str_same(struct str a, struct str b)
{
	size_t i;

	if (a.len != b.len)
		return false;
	if (a.len == 0 || memcmp(a.at, b.at, a.len) == 0)
		return true;
	for (i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n == 0 ? 0 : memcmp(a.at, b.at, n);

	if (c != 0)
		return c;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool
str_is_ascii(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

bool
str_starts(struct str s, struct str start)
{
	return s.len >= start.len &&
	       (start.len == 0 || memcmp(s.at, start.at, start.len) == 0);
}

bool
str_ends(struct str s, struct str end)
{
	return s.len >= end.len &&
	       (end.len == 0 || memcmp(s.at + s.len - end.len, end.at, end.len) == 0);
}

ptrdiff_t
str_find(struct str s, struct str needle)
{
	const char *at;

	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return -1;
	at = memmem(s.at, s.len, needle.at, needle.len);
	return at == NULL ? -1 : at - s.at;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.len > 0 && is_space(s.at[s.len - 1]))
		s.len--;
	while (s.len > 0 && is_space(s.at[0])) {
		s.at++;
		s.len--;
	}
	return s;
}

bool
str_cut(struct str *rest, char sep, struct str *part)
{
	const char *end;

	if (rest->at == NULL)
		return false;
	end = rest->len == 0 ? NULL : memchr(rest->at, sep, rest->len);
	if (end == NULL) {
		*part = *rest;
		*rest = STR_NONE;
		return true;
	}
	*part = (struct str){ rest->at, (size_t)(end - rest->at) };
	rest->len -= part->len + 1;
	rest->at = end + 1;
	return true;
}

/* The length of the well-formed sequence at S, or 0 (Unicode table 3-7). */
static size_t
sequence(const unsigned char *s, size_t len)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (len < n)
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (i = 2; i < n; i++)
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	return n;
}

bool
str_utf8(struct str s, size_t *bad)
{
	const unsigned char *at = (const unsigned char *)s.at;
	size_t i = 0, n;
	uint64_t eight;

	while (i < s.len) {
		if (s.len - i >= 8) {
			memcpy(&eight, at + i, 8);
			eight &= UINT64_C(0x8080808080808080);
			if (eight == 0) {
				i += 8;
				continue;
			}
		}
		/* Letters of two bytes come in rows, as in Cyrillic. */
		if (at[i] >= 0xc2 && at[i] < 0xe0 && s.len - i >= 2 &&
		    (at[i + 1] & 0xc0) == 0x80) {
			i += 2;
			continue;
		}
		n = sequence(at + i, s.len - i);
		if (n == 0) {
			*bad = i;
			return false;
		}
		i += n;
	}
	return true;
}

uint32_t
str_code_point(struct str s, size_t *len)
{
	const unsigned char *u = (const unsigned char *)s.at;

	if (u[0] < 0x80) {
		*len = 1;
		return u[0];
	}
	if (u[0] < 0xe0) {
		*len = 2;
		return (uint32_t)(u[0] & 0x1f) << 6 | (u[1] & 0x3f);
	}
	if (u[0] < 0xf0) {
		*len = 3;
		return (uint32_t)(u[0] & 0x0f) << 12 | (uint32_t)(u[1] & 0x3f) << 6 |
		       (u[2] & 0x3f);
	}
	*len = 4;
	return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3f) << 12 |
	       (uint32_t)(u[2] & 0x3f) << 6 | (u[3] & 0x3f);
}

size_t
str_encode(uint32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

struct str
str_head(struct str s, size_t len)
{
	if (s.len <= len)
		return s;
	while (len > 0 && ((unsigned char)s.at[len] & 0xc0) == 0x80)
		len--;
	return (struct str){ s.at, len };
}

size_t
str_distance(struct str a, struct str b)
{
	size_t row[3][STR_DISTANCE_MAX], i, j;

	if (a.len >= STR_DISTANCE_MAX || b.len >= STR_DISTANCE_MAX)
		return STR_DISTANCE_MAX;
	for (j = 0; j <= b.len; j++)
		row[0][j] = j;
	for (i = 1; i <= a.len; i++) {
		size_t *now = row[i % 3], *last = row[(i + 2) % 3],
		       *older = row[(i + 1) % 3];

		now[0] = i;
		for (j = 1; j <= b.len; j++) {
			size_t best = last[j - 1] + (a.at[i - 1] != b.at[j - 1]);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1] && older[j - 2] + 1 < best)
				best = older[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[a.len % 3][b.len];
}
