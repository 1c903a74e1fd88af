/* http - one POST at a time to a web service, through libcurl */
/* SPDX-License-Identifier: ISC */

/*
 * HTTP/1.1 (RFC 9110, 9112) over TLS, whose certificate is always verified; without TLS
 * only to this machine.  Each request gets a connection of its own: on one that was used
 * before, libcurl would send a POST again by itself where the server closes it without an
 * answer.  Redirects are not followed, and nothing is kept from one request to the next.
 * A proxy is used where https_proxy names one, as a tunnel, and never on the way to this
 * machine.
 *
 * Whether a request was taken is known but for one window: between its first byte and
 * the answer's status.  The caller is asked just before that window opens (`mark`, called
 * once when the connection stands), so that it can write down that the outcome is in
 * doubt; where it answers false nothing is sent.
 *
 * A struct http belongs to one thread.  Neither a URL nor a header is ever part of what
 * an outcome says: both may hold secrets.
 */

#ifndef IO_HTTP_H
#define IO_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "io/outcome.h"

#define HTTP_REPLY_MAX ((size_t)64 << 10) /* bytes that are read of an answer */
#define HTTP_AFTER_MAX 86400		  /* seconds that a service may ask to wait */

struct http;

/*
 * The first call comes from the main thread before any other thread uses libcurl.
 */
struct http *http_new(void);
void http_free(struct http *h);

/*
 * Whether requests may go to URL: https, or http to this machine (localhost, 127.0.0.0/8,
 * [::1]), with a host, without a user, a password or a fragment.  E (ERR_TROUBLE) says
 * what was expected and does not show the URL.
 */
bool http_url(struct str url, struct err *e);

/* Whether HEADER is "Name: value" with neither a control character nor a line end. */
bool http_header(struct str header);

struct http_request {
	struct str url;		   /* http_url has accepted it */
	const struct str *headers; /* http_header has accepted each */
	size_t n_headers;
	struct str body;
	const char
	    *ca; /* a file of certificates (PEM) to trust, not the system's; NULL */
	int64_t seconds; /* how long all of it may take; 0: HTTP_SECONDS */
	bool repeatable; /* the service takes a second copy of it for the first */
	bool (*mark)(void *context);
	void *context;
};

#define HTTP_SECONDS 120

struct http_reply {
	int status; /* 0: none was seen */
	struct buf body;
	bool whole;	     /* BODY is all that there is */
	int64_t retry_after; /* seconds, from the header; 0: none */
};

/*
 * Posts R.  Fills REPLY (whose body's memory is kept for the next use, and freed by the
 * caller) and O, by the status alone: 2xx is sent; 408, 429 and 5xx are for later, but
 * 502 and 504 are a proxy's word that it saw no answer, like no answer at all: unknown,
 * or for later where R is repeatable.  401, 403, 407 and 3xx would meet every other
 * request too; the rest is refused.
 */
void http_post(struct http *h, const struct http_request *r, struct http_reply *reply,
    struct outcome *o);

/* What the status of an answer means, as above. */
enum outcome_kind http_kind(int status, bool repeatable);

/*
 * The seconds that a Retry-After header asks for: VALUE is a number of them or an HTTP
 * date, which is taken relative to NOW (seconds since 1970).  0 where it is neither, is
 * past, or asks for less than a second; at most HTTP_AFTER_MAX.
 */
int64_t http_retry_after(struct str value, int64_t now);

/* Adds TEXT for a URL's path, query, or a form's field: percent-encoded (RFC 3986). */
void http_escape(struct buf *out, struct str text);

#endif
