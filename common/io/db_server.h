/* db_server - a connection to PostgreSQL, between the two halves of its backend */
/* SPDX-License-Identifier: ISC */

/*
 * Only db_pg.c (statements), db_turn.c (transactions), db_server.c (the connection and
 * the migrations) and db_url.c include this; everybody else includes io/db.h.
 *
 * A server that is restarted is waited for.  What was read outside of a transaction is
 * read again; a transaction that had not reached its COMMIT has come to nothing, and can
 * be repeated as a whole (db_again); and whether one took place whose COMMIT had no
 * answer is found out by the turn that it would have made known.
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
	bool broken; /* nothing more can be said on it */
	bool within; /* a transaction */
	bool busy;   /* the last failure: others have held the lock too long */
	const char **statements; /* prepared on `conn`, by their addresses */
	size_t n_statements;
	PGresult *rows; /* what is read, or NULL */
	int at;		/* the row at hand */
	int64_t changed;
	char owner[33]; /* who counts `turn`, which each transaction writes */
	int64_t turn;
};

static inline struct db_server *
db_server_of(struct db *db)
{
	return (struct db_server *)(void *)db;
}

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

/* Connects again, trying for about 30 s, as long as a server takes to come back. */
bool db_server_return(struct db_server *s, struct err *e);

/* Whether the connection has gone. */
bool db_server_gone(const struct db_server *s);

/* Says in E why R failed, and frees it; false. */
bool db_server_failed(struct db_server *s, PGresult *r, struct err *e);

/* Runs TEXT, which may be several statements; what it answers is dropped. */
bool db_server_run(struct db_server *s, const char *text, struct err *e);

/* The number that the query TEXT answers with. */
bool db_server_ask(struct db_server *s, const char *text, int64_t *answer, struct err *e);

/* As in struct db_backend. */
bool db_turn_begin(struct db *db, struct err *e);
bool db_turn_commit(struct db *db, struct err *e);
void db_turn_rollback(struct db *db);

#endif
