/* db - a connection to a database that speaks SQL */
/* SPDX-License-Identifier: ISC */

#include "io/db.h"

#include <stdlib.h>

#include "base/mem.h"
#include "io/db_backend.h"

bool
db_remote(const char *where)
{
	struct str url = str_of(where);

	return str_starts(url, STR("postgresql://")) ||
	       str_starts(url, STR("postgres://"));
}

struct db *
db_open(const char *where, bool write, const struct db_schema *schema, struct err *e)
{
	return db_remote(where) ? db_pg_open(where, write, schema, e)
				: db_sqlite_open(where, write, schema, e);
}

char *
db_label(const char *where)
{
	return db_remote(where) ? db_pg_label(where) : mem_str(where);
}

bool
db_has_password(const char *where)
{
	return db_remote(where) && db_pg_has_password(where);
}

void
db_close(struct db *db)
{
	char *name;

	if (db == NULL)
		return;
	name = db->name;
	db->backend->close(db);
	free(name);
}

const char *
db_name(const struct db *db)
{
	return db->name;
}

bool
db_check(struct db *db, struct err *e)
{
	return db->backend->check(db, e);
}

struct db_value
db_int(int64_t number)
{
	return (struct db_value){ .type = DB_INT, .number = number };
}

struct db_value
db_time(int64_t seconds)
{
	return (
	    struct db_value){ .type = DB_INT, .null = seconds == 0, .number = seconds };
}

struct db_value
db_text(struct str text)
{
	return (
	    struct db_value){ .type = DB_TEXT, .null = text.at == NULL, .bytes = text };
}

struct db_value
db_blob(struct str bytes)
{
	return (
	    struct db_value){ .type = DB_BLOB, .null = bytes.at == NULL, .bytes = bytes };
}

bool
db_query(struct db *db, const char *sql, const struct db_value *values, size_t n,
    struct err *e)
{
	db->again = false;
	return db->backend->query(db, sql, values, n, e);
}

bool
db_row(struct db *db, bool *any, struct err *e)
{
	return db->backend->row(db, any, e);
}

void
db_end(struct db *db)
{
	db->backend->end(db);
}

int64_t
db_number(const struct db *db, int column)
{
	return db->backend->number(db, column);
}

struct str
db_bytes(const struct db *db, int column)
{
	return db->backend->bytes(db, column);
}

bool
db_run(struct db *db, const char *sql, const struct db_value *values, size_t n,
    int64_t *changed, struct err *e)
{
	bool any;

	if (!db_query(db, sql, values, n, e))
		return false;
	do
		if (!db_row(db, &any, e))
			return false;
	while (any);
	if (changed != NULL)
		*changed = db->backend->changed(db);
	return true;
}

bool
db_begin(struct db *db, struct err *e)
{
	db->again = false;
	return db->backend->begin(db, e);
}

bool
db_commit(struct db *db, struct err *e)
{
	return db->backend->commit(db, e);
}

void
db_rollback(struct db *db)
{
	db->backend->rollback(db);
}

int64_t
db_skew(const struct db *db)
{
	return db->skew;
}

bool
db_again(const struct db *db)
{
	return db->again;
}
