/* markup - whether HTML or XML is well formed, for tests */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_MARKUP_H
#define TESTS_UNIT_MARKUP_H

#include "base/str.h"

#define MARKUP_DEPTH 64

/* The name at the start of TEXT. */
static inline struct str
markup_name(struct str text)
{
	size_t n = 0;

	while (n < text.len && ((text.at[n] >= 'a' && text.at[n] <= 'z') ||
				   (text.at[n] >= '0' && text.at[n] <= '9')))
		n++;
	return (struct str){ text.at, n };
}

/*
 * Whether every element of TEXT is closed, in turn, and every attribute is quoted.  META
 * needs no end; a '<' or '>' anywhere but in a tag is wrong.  *BAD is where it ends.
 */
static inline bool
markup_sound(struct str text, size_t *bad)
{
	struct str open[MARKUP_DEPTH], name;
	size_t depth = 0, i, end;
	bool quoted;

	for (i = 0; i < text.len; i++) {
		*bad = i;
		if (text.at[i] == '>')
			return false;
		if (text.at[i] != '<')
			continue;
		quoted = false;
		for (end = i + 1; end < text.len && (quoted || text.at[end] != '>');
		     end++) {
			if (text.at[end] == '"')
				quoted = !quoted;
			if (text.at[end] == '<' ||
			    (!quoted && text.at[end] == '=' && text.at[end + 1] != '"'))
				return false;
		}
		if (end == text.len)
			return false;
		name = markup_name((struct str){ text.at + i + 1, end - i - 1 });
		if (text.at[i + 1] == '/') {
			name = markup_name((struct str){ text.at + i + 2, end - i - 2 });
			if (depth == 0 || !str_eq(open[--depth], name))
				return false;
		} else if (text.at[i + 1] != '!' && text.at[end - 1] != '/' &&
			   !str_is(name, "meta")) {
			if (name.len == 0 || depth == MARKUP_DEPTH)
				return false;
			open[depth++] = name;
		}
		i = end;
	}
	*bad = text.len;
	return depth == 0;
}

#endif
