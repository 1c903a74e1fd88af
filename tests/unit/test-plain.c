/* test-plain - data/plain, with SSE2 and without */
/* SPDX-License-Identifier: ISC */

#include "data/plain.h"
#include "tap.h"

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
	return tap_done();
}
