/* db_file - a SQLite database, between the two halves of its backend */
/* SPDX-License-Identifier: ISC */

/*
 * Only db_sqlite.c (the statements) and db_file.c (the file) include this; everybody else
 * includes io/db.h.
 */

#ifndef IO_DB_FILE_H
#define IO_DB_FILE_H

#include <sqlite3.h>

#include "io/db_backend.h"

struct db_statement {
	const char *sql; /* its address is its name */
	sqlite3_stmt *s;
	unsigned char *numbers; /* which "$N" each of its parameters is; 0: none */
	int n;
};

struct db_file {
	struct db db;
	sqlite3 *base;
	const struct db_schema *schema;
	struct db_statement *statements; /* prepared when first needed */
	size_t n_statements;
	sqlite3_stmt *active; /* the one whose rows are read */
};

/* Opens the file that F is called. */
bool db_file_open(struct db_file *f, bool write, struct err *e);

/* Says in E why the last call on the database failed; false. */
bool db_file_failed(const struct db_file *f, struct err *e);

/* Runs TEXT, which may be several statements and answers nothing. */
bool db_file_run(struct db_file *f, const char *text, struct err *e);

#endif
