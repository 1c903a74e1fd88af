/* gateway - a service that takes text messages or posts, described by a data file */
/* SPDX-License-Identifier: ISC */

/*
 * What the services differ in is data, not code: aftercare-gateway(5) is the language of
 * the file.  This module reads it, makes the one request that a message is (without its
 * URL and secrets, so that it can be kept and sent again as the same bytes), posts it,
 * and reads from the answer what became of it.  Where an account's settings and secrets
 * come from is shop/account's matter.
 *
 * A value is escaped by where it goes: a JSON text, a form's field, a part of the URL, a
 * header.  No place that a customer's text can fill stands in the host's name or in a
 * header.
 */

#ifndef SHOP_GATEWAY_H
#define SHOP_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/path.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/rec.h"
#include "io/http.h"
#include "io/outcome.h"
#include "shop/message.h"

enum gateway_auth {
	AUTH_NONE,
	AUTH_BASIC,  /* the secret is the password */
	AUTH_BEARER, /* RFC 6750 */
	AUTH_HEADER, /* the secret is a header's value */
	AUTH_QUERY,  /* the secret is in the URL */
};

/* What is done to a text, so that it is nothing but text to the service. */
enum gateway_escape {
	ESCAPE_NONE,
	ESCAPE_SLACK,	   /* & < > are references */
	ESCAPE_MATTERMOST, /* the same, and no '@' begins a mention */
};

/* A name and its pattern. */
struct gateway_pair {
	struct str name, pattern;
};

/* Error codes of the service, and what they mean. */
struct gateway_code {
	struct str code;
	enum outcome_kind kind;
};

struct gateway_status {
	int status;
	enum outcome_kind kind;
};

struct gateway {
	struct str name; /* the file's, without .json */
	char *path;
	struct str about;  /* a line for people */
	bool sms;	   /* for the channel sms; otherwise for webhook */
	struct str url;	   /* a pattern; none: the shop's own */
	unsigned used;	   /* PLACE_BITs that are filled anywhere */
	bool form;	   /* the body is a form; otherwise JSON */
	struct val body;   /* its template */
	struct val object; /* what is put over a body that is an object; or none */
	bool takes_object; /* a body that is an object is posted as it stands */
	struct gateway_pair *query, *headers;
	size_t n_query, n_headers;
	enum gateway_auth auth;
	struct str auth_name;  /* the header's or query field's; of BASIC the user */
	struct str key_header; /* the idempotency key's header, or none */
	struct str coding[2];  /* its words for the default alphabet, and for UCS-2 */
	enum gateway_escape escape;
	int64_t length;	  /* units of UTF-16 that a text may have; 0: any number */
	int64_t segments; /* parts that it may have; 0: any number */
	int64_t seconds;  /* that a request may take; 0: as io/http has it */
	struct {
		const char *ok, *id, *code, *error, *after; /* paths, or NULL */
		struct str equals; /* what stands at OK; or is the whole answer */
		struct gateway_code *codes;
		size_t n_codes;
		struct gateway_status *statuses;
		size_t n_statuses;
	} reply;

	/* The rest is the module's own. */
	struct pool pool;
	struct buf text;
	struct rec rec;
};

/*
 * Reads the data file at PATH; NULL with E (ERR_TROUBLE: file, line, key and what was
 * expected) where it is wrong.
 */
struct gateway *gateway_open(const char *path, struct err *e);

/* The same from TEXT (copied), under the name PATH. */
struct gateway *gateway_parse(struct str text, const char *path, struct err *e);

/*
 * The gateway called NAME: gateways/NAME.json of the shop's folder, else of the kit's.
 */
struct gateway *gateway_find(const struct search *where, struct str name, struct err *e);
void gateway_free(struct gateway *g);

/* The shop's account with a service; none where the shop file does not say. */
struct gateway_account {
	struct str from, account, chat;
	struct str url;	   /* where the gateway has none; a secret */
	struct str secret; /* both are none before they are read */
	const char *ca;	   /* certificates to trust, or NULL */
};

/* Whether A lacks nothing that G fills in; E (ERR_TROUBLE) names what it lacks. */
bool gateway_fits(
    const struct gateway *g, const struct gateway_account *a, struct err *e);

/* Whether G needs A's secret, or its URL. */
bool gateway_needs_secret(const struct gateway *g);
bool gateway_needs_url(const struct gateway *g);

/*
 * Adds the request that M is to BYTES: lines of what is known of it, an empty line, and
 * the body.  KEY (letters and digits) is what tells it from any other message.  E
 * (ERR_RECORD) where the service would not take it.
 */
bool gateway_render(const struct gateway *g, const struct gateway_account *a,
    const struct message *m, const char *key, struct buf *bytes, struct err *e);

/* What gateway_render has made; texts are lent by its bytes. */
struct gateway_request {
	struct str gateway, key, type, body;
	int64_t segments; /* 0: is no text message */
};

/* False where BYTES are none. */
bool gateway_read(struct str bytes, struct gateway_request *r);

struct gateway_post {
	struct str to;		     /* of the message */
	struct str bytes;	     /* as gateway_render has made them */
	bool (*mark)(void *context); /* called before the outcome can be in doubt */
	void *context;
};

/*
 * Posts P with H and says in O how that ended.  May run in any thread: G and A are only
 * read.  What O says holds neither the secret nor the URL.
 */
void gateway_send(const struct gateway *g, const struct gateway_account *a,
    struct http *h, const struct gateway_post *p, struct outcome *o);

/* What the answer means that REPLY is, where O has what its status means. */
void gateway_judge(const struct gateway *g, const struct http_reply *reply,
    bool repeatable, struct outcome *o);

/* Whether ADDRESS is a telephone number in E.164: '+' and 7 to 15 digits, not 0 first. */
bool gateway_number(struct str address, struct err *e);

#endif
