/* db_url - what the URL of a PostgreSQL server says, and what of it may be said */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "base/mem.h"
#include "io/db_server.h"

/* The value of WORD among OPTIONS, or NULL. */
static const char *
option(const PQconninfoOption *options, const char *word)
{
	while (options->keyword != NULL && strcmp(options->keyword, word) != 0)
		options++;
	return options->val != NULL && options->val[0] != '\0' ? options->val : NULL;
}

char *
db_server_name(const PQconninfoOption *options)
{
	const char *user = option(options, "user"), *host = option(options, "host"),
		   *port = option(options, "port"), *base = option(options, "dbname");

	return mem_fmt("postgresql://%s%s%s%s%s/%s", user == NULL ? "" : user,
	    user == NULL ? "" : "@", host == NULL ? "" : host, port == NULL ? "" : ":",
	    port == NULL ? "" : port, base == NULL ? "" : base);
}

/*
 * Whether URL has a '/' or '@' where only a password has one: what is behind it would be
 * taken for the port, the host or the database, and be said.
 */
static bool
is_unescaped(struct str url)
{
	ptrdiff_t at = str_find(url, STR("://")), slash;
	struct str rest, query, user;

	if (at < 0)
		return false;
	query = (struct str){ url.at + at + 3, url.len - (size_t)at - 3 };
	if (!str_cut(&query, '?', &rest))
		return false;
	if ((at = str_find(rest, STR("@"))) < 0)
		return false;
	user = str_head(rest, (size_t)at);
	slash = str_find(user, STR("/"));
	rest.at += at + 1;
	rest.len -= (size_t)at + 1;
	return slash >= 0 || str_find(rest, STR("@")) >= 0;
}

PQconninfoOption *
db_server_parse(const char *url, struct err *e)
{
	PQconninfoOption *options = NULL;
	char *why = NULL;
	struct str text;
	ptrdiff_t quote;

	if (is_unescaped(str_of(url))) {
		(void)err_set(e, ERR_TROUBLE,
		    "ledger: a '/' or '@' in the user, the password or the database "
		    "is written as %%2F or %%40");
		return NULL;
	}
	options = PQconninfoParse(url, &why);
	if (options == NULL) {
		text = str_trim(str_of(why == NULL ? "no URL" : why));
		quote = str_find(text, STR(": \""));
		if (quote >= 0 && !str_starts(text, STR("invalid URI query parameter")))
			text = str_head(text, (size_t)quote);
		(void)err_set(e, ERR_TROUBLE, "ledger: %.*s", STR_ARG(text));
	}
	PQfreemem(why);
	return options;
}

char *
db_pg_label(const char *url)
{
	struct err unused;
	PQconninfoOption *options = db_server_parse(url, &unused);
	char *label = options == NULL ? mem_str("postgresql:") : db_server_name(options);

	PQconninfoFree(options);
	return label;
}

bool
db_pg_has_password(const char *url)
{
	struct err unused;
	PQconninfoOption *options = db_server_parse(url, &unused);
	bool has = options != NULL && option(options, "password") != NULL;

	PQconninfoFree(options);
	return has;
}
