/* page - an address of the shop as a page that visits can be compared by */
/* SPDX-License-Identifier: ISC */

#include "shop/page.h"

#define TOKEN ((size_t)20) /* characters from which on a word may be one */
#define UUID ((size_t)36)

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* "8-4-4-4-12" hexadecimal digits. */
static bool
is_uuid(struct str s)
{
	if (s.len != UUID)
		return false;
	for (size_t i = 0; i < UUID; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.at[i] != '-'
							    : !is_hex(s.at[i]))
			return false;
	return true;
}

/* One long word of letters and digits. */
static bool
is_token(struct str s)
{
	size_t digits = 0, letters = 0;

	if (s.len < TOKEN)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		digits += is_digit(s.at[i]);
		letters += is_letter(s.at[i]);
	}
	return digits + letters == s.len && digits != 0 && letters != 0;
}

static bool
is_secret(struct str segment)
{
	return (segment.len != 0 && memchr(segment.at, '@', segment.len) != NULL) ||
	       str_find(segment, STR("%40")) >= 0 || is_uuid(segment) ||
	       is_token(segment);
}

/* The path within ADDRESS. */
static struct str
path_of(struct str address)
{
	ptrdiff_t scheme = str_find(address, STR("://"));
	size_t i = 0;

	if (scheme >= 0 && (address.len == 0 || address.at[0] != '/')) {
		i = (size_t)scheme + 3;
		while (i < address.len && strchr("/?#", address.at[i]) == NULL)
			i++;
	}
	address = (struct str){ address.at + i, address.len - i };
	for (i = 0; i < address.len && address.at[i] != '?' && address.at[i] != '#'; i++)
		;
	return (struct str){ address.at, i };
}

struct str
page_of(struct str address, struct pool *pool)
{
	struct str path = str_head(path_of(str_trim(address)), PAGE_LONGEST), segment,
		   rest;
	size_t len = 0;
	char *to;

	if (path.len == 0)
		return STR("/");
	to = pool_alloc(pool, path.len);
	for (bool first = true; str_cut(&path, '/', &segment); first = false) {
		if (!first)
			to[len++] = '/';
		rest = segment;
		(void)str_cut(&rest, ';', &segment);
		if (is_secret(segment))
			segment = STR("*");
		if (segment.len != 0)
			memcpy(to + len, segment.at, segment.len);
		len += segment.len;
	}
	return (struct str){ to, len };
}
