/* clean - what somebody typed, as one line that can be shown */
/* SPDX-License-Identifier: ISC */

#include "shop/clean.h"

#include <stdbool.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

/* Bytes that may begin a character to be replaced. */
static inline bool
suspect(unsigned char c)
{
	return c < 0x20 || c == 0x7f || c == 0xc2 || c == 0xd8 || c == 0xe2;
}

/* The bytes of a direction mark (U+061C, U+200E, U+200F) at the start of S, else 0. */
static size_t
mark(struct str s)
{
	if (str_starts(s, STR("\u061c")))
		return 2;
	return str_starts(s, STR("\u200e")) || str_starts(s, STR("\u200f")) ? 3 : 0;
}

/* The bytes of the character at the start of S if it is to be replaced, else 0. */
static size_t
unwanted(struct str s)
{
	const unsigned char *at = (const unsigned char *)s.at;

	if (at[0] < 0x20 || at[0] == 0x7f)
		return 1;
	if (at[0] == 0xc2 && s.len > 1 && at[1] < 0xa0)
		return 2;
	if (mark(s) > 0)
		return mark(s);
	if (at[0] != 0xe2 || s.len < 3)
		return 0;
	if ((at[1] == 0x80 && at[2] >= 0xa8 && at[2] <= 0xae) ||
	    (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9))
		return 3;
	return 0;
}

/* Where the first character to be replaced is, or the end. */
static size_t
first_unwanted(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (suspect((unsigned char)s.at[i]) &&
		    unwanted((struct str){ s.at + i, s.len - i }) > 0)
			break;
	return i;
}

static struct str
replace(struct pool *pool, struct str s, size_t from)
{
	char *at = pool_alloc(pool, s.len);
	size_t n = from, skip;

	memcpy(at, s.at, from);
	s.at += from;
	s.len -= from;
	while (s.len > 0) {
		skip = unwanted(s);
		/* A line end of two characters, or a run of them, is one space. */
		if (skip == 0)
			at[n++] = *s.at;
		else if (mark(s) == 0 && n > 0 && at[n - 1] != ' ')
			at[n++] = ' ';
		skip += skip == 0;
		s.at += skip;
		s.len -= skip;
	}
	return (struct str){ at, n };
}

static struct str
cut(struct pool *pool, struct str s, size_t max)
{
	const size_t end = sizeof ELLIPSIS - 1;
	struct str head = str_trim(str_head(s, max - end));
	char *at = pool_alloc(pool, head.len + end);

	memcpy(at, head.at, head.len);
	memcpy(at + head.len, ELLIPSIS, end);
	return (struct str){ at, head.len + end };
}

struct str
clean_line(struct pool *pool, struct str text, size_t max)
{
	size_t from = first_unwanted(text);

	if (from < text.len)
		text = replace(pool, text, from);
	text = str_trim(text);
	return text.len > max ? cut(pool, text, max) : text;
}
