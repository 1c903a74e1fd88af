/* link - the URLs that a mail may hold */
/* SPDX-License-Identifier: ISC */

#include "shop/link.h"

#include <string.h>

#include "shop/form.h"

#define URL_MAX 1000

struct str
link_web(struct str url)
{
	return url.len <= URL_MAX && form_url(url) ? url : STR_NONE;
}

static size_t
encode(struct str text, char *out)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t i, n = 0;
	unsigned char c;

	for (i = 0; i < text.len; i++) {
		c = (unsigned char)text.at[i];
		if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		    c == '-' || c == '.' || c == '_' || c == '~') {
			out[n++] = (char)c;
			continue;
		}
		out[n++] = '%';
		out[n++] = digits[c >> 4];
		out[n++] = digits[c & 15];
	}
	return n;
}

static size_t
count(struct str text, struct str needle)
{
	ptrdiff_t at;
	size_t n = 0;

	while ((at = str_find(text, needle)) >= 0) {
		n++;
		text.at += (size_t)at + needle.len;
		text.len -= (size_t)at + needle.len;
	}
	return n;
}

struct str
link_order(struct pool *pool, struct str pattern, struct str number, struct str id)
{
	const struct str places[2] = { STR("{number}"), STR("{id}") };
	const struct str values[2] = { number, id };
	size_t room = pattern.len, n = 0, i;
	char *out;

	if (pattern.len == 0)
		return STR_NONE;
	for (i = 0; i < 2; i++)
		room += count(pattern, places[i]) * 3 * values[i].len;
	if (room == pattern.len)
		return pattern;
	out = pool_alloc(pool, room);
	while (pattern.len > 0) {
		for (i = 0; i < 2 && !str_starts(pattern, places[i]); i++)
			continue;
		if (i < 2)
			n += encode(values[i], out + n);
		else
			out[n++] = *pattern.at;
		pattern.at += i < 2 ? places[i].len : 1;
		pattern.len -= i < 2 ? places[i].len : 1;
	}
	return (struct str){ out, n };
}
