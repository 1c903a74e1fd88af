/* db_pg - a database on a server, by PostgreSQL's libpq */
/* SPDX-License-Identifier: ISC */

#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/db_server.h"

enum {
	MOST_VALUES = 40,
	ASKED_AGAIN = 3, /* times */
};

/* The object ids of the types, which have never changed. */
enum { OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };

/* Parameters as libpq takes them, in binary. */
struct parameters {
	Oid types[MOST_VALUES];
	const char *values[MOST_VALUES];
	int lengths[MOST_VALUES];
	int formats[MOST_VALUES];
	uint64_t numbers[MOST_VALUES];
	struct buf texts[MOST_VALUES]; /* those that had to be changed */
};

static const struct db_server *
server_seen(const struct db *db)
{
	return (const struct db_server *)(const void *)db;
}

static void
end(struct db *db)
{
	struct db_server *s = db_server_of(db);

	PQclear(s->rows);
	s->rows = NULL;
}

/*
 * PostgreSQL takes neither NUL nor what is not UTF-8 in a text; the words of a mail
 * server may be that, and are no reason to stop a run.
 */
static struct str
readable(struct buf *made, struct str text)
{
	size_t bad;
	char *nul;

	if (str_utf8(text, &bad) &&
	    (text.len == 0 || memchr(text.at, '\0', text.len) == NULL))
		return text;
	buf_readable(made, text);
	while (made->len > 0 && (nul = memchr(made->at, '\0', made->len)) != NULL)
		*nul = ' ';
	return buf_view(made);
}

static void
fill(struct parameters *p, const struct db_value *values, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct db_value *v = &values[i];
		struct str bytes = v->bytes;

		p->formats[i] = 1;
		p->values[i] = NULL;
		p->types[i] = v->type == DB_INT	   ? OID_INT8
			      : v->type == DB_TEXT ? OID_TEXT
						   : OID_BYTEA;
		if (v->type == DB_INT) {
			p->numbers[i] = htobe64((uint64_t)v->number);
			bytes = (struct str){ (const char *)&p->numbers[i],
				sizeof p->numbers[i] };
		} else if (v->type == DB_TEXT && !v->null) {
			bytes = readable(&p->texts[i], bytes);
		}
		if (!v->null)
			p->values[i] = bytes.at;
		p->lengths[i] = (int)bytes.len;
	}
}

/* Names the statement of SQL in NAME; prepares it where this connection does not know it.
 */
static bool
prepare(struct db_server *s, const char *sql, const Oid *types, size_t n, char name[24],
    struct err *e)
{
	PGresult *r;
	size_t i;

	for (i = 0; i < s->n_statements && s->statements[i] != sql; i++)
		;
	(void)snprintf(name, 24, "s%zu", i);
	if (i < s->n_statements)
		return true;
	r = PQprepare(s->conn, name, sql, (int)n, types);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return db_server_failed(s, r, e);
	PQclear(r);
	s->statements = mem_grow(
	    s->statements, s->n_statements + 1, sizeof *s->statements);
	s->statements[s->n_statements++] = sql;
	return true;
}

/* Runs SQL; NULL where it fails. */
static PGresult *
run(struct db_server *s, const char *sql, const struct parameters *p, size_t n,
    struct err *e)
{
	PGresult *r;
	char name[24];

	if (!prepare(s, sql, p->types, n, name, e))
		return NULL;
	r = PQexecPrepared(s->conn, name, (int)n, p->values, p->lengths, p->formats, 1);
	if (PQresultStatus(r) == PGRES_TUPLES_OK || PQresultStatus(r) == PGRES_COMMAND_OK)
		return r;
	(void)db_server_failed(s, r, e);
	return NULL;
}

/* A question that stands for itself is asked again where the connection was lost. */
static bool
query(struct db *db, const char *sql, const struct db_value *values, size_t n,
    struct err *e)
{
	struct db_server *s = db_server_of(db);
	struct parameters p = { .texts = { BUF_INIT } };
	bool asks = !s->within && strncmp(sql, "SELECT ", 7) == 0;
	int tries = ASKED_AGAIN;
	PGresult *r;
	size_t i;

	end(db);
	fill(&p, values, n);
	while ((r = run(s, sql, &p, n, e)) == NULL && asks && db_server_gone(s) &&
	       tries-- > 0 && db_server_return(s, e))
		;
	for (i = 0; i < n; i++)
		buf_done(&p.texts[i]);
	if (r == NULL)
		return false;
	s->rows = r;
	s->at = -1;
	s->changed = strtoll(PQcmdTuples(r), NULL, 10);
	return true;
}

static bool
row(struct db *db, bool *any, struct err *e)
{
	struct db_server *s = db_server_of(db);

	(void)e;
	*any = ++s->at < PQntuples(s->rows);
	if (!*any)
		end(db);
	return true;
}

static int64_t
number(const struct db *db, int column)
{
	const struct db_server *s = server_seen(db);
	uint64_t big;
	uint32_t small;

	switch (PQgetlength(s->rows, s->at, column)) {
	case sizeof big:
		memcpy(&big, PQgetvalue(s->rows, s->at, column), sizeof big);
		return (int64_t)be64toh(big);
	case sizeof small:
		memcpy(&small, PQgetvalue(s->rows, s->at, column), sizeof small);
		return (int32_t)be32toh(small);
	default:
		return 0;
	}
}

static struct str
bytes(const struct db *db, int column)
{
	const struct db_server *s = server_seen(db);

	if (PQgetisnull(s->rows, s->at, column))
		return STR_NONE;
	return (struct str){ PQgetvalue(s->rows, s->at, column),
		(size_t)PQgetlength(s->rows, s->at, column) };
}

static int64_t
changed(const struct db *db)
{
	return server_seen(db)->changed;
}

static bool
check(struct db *db, struct err *e)
{
	int64_t n;

	return db_server_ask(db_server_of(db), "SELECT count(*) FROM writer", &n, e) &&
	       (n == 1 || err_set(e, ERR_LATER,
			      "ledger %s: is damaged: nobody can lock it", db->name));
}

static void
close_server(struct db *db)
{
	struct db_server *s = db_server_of(db);

	end(db);
	PQfinish(s->conn);
	free(s->statements);
	mem_wipe(s->url);
	free(s);
}

static const struct db_backend backend = { close_server, check, query, row, end, number,
	bytes, changed, db_turn_begin, db_turn_commit, db_turn_rollback };

static void
name_self(char out[33])
{
	unsigned char random[16] = { 0 };
	size_t i;

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		(void)clock_gettime(CLOCK_REALTIME, (struct timespec *)(void *)random);
	for (i = 0; i < sizeof random; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", random[i]);
}

struct db *
db_pg_open(const char *url, bool write, const struct db_schema *schema, struct err *e)
{
	PQconninfoOption *options = db_server_parse(url, e);
	struct db_server *s;

	if (options == NULL)
		return NULL;
	s = mem_zero(1, sizeof *s);
	s->db.backend = &backend;
	s->db.name = db_server_name(options);
	s->url = mem_str(url);
	s->write = write;
	s->schema = schema;
	name_self(s->owner);
	PQconninfoFree(options);
	if (db_server_open(s, e))
		return &s->db;
	db_close(&s->db);
	return NULL;
}
