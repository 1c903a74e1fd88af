/* html - text for the inside of HTML */
/* SPDX-License-Identifier: ISC */

#include "data/html.h"

#include <stdbool.h>

#include "data/emit.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define PIECE ((size_t)4096) /* of a long text, so that not six times it is reserved */
#define LONGEST 6	     /* "&quot;", "\u0000" */
#define SLACK 16	     /* a copy of 16 may write so much behind what it adds */

enum { HTML = 1, JSON = 2 };

#define EIGHT JSON, JSON, JSON, JSON, JSON, JSON, JSON, JSON

static const unsigned char special[256] = {
	EIGHT,
	EIGHT,
	EIGHT,
	EIGHT,
	['"'] = HTML | JSON,
	['&'] = HTML,
	['\''] = HTML,
	['<'] = HTML,
	['>'] = HTML,
	['\\'] = JSON,
};

/* Adds the escape of one byte that has one. */
static void
escape_one(struct buf *b, char c)
{
	switch (c) {
	case '&':
		buf_str(b, STR("&amp;"));
		break;
	case '<':
		buf_str(b, STR("&lt;"));
		break;
	case '>':
		buf_str(b, STR("&gt;"));
		break;
	case '"':
		buf_str(b, STR("&quot;"));
		break;
	case '\'':
		buf_str(b, STR("&#39;"));
		break;
	default:
		emit_escape(b, (struct str){ &c, 1 });
		break;
	}
}

#ifdef __SSE2__
/*
 * One bit for each of the 16 bytes at P that is special.  '&' and '\'' differ in the
 * lowest bit only, '<' and '>' in the next.
 */
static inline uint32_t
stops(const char *p, bool json)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
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
#endif

/* Adds TEXT, for which there is room if no byte of it is special six times over. */
static inline void
escape_piece(struct buf *b, struct str text, bool json)
{
	const unsigned char mask = json ? HTML | JSON : HTML;
	size_t i = 0;

#ifdef __SSE2__
	while (text.len - i >= 16) {
		uint32_t stop = stops(text.at + i, json);
		size_t plain = stop == 0 ? 16 : (size_t)__builtin_ctz(stop);

		memcpy(b->at + b->len, text.at + i, 16);
		b->len += plain;
		i += plain;
		if (stop != 0)
			escape_one(b, text.at[i++]);
	}
#endif
	for (; i < text.len; i++) {
		if ((special[(unsigned char)text.at[i]] & mask) == 0)
			b->at[b->len++] = text.at[i];
		else
			escape_one(b, text.at[i]);
	}
}

static inline void
escape(struct buf *b, struct str text, bool json)
{
	while (text.len > 0) {
		struct str piece = { text.at, text.len < PIECE ? text.len : PIECE };

		buf_reserve(b, piece.len * LONGEST + SLACK);
		escape_piece(b, piece, json);
		text.at += piece.len;
		text.len -= piece.len;
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
