/* db_turn - transactions on PostgreSQL, and what becomes of them when a server goes */
/* SPDX-License-Identifier: ISC */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "io/db_server.h"

enum {
	LOOKS = 5, /* at what became of a commit, when the server goes again and again */
	WAITS = 7, /* for the lock: a session that was lost may hold it for 60 s */
};

void
db_turn_rollback(struct db *db)
{
	struct db_server *s = db_server_of(db);

	PQclear(s->rows);
	s->rows = NULL;
	s->within = false;
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
		db_turn_rollback(&s->db);
		return false;
	}
	s->turn++;
	s->within = true;
	return true;
}

/* The same on a connection that is made anew. */
static bool
start_anew(struct db_server *s, struct err *e)
{
	int waits = WAITS;

	s->db.again = false;
	if (!db_server_return(s, e))
		return false;
	do
		if (start(s, e))
			return true;
	while (s->busy && --waits > 0);
	s->db.again = s->db.again || db_server_gone(s);
	return false;
}

/*
 * A connection that was lost between two transactions, or within one that has failed, is
 * made anew: the server was restarted.
 */
bool
db_turn_begin(struct db *db, struct err *e)
{
	struct db_server *s = db_server_of(db);

	PQclear(s->rows);
	s->rows = NULL;
	if (!db_server_gone(s) && start(s, e))
		return true;
	return db_server_gone(s) && start_anew(s, e);
}

/* *TURN is the last one that took place, once no transaction is open any more. */
static bool
read_turn(struct db_server *s, int64_t *turn, struct err *e)
{
	char text[120];
	int waits = WAITS;
	bool ok;

	(void)snprintf(
	    text, sizeof text, "SELECT turn FROM turn WHERE owner = '%s'", s->owner);
	do {
		ok = db_server_run(s, LOCK, e) && db_server_ask(s, text, turn, e);
		db_turn_rollback(&s->db);
	} while (!ok && s->busy && --waits > 0);
	return ok;
}

/*
 * Finds out whether the commit took place whose answer was lost.  The lock makes sure
 * that the transaction has ended, one way or the other.
 */
static bool
look_up(struct db_server *s, struct err *e)
{
	int looks = LOOKS;
	int64_t turn;

	do {
		if (!db_server_return(s, e))
			break;
		if (!read_turn(s, &turn, e))
			continue;
		s->db.again = turn != s->turn;
		return turn == s->turn ||
		       err_set(e, ERR_LATER,
			   "ledger %s: the connection was lost, and the last step with "
			   "it",
			   s->db.name);
	} while (db_server_gone(s) && --looks > 0);
	s->db.again = false;
	return err_prefix(e, "whether the last step was written down is not known: ");
}

bool
db_turn_commit(struct db *db, struct err *e)
{
	struct db_server *s = db_server_of(db);
	PGresult *r;

	PQclear(s->rows);
	s->rows = NULL;
	r = PQexec(s->conn, "COMMIT");
	s->within = false;
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		(void)db_server_failed(s, r, e);
		if (db_server_gone(s))
			return look_up(s, e);
		db_turn_rollback(db);
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
