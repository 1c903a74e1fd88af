/* tag - language tags as exports write them */
/* SPDX-License-Identifier: ISC */

#include "data/tag.h"

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
tag_is(struct str s)
{
	if (s.len < 2 || s.len > 35)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!is_letter(c) && (i < 2 || (c != '-' && !(c >= '0' && c <= '9'))))
			return false;
	}
	return s.at[s.len - 1] != '-';
}

struct str
tag_hyphens(struct str tag, struct pool *pool)
{
	char *at;

	if (tag.len == 0)
		return tag;
	at = pool_alloc(pool, tag.len);
	for (size_t i = 0; i < tag.len; i++)
		at[i] = tag.at[i] == '_' ? '-' : tag.at[i];
	return (struct str){ at, tag.len };
}
