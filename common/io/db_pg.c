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

enum { MOST_VALUES = 40 };

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

static struct db_server *
server_of(struct db *db)
{
	return (struct db_server *)(void *)db;
}

static const struct db_server *
server_seen(const struct db *db)
{
	return (const struct db_server *)(const void *)db;
}

static void
end(struct db *db)
{
	struct db_server *s = server_of(db);

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

static bool
query(struct db *db, const char *sql, const struct db_value *values, size_t n,
    struct err *e)
{
	struct db_server *s = server_of(db);
	struct parameters p = { .texts = { BUF_INIT } };
	PGresult *r = NULL;
	char name[24];
	size_t i;

	end(db);
	fill(&p, values, n);
	if (prepare(s, sql, p.types, n, name, e)) {
		r = PQexecPrepared(
		    s->conn, name, (int)n, p.values, p.lengths, p.formats, 1);
		if (PQresultStatus(r) != PGRES_TUPLES_OK &&
		    PQresultStatus(r) != PGRES_COMMAND_OK) {
			(void)db_server_failed(s, r, e);
			r = NULL;
		}
	}
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
	struct db_server *s = server_of(db);

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

static void
rollback(struct db *db)
{
	struct db_server *s = server_of(db);

	end(db);
	if (PQtransactionStatus(s->conn) != PQTRANS_IDLE && !db_server_gone(s))
		PQclear(PQexec(s->conn, "ROLLBACK"));
}

#define LOCK "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT one FROM writer FOR UPDATE"

/*
 * Takes the lock of the writers and, in the same step, notes the turn that a commit will
 * make known.
 */
static bool
start(struct db_server *s, struct err *e)
{
	char text[400];

	(void)snprintf(text, sizeof text,
	    LOCK "; INSERT INTO turn VALUES ('%s', %" PRId64 ", now())"
		 " ON CONFLICT (owner) DO UPDATE SET turn = excluded.turn, at = now()",
	    s->owner, s->turn + 1);
	if (!db_server_run(s, text, e)) {
		rollback(&s->db);
		return false;
	}
	s->turn++;
	return true;
}

/*
 * A connection that was lost between two transactions, or within one that has failed, is
 * made anew: the server was restarted.
 */
static bool
begin(struct db *db, struct err *e)
{
	struct db_server *s = server_of(db);

	end(db);
	if (!db_server_gone(s) && start(s, e))
		return true;
	return db_server_gone(s) && db_server_connect(s, e) && start(s, e);
}

/* Connects again, for as long as a server takes to come back. */
static bool
return_to(struct db_server *s, struct err *e)
{
	const struct timespec pause = { 0, 500 * 1000 * 1000 };
	int tries;

	for (tries = 0; tries < 40; tries++) {
		if (db_server_connect(s, e))
			return true;
		(void)nanosleep(&pause, NULL);
	}
	return false;
}

/*
 * Finds out whether the commit took place whose answer was lost.  The lock makes sure
 * that the transaction has ended, one way or the other.
 */
static bool
look_up(struct db_server *s, struct err *e)
{
	int64_t turn;
	char text[120];

	(void)snprintf(
	    text, sizeof text, "SELECT turn FROM turn WHERE owner = '%s'", s->owner);
	if (!return_to(s, e) || !db_server_run(s, LOCK, e) ||
	    !db_server_ask(s, text, &turn, e))
		return err_prefix(
		    e, "whether the last step was written down is not known: ");
	rollback(&s->db);
	return turn == s->turn ||
	       err_set(e, ERR_LATER,
		   "ledger %s: the connection was lost, and the last step with it",
		   s->db.name);
}

static bool
commit(struct db *db, struct err *e)
{
	struct db_server *s = server_of(db);
	PGresult *r;

	end(db);
	r = PQexec(s->conn, "COMMIT");
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		(void)db_server_failed(s, r, e);
		if (db_server_gone(s))
			return look_up(s, e);
		rollback(db);
		return false;
	}
	/* So it answers where the transaction had failed before. */
	if (strcmp(PQcmdStatus(r), "COMMIT") != 0) {
		PQclear(r);
		return err_set(
		    e, ERR_LATER, "ledger %s: the last step was taken back", db->name);
	}
	PQclear(r);
	return true;
}

static bool
check(struct db *db, struct err *e)
{
	int64_t n;

	return db_server_ask(server_of(db), "SELECT count(*) FROM writer", &n, e) &&
	       (n == 1 || err_set(e, ERR_LATER,
			      "ledger %s: is damaged: nobody can lock it", db->name));
}

static void
close_server(struct db *db)
{
	struct db_server *s = server_of(db);

	end(db);
	PQfinish(s->conn);
	free(s->statements);
	mem_wipe(s->url);
	free(s);
}

static const struct db_backend backend = { close_server, check, query, row, end, number,
	bytes, changed, begin, commit, rollback };

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
