/* link - the URLs that a mail may hold */
/* SPDX-License-Identifier: ISC */

#include "shop/link.h"

#include <string.h>

#include "base/num.h"
#include "shop/form.h"

#define URL_MAX 1000

/* Whether TEXT has a character that nobody sees, or that turns what is around it. */
static bool
has_unseen(struct str text)
{
	size_t len;
	uint32_t c;

	for (; text.len > 0; text.at += len, text.len -= len) {
		c = str_code_point(text, &len);
		if (c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
		    (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f))
			return true;
	}
	return false;
}

struct str
link_web(struct str url)
{
	return url.len <= URL_MAX && form_url(url) && !has_unseen(url) ? url : STR_NONE;
}

/* What of a URL says where it leads. */
struct site {
	struct str host;
	bool https;
	int64_t port;
};

/* Letters, digits and what else a name has; bytes beyond ASCII are its own script's. */
static bool
is_of_name(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

/* How much of TEXT is a name with dots between its parts; 0 where a part is empty. */
static size_t
name_length(struct str text)
{
	size_t i, part = 0;

	for (i = 0; i < text.len && (text.at[i] == '.' || is_of_name(text.at[i])); i++) {
		part = text.at[i] == '.' ? 0 : part + 1;
		if (part == 0 && (i == 0 || text.at[i - 1] == '.'))
			return 0;
	}
	return part == 0 ? 0 : i;
}

/* The same of an address of IPv6, which is in brackets. */
static size_t
address_length(struct str text)
{
	size_t i = 1;

	while (i < text.len && strchr("0123456789abcdefABCDEF:.", text.at[i]) != NULL)
		i++;
	return i > 1 && i < text.len && text.at[i] == ']' ? i + 1 : 0;
}

/*
 * The site of URL; false where anything but a plain host and a port stands before its
 * path.  A user, a percent sign, an empty port: what programs read in different ways
 * leads nowhere.
 */
static bool
read_site(struct str url, struct site *s)
{
	struct str at, authority, scheme, rest = url;

	if (!form_url(url) || !str_cut(&rest, ':', &scheme))
		return false;
	s->https = str_same(scheme, STR("https"));
	s->port = s->https ? 443 : 80;
	at = (struct str){ rest.at + 2, rest.len - 2 };
	authority = at;
	authority.len = 0;
	while (authority.len < at.len && strchr("/?#", at.at[authority.len]) == NULL)
		authority.len++;
	s->host = authority;
	s->host.len = authority.len > 0 && *authority.at == '['
			  ? address_length(authority)
			  : name_length(authority);
	if (s->host.len == 0 || s->host.len == authority.len)
		return s->host.len != 0;
	authority.at += s->host.len + 1;
	authority.len -= s->host.len + 1;
	return authority.at[-1] == ':' && num_between(authority, 1, 65535, &s->port);
}

/* Whether HOST is an address and not a name, so that nothing can be below it. */
static bool
is_address(struct str host)
{
	size_t i = host.len;

	while (i > 0 && host.at[i - 1] != '.')
		i--;
	return *host.at == '[' || (host.at[i] >= '0' && host.at[i] <= '9');
}

/* Whether HOST is END, or below it by parts that all programs read alike. */
static bool
host_within(struct str host, struct str end)
{
	size_t below, i;

	if (host.len < end.len ||
	    !str_same((struct str){ host.at + host.len - end.len, end.len }, end))
		return false;
	below = host.len - end.len;
	if (below == 0)
		return true;
	for (i = 0; i < below; i++)
		if ((unsigned char)host.at[i] >= 0x80)
			return false;
	return host.at[below - 1] == '.' && !is_address(end);
}

bool
link_within(struct str url, struct str home)
{
	struct site there, here;
	struct str end, www = STR("www.");

	if (!read_site(url, &there) || !read_site(home, &here))
		return false;
	end = here.host;
	if (end.len > www.len && str_same(str_head(end, www.len), www) &&
	    memchr(end.at + www.len, '.', end.len - www.len) != NULL) {
		end.at += www.len;
		end.len -= www.len;
	}
	if (there.https == here.https
		? there.port != here.port
		: !there.https || there.port != 443 || here.port != 80)
		return false;
	return host_within(there.host, end);
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
