/* plain - which bytes a JSON string cannot hold as they are */
/* SPDX-License-Identifier: ISC */

/*
 * The inner step of `quoted` and `emit`: sixteen bytes looked at in one go, with SSE2
 * where the machine has it (every x86-64 does) and byte by byte elsewhere.
 */

#ifndef DATA_PLAIN_H
#define DATA_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* RFC 8259, section 7: the quote, the backslash and U+0000 to U+001F. */
static inline bool
plain_is(char c)
{
	return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

/*
 * One bit for each of the 16 bytes at P (the lowest for the first) that must be escaped.
 * *HIGH has a bit for each that is not ASCII.
 */
static inline uint32_t
plain_stops(const char *p, uint32_t *high)
{
#ifdef __SSE2__
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
	__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	__m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));

	*high = (uint32_t)_mm_movemask_epi8(v);
	return (uint32_t)_mm_movemask_epi8(
	    _mm_or_si128(control, _mm_or_si128(quote, slash)));
#else
	uint32_t stops = 0;
	int i;

	*high = 0;
	for (i = 0; i < 16; i++) {
		stops |= (uint32_t)!plain_is(p[i]) << i;
		*high |= (uint32_t)((unsigned char)p[i] >> 7) << i;
	}
	return stops;
#endif
}

/*
 * Whether the LEN bytes at P are UTF-8 (RFC 3629) of the common kind: up to three bytes,
 * and no lead byte that forbids some of what may follow others.  False where they are of
 * another kind, or no UTF-8 at all.  Up to 15 bytes behind them are looked at.
 */
static inline bool
plain_utf8(const char *p, size_t len)
{
#ifdef __SSE2__
	const __m128i two = _mm_set1_epi8((char)0xc0), three = _mm_set1_epi8((char)0xe0);
	uint32_t within, lead, wide, tail, odd, due = 0;
	__m128i v, some;

	for (;; p += 16, len -= 16) {
		within = len < 16 ? (UINT32_C(1) << len) - 1 : 0xffff;
		v = _mm_loadu_si128((const __m128i *)(const void *)p);
		lead = (uint32_t)_mm_movemask_epi8(
			   _mm_cmpeq_epi8(_mm_max_epu8(v, two), v)) &
		       within;
		wide = (uint32_t)_mm_movemask_epi8(
			   _mm_cmpeq_epi8(_mm_max_epu8(v, three), v)) &
		       within;
		/* 0xC0 and 0xC1; 0xE0; 0xED; 0xF0 and above. */
		some = _mm_cmpeq_epi8(_mm_and_si128(v, _mm_set1_epi8((char)0xfe)), two);
		some = _mm_or_si128(some, _mm_cmpeq_epi8(v, three));
		some = _mm_or_si128(some, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xed)));
		some = _mm_or_si128(
		    some, _mm_cmpeq_epi8(_mm_max_epu8(v, _mm_set1_epi8((char)0xf0)), v));
		odd = (uint32_t)_mm_movemask_epi8(some) & within;
		tail = (uint32_t)_mm_movemask_epi8(v) & within & ~lead;
		due |= lead << 1 | wide << 2;
		if (len <= 16)
			return odd == 0 && due == tail;
		if (odd != 0 || (due & 0xffff) != tail)
			return false;
		due >>= 16;
	}
#else
	(void)p;
	(void)len;
	return false;
#endif
}

/* Sixteen bytes, and which of their bits count. */
struct plain_sixteen {
	_Alignas(16) unsigned char bytes[16], mask[16];
};

/* Whether the 16 bytes at P are those of S, whose bits that do not count are 0. */
static inline bool
plain_same(const char *p, const struct plain_sixteen *s)
{
#ifdef __SSE2__
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i bytes = _mm_load_si128((const __m128i *)(const void *)s->bytes);
	__m128i mask = _mm_load_si128((const __m128i *)(const void *)s->mask);

	v = _mm_cmpeq_epi8(_mm_and_si128(v, mask), bytes);
	return _mm_movemask_epi8(v) == 0xffff;
#else
	uint64_t at[2], bytes[2], mask[2];

	memcpy(at, p, sizeof at);
	memcpy(bytes, s->bytes, sizeof bytes);
	memcpy(mask, s->mask, sizeof mask);
	return (((at[0] & mask[0]) ^ bytes[0]) | ((at[1] & mask[1]) ^ bytes[1])) == 0;
#endif
}

/* Whether none of the eight bytes of WORD must be escaped. */
static inline bool
plain_eight(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');

	/* A byte less than what is taken off borrows into its top bit. */
	return ((((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
		    ((slash - ones) & ~slash)) &
		   tops) == 0;
}

/* The same for both words. */
static inline bool
plain_pair(uint64_t first, uint64_t last)
{
#ifdef __SSE2__
	__m128i v = _mm_set_epi64x((long long)last, (long long)first);
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
	__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	__m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));

	return _mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, slash))) == 0;
#else
	return plain_eight(first) && plain_eight(last);
#endif
}

#endif
