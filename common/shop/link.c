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

/* The host of URL, which is a form_url, without the user and the port. */
static struct str
host(struct str url)
{
	struct str slashes = STR("://"), at = url;
	ptrdiff_t start = str_find(url, slashes);
	size_t i;

	if (start < 0)
		return STR_NONE;
	at.at += (size_t)start + slashes.len;
	at.len -= (size_t)start + slashes.len;
	for (i = 0; i < at.len && strchr("/?#", at.at[i]) == NULL; i++)
		continue;
	at.len = i;
	for (i = at.len; i > 0; i--)
		if (at.at[i - 1] == '@')
			break;
	at.at += i;
	at.len -= i;
	/* An address of IPv6 is in brackets, and full of colons. */
	for (i = 0; i < at.len && at.at[i] != (*at.at == '[' ? ']' : ':'); i++)
		continue;
	at.len = i;
	return at;
}

bool
link_within(struct str url, struct str home)
{
	struct str whole = host(url), end = host(home), www = STR("www.");

	if (end.len > www.len && str_same(str_head(end, www.len), www)) {
		end.at += www.len;
		end.len -= www.len;
	}
	if (end.len == 0 || whole.len < end.len)
		return false;
	if (!str_same((struct str){ whole.at + whole.len - end.len, end.len }, end))
		return false;
	return whole.len == end.len || whole.at[whole.len - end.len - 1] == '.';
}

/* What may stand in a pattern, in the order in which link_order has their values. */
static const struct str places[] = { STR_INIT("{number}"), STR_INIT("{id}") };

#define PLACES (sizeof places / sizeof *places)

/* The place that TEXT begins with, or PLACES. */
static size_t
place_at(struct str text)
{
	size_t i;

	for (i = 0; i < PLACES && !str_starts(text, places[i]); i++)
		continue;
	return i;
}

bool
link_has_brace(struct str text)
{
	return text.len > 0 && (memchr(text.at, '{', text.len) != NULL ||
				   memchr(text.at, '}', text.len) != NULL);
}

bool
link_is_pattern(struct str text)
{
	struct str rest = text;
	size_t i, step;

	for (; rest.len > 0; rest.at += step, rest.len -= step) {
		i = place_at(rest);
		if (i == PLACES && (*rest.at == '{' || *rest.at == '}'))
			return false;
		step = i < PLACES ? places[i].len : 1;
	}
	return form_url(text);
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

/* How much longer TEXT may get where its places are filled, each with at most MOST. */
static size_t
growth(struct str text, size_t most)
{
	const char *end = text.at + text.len, *at;
	size_t n = 0;

	for (at = text.at; (at = memchr(at, '{', (size_t)(end - at))) != NULL; at++)
		n += 3 * most;
	return n;
}

struct str
link_order(struct pool *pool, struct str pattern, struct str number, struct str id)
{
	const struct str values[PLACES] = { number, id };
	const char *end = pattern.at + pattern.len, *brace;
	struct str rest = pattern;
	size_t room, n = 0, i;
	char *out;

	if (pattern.len == 0)
		return STR_NONE;
	room = growth(pattern, number.len > id.len ? number.len : id.len);
	if (room == 0)
		return pattern;
	out = pool_alloc(pool, pattern.len + room);
	while ((brace = memchr(rest.at, '{', rest.len)) != NULL) {
		memcpy(out + n, rest.at, (size_t)(brace - rest.at));
		n += (size_t)(brace - rest.at);
		rest = (struct str){ brace, (size_t)(end - brace) };
		i = place_at(rest);
		if (i < PLACES)
			n += encode(values[i], out + n);
		else
			out[n++] = *brace;
		rest.at += i < PLACES ? places[i].len : 1;
		rest.len = (size_t)(end - rest.at);
	}
	memcpy(out + n, rest.at, rest.len);
	return (struct str){ out, n + rest.len };
}
