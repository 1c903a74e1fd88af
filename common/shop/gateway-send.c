/* gateway-send - a request on its way to a gateway, and what became of it */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "shop/gateway-parts.h"

enum {
	HEADERS_MAX = 24,
	AFTER = 60,	/* seconds to wait where 429 does not say how many */
	SECRET_MIN = 6, /* bytes; a shorter text may stand anywhere by chance */
	PIECE_MIN = 10, /* the same, of a piece of a URL, which may be a word */
};

/* One request, with its secrets. */
struct parcel {
	struct place_values values;
	struct buf url, headers[HEADERS_MAX];
	struct str lines[HEADERS_MAX];
	size_t n;
};

static struct buf *
add_header(struct parcel *p)
{
	return &p->headers[p->n++];
}

/* A line for a secret of LEN bytes, with room for it, so that no copy is left behind. */
static struct buf *
add_secret(struct parcel *p, size_t len)
{
	struct buf *line = add_header(p);

	buf_reserve(line, 2 * len + 256);
	return line;
}

static void
add_field(struct parcel *p, struct str name, struct str pattern)
{
	struct str url = buf_view(&p->url);
	bool more = url.len > 0 && memchr(url.at, '?', url.len) != NULL;

	buf_char(&p->url, more ? '&' : '?');
	http_escape(&p->url, name);
	buf_char(&p->url, '=');
	place_fill(&p->url, pattern, &p->values, http_escape);
}

static void
add_url(struct parcel *p, const struct gateway *g, const struct gateway_account *a)
{
	buf_reserve(&p->url, g->url.len + a->url.len + 3 * a->secret.len + 1024);
	if (g->url.at != NULL)
		place_fill(&p->url, g->url, &p->values, http_escape);
	else
		buf_str(&p->url, a->url);
	for (size_t i = 0; i < g->n_query; i++)
		add_field(p, g->query[i].name, g->query[i].pattern);
	if (g->auth == AUTH_QUERY)
		add_field(p, g->auth_name, STR("{secret}"));
}

static void
add_auth(struct parcel *p, const struct gateway *g, const struct gateway_account *a)
{
	struct buf pair = BUF_INIT;

	if (g->auth == AUTH_BASIC) {
		place_fill(&pair, g->auth_name, &p->values, NULL);
		buf_reserve(&pair, a->secret.len + 2);
		buf_fmt(&pair, ":%.*s", STR_ARG(a->secret));
		buf_text(add_secret(p, pair.len), "Authorization: Basic ");
		base64_add(&p->headers[p->n - 1], buf_view(&pair), 0);
	} else if (g->auth == AUTH_BEARER) {
		buf_fmt(add_secret(p, a->secret.len), "Authorization: Bearer %.*s",
		    STR_ARG(a->secret));
	} else if (g->auth == AUTH_HEADER) {
		buf_fmt(add_secret(p, a->secret.len), "%.*s: %.*s", STR_ARG(g->auth_name),
		    STR_ARG(a->secret));
	}
	buf_wipe(&pair);
}

/* False where something in it could not stand in a request. */
static bool
pack(struct parcel *p, const struct gateway *g, const struct gateway_account *a,
    const struct gateway_request *r)
{
	struct err unused;

	add_url(p, g, a);
	buf_fmt(add_header(p), "Content-Type: %.*s", STR_ARG(r->type));
	if (g->key_header.at != NULL)
		buf_fmt(
		    add_header(p), "%.*s: %.*s", STR_ARG(g->key_header), STR_ARG(r->key));
	add_auth(p, g, a);
	for (size_t i = 0; i < g->n_headers && p->n < HEADERS_MAX; i++) {
		struct buf *line = add_header(p);

		buf_fmt(line, "%.*s: ", STR_ARG(g->headers[i].name));
		place_fill(line, g->headers[i].pattern, &p->values, NULL);
	}
	for (size_t i = 0; i < p->n; i++) {
		p->lines[i] = buf_view(&p->headers[i]);
		if (!http_header(p->lines[i]))
			return false;
	}
	return http_url(buf_view(&p->url), &unused);
}

/* Frees P; what was secret in it does not stay in memory. */
static void
unpack(struct parcel *p)
{
	for (size_t i = 0; i < p->n; i++)
		buf_wipe(&p->headers[i]);
	buf_wipe(&p->url);
}

/* Puts stars over SECRET wherever it stands in TEXT. */
static void
cover(char *text, struct str secret)
{
	struct str rest = str_of(text);
	ptrdiff_t at;

	while (secret.len >= SECRET_MIN && (at = str_find(rest, secret)) >= 0) {
		size_t start = strlen(text) - rest.len + (size_t)at;

		memset(text + start, '*', secret.len);
		rest.at += at + (ptrdiff_t)secret.len;
		rest.len -= (size_t)at + secret.len;
	}
}

/*
 * The same for a URL that is a secret: a server that says what it was asked for names the
 * path, or the part of it that it does not know, and seldom the whole.
 */
static void
cover_url(char *text, struct str url)
{
	ptrdiff_t host = str_find(url, STR("://"));
	size_t at, start = host < 0 ? url.len : (size_t)host + 3;

	cover(text, url);
	while (start < url.len && url.at[start] != '/' && url.at[start] != '?')
		start++;
	for (at = start; at <= url.len; at++)
		if (at == url.len || memchr("/?&=", url.at[at], 4) != NULL) {
			if (at - start >= PIECE_MIN)
				cover(text, (struct str){ url.at + start, at - start });
			start = at + 1;
		}
}

/* The number of parts, which is what a text costs, goes to what is told of it. */
static void
tell_parts(struct outcome *o, int64_t segments)
{
	size_t len = strlen(o->detail);

	if (o->kind == OUTCOME_SENT && segments > 0)
		(void)snprintf(o->detail + len, sizeof o->detail - len, "%s%d part%s",
		    len > 0 ? "; " : "", (int)segments, segments == 1 ? "" : "s");
}

static void
post(const struct gateway *g, const struct gateway_account *a, struct http *h,
    const struct gateway_post *p, const struct gateway_request *r, struct outcome *o)
{
	struct parcel parcel = { .n = 0 };
	struct http_reply reply = { .status = 0 };
	bool repeatable = g->key_header.at != NULL;

	gateway_values(g, a, p->to, r->key, &parcel.values);
	if (pack(&parcel, g, a, r)) {
		http_post(h,
		    &(struct http_request){ .url = buf_view(&parcel.url),
			.headers = parcel.lines,
			.n_headers = parcel.n,
			.body = r->body,
			.ca = a->ca,
			.seconds = g->seconds,
			.repeatable = repeatable,
			.mark = p->mark,
			.context = p->context },
		    &reply, o);
		gateway_judge(g, &reply, repeatable, o);
		tell_parts(o, r->segments);
		if (reply.status == 429 && o->kind == OUTCOME_LATER &&
		    o->retry_after == 0)
			o->retry_after = AFTER;
	} else {
		(void)snprintf(o->detail, sizeof o->detail,
		    "its URL, or its secret, has a character that cannot stand there");
	}
	unpack(&parcel);
	buf_done(&reply.body);
}

void
gateway_send(const struct gateway *g, const struct gateway_account *a, struct http *h,
    const struct gateway_post *p, struct outcome *o)
{
	struct gateway_request r;

	*o = (struct outcome){ .kind = OUTCOME_DOWN };
	if (!gateway_read(p->bytes, &r)) {
		o->kind = OUTCOME_FAILED;
		(void)snprintf(
		    o->detail, sizeof o->detail, "what the ledger holds is no request");
	} else if (!str_eq(r.gateway, g->name)) {
		/* The settings may be set back; another gateway would not understand it.
		 */
		o->kind = OUTCOME_LATER;
		(void)snprintf(o->detail, sizeof o->detail,
		    "it was made for the gateway %.*s, and the shop file names %.*s now",
		    STR_ARG(str_head(r.gateway, 60)), STR_ARG(g->name));
	} else {
		post(g, a, h, p, &r, o);
	}
	cover(o->detail, a->secret);
	cover_url(o->detail, a->url);
}
