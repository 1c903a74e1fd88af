/* weblog - requests in the log of a web server */
/* SPDX-License-Identifier: ISC */

/*
 * Reads the common and the combined format of Apache and nginx, with or without a host or
 * other words before them and behind them:
 *
 *	192.0.2.7 - - [21/Nov/2026:10:02:11 +0100] "POST /u/x HTTP/1.1" 200 512 "-" "-"
 *
 * and JSON objects, one a line, whose fields go by the names that nginx, Caddy, Traefik
 * and Apache's documentation give them, or by others that weblog_fields is told.
 */

#ifndef DATA_WEBLOG_H
#define DATA_WEBLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "data/rec.h"

struct weblog_entry {
	struct str method,
	    target;	  /* without escapes of the log; empty where unreadable */
	struct str token; /* where JSON says it, as what shop/gate writes does; or none */
	int64_t status;
	struct instant at;
};

enum weblog_part {
	WEBLOG_METHOD,
	WEBLOG_URI,
	WEBLOG_REQUEST, /* both, as in "POST /u/x HTTP/1.1" */
	WEBLOG_STATUS,
	WEBLOG_TIME, /* RFC 3339, seconds or milliseconds since 1970, or as above */
	WEBLOG_ADDRESS,
	WEBLOG_REFERRER,
	WEBLOG_AGENT,
	WEBLOG_PARTS
};

#define WEBLOG_WORDS 8

/* Who asked, and from where; a text is empty where the line does not say. */
struct weblog_more {
	struct str address; /* of the other side: a proxy's, where there is one */
	struct str referrer, agent;
	struct str words[WEBLOG_WORDS]; /* those behind the agent, quotes off */
};

struct weblog {
	char *fields[WEBLOG_PARTS]; /* paths; NULL: the usual ones */
	const char *hint;	    /* what says so, for errors; NULL: --fields */
	struct rec rec;
	struct buf request; /* without escapes */
	struct buf words;   /* likewise */
	bool json;	    /* the line read last, and of others ... */
	struct str before,
	    behind; /* ... what stands before the time and behind the status */
};

/* A zeroed weblog is an initialised one. */
void weblog_done(struct weblog *w);

/*
 * Takes names for JSON from TEXT, "time=ts,status=http.code"; the parts are method, uri,
 * request, status and time.  E (ERR_TROUBLE) says what is none.
 */
bool weblog_fields(struct weblog *w, const char *text, struct err *e);

/* Takes PATH for the part called NAME, which may be "address", "referrer" or "agent" as
 * well; false where there is no such part. */
bool weblog_field(struct weblog *w, struct str name, struct str path);

/*
 * Fills OUT with the request in LINE (64 readable bytes behind it), lent until the next
 * call.  E (ERR_RECORD) where it is no line of such a log.
 */
bool weblog_read(
    struct weblog *w, struct str line, struct weblog_entry *out, struct err *e);

/*
 * What else the line says that weblog_read has just read, which is still there; lent as
 * the entry is.  The address is the first word of the line, or the second where the first
 * does not look like one, as where hosts stand first.  E where a field of JSON that
 * weblog_field named is no text.
 */
bool weblog_more(struct weblog *w, struct weblog_more *out, struct err *e);

/* Whether START, of a file, looks like a line as above that is not JSON. */
bool weblog_starts(struct str start);

#endif
