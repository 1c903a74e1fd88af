/* db - a connection to a database that speaks SQL */
/* SPDX-License-Identifier: ISC */

/*
 * One SQL text serves all: parameters are $1 .. $N, and what a database does in its own
 * way (making and opening it, its locks, its migrations) is done behind this header.  The
 * tables belong to one program and one purpose, the ledger, and so do the words of the
 * errors.
 *
 * No error is a record's.  It is ERR_TROUBLE where a path, a login or their permissions
 * are wrong, else ERR_LATER.  Not for use from two threads at once.
 */

#ifndef IO_DB_H
#define IO_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct db;

/* Migration N makes version N+1 of version N, in the words of each database. */
struct db_schema {
	size_t n;
	const char *const *sqlite, *const *pg;
};

/*
 * Opens what WHERE names: a file, or a server by a postgresql:// or postgres:// URL. With
 * WRITE, the database is made where it is missing and brought up to date.  Without, NULL
 * with an empty E->text means that there is none yet.
 */
struct db *db_open(
    const char *where, bool write, const struct db_schema *schema, struct err *e);
void db_close(struct db *db);

/* Whether WHERE is the URL of a server. */
bool db_remote(const char *where);

/* What WHERE is called in errors, see db_name; on the heap. */
char *db_label(const char *where);

/* Whether WHERE is a URL with a password in it. */
bool db_has_password(const char *where);

/* What the database is called in errors: the path, or the URL without a password. */
const char *db_name(const struct db *db);

/* Whether what is stored is sound, as far as that can be asked. */
bool db_check(struct db *db, struct err *e);

/* A value for a parameter; NULL where it is none. */
struct db_value {
	enum { DB_INT, DB_TEXT, DB_BLOB } type;
	bool null;
	int64_t number;
	struct str bytes; /* lent until the statement has been run */
};

struct db_value db_int(int64_t number);
struct db_value db_time(int64_t seconds); /* 0 is none */
struct db_value db_text(struct str text);
struct db_value db_blob(struct str bytes);

/*
 * Runs SQL with N values.  SQL lives as long as the connection: the statement is kept for
 * the next time under its address.  Rows are then read one by one with db_row until *ANY
 * is false, or given up with db_end; nothing else is run meanwhile.
 */
bool db_query(struct db *db, const char *sql, const struct db_value *values, size_t n,
    struct err *e);
bool db_row(struct db *db, bool *any, struct err *e);
void db_end(struct db *db);

/* Of the row at hand, columns from 0; 0 and STR_NONE for NULL.  Texts are lent until the
 * next row. */
int64_t db_number(const struct db *db, int column);
struct str db_bytes(const struct db *db, int column);

/* Runs SQL to its end; *CHANGED (or NULL) is how many rows it changed. */
bool db_run(struct db *db, const char *sql, const struct db_value *values, size_t n,
    int64_t *changed, struct err *e);

/*
 * One transaction that may write; it waits up to 10 s for the others, and where its
 * server was lost meanwhile, up to 30 s for that.
 */
bool db_begin(struct db *db, struct err *e);

/* Takes the transaction back where it fails. */
bool db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db);

/* Seconds to add to this host's clock to get the database's. */
int64_t db_skew(const struct db *db);

/*
 * Whether the last failure goes away when the whole transaction is repeated: it met
 * another one, or the connection was lost before its end.
 */
bool db_again(const struct db *db);

#endif
