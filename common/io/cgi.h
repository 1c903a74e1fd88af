/* cgi - the request that a web server hands to a program (RFC 3875) */
/* SPDX-License-Identifier: ISC */

/*
 * Reads the environment and standard input, both of which a stranger has filled.  It
 * writes nothing: the answer is the caller's.
 */

#ifndef IO_CGI_H
#define IO_CGI_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

#define CGI_BODY_MAX 8192 /* bytes; a longer body is not read */

struct cgi {
	struct str method, path, query; /* PATH_INFO, QUERY_STRING; lent by the process */
	struct str target;		/* REQUEST_URI, or none where there is none */
	struct str type, languages;	/* CONTENT_TYPE, HTTP_ACCEPT_LANGUAGE */
	struct buf body;
};

/*
 * Fills C; the body comes from FD.  The result is 0, or the HTTP status that is the
 * answer: 400 where the length is none or fewer bytes come, 413 where it is too long.
 */
int cgi_read(struct cgi *c, int fd);
void cgi_done(struct cgi *c);

/*
 * Whether the body, of either of the two types that forms have (RFC 8058 asks for both),
 * has the field NAME with the value VALUE.
 */
bool cgi_has(const struct cgi *c, struct str name, struct str value);

#endif
