/* glob - one line held to a pattern with '*' and a place for an address */
/* SPDX-License-Identifier: ISC */

#include "data/glob.h"

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static struct str
from(struct str s, size_t at)
{
	return (struct str){ s.at + at, s.len - at };
}

static size_t
blanks(struct str s)
{
	size_t n = 0;

	while (n < s.len && blank(s.at[n]))
		n++;
	return n;
}

/* The address at the start of S, or the empty text. */
static struct str
address_at(struct str s)
{
	struct str address = { s.at, 0 };
	size_t ats = 0, at = 0;

	while (address.len < s.len && (unsigned char)s.at[address.len] > ' ' &&
	       s.at[address.len] != 0x7f &&
	       memchr("()<>[],;:\"", s.at[address.len], 10) == NULL) {
		if (s.at[address.len] == '@') {
			ats++;
			at = address.len;
		}
		address.len++;
	}
	while (address.len > 0 &&
	       (s.at[address.len - 1] == '.' || s.at[address.len - 1] == '\''))
		address.len--;
	if (ats != 1 || at == 0 || at + 1 >= address.len)
		address.len = 0;
	return address;
}

/* The start of both up to the next '*': how far it matches, or false. */
static bool
step(struct str *pattern, struct str *line, struct str *address)
{
	while (pattern->len > 0 && pattern->at[0] != '*') {
		if (pattern->at[0] == '{' && str_starts(*pattern, STR(GLOB_ADDRESS))) {
			struct str found = address_at(*line);

			if (found.len == 0)
				return false;
			*address = found;
			*pattern = from(*pattern, sizeof GLOB_ADDRESS - 1);
			*line = from(*line, found.len);
		} else if (blank(pattern->at[0])) {
			size_t n = blanks(*line);

			if (n == 0)
				return false;
			*pattern = from(*pattern, blanks(*pattern));
			*line = from(*line, n);
		} else {
			if (line->len == 0 || lower(line->at[0]) != lower(pattern->at[0]))
				return false;
			*pattern = from(*pattern, 1);
			*line = from(*line, 1);
		}
	}
	return true;
}

/* LINE from the first byte on with which PATTERN, which is not empty, may begin. */
static struct str
next_start(struct str pattern, struct str line)
{
	char c = lower(pattern.at[0]);

	if (c == '{' || blank(c))
		return line;
	while (line.len > 0 && lower(line.at[0]) != c)
		line = from(line, 1);
	return line;
}

/*
 * A part between two '*' may stand at the first place where it matches: whatever would
 * match behind a later one does so behind this one, too.
 */
bool
glob_match(struct str pattern, struct str line, struct str *address)
{
	struct str found = STR_NONE, behind = STR_NONE, again = STR_NONE;

	pattern = str_trim(pattern);
	line = str_trim(line);
	for (;;) {
		struct str p = pattern, l = line;

		if (step(&p, &l, &found) && (p.len > 0 || l.len == 0)) {
			if (p.len == 0)
				break;
			while (p.len > 0 && p.at[0] == '*')
				p = from(p, 1);
			if (p.len == 0)
				break;
			pattern = behind = p;
			line = again = next_start(p, l);
			continue;
		}
		if (behind.at == NULL || again.len == 0)
			return false;
		pattern = behind;
		line = again = next_start(behind, from(again, 1));
	}
	if (address != NULL)
		*address = found;
	return true;
}
