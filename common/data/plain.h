/* plain - which bytes a JSON string cannot hold as they are */
/* SPDX-License-Identifier: ISC */

/*
 * The inner step of `quoted` and `emit`: sixteen bytes looked at in one go, with SSE2
 * where the machine has it (every x86-64 does) and byte by byte elsewhere.
 */

#ifndef DATA_PLAIN_H
#define DATA_PLAIN_H

#include <stdbool.h>
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
