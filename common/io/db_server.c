/* db_server - a connection to PostgreSQL, and the tables there */
/* SPDX-License-Identifier: ISC */

#include "io/db_server.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"

enum { RETURN = 30 }; /* seconds that a server has to come back */

/*
 * The tables lie in a schema of their own.  A transaction that waits for another, and one
 * whose host has gone silent, are ended by the server; what was committed is on its disk.
 */
static const char
    session[] = "SET search_path = aftercare;"
		"SET lock_timeout = '10s';"
		"SET idle_in_transaction_session_timeout = '60s';"
		"SELECT set_config('synchronous_commit', 'on', false)"
		" WHERE current_setting('synchronous_commit') <> 'remote_apply'";

/*
 * What the transactions stand on: the row that a writer locks, and how many transactions
 * each process has committed.
 */
static const char foundations
    [] = "CREATE SCHEMA IF NOT EXISTS aftercare;"
	 "CREATE TABLE IF NOT EXISTS aftercare.writer (one BIGINT PRIMARY KEY);"
	 "CREATE TABLE IF NOT EXISTS aftercare.turn (owner TEXT PRIMARY KEY,"
	 "  turn BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL);"
	 "INSERT INTO aftercare.writer VALUES (1) ON CONFLICT DO NOTHING";

bool
db_server_gone(const struct db_server *s)
{
	return s->broken || PQstatus(s->conn) != CONNECTION_OK;
}

/* Whether the SQLSTATE of R is CODE, or begins with it. */
static bool
is(const PGresult *r, const char *code)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	return state != NULL && strncmp(state, code, strlen(code)) == 0;
}

/* What libpq said, in one line. */
static void
say(struct buf *out, const char *text)
{
	struct str rest = str_trim(str_of(text)), line;

	while (str_cut(&rest, '\n', &line))
		buf_fmt(out, "%s%.*s", out->len > 0 ? "; " : "", STR_ARG(str_trim(line)));
}

/*
 * Whether R says that the session is over.  Without an SQLSTATE it is libpq that speaks,
 * which still calls itself connected.
 */
static bool
is_last(const PGresult *r)
{
	const char *weight = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

	return PQresultErrorField(r, PG_DIAG_SQLSTATE) == NULL || is(r, "57P0") ||
	       (weight != NULL &&
		   (strcmp(weight, "FATAL") == 0 || strcmp(weight, "PANIC") == 0));
}

bool
db_server_failed(struct db_server *s, PGresult *r, struct err *e)
{
	const char *said = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	enum err_kind kind = ERR_LATER;
	struct buf text = BUF_INIT;

	s->broken = s->broken || is_last(r);
	s->busy = is(r, "55P03");
	s->db.again = is(r, DB_SERIALIZE) || is(r, DB_DEADLOCK) ||
		      (s->within && db_server_gone(s));
	if (is(r, "28") || is(r, "42501") || is(r, "25006"))
		kind = ERR_TROUBLE;
	say(&text, said != NULL ? said : PQerrorMessage(s->conn));
	if (s->busy)
		(void)err_set(e, ERR_LATER,
		    "ledger %s: another process has held it for over 10 seconds",
		    s->db.name);
	else
		(void)err_set(e, kind, "ledger %s: %s%s", s->db.name,
		    db_server_gone(s) ? "the connection was lost: " : "",
		    buf_cstr(&text));
	buf_done(&text);
	PQclear(r);
	return false;
}

bool
db_server_run(struct db_server *s, const char *text, struct err *e)
{
	PGresult *r = PQexec(s->conn, text);

	if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
		return db_server_failed(s, r, e);
	PQclear(r);
	return true;
}

bool
db_server_ask(struct db_server *s, const char *text, int64_t *answer, struct err *e)
{
	PGresult *r = PQexec(s->conn, text);

	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return db_server_failed(s, r, e);
	*answer = PQntuples(r) == 0 ? 0 : strtoll(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	return true;
}

/* libpq is not to print what the server notes. */
static void
ignore(void *nothing, const PGresult *r)
{
	(void)nothing;
	(void)r;
}

/* Says why there is no connection: somebody has to mend a login, all else may pass. */
static bool
refused(const struct db_server *s, struct err *e)
{
	const char *said = PQerrorMessage(s->conn);
	bool login = PQconnectionNeedsPassword(s->conn) != 0 ||
		     PQconnectionUsedPassword(s->conn) != 0 ||
		     strstr(said, "does not exist") != NULL;
	struct buf text = BUF_INIT;

	say(&text, said);
	(void)err_set(e, login ? ERR_TROUBLE : ERR_LATER, "ledger %s: %s", s->db.name,
	    buf_cstr(&text));
	buf_done(&text);
	return false;
}

static int64_t
clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * What has to be true of a server: it is the one that is written to, since what another
 * knows may be old, it keeps every text, and its clock is the ledger's.
 */
static bool
examine(struct db_server *s, struct err *e)
{
	const char *encoding = PQparameterStatus(s->conn, "server_encoding");
	int64_t standby, theirs, before = clock_ms();

	if (!db_server_ask(s, "SELECT CAST(pg_is_in_recovery() AS INT)", &standby, e) ||
	    !db_server_ask(s,
		"SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
		&theirs, e))
		return false;
	if (standby != 0)
		return err_set(e, ERR_LATER,
		    "ledger %s: is a stand-by, which may not know yet what was sent",
		    s->db.name);
	if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
		return err_set(e, ERR_TROUBLE,
		    "ledger %s: expected a database in UTF8, got %s", s->db.name,
		    encoding == NULL ? "another" : encoding);
	s->db.skew = llround((double)(theirs - (before + clock_ms()) / 2) / 1000);
	return true;
}

bool
db_server_connect(struct db_server *s, struct err *e)
{
	/* The URL may say otherwise but for the last. */
	const char *const words[] = { "connect_timeout", "keepalives_idle",
		"keepalives_interval", "keepalives_count", "tcp_user_timeout",
		"fallback_application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "10", "30", "10", "3", "30000", "aftercare",
		s->url, "UTF8", NULL };

	PQfinish(s->conn);
	s->broken = s->within = false;
	s->n_statements = 0;
	s->conn = PQconnectdbParams(words, values, 1);
	if (db_server_gone(s))
		return refused(s, e);
	(void)PQsetNoticeReceiver(s->conn, ignore, NULL);
	s->broken = !examine(s, e) || !db_server_run(s, session, e) ||
		    (!s->write &&
			!db_server_run(s, "SET default_transaction_read_only = on", e));
	return !s->broken;
}

bool
db_server_return(struct db_server *s, struct err *e)
{
	const struct timespec pause = { 0, 200 * 1000 * 1000 };
	struct timespec now;
	time_t until;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	until = now.tv_sec + RETURN;
	while (!db_server_connect(s, e)) {
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec >= until)
			return false;
		(void)nanosleep(&pause, NULL);
	}
	return true;
}

/* The version of the tables; 0 where there are none. */
static bool
recognise(struct db_server *s, int64_t *version, struct err *e)
{
	int64_t there, found = 0;

	if (!db_server_ask(s,
		"SELECT count(*) FROM pg_catalog.pg_tables"
		" WHERE schemaname = 'aftercare' AND tablename = 'migration'",
		&there, e) ||
	    (there != 0 &&
		!db_server_ask(s, "SELECT max(version) FROM migration", &found, e)))
		return false;
	if (found > (int64_t)s->schema->n)
		return err_set(e, ERR_LATER,
		    "ledger %s: was written by a newer aftercare (version %d, this one "
		    "knows %d)",
		    s->db.name, (int)found, (int)s->schema->n);
	*version = found;
	return true;
}

/*
 * "IF NOT EXISTS" fails where another process makes the same at the same time; the next
 * try finds it.
 */
static bool
found(struct db_server *s, struct err *e)
{
	const struct timespec pause = { 0, 50 * 1000 * 1000 };
	PGresult *r = NULL;
	int tries;

	for (tries = 0; tries < 100; tries++) {
		r = PQexec(s->conn, foundations);
		if (PQresultStatus(r) == PGRES_COMMAND_OK) {
			PQclear(r);
			return true;
		}
		if (!is(r, "23505") && !is(r, "42P0") && !is(r, "42710") &&
		    !is(r, DB_SERIALIZE) && !is(r, DB_DEADLOCK))
			break;
		if (tries < 99)
			PQclear(r);
		(void)nanosleep(&pause, NULL);
	}
	return db_server_failed(s, r, e);
}

static bool
migrate(struct db_server *s, struct err *e)
{
	int64_t version = 0;
	char text[200];

	if (!found(s, e) || !db_begin(&s->db, e))
		return false;
	/* Looked at again under the lock: another process may have been faster. */
	if (!recognise(s, &version, e))
		goto undo;
	for (; version < (int64_t)s->schema->n; version++) {
		(void)snprintf(text, sizeof text,
		    "INSERT INTO migration VALUES (%d, %" PRId64 ", 'aftercare %s')",
		    (int)version + 1, (int64_t)time(NULL), AFTERCARE_VERSION);
		if (!db_server_run(s, s->schema->pg[version], e) ||
		    !db_server_run(s, text, e))
			goto undo;
	}
	return db_commit(&s->db, e);
undo:
	db_rollback(&s->db);
	return false;
}

bool
db_server_open(struct db_server *s, struct err *e)
{
	int64_t version = 0;

	if (!db_server_connect(s, e) || !recognise(s, &version, e))
		return false;
	if (version == 0 && !s->write) {
		e->text[0] = '\0';
		return false;
	}
	if (version < (int64_t)s->schema->n)
		return s->write ? migrate(s, e)
				: err_set(e, ERR_LATER,
				      "ledger %s: has not been written to by this "
				      "version; --check brings it up to date",
				      s->db.name);
	/* Of processes that ended long ago nobody asks what they committed. */
	return !s->write ||
	       db_server_run(
		   s, "DELETE FROM turn WHERE at < now() - interval '2 days'", e);
}
