/* gateway-read - what a gateway's data file says */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "shop/gateway-parts.h"

enum {
	LENGTH_MAX = 1000000, /* that a file can allow a text */
	SECONDS_MAX = 600,
	PAIRS_MAX = 16,
};

#define BIT(place) PLACE_BIT(PLACE_##place)
#define OF_SHOP (BIT(FROM) | BIT(ACCOUNT) | BIT(CHAT))
#define OF_NUMBER (BIT(TO) | BIT(DIGITS))
#define IN_URL (OF_SHOP | OF_NUMBER | BIT(KEY) | BIT(SECRET))
#define IN_BODY (OF_SHOP | OF_NUMBER | BIT(TEXT) | BIT(KEY) | BIT(CODING))
#define IN_HEADER (OF_SHOP | BIT(KEY) | BIT(SECRET))

/* Places that a gateway for texts, or for posts, does not have. */
#define NOT_SMS (BIT(CHAT) | BIT(BODY))
#define NOT_POST (OF_NUMBER | BIT(CODING) | BIT(FROM))

bool
gateway_known(struct val v, const char *const *names, struct err *e)
{
	struct val_iter it = val_iter(v);
	struct val value, same;
	struct str key;
	size_t i;

	while (val_next_member(&it, &key, &value)) {
		for (i = 0; names[i] != NULL && !str_is(key, names[i]); i++)
			;
		if (names[i] == NULL)
			return val_err(value, e, "no such key; see aftercare-gateway(5)");
		/* Looking a key up finds out whether it stands twice. */
		if (!rec_find(v, names[i], &same, e))
			return false;
	}
	return true;
}

/* V is a pattern with places of ALLOWED, or none at all. */
static bool
get_pattern(
    struct gateway *g, struct val v, unsigned allowed, struct str *out, struct err *e)
{
	struct err why;

	if (!val_there(v))
		return true;
	if (val_kind(v) != TOK_TEXT || val_text(v).len == 0)
		return val_expected(v, "", "a text that is not empty", e);
	allowed &= ~(g->sms ? NOT_SMS : NOT_POST);
	if (!place_check(val_text(v), allowed, &g->used, &why))
		return val_err(v, e, "%s", why.text);
	*out = val_text(v);
	return true;
}

static bool
is_header_name(struct str name)
{
	struct buf line = BUF_INIT;
	bool is;

	buf_str(&line, name);
	buf_text(&line, ": x");
	is = http_header(buf_view(&line)) && !str_same(name, STR("Host")) &&
	     !str_same(name, STR("Content-Length")) &&
	     !str_same(name, STR("Content-Type")) &&
	     !str_same(name, STR("Transfer-Encoding"));
	buf_done(&line);
	return is;
}

/* An object of names and patterns. */
static bool
get_pairs(struct gateway *g, struct val section, unsigned allowed, bool headers,
    struct gateway_pair **out, size_t *n, struct err *e)
{
	struct val_iter it;
	struct val value, same;
	struct str key;

	*n = 0;
	if (!val_there(section))
		return true;
	if (val_kind(section) != TOK_OBJECT || val_count(section) > PAIRS_MAX)
		return val_expected(section, "", "an object of at most 16 texts", e);
	*out = pool_zero(&g->pool, (val_count(section) + 1) * sizeof **out);
	it = val_iter(section);
	while (val_next_member(&it, &key, &value)) {
		if (headers && !is_header_name(key))
			return val_err(value, e, "is no header that can be set here");
		if (!rec_fields(section, &key, 1, &same, e) || !val_there(value) ||
		    !get_pattern(g, value, allowed, &(*out)[*n].pattern, e))
			return false;
		(*out)[(*n)++].name = key;
	}
	return true;
}

/* Whether every text in the template V is a pattern. */
static bool
check_template(struct gateway *g, struct val v, struct err *e)
{
	struct val_iter it = val_iter(v);
	enum tok_kind kind = val_kind(v);
	struct str key, unused;
	struct val value;

	while (kind == TOK_OBJECT && val_next_member(&it, &key, &value))
		if (!check_template(g, value, e))
			return false;
	while (kind == TOK_ARRAY && val_next(&it, &value))
		if (!check_template(g, value, e))
			return false;
	if (kind != TOK_TEXT || val_text(v).len == 0)
		return true;
	if (str_is(val_text(v), "{body}") && !g->sms) {
		g->used |= BIT(BODY);
		return true;
	}
	return get_pattern(g, v, IN_BODY, &unused, e);
}

static bool
get_body(struct gateway *g, struct val v, struct err *e)
{
	struct gateway_pair *pairs;
	struct val form, json;
	size_t n;

	if (!rec_get_object(v, "form", &form, e) || !rec_find(v, "json", &json, e) ||
	    !rec_get_object(v, "object", &g->object, e))
		return false;
	if (val_there(form) == val_there(json))
		return val_err(v, e, "expected either \"form\" or \"json\"");
	g->form = val_there(form);
	g->body = g->form ? form : json;
	g->takes_object = val_there(g->object);
	if (g->takes_object && (g->sms || g->form))
		return val_err(g->object, e, "is for webhooks that post JSON");
	if (g->form)
		return get_pairs(g, form, IN_BODY, false, &pairs, &n, e);
	return check_template(g, json, e) && check_template(g, g->object, e);
}

/* Whether a place stands before the path of the URL's pattern. */
static bool
place_in_host(struct str url)
{
	ptrdiff_t start = str_find(url, STR("://")), brace = str_find(url, STR("{"));
	struct str host = url, part;

	if (start < 0 || brace < 0)
		return brace >= 0;
	host.at += start + 3;
	host.len -= (size_t)start + 3;
	(void)str_cut(&host, '/', &part);
	return brace < start + 3 + (ptrdiff_t)part.len;
}

/* What the URL will be like; nothing but the file can say whose host it is. */
static bool
check_url(struct gateway *g, struct val v, struct err *e)
{
	struct place_values values;
	struct buf url = BUF_INIT;
	struct err why;
	bool ok;

	if (place_in_host(g->url))
		return val_err(v, e, "a place stands before the path");
	for (int i = 0; i < PLACES; i++)
		values.at[i] = STR("x");
	place_fill(&url, g->url, &values, http_escape);
	ok = http_url(buf_view(&url), &why);
	buf_done(&url);
	return ok || val_err(v, e, "%s", why.text);
}

static bool
get_request(struct gateway *g, struct val v, struct err *e)
{
	struct val url, query, headers;
	struct whole seconds;

	if (!rec_find(v, "url", &url, e) || !rec_find(v, "query", &query, e) ||
	    !rec_find(v, "headers", &headers, e) ||
	    !rec_get_whole(v, "seconds", &seconds, e) ||
	    !get_pattern(g, url, IN_URL, &g->url, e) ||
	    (val_there(url) && !check_url(g, url, e)) ||
	    !get_pairs(g, query, IN_URL, false, &g->query, &g->n_query, e) ||
	    !get_pairs(g, headers, IN_HEADER, true, &g->headers, &g->n_headers, e))
		return false;
	if (seconds.there && (seconds.n < 1 || seconds.n > SECONDS_MAX))
		return val_expected(v, "seconds", "1 to 600", e);
	g->seconds = seconds.there ? seconds.n : 0;
	if (!val_there(url) && g->sms)
		return val_expected(v, "url", "an https URL", e);
	return true;
}

static bool
get_auth(struct gateway *g, struct val v, struct err *e)
{
	static const char *const keys[] = { "how", "user", "name", NULL };
	static const char *const hows[] = { "", "basic", "bearer", "header", "query" };
	struct val auth, user, name;
	struct str how;
	int i = 1;

	if (!rec_get_object(v, "auth", &auth, e))
		return false;
	if (!val_there(auth))
		return true;
	if (!gateway_known(auth, keys, e) || !rec_get_text(auth, "how", &how, e) ||
	    !rec_find(auth, "user", &user, e) || !rec_find(auth, "name", &name, e))
		return false;
	while (i <= AUTH_QUERY && !str_is(how, hows[i]))
		i++;
	if (i > AUTH_QUERY)
		return val_expected(
		    auth, "how", "\"basic\", \"bearer\", \"header\" or \"query\"", e);
	g->auth = (enum gateway_auth)i;
	g->used |= BIT(SECRET);
	if (g->auth == AUTH_BASIC)
		return val_there(user) ? get_pattern(g, user, OF_SHOP, &g->auth_name, e)
				       : val_expected(auth, "user", "a text", e);
	if (g->auth == AUTH_BEARER)
		return true;
	if (!rec_need_text(auth, "name", &g->auth_name, e))
		return false;
	return g->auth == AUTH_QUERY || is_header_name(g->auth_name) ||
	       val_err(name, e, "is no header that can be set here");
}

static bool
get_limits(struct gateway *g, struct val v, struct err *e)
{
	static const char *const codings[] = { "gsm", "ucs2", NULL };
	struct whole length, segments;
	struct val coding, key, escape;
	struct str word;

	if (!rec_get_whole(v, "length", &length, e) ||
	    !rec_get_whole(v, "segments", &segments, e) ||
	    !rec_get_object(v, "coding", &coding, e) ||
	    !rec_get_text(v, "escape", &word, e) || !rec_find(v, "escape", &escape, e) ||
	    !rec_get_text(v, "idempotency", &g->key_header, e) ||
	    !rec_find(v, "idempotency", &key, e))
		return false;
	if (length.there && (length.n < 1 || length.n > LENGTH_MAX))
		return val_expected(v, "length", "1 to 1000000", e);
	if (segments.there && (segments.n < 1 || segments.n > 255 || !g->sms))
		return val_expected(v, "segments", "1 to 255, for the channel sms", e);
	g->length = length.there ? length.n : 0;
	g->segments = segments.there ? segments.n : 0;
	if (val_there(key) && !is_header_name(g->key_header))
		return val_err(key, e, "is no header that can be set here");
	g->escape = str_is(word, "slack")	 ? ESCAPE_SLACK
		    : str_is(word, "mattermost") ? ESCAPE_MATTERMOST
						 : ESCAPE_NONE;
	if (val_there(escape) && g->escape == ESCAPE_NONE)
		return val_expected(escape, "", "\"slack\" or \"mattermost\"", e);
	if ((g->used & BIT(CODING)) == 0 && !val_there(coding))
		return true;
	if (!val_there(coding))
		return val_expected(v, "coding", "the words for {coding}", e);
	return gateway_known(coding, codings, e) &&
	       rec_need_text(coding, "gsm", &g->coding[0], e) &&
	       rec_need_text(coding, "ucs2", &g->coding[1], e);
}

bool
gateway_get_all(struct gateway *g, struct val v, struct err *e)
{
	static const char *const keys[] = { "about", "channel", "url", "query", "headers",
		"form", "json", "object", "auth", "idempotency", "escape", "length",
		"segments", "coding", "seconds", "reply", NULL };
	struct str channel;

	if (!gateway_known(v, keys, e) || !rec_need_text(v, "about", &g->about, e) ||
	    !rec_get_text(v, "channel", &channel, e))
		return false;
	g->sms = str_is(channel, "sms");
	if (!g->sms && !str_is(channel, "webhook"))
		return val_expected(v, "channel", "\"sms\" or \"webhook\"", e);
	return get_request(g, v, e) && get_body(g, v, e) && get_auth(g, v, e) &&
	       get_limits(g, v, e) && gateway_get_reply(g, v, e);
}
