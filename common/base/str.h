/* str - views of text: a pointer and a length, owned by somebody else */
/* SPDX-License-Identifier: ISC */

/*
 * A view lends bytes; it is not NUL-terminated and never freed.  `at == NULL` means
 * "no text at all", which is not the same as the empty text.  Case and space are
 * ASCII's: what a language thinks of as case is data/text's matter.
 */

#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *at;
	size_t len;
};

/* A literal as a view; the second is for static tables. */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                \
	{                                                                                \
		"" literal, sizeof(literal) - 1                                          \
	}
#define STR_NONE ((struct str){ NULL, 0 })

/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).len, ((s).at == NULL ? "" : (s).at)

static inline struct str
str_of(const char *text)
{
	return (struct str){ text, text == NULL ? 0 : strlen(text) };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool
str_is(struct str a, const char *text)
{
	return str_eq(a, str_of(text));
}

/* Equal but for the case of ASCII letters. */
bool str_same(struct str a, struct str b);

/* Bytewise order: negative, 0 or positive. */
int str_cmp(struct str a, struct str b);

/* Whether no byte of S is beyond ASCII. */
bool str_is_ascii(struct str s);

bool str_starts(struct str s, struct str start);
bool str_ends(struct str s, struct str end);

/* Where NEEDLE begins in S, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);

/* Without the spaces, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);

/*
 * Cuts the part of *REST before the first SEP into *PART and leaves what follows SEP
 * in *REST.  False once nothing is left: "a,b," gives "a", "b", "".
 */
bool str_cut(struct str *rest, char sep, struct str *part);

/*
 * Whether S is UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above
 * U+10FFFF).  Where it is not, *BAD is the offset of the first wrong byte.
 */
bool str_utf8(struct str s, size_t *bad);

/* The code point at the start of S, which is UTF-8 and not empty; *LEN its bytes. */
uint32_t str_code_point(struct str s, size_t *len);

/* How many bytes CODE takes in UTF-8, written to OUT. */
size_t str_encode(uint32_t code, char out[4]);

/*
 * How many bytes must be added, left out, changed or swapped with the next to make B of A
 * (optimal string alignment), for "did you mean"; STR_DISTANCE_MAX where either is that
 * long.
 */
#define STR_DISTANCE_MAX 64
size_t str_distance(struct str a, struct str b);

/* The longest start of S of at most LEN bytes that ends between code points. */
struct str str_head(struct str s, size_t len);

#endif
