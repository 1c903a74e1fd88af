/* cgi - the request that a web server hands to a program (RFC 3875) */
/* SPDX-License-Identifier: ISC */

#include "io/cgi.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/num.h"
#include "base/percent.h"

/* A variable of the request; empty where there is none. */
static struct str
variable(const char *name)
{
	const char *value = getenv(name);

	return str_of(value == NULL ? "" : value);
}

static int
read_body(struct cgi *c, int fd)
{
	struct str said = variable("CONTENT_LENGTH");
	int64_t left = 0;

	if (said.len > 0 && !num_between(said, 0, INT64_MAX, &left))
		return 400;
	if (left > CGI_BODY_MAX)
		return 413;
	buf_reserve(&c->body, (size_t)left);
	while (left > 0) {
		ssize_t n = read(fd, c->body.at + c->body.len, (size_t)left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 400;
		c->body.len += (size_t)n;
		left -= n;
	}
	return 0;
}

int
cgi_read(struct cgi *c, int fd)
{
	*c = (struct cgi){ .method = variable("REQUEST_METHOD"),
		.path = variable("PATH_INFO"),
		.query = variable("QUERY_STRING"),
		.type = variable("CONTENT_TYPE"),
		.languages = variable("HTTP_ACCEPT_LANGUAGE") };
	c->target = str_of(getenv("REQUEST_URI"));
	return str_is(c->method, "POST") ? read_body(c, fd) : 0;
}

void
cgi_done(struct cgi *c)
{
	buf_done(&c->body);
}

/* Whether TEXT, as a form writes it, stands for WANT. */
static bool
stands_for(struct str text, struct str want)
{
	struct buf spaced = BUF_INIT, decoded = BUF_INIT;
	size_t i;
	bool does;

	for (i = 0; i < text.len; i++)
		buf_char(&spaced, text.at[i] == '+' ? ' ' : text.at[i]);
	percent_decode(buf_view(&spaced), &decoded);
	does = str_eq(buf_view(&decoded), want);
	buf_done(&spaced);
	buf_done(&decoded);
	return does;
}

static bool
urlencoded_has(struct str body, struct str name, struct str value)
{
	struct str item, key;

	while (str_cut(&body, '&', &item)) {
		struct str rest = item;

		(void)str_cut(&rest, '=', &key);
		if (stands_for(key, name) &&
		    stands_for(rest.at == NULL ? STR("") : rest, value))
			return true;
	}
	return false;
}

/* The value of the parameter NAME of a header's value, without quotes; or none. */
static struct str
parameter(struct str header, struct str name)
{
	struct str item, key;

	while (str_cut(&header, ';', &item)) {
		struct str rest = str_trim(item);

		(void)str_cut(&rest, '=', &key);
		if (!str_same(str_trim(key), name) || rest.at == NULL)
			continue;
		rest = str_trim(rest);
		if (rest.len >= 2 && rest.at[0] == '"' && rest.at[rest.len - 1] == '"')
			rest = (struct str){ rest.at + 1, rest.len - 2 };
		return rest;
	}
	return STR_NONE;
}

/* Cuts the first line off *REST, without its line end. */
static bool
cut_line(struct str *rest, struct str *line)
{
	if (!str_cut(rest, '\n', line))
		return false;
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* Whether PART, headers and one line of content, is the field NAME with VALUE. */
static bool
part_is(struct str part, struct str name, struct str value)
{
	const struct str header = STR("Content-Disposition:");
	struct str line;
	bool named = false;

	while (cut_line(&part, &line) && line.len > 0)
		if (line.len > header.len &&
		    str_same((struct str){ line.at, header.len }, header))
			named = str_eq(parameter(line, STR("name")), name);
	return named && cut_line(&part, &line) && str_eq(line, value);
}

static bool
multipart_has(struct str body, struct str boundary, struct str name, struct str value)
{
	struct buf mark = BUF_INIT;
	bool has = false;
	ptrdiff_t at;

	buf_fmt(&mark, "--%.*s", STR_ARG(boundary));
	while (!has && (at = str_find(body, buf_view(&mark))) >= 0) {
		struct str line;

		body.at += (size_t)at + mark.len;
		body.len -= (size_t)at + mark.len;
		has = cut_line(&body, &line) && line.len == 0 &&
		      part_is(body, name, value);
		if (body.at == NULL)
			break;
	}
	buf_done(&mark);
	return has;
}

bool
cgi_has(const struct cgi *c, struct str name, struct str value)
{
	struct str rest = c->type, kind = STR(""), boundary;

	(void)str_cut(&rest, ';', &kind);
	kind = str_trim(kind);
	if (str_same(kind, STR("application/x-www-form-urlencoded")))
		return urlencoded_has(buf_view(&c->body), name, value);
	boundary = parameter(c->type, STR("boundary"));
	return str_same(kind, STR("multipart/form-data")) && boundary.len > 0 &&
	       multipart_has(buf_view(&c->body), boundary, name, value);
}
