/* landing - the page that links with a token lead to */
/* SPDX-License-Identifier: ISC */

#include "shop/landing.h"

#include <string.h>

#include "base/percent.h"
#include "shop/token.h"

/* The path and the query of URL, which may begin with a scheme and a host. */
static void
split(struct str url, struct str *path, struct str *query)
{
	ptrdiff_t host = str_find(url, STR("://")), slash;

	if (host >= 0 && memchr(url.at, '/', (size_t)host) == NULL) {
		url.at += host + 3;
		url.len -= (size_t)host + 3;
		slash = str_find(url, STR("/"));
		/* "https://shop.example?t=x" */
		if (slash < 0)
			slash = str_find(url, STR("?"));
		url.at += slash < 0 ? (ptrdiff_t)url.len : slash;
		url.len -= slash < 0 ? url.len : (size_t)slash;
	}
	*query = url;
	(void)str_cut(query, '#', &url);
	*query = url;
	*path = STR_NONE;
	(void)str_cut(query, '?', path);
	if (path->len == 0)
		*path = STR("/");
}

/* Cuts the value of TEXT at its place. */
static void
split_value(struct landing *l, struct str text)
{
	size_t at = (size_t)str_find(text, STR(TOKEN_PLACE)), behind;

	behind = at + strlen(TOKEN_PLACE);
	percent_decode((struct str){ text.at, at }, &l->before);
	percent_decode((struct str){ text.at + behind, text.len - behind }, &l->behind);
}

bool
landing_init(struct landing *l, struct str url, struct err *e)
{
	struct str path, query, item, name;

	*l = (struct landing){ .path = BUF_INIT };
	split(url, &path, &query);
	percent_decode(path, &l->path);
	if (!token_has_place(url)) {
		buf_char(&l->name, 't');
		return true;
	}
	if (token_has_place(path)) {
		buf_clear(&l->path);
		split_value(l, path);
		return true;
	}
	while (str_cut(&query, '&', &item)) {
		struct str value = item;

		(void)str_cut(&value, '=', &name);
		if (!token_has_place(value))
			continue;
		percent_decode(name, &l->name);
		split_value(l, value);
		return true;
	}
	return err_set(e, ERR_TROUBLE,
	    "%.*s: " TOKEN_PLACE " has to be in the path, or the value of a parameter",
	    STR_ARG(url));
}

void
landing_done(struct landing *l)
{
	buf_done(&l->path);
	buf_done(&l->name);
	buf_done(&l->before);
	buf_done(&l->behind);
}

/* Whether VALUE has what is to stand around the token, which is what is left. */
static bool
take_value(const struct landing *l, struct str value, struct str *token)
{
	if (value.len < l->before.len + l->behind.len ||
	    !str_starts(value, buf_view(&l->before)) ||
	    !str_ends(value, buf_view(&l->behind)))
		return false;
	*token = (struct str){ value.at + l->before.len,
		value.len - l->before.len - l->behind.len };
	return true;
}

bool
landing_reads(
    const struct landing *l, struct str target, struct buf *room, struct str *token)
{
	struct str path, query, item, name;

	split(target, &path, &query);
	buf_clear(room);
	percent_decode(path, room);
	if (l->name.len == 0)
		return take_value(l, buf_view(room), token) &&
		       (token->len == 0 || memchr(token->at, '/', token->len) == NULL);
	if (!str_eq(buf_view(room), buf_view(&l->path)))
		return false;
	*token = STR("");
	while (str_cut(&query, '&', &item)) {
		struct str value = item;

		(void)str_cut(&value, '=', &name);
		buf_clear(room);
		percent_decode(name, room);
		if (!str_eq(buf_view(room), buf_view(&l->name)))
			continue;
		buf_clear(room);
		percent_decode(value, room);
		if (!take_value(l, buf_view(room), token))
			*token = STR("");
		break;
	}
	return true;
}
