/* test-plain - data/plain, with SSE2 and without */
/* SPDX-License-Identifier: ISC */

#include "base/str.h"
#include "data/plain.h"
#include "tap.h"

/* Bytes on both sides of every limit that UTF-8 has. */
static const unsigned char edges[] = { 0x00, 'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
	0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1,
	0xf3, 0xf4, 0xf5, 0xff };

#define EDGES (sizeof edges)

/* Four bytes of any kind, somewhere in a text of LEN bytes, with more of them behind. */
static void
utf8(size_t at, size_t len)
{
	size_t i, wrong = 0, right = 0, bad;
	char text[64];

	memset(text, 0xc3, sizeof text);
	memset(text, 'x', len);
	for (i = 0; i < EDGES * EDGES * EDGES * EDGES; i++) {
		text[at] = (char)edges[i % EDGES];
		text[at + 1] = (char)edges[i / EDGES % EDGES];
		text[at + 2] = (char)edges[i / EDGES / EDGES % EDGES];
		text[at + 3] = (char)edges[i / EDGES / EDGES / EDGES];
		if (!plain_utf8(text, len))
			continue;
		right++;
		wrong += !str_utf8((struct str){ text, len }, &bad);
	}
	OK(wrong == 0, "what is taken at %zu of %zu is UTF-8", at, len);
#ifdef __SSE2__
	/* All with neither a wide lead byte nor a limited one: 1, 2 and 3 bytes. */
	OK(right > 1000, "and %zu are", right);
#else
	OK(right == 0, "none is taken without SSE2");
#endif
}

/* Every byte at every place of sixteen, among ASCII or among bytes that are not. */
int
main(void)
{
	size_t at, done = 0, wrong = 0, words = 0;
	uint32_t high, stops, others;
	char bytes[16];
	uint64_t eight, other;
	int c, fill;

	for (fill = 0; fill < 2; fill++)
		for (c = 0; c < 256; c++)
			for (at = 0; at < 16; at++) {
				memset(bytes, fill == 0 ? ' ' : 0xc3, sizeof bytes);
				bytes[at] = (char)c;
				others = fill == 0 ? 0 : UINT32_C(0xffff) & ~(1U << at);
				stops = plain_stops(bytes, &high);
				wrong += stops != (plain_is((char)c) ? 0 : 1U << at);
				wrong += high != (others | (c < 128 ? 0 : 1U << at));
				memcpy(&eight, bytes + (at < 8 ? 0 : 8), 8);
				memcpy(&other, bytes + (at < 8 ? 8 : 0), 8);
				words += plain_eight(eight) != plain_is((char)c);
				words += plain_pair(eight, other) != plain_is((char)c);
				words += plain_pair(other, eight) != plain_is((char)c);
				done++;
			}
	OK(done == 2 * 256 * 16 && wrong == 0, "every byte at every place of sixteen");
	OK(words == 0, "and of eight, and of two times eight");
	OK(!plain_is('"') && !plain_is('\\') && !plain_is('\0') && !plain_is('\x1f'),
	    "quote, backslash and controls are not plain");
	OK(plain_is(' ') && plain_is('/') && plain_is('\x7f') && plain_is('\xff'),
	    "all else is");
	utf8(0, 4);
	utf8(3, 12);
	utf8(12, 16);
	utf8(13, 17);
	utf8(14, 18);
	utf8(15, 33);
	utf8(30, 34);
	return tap_done();
}
