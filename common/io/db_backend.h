/* db_backend - what a database has to bring along to be one of io/db */
/* SPDX-License-Identifier: ISC */

/*
 * Only db.c and the backends (db_sqlite.c, db_pg.c) include this; everybody else includes
 * io/db.h, where the functions are told.
 */

#ifndef IO_DB_BACKEND_H
#define IO_DB_BACKEND_H

#include "io/db.h"

/* How long a transaction waits for the others. */
enum { DB_BUSY_MS = 10000 };

struct db_backend {
	void (*close)(struct db *db);
	bool (*check)(struct db *db, struct err *e);
	bool (*query)(struct db *db, const char *sql, const struct db_value *values,
	    size_t n, struct err *e);
	bool (*row)(struct db *db, bool *any, struct err *e);
	void (*end)(struct db *db);
	int64_t (*number)(const struct db *db, int column);
	struct str (*bytes)(const struct db *db, int column);
	int64_t (*changed)(const struct db *db); /* rows, by the last statement */
	bool (*begin)(struct db *db, struct err *e);
	bool (*commit)(struct db *db, struct err *e);
	void (*rollback)(struct db *db);
};

/* The first member of what a backend allocates. */
struct db {
	const struct db_backend *backend;
	char *name; /* freed by db_close, after the backend's own */
	int64_t skew;
	bool again;
};

struct db *db_sqlite_open(
    const char *path, bool write, const struct db_schema *schema, struct err *e);
struct db *db_pg_open(
    const char *url, bool write, const struct db_schema *schema, struct err *e);

/* See db_label and db_has_password. */
char *db_pg_label(const char *url);
bool db_pg_has_password(const char *url);

#endif
