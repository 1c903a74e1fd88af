/* scan - the strict reader of one JSON text */
/* SPDX-License-Identifier: ISC */

#include "data/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "data/quoted.h"

#define NO_TOK UINT32_MAX
#define TOKS_KEPT 65536 /* a longer tape is given back once a shorter text comes */

/*
 * While an object or array is open, `next` of its token is the one around it, so that the
 * nesting needs no stack.  Steps return where they stopped, or NULL after filling E.
 */
struct scanner {
	const char *start, *end;
	struct tape *tape;
	uint32_t open, depth;
	struct err *e;
};

/* Writes "column 17" for P. */
static void
place(const struct scanner *s, const char *p, char *out, size_t size)
{
	const char *line = s->start, *lf;
	size_t lines = 1;

	while ((lf = memchr(line, '\n', (size_t)(p - line))) != NULL) {
		line = lf + 1;
		lines++;
	}
	if (lines == 1 && memchr(p, '\n', (size_t)(s->end - p)) == NULL)
		(void)snprintf(out, size, "column %zu", (size_t)(p - line) + 1);
	else
		(void)snprintf(
		    out, size, "line %zu, column %zu", lines, (size_t)(p - line) + 1);
}

/* Writes what stands at P: "'}'", "byte 0xFF" or "the end". */
static void
found(const struct scanner *s, const char *p, char *out, size_t size)
{
	unsigned char c = p < s->end ? (unsigned char)*p : 0;

	if (p >= s->end)
		(void)snprintf(out, size, "the end");
	else if (c < 0x20 || c >= 0x7f)
		(void)snprintf(out, size, "byte 0x%02X", c);
	else
		(void)snprintf(out, size, "'%c'", c);
}

/* "column 17: expected WHAT, got '}'". */
__attribute__((cold, noinline)) static const char *
expected(const struct scanner *s, const char *p, const char *what)
{
	char where[60], got[16];

	if (p > s->end)
		p = s->end;
	place(s, p, where, sizeof where);
	found(s, p, got, sizeof got);
	(void)err_set(s->e, ERR_RECORD, "%s: expected %s, got %s", where, what, got);
	return NULL;
}

/* "column 17: WHY". */
__attribute__((cold, noinline)) static const char *
wrong(const struct scanner *s, const char *p, const char *why)
{
	char where[60];

	if (p >= s->end)
		return expected(s, p, "the '\"' that ends the text");
	place(s, p, where, sizeof where);
	(void)err_set(s->e, ERR_RECORD, "%s: %s", where, why);
	return NULL;
}

__attribute__((cold, noinline)) static void
grow(struct tape *t)
{
	t->room = t->room == 0		     ? 256
		  : t->room > UINT32_MAX / 2 ? UINT32_MAX
					     : 2 * t->room;
	t->toks = mem_grow(t->toks, t->room, sizeof *t->toks);
}

static inline void
push(
    struct scanner *s, enum tok_kind kind, const char *from, const char *to, bool escaped)
{
	struct tape *t = s->tape;

	if (t->n == t->room)
		grow(t);
	t->toks[t->n] = (struct tok){
		.at = (uint32_t)(from - s->start),
		.len = (uint32_t)(to - from),
		.next = t->n + 1,
		.kind = (uint8_t)kind,
		.escaped = escaped,
	};
	t->n++;
}

static inline const char *
skip(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* The byte at P, or NUL (which no step expects) at the end. */
static inline char
peek(const struct scanner *s, const char *p)
{
	return p < s->end ? *p : '\0';
}

/* P is at a backslash that begins no escape. */
__attribute__((cold, noinline)) static const char *
no_escape(const struct scanner *s, const char *p)
{
	if (p[1] != 'u')
		return wrong(s, p + 1, "there is no such escape in a text");
	if (quoted_hex4(p + 2) != UINT32_MAX)
		return wrong(s, p, "half of a surrogate pair");
	for (p += 2; quoted_hex(*p) >= 0;)
		p++;
	return wrong(s, p, "\\u needs four hexadecimal digits");
}

/* P is behind the opening quote; returns the closing one. */
static inline const char *
text(const struct scanner *s, const char *p, bool *escaped)
{
	const char *from = p;
	uint32_t wide;
	size_t bad;

	p = quoted_end(p, s->end, escaped, &wide);
	if (p >= s->end)
		return expected(s, p, "the '\"' that ends the text");
	if (*p == '\\')
		return no_escape(s, p);
	if (*p != '"')
		return wrong(s, p, "a control character within a text");
	if (wide != 0 && !quoted_utf8(from, p, &bad))
		return wrong(s, from + bad, "a byte that is not UTF-8");
	return p;
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline const char *
digits(const struct scanner *s, const char *p)
{
	if (!is_digit(peek(s, p)))
		return expected(s, p, "a digit");
	do
		p++;
	while (is_digit(peek(s, p)));
	return p;
}

/* RFC 8259, section 6. */
static inline const char *
number(struct scanner *s, const char *p)
{
	const char *from = p;

	if (*p == '-')
		p++;
	if (peek(s, p) == '0') {
		p++;
		if (is_digit(peek(s, p)))
			return wrong(s, p - 1, "a number with a leading zero");
	} else if ((p = digits(s, p)) == NULL)
		return NULL;
	if (peek(s, p) == '.' && (p = digits(s, p + 1)) == NULL)
		return NULL;
	if (peek(s, p) == 'e' || peek(s, p) == 'E') {
		p++;
		if (peek(s, p) == '+' || peek(s, p) == '-')
			p++;
		if ((p = digits(s, p)) == NULL)
			return NULL;
	}
	push(s, TOK_NUMBER, from, p, false);
	return p;
}

static inline const char *
word(struct scanner *s, const char *p, struct str name, enum tok_kind kind)
{
	if ((size_t)(s->end - p) < name.len || memcmp(p, name.at, name.len) != 0)
		return expected(s, p, "a value");
	push(s, kind, p, p + name.len, false);
	return p + name.len;
}

static inline const char *
open_at(struct scanner *s, const char *p, enum tok_kind kind)
{
	uint32_t tok = s->tape->n;

	if (s->depth == SCAN_DEPTH)
		return wrong(s, p, "nested too deeply");
	s->depth++;
	push(s, kind, p, p + 1, false);
	s->tape->toks[tok].next = s->open;
	s->open = tok;
	return p + 1;
}

/* P is at the bracket that closes the innermost object or array. */
static inline const char *
close_at(struct scanner *s, const char *p)
{
	struct tok *t = &s->tape->toks[s->open];

	s->open = t->next;
	s->depth--;
	t->len = (uint32_t)(p + 1 - s->start) - t->at;
	t->next = s->tape->n;
	return p + 1;
}

/* Reads a scalar, or opens an object or array. */
static inline const char *
value(struct scanner *s, const char *p)
{
	const char *end;
	bool escaped;

	p = skip(p, s->end);
	switch (peek(s, p)) {
	case '"':
		if ((end = text(s, p + 1, &escaped)) == NULL)
			return NULL;
		push(s, TOK_TEXT, p + 1, end, escaped);
		return end + 1;
	case '{':
		return open_at(s, p, TOK_OBJECT);
	case '[':
		return open_at(s, p, TOK_ARRAY);
	case 't':
		return word(s, p, STR("true"), TOK_TRUE);
	case 'f':
		return word(s, p, STR("false"), TOK_FALSE);
	case 'n':
		return word(s, p, STR("null"), TOK_NULL);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return number(s, p);
	default:
		return expected(s, p, "a value");
	}
}

/* One member of the open object with the comma before it, or its end. */
static inline const char *
member(struct scanner *s, const char *p)
{
	bool first = s->tape->n == s->open + 1, escaped;
	const char *end;

	p = skip(p, s->end);
	if (peek(s, p) == '}')
		return close_at(s, p);
	if (!first) {
		if (peek(s, p) != ',')
			return expected(s, p, "',' or '}' after a value");
		p = skip(p + 1, s->end);
	}
	if (peek(s, p) != '"')
		return expected(s, p, first ? "a key or '}'" : "a key");
	if ((end = text(s, p + 1, &escaped)) == NULL)
		return NULL;
	push(s, TOK_KEY, p + 1, end, escaped);
	p = skip(end + 1, s->end);
	if (peek(s, p) != ':')
		return expected(s, p, "':' after a key");
	return value(s, p + 1);
}

/* The same for the open array. */
static inline const char *
element(struct scanner *s, const char *p)
{
	bool first = s->tape->n == s->open + 1;

	p = skip(p, s->end);
	if (peek(s, p) == ']')
		return close_at(s, p);
	if (first)
		return value(s, p);
	if (peek(s, p) != ',')
		return expected(s, p, "',' or ']' after a value");
	return value(s, p + 1);
}

bool
scan(struct tape *tape, struct str text, struct err *e)
{
	struct scanner s = {
		.start = text.at,
		.end = text.at + text.len,
		.tape = tape,
		.open = NO_TOK,
		.e = e,
	};
	const char *p;

	if (text.len >= UINT32_MAX)
		return err_set(e, ERR_RECORD, "a text of 4 GiB or more");
	if (tape->room > TOKS_KEPT && text.len < tape->room)
		tape_done(tape);
	tape->n = 0;
	p = value(&s, text.at);
	while (p != NULL && s.open != NO_TOK)
		p = tape->toks[s.open].kind == TOK_OBJECT ? member(&s, p)
							  : element(&s, p);
	if (p != NULL) {
		p = skip(p, s.end);
		if (p == s.end)
			return true;
		(void)expected(&s, p, "nothing after the value");
	}
	tape->n = 0;
	return false;
}

void
tape_done(struct tape *tape)
{
	free(tape->toks);
	*tape = (struct tape){ NULL, 0, 0 };
}
