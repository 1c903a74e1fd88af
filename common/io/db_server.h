/* db_server - a connection to PostgreSQL, between the two halves of its backend */
/* SPDX-License-Identifier: ISC */

/*
 * Only db_pg.c (statements and transactions) and db_server.c (the connection and the
 * migrations) include this; everybody else includes io/db.h.
 */

#ifndef IO_DB_SERVER_H
#define IO_DB_SERVER_H

#include <libpq-fe.h>

#include "io/db_backend.h"

/* SQLSTATEs that decide something here; the database's manual has them all. */
#define DB_SERIALIZE "40001"
#define DB_DEADLOCK "40P01"

struct db_server {
	struct db db;
	char *url; /* may hold a password */
	const struct db_schema *schema;
	bool write;
	PGconn *conn;
	bool broken;		 /* nothing more can be said on it */
	const char **statements; /* prepared on `conn`, by their addresses */
	size_t n_statements;
	PGresult *rows; /* what is read, or NULL */
	int at;		/* the row at hand */
	int64_t changed;
	char owner[33]; /* who counts `turn`, which each transaction writes */
	int64_t turn;
};

/*
 * What URL says, to be freed by PQconninfoFree.  NULL with E (ERR_TROUBLE), which has
 * nothing of it but the name of a parameter, since a part may be a password.
 */
PQconninfoOption *db_server_parse(const char *url, struct err *e);

/* What the server of OPTIONS is called: without a password; on the heap. */
char *db_server_name(const PQconninfoOption *options);

/* Opens what S->url names, and makes or updates its tables where S writes. */
bool db_server_open(struct db_server *s, struct err *e);

/* Connects, for the first time or again. */
bool db_server_connect(struct db_server *s, struct err *e);

/* Whether the connection has gone. */
bool db_server_gone(const struct db_server *s);

/* Says in E why R failed, and frees it; false. */
bool db_server_failed(struct db_server *s, PGresult *r, struct err *e);

/* Runs TEXT, which may be several statements; what it answers is dropped. */
bool db_server_run(struct db_server *s, const char *text, struct err *e);

/* The number that the query TEXT answers with. */
bool db_server_ask(struct db_server *s, const char *text, int64_t *answer, struct err *e);

#endif
