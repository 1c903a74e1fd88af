/* html - text for the inside of HTML */
/* SPDX-License-Identifier: ISC */

#include "data/html.h"

#include <stdbool.h>

#include "data/emit.h"
#include "data/plain.h"

#define PIECE ((size_t)4096) /* of a long text, so that not six times it is reserved */
#define LONGEST 6	     /* "&quot;", "\u0000" */
#define SLACK 16	     /* a copy may write so much behind what it adds */

#ifdef __SSE2__
/*
 * One bit for each of 16 bytes (the lowest for the first) that must be escaped.  '&' and
 * '\'' differ in the lowest bit only, '<' and '>' in the next.
 */
static inline uint32_t
stops_in(__m128i v, bool json)
{
	__m128i stop = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));

	stop = _mm_or_si128(
	    stop, _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(1)), _mm_set1_epi8('\'')));
	stop = _mm_or_si128(
	    stop, _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(2)), _mm_set1_epi8('>')));
	if (json) {
		stop = _mm_or_si128(
		    stop, _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v));
		stop = _mm_or_si128(stop, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	}
	return (uint32_t)_mm_movemask_epi8(stop);
}

static inline uint32_t
stops(const char *p, bool json)
{
	return stops_in(_mm_loadu_si128((const __m128i *)(const void *)p), json);
}
#else
static inline uint32_t
stops(const char *p, bool json)
{
	uint32_t stop = 0;
	int i;

	for (i = 0; i < 16; i++) {
		bool html = p[i] == '"' || (p[i] | 1) == '\'' || (p[i] | 2) == '>';

		stop |= (uint32_t)(html || (json && !plain_is(p[i]))) << i;
	}
	return stop;
}
#endif

/* Writes the escape of a byte that has one; returns what is behind it. */
static char *
escape_byte(char *to, char c)
{
	switch (c) {
	case '&':
		memcpy(to, "&amp;", 5);
		return to + 5;
	case '<':
		memcpy(to, "&lt;", 4);
		return to + 4;
	case '>':
		memcpy(to, "&gt;", 4);
		return to + 4;
	case '"':
		memcpy(to, "&quot;", 6);
		return to + 6;
	case '\'':
		memcpy(to, "&#39;", 5);
		return to + 5;
	default:
		return emit_escape_byte(to, c);
	}
}

/*
 * Escapes N bytes, at most 16, of a block of 32 of which STOP says what must be escaped;
 * the bytes behind the first N may be anything.
 */
static inline char *
escape_block(char *to, const char block[32], size_t n, uint32_t stop)
{
	size_t from = 0;

	for (; stop != 0; stop &= stop - 1) {
		size_t at = (size_t)__builtin_ctz(stop);

		memcpy(to, block + from, 16);
		to = escape_byte(to + (at - from), block[at]);
		from = at + 1;
	}
	memcpy(to, block + from, 16);
	return to + (n - from);
}

/*
 * Copies N bytes, less than 16, by words that may overlap; TO may be written up to 16
 * bytes far.
 */
static inline void
copy_short(char *to, const char *at, size_t n)
{
	if (n >= 8) {
		memcpy(to, at, 8);
		memcpy(to + n - 8, at + n - 8, 8);
	} else if (n >= 4) {
		memcpy(to, at, 4);
		memcpy(to + n - 4, at + n - 4, 4);
	} else if (n > 0) {
		to[0] = at[0];
		to[n / 2] = at[n / 2];
		to[n - 1] = at[n - 1];
	}
}

/* Whether none of N bytes, less than 16, must be escaped. */
static inline bool
short_is_plain(const char *at, size_t n, bool json)
{
	uint64_t words[2] = { 0, 0 };
	uint32_t half[2];

	if (n >= 8) {
		memcpy(&words[0], at, 8);
		memcpy(&words[1], at + n - 8, 8);
	} else if (n >= 4) {
		memcpy(&half[0], at, 4);
		memcpy(&half[1], at + n - 4, 4);
		words[0] = words[1] = half[0] | (uint64_t)half[1] << 32;
	} else if (n > 0) {
		words[0] = (unsigned char)at[0] * UINT64_C(0x0101010101010101);
		words[1] = (unsigned char)at[n / 2] * UINT64_C(0x01010101) |
			   ((unsigned char)at[n - 1] * UINT64_C(0x01010101)) << 32;
	} else {
		return true;
	}
#ifdef __SSE2__
	return stops_in(_mm_set_epi64x((long long)words[1], (long long)words[0]), json) ==
	       0;
#else
	return stops((const char *)words, json) == 0;
#endif
}

/* Escapes the N bytes at AT to TO, which has room for six times N and SLACK more. */
static inline char *
escape_to(char *to, const char *at, size_t n, bool json)
{
	char block[32];
	uint32_t stop;

	for (; n >= 16; n -= 16, at += 16) {
		stop = stops(at, json);
		memcpy(to, at, 16);
		if (stop == 0) {
			to += 16;
			continue;
		}
		memcpy(block, at, 16);
		to = escape_block(to, block, 16, stop);
	}
	copy_short(to, at, n);
	if (short_is_plain(at, n, json))
		return to + n;
	memset(block, 0, sizeof block);
	copy_short(block, at, n);
	stop = stops(block, json) & ((UINT32_C(1) << n) - 1);
	return escape_block(to, block, n, stop);
}

static inline void
escape(struct buf *b, struct str text, bool json)
{
	while (text.len > 0) {
		size_t n = text.len < PIECE ? text.len : PIECE;

		if (b->room - b->len < n * LONGEST + SLACK)
			buf_reserve(b, n * LONGEST + SLACK);
		b->len = (size_t)(escape_to(b->at + b->len, text.at, n, json) - b->at);
		text.at += n;
		text.len -= n;
	}
}

void
html_escape(struct buf *b, struct str text)
{
	escape(b, text, false);
}

void
html_escape_json(struct buf *b, struct str text)
{
	escape(b, text, true);
}
