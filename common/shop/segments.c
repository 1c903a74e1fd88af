/* segments - how many parts a text message is sent and charged in */
/* SPDX-License-Identifier: ISC */

#include "shop/segments.h"

#include <stdint.h>

/* The characters of the default alphabet that are not ASCII. */
static const uint16_t beyond[] = { 0xa1, 0xa3, 0xa4, 0xa5, 0xa7, 0xbf, 0xc4, 0xc5, 0xc6,
	0xc7, 0xc9, 0xd1, 0xd6, 0xd8, 0xdc, 0xdf, 0xe0, 0xe4, 0xe5, 0xe6, 0xe8, 0xe9,
	0xec, 0xf1, 0xf2, 0xf6, 0xf8, 0xf9, 0xfc, 0x393, 0x394, 0x398, 0x39b, 0x39e,
	0x3a0, 0x3a3, 0x3a6, 0x3a8, 0x3a9 };

/* Septets that C takes, or 0 where the default alphabet does not have it. */
static size_t
septets(uint32_t c)
{
	if (c == 0x20ac || c == '\f' || c == '^' || c == '{' || c == '}' || c == '\\' ||
	    c == '[' || c == '~' || c == ']' || c == '|')
		return 2;
	if (c == '\n' || c == '\r' || (c >= ' ' && c < 0x7f && c != '`'))
		return 1;
	for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
		if (beyond[i] == c)
			return 1;
	return 0;
}

static size_t
utf16(uint32_t c)
{
	return c > 0xffff ? 2 : 1;
}

/* How many parts of ROOM units it takes where no character is cut. */
static size_t
parts(struct str text, size_t (*units)(uint32_t), size_t room)
{
	size_t n = 1, used = 0, len;

	for (; text.len > 0; text.at += len, text.len -= len) {
		size_t more = units(str_code_point(text, &len));

		if (used + more > room) {
			n++;
			used = 0;
		}
		used += more;
	}
	return n;
}

struct segments
segments_of(struct str text)
{
	struct segments s = { .gsm = true };
	struct str rest = text;
	size_t len, more;

	for (; rest.len > 0 && s.gsm; rest.at += len, rest.len -= len) {
		more = septets(str_code_point(rest, &len));
		s.gsm = more > 0;
		s.units += more;
	}
	if (!s.gsm)
		s.units = segments_utf16(text);
	if (s.units > (s.gsm ? 160u : 70u))
		s.n = s.gsm ? parts(text, septets, 153) : parts(text, utf16, 67);
	else
		s.n = text.len > 0;
	return s;
}

size_t
segments_utf16(struct str text)
{
	size_t n = 0, len;

	for (; text.len > 0; text.at += len, text.len -= len)
		n += utf16(str_code_point(text, &len));
	return n;
}
