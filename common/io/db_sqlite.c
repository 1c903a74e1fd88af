/* db_sqlite - a database in a file, by SQLite */
/* SPDX-License-Identifier: ISC */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/db_file.h"

static struct db_file *
file_of(struct db *db)
{
	return (struct db_file *)(void *)db;
}

static const struct db_file *
file_seen(const struct db *db)
{
	return (const struct db_file *)(const void *)db;
}

static bool
begin(struct db *db, struct err *e)
{
	return db_file_run(file_of(db), "BEGIN IMMEDIATE", e);
}

static void
rollback(struct db *db)
{
	struct db_file *f = file_of(db);

	if (!sqlite3_get_autocommit(f->base))
		(void)sqlite3_exec(f->base, "ROLLBACK", NULL, NULL, NULL);
}

static bool
commit(struct db *db, struct err *e)
{
	if (db_file_run(file_of(db), "COMMIT", e))
		return true;
	rollback(db);
	return false;
}

static void
free_statement(struct db_statement *statement)
{
	(void)sqlite3_finalize(statement->s);
	free(statement->numbers);
}

static void
close_file(struct db *db)
{
	struct db_file *f = file_of(db);
	size_t i;

	for (i = 0; i < f->n_statements; i++)
		free_statement(&f->statements[i]);
	(void)sqlite3_close(f->base);
	free(f->statements);
	free(f);
}

static bool
check(struct db *db, struct err *e)
{
	struct db_file *f = file_of(db);
	sqlite3_stmt *s = NULL;
	const char *said = "no answer";
	bool ok;

	if (sqlite3_prepare_v2(f->base, "PRAGMA quick_check(1)", -1, &s, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		said = (const char *)sqlite3_column_text(s, 0);
	ok = said != NULL && strcmp(said, "ok") == 0;
	if (!ok)
		(void)err_set(e, ERR_LATER, "ledger %s: is damaged: %s", db->name,
		    said == NULL ? "no answer" : said);
	(void)sqlite3_finalize(s);
	return ok;
}

/*
 * SQLite numbers "$N" by where it first stands in the text, so the name decides.  It
 * looks for a name in a list: once a statement is enough.
 */
static void
number_parameters(struct db_statement *statement)
{
	int i;

	statement->n = sqlite3_bind_parameter_count(statement->s);
	statement->numbers = mem_zero((size_t)statement->n + 1, 1);
	for (i = 0; i < statement->n; i++) {
		const char *name = sqlite3_bind_parameter_name(statement->s, i + 1);
		int which = name == NULL ? 0 : atoi(name + 1);

		if (which > 0 && which <= UCHAR_MAX)
			statement->numbers[i] = (unsigned char)which;
	}
}

/* The statement of SQL, ready for its parameters; NULL with E where it is none. */
static const struct db_statement *
find_statement(struct db_file *f, const char *sql, struct err *e)
{
	struct db_statement new = { .sql = sql };
	size_t i;

	for (i = 0; i < f->n_statements; i++)
		if (f->statements[i].sql == sql)
			return &f->statements[i];
	if (sqlite3_prepare_v3(
		f->base, sql, -1, SQLITE_PREPARE_PERSISTENT, &new.s, NULL) != SQLITE_OK) {
		(void)db_file_failed(f, e);
		return NULL;
	}
	number_parameters(&new);
	f->statements = mem_grow(
	    f->statements, f->n_statements + 1, sizeof *f->statements);
	f->statements[f->n_statements] = new;
	return &f->statements[f->n_statements++];
}

static void
bind(sqlite3_stmt *s, int at, const struct db_value *v)
{
	if (v->null)
		(void)sqlite3_bind_null(s, at);
	else if (v->type == DB_INT)
		(void)sqlite3_bind_int64(s, at, v->number);
	else if (v->type == DB_TEXT)
		(void)sqlite3_bind_text64(
		    s, at, v->bytes.at, v->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
	else
		(void)sqlite3_bind_blob64(
		    s, at, v->bytes.at, v->bytes.len, SQLITE_STATIC);
}

static void
end(struct db *db)
{
	struct db_file *f = file_of(db);

	if (f->active == NULL)
		return;
	(void)sqlite3_reset(f->active);
	(void)sqlite3_clear_bindings(f->active);
	f->active = NULL;
}

static bool
query(struct db *db, const char *sql, const struct db_value *values, size_t n,
    struct err *e)
{
	struct db_file *f = file_of(db);
	const struct db_statement *statement;
	int i;

	end(db);
	statement = find_statement(f, sql, e);
	if (statement == NULL)
		return false;
	for (i = 0; i < statement->n; i++) {
		size_t which = statement->numbers[i];

		if (which >= 1 && which <= n)
			bind(statement->s, i + 1, &values[which - 1]);
	}
	f->active = statement->s;
	return true;
}

static bool
row(struct db *db, bool *any, struct err *e)
{
	struct db_file *f = file_of(db);
	int result = sqlite3_step(f->active);

	*any = result == SQLITE_ROW;
	if (*any)
		return true;
	if (result != SQLITE_DONE)
		(void)db_file_failed(f, e);
	end(db);
	return result == SQLITE_DONE;
}

static int64_t
number(const struct db *db, int column)
{
	return sqlite3_column_int64(file_seen(db)->active, column);
}

static struct str
bytes(const struct db *db, int column)
{
	sqlite3_stmt *s = file_seen(db)->active;
	const char *at = sqlite3_column_blob(s, column);

	if (sqlite3_column_type(s, column) == SQLITE_NULL)
		return STR_NONE;
	return (
	    struct str){ at == NULL ? "" : at, (size_t)sqlite3_column_bytes(s, column) };
}

static int64_t
changed(const struct db *db)
{
	return sqlite3_changes64(file_seen(db)->base);
}

static const struct db_backend backend = { close_file, check, query, row, end, number,
	bytes, changed, begin, commit, rollback };

struct db *
db_sqlite_open(
    const char *path, bool write, const struct db_schema *schema, struct err *e)
{
	struct db_file *f;

	if (!write && access(path, F_OK) != 0 && errno == ENOENT) {
		e->text[0] = '\0';
		return NULL;
	}
	f = mem_zero(1, sizeof *f);
	f->db.backend = &backend;
	f->db.name = mem_str(path);
	f->schema = schema;
	if (db_file_open(f, write, e))
		return &f->db;
	db_close(&f->db);
	return NULL;
}
