/* test-db - io/db, in a file and on a server */
/* SPDX-License-Identifier: ISC */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/path.h"
#include "io/db.h"
#include "ledger-kit.h"

#define FIRST(INT, BLOB)                                                                 \
	"CREATE TABLE migration (version " INT " PRIMARY KEY, at " INT                   \
	", program TEXT);"                                                               \
	"CREATE TABLE thing (number " INT ", words TEXT, bytes " BLOB ");"
#define SECOND "CREATE TABLE more (n INTEGER);"

static const char *const sqlite[] = { FIRST("INTEGER", "BLOB"), SECOND };
static const char *const pg[] = { FIRST("BIGINT", "BYTEA"), SECOND };
static const struct db_schema old = { 1, sqlite, pg }, schema = { 2, sqlite, pg };

static const char insert[] = "INSERT INTO thing (words, number, bytes)"
			     " VALUES ($2, $1, $3)";
static const char by_number[] = "SELECT number, words, bytes FROM thing"
				" WHERE number = $1 OR $1 = 0 ORDER BY number";
static const char count[] = "SELECT count(*) FROM thing";

static int64_t
how_many(struct db *db)
{
	struct err e = { 0 };
	int64_t n = -1;
	bool any;

	if (!db_query(db, count, NULL, 0, &e) || !db_row(db, &any, &e) || !any) {
		printf("# %s\n", e.text);
		return -1;
	}
	n = db_number(db, 0);
	db_end(db);
	return n;
}

static bool
add(struct db *db, int64_t number, struct str words, struct err *e)
{
	const struct db_value values[] = { db_int(number), db_text(words),
		db_blob(words) };

	return db_run(db, insert, values, 3, NULL, e);
}

static void
test_versions(void)
{
	struct err e = { 0 };
	struct db *db;

	e.text[0] = 'x';
	db = db_open(kit_where, false, &old, &e);
	OK(db == NULL && e.text[0] == '\0', "a reader of nothing has no error: %s",
	    e.text);
	db = db_open(kit_where, true, &old, &e);
	OK(db != NULL, "made: %s", e.text);
	OK(add(db, 1, STR("one"), &e), "and written: %s", e.text);
	db_close(db);
	db = db_open(kit_where, false, &schema, &e);
	OK(db == NULL && str_find(str_of(e.text), STR("--check")) > 0,
	    "a reader does not bring it up to date: %s", e.text);
	db = db_open(kit_where, true, &schema, &e);
	OK(db != NULL && how_many(db) == 1, "a writer does, and loses nothing");
	OK(db_check(db, &e), "it is sound: %s", e.text);
	db_close(db);
	db = db_open(kit_where, true, &old, &e);
	OK(db == NULL && str_find(str_of(e.text), STR("newer")) > 0,
	    "an older program keeps off: %s", e.text);
}

static void
test_values(void)
{
	struct err e = { 0 };
	struct db *db = db_open(kit_where, true, &schema, &e);
	struct db_value value = db_int(0);
	bool any = false;
	int64_t n;

	OK(add(db, INT64_MIN, STR("\xc3\xb3"), &e) && add(db, 2, STR(""), &e) &&
		add(db, 3, STR_NONE, &e),
	    "numbers, texts and none: %s", e.text);
	OK(db_query(db, by_number, &value, 1, &e) && db_row(db, &any, &e) && any &&
		db_number(db, 0) == INT64_MIN,
	    "the smallest number: %s", e.text);
	IS(db_bytes(db, 1), "\xc3\xb3", "its text");
	IS(db_bytes(db, 2), "\xc3\xb3", "its bytes");
	OK(db_row(db, &any, &e) && db_row(db, &any, &e) && any && db_number(db, 0) == 2,
	    "the next rows");
	OK(db_bytes(db, 1).at != NULL && db_bytes(db, 1).len == 0, "empty is not none");
	OK(db_row(db, &any, &e) && db_bytes(db, 1).at == NULL, "none is none");
	OK(db_row(db, &any, &e) && !any, "and an end");
	value = db_int(2);
	OK(db_run(db, "DELETE FROM thing WHERE number = $1", &value, 1, &n, &e) && n == 1,
	    "what was changed is counted");
	OK(!db_run(db, "SELECT nonsense FROM nowhere", NULL, 0, NULL, &e) &&
		e.kind == ERR_LATER && !db_again(db),
	    "what cannot be understood fails: %s", e.text);
	OK(how_many(db) == 3, "and costs nothing else");
	OK(db_skew(db) >= -1 && db_skew(db) <= 1, "one clock");
	db_close(db);
}

static void
test_transactions(void)
{
	struct err e = { 0 };
	struct db *db = db_open(kit_where, true, &schema, &e);
	struct db *reader = db_open(kit_where, false, &schema, &e);
	int64_t before = how_many(db);

	OK(reader != NULL && db_begin(db, &e) && add(db, 10, STR("x"), &e), "written");
	OK(how_many(reader) == before, "not seen before the commit");
	db_rollback(db);
	OK(how_many(db) == before, "nor after it was taken back");
	OK(db_begin(db, &e) && add(db, 11, STR("x"), &e) && db_commit(db, &e) &&
		how_many(reader) == before + 1,
	    "but when it was committed: %s", e.text);
	OK(!add(reader, 12, STR("x"), &e) && e.kind == ERR_TROUBLE,
	    "a reader cannot write: %s", e.text);
	OK(db_begin(db, &e) && !db_run(db, "SELECT nothing", NULL, 0, NULL, &e) &&
		(db_rollback(db), db_begin(db, &e)) && db_commit(db, &e),
	    "after a failure comes another transaction: %s", e.text);
	db_close(reader);
	db_close(db);
}

/* The second waits for the first, for as long as it is let. */
static void
test_lock(void)
{
	struct err e = { 0 };
	int status = 0, ready[2];
	struct db *db;
	pid_t child;
	char go;

	/* A connection is not for two processes: the child makes its own. */
	if (pipe(ready) != 0 || (child = fork()) < 0)
		exit(99);
	if (child == 0) {
		if (read(ready[0], &go, 1) != 1 ||
		    (db = db_open(kit_where, true, &schema, &e)) == NULL ||
		    !db_begin(db, &e) || how_many(db) < 1000 || !db_commit(db, &e))
			_exit(1);
		db_close(db);
		_exit(0);
	}
	db = db_open(kit_where, true, &schema, &e);
	OK(db_begin(db, &e) && add(db, 20, STR("x"), &e), "locked");
	OK(write(ready[1], "x", 1) == 1 && usleep(300000) == 0 &&
		waitpid(child, &status, WNOHANG) == 0,
	    "another waits");
	for (status = 0; status < 1000; status++)
		(void)add(db, 21, STR("x"), &e);
	OK(db_commit(db, &e) && waitpid(child, &status, 0) == child && status == 0,
	    "until it is there, and sees it");
	(void)close(ready[0]);
	(void)close(ready[1]);
	db_close(db);
}

static void
test_names(void)
{
	struct err e = { 0 };

	OK(db_remote("postgresql://x/y") && db_remote("postgres:///y") &&
		!db_remote("ledger.db") && !db_remote("./postgresql://x"),
	    "what is a server");
	OK(db_has_password("postgresql://anna:secret@host/base") &&
		db_has_password("postgres://host/base?password=secret") &&
		db_has_password("postgres://host/base?pass%77ord=secret") &&
		!db_has_password("postgresql://anna@host:5432/base") &&
		!db_has_password("/anna:secret@host"),
	    "what has a password");
	OK(db_open("postgresql://host:port:port/?nonsense", true, &schema, &e) == NULL &&
		e.kind == ERR_TROUBLE,
	    "no URL: %s", e.text);
	OK(db_open("postgresql://anna:secret@127.0.0.1:1/base", true, &schema, &e) ==
		    NULL &&
		str_find(str_of(e.text), STR("anna@127.0.0.1:1/base")) > 0 &&
		str_find(str_of(e.text), STR("secret")) < 0,
	    "nobody there, and the password is not said: %s", e.text);
}

/* What only a server can do. */

static bool
restart(const char *how)
{
	char command[300];

	(void)snprintf(
	    command, sizeof command, "%s %s", getenv("AFTERCARE_TEST_POSTGRESQL"), how);
	return system(command) == 0;
}

/* The text is kept, as far as it is one. */
static void
test_texts(void)
{
	struct err e = { 0 };
	struct db *db = db_open(kit_where, true, &schema, &e);
	struct db_value value = db_int(31);
	bool any;

	OK(add(db, 31,
	       STR("a\0b\xff"
		   "c"),
	       &e),
	    "what is no text for it is taken: %s", e.text);
	OK(db_query(db, by_number, &value, 1, &e) && db_row(db, &any, &e) && any, "kept");
	IS(db_bytes(db, 1),
	    "a b\xef\xbf\xbd"
	    "c",
	    "as a text");
	OK(str_eq(db_bytes(db, 2), STR("a\0b\xff"
				       "c")),
	    "and as bytes");
	db_end(db);
	db_close(db);
}

/* The server ends the connection of DB. */
static void
kill_connection(struct db *db)
{
	struct err e;

	OK(!db_run(
	       db, "SELECT pg_terminate_backend(pg_backend_pid())", NULL, 0, NULL, &e) &&
		e.kind == ERR_LATER,
	    "the connection goes: %s", e.text);
}

static void
test_lost(void)
{
	struct err e = { 0 };
	struct db *db = db_open(kit_where, true, &schema, &e);
	int64_t before = how_many(db);

	OK(db_begin(db, &e) && add(db, 40, STR("x"), &e), "within a transaction");
	kill_connection(db);
	OK(!add(db, 41, STR("x"), &e) && e.kind == ERR_LATER, "it fails: %s", e.text);
	OK(db_again(db), "and would not, if all was repeated");
	OK(how_many(db) < 0, "nothing is read behind it: the transaction has not ended");
	OK(!db_commit(db, &e) && e.kind == ERR_LATER, "the commit fails too: %s", e.text);
	OK(db_again(db) && how_many(db) == before, "nothing was written");
	OK(db_begin(db, &e) && add(db, 41, STR("x"), &e), "within another one");
	kill_connection(db);
	db_rollback(db);
	OK(how_many(db) == before, "a question is asked again on a new connection");
	kill_connection(db);
	OK(db_begin(db, &e) && add(db, 42, STR("x"), &e) && db_commit(db, &e) &&
		how_many(db) == before + 1,
	    "the next transaction is on a new one: %s", e.text);
	OK(restart("restart") && how_many(db) == before + 1, "the server is restarted");
	OK(restart("restart"), "and again");
	OK(db_begin(db, &e) && add(db, 43, STR("x"), &e) && db_commit(db, &e) &&
		how_many(db) == before + 2,
	    "between two transactions that costs nothing: %s", e.text);
	db_close(db);
}

static void
test_again(void)
{
	struct err e = { 0 };
	struct db *db = db_open(kit_where, true, &schema, &e);

	OK(db_begin(db, &e) &&
		!db_run(db, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$",
		    NULL, 0, NULL, &e) &&
		db_again(db),
	    "a conflict goes away when it is repeated: %s", e.text);
	db_rollback(db);
	OK(db_begin(db, &e) &&
		!db_run(db, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$",
		    NULL, 0, NULL, &e) &&
		db_again(db),
	    "a deadlock too");
	db_rollback(db);
	OK(db_begin(db, &e) && !db_again(db), "then it is gone");
	db_rollback(db);
	db_close(db);
}

/*
 * Hands on what goes between a client and the server.  While the file CUT is there, a
 * COMMIT ends both connections: when it was answered, or unheard where CUT is not empty.
 */
static void
relay(int client, const char *to, const char *cut)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct pollfd both[2] = { { client, POLLIN, 0 },
		{ socket(AF_UNIX, SOCK_STREAM, 0), POLLIN, 0 } };
	char bytes[8192];
	bool cutting = false;

	(void)snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5432", to);
	if (connect(both[1].fd, (struct sockaddr *)&at, sizeof at) != 0)
		_exit(1);
	for (;;) {
		int from, i;

		if (poll(both, 2, -1) < 0)
			_exit(1);
		for (i = 0; i < 2; i++) {
			ssize_t n;

			if (both[i].revents == 0)
				continue;
			n = read(both[i].fd, bytes, sizeof bytes);
			if (n <= 0 || (i == 1 && cutting))
				_exit(0);
			from = i;
			if (from == 0 && memmem(bytes, (size_t)n, "COMMIT", 6) != NULL &&
			    access(cut, F_OK) == 0) {
				struct buf what = BUF_INIT;
				struct err e;

				(void)path_read(cut, 10, &what, &e);
				(void)unlink(cut);
				if (what.len > 0)
					_exit(0);
				cutting = true;
			}
			if (write(both[!i].fd, bytes, (size_t)n) != n)
				_exit(1);
		}
	}
}

/* Starts to relay to the server in TO what comes to the socket in FROM. */
static pid_t
start_relay(const char *from, const char *to, const char *cut)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_STREAM, 0), client;
	pid_t child;

	(void)snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5432", from);
	if (bind(server, (struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(server, 8) != 0)
		return -1;
	child = fork();
	if (child != 0) {
		(void)close(server);
		return child;
	}
	(void)signal(SIGCHLD, SIG_IGN);
	while ((client = accept(server, NULL, NULL)) >= 0) {
		if (fork() == 0) {
			(void)close(server);
			relay(client, to, cut);
		}
		(void)close(client);
	}
	_exit(0);
}

/* Whether the commit took place whose answer was lost is found out. */
static void
test_commit(void)
{
	char where[400], cut[100];
	struct err e = { 0 };
	struct db *db;
	int64_t before;
	pid_t child;

	(void)snprintf(cut, sizeof cut, "%s/cut", kit_dir);
	child = start_relay(kit_dir, getenv("AFTERCARE_TEST_SERVER"), cut);
	OK(child > 0, "a relay");
	(void)snprintf(
	    where, sizeof where, "postgresql:///kit?host=%s&user=aftercare", kit_dir);
	db = db_open(where, true, &schema, &e);
	OK(db != NULL, "opened through it: %s", e.text);
	before = how_many(db);
	OK(db_begin(db, &e) && add(db, 50, STR("x"), &e) && db_commit(db, &e), "as ever");
	OK(db_begin(db, &e) && add(db, 51, STR("x"), &e) && path_write(cut, STR(""), &e),
	    "a commit whose answer is lost");
	OK(db_commit(db, &e) && access(cut, F_OK) != 0, "took place: %s", e.text);
	OK(how_many(db) == before + 2, "and is there");
	OK(db_begin(db, &e) && add(db, 52, STR("x"), &e) && path_write(cut, STR("x"), &e),
	    "a commit that is lost");
	OK(!db_commit(db, &e) && e.kind == ERR_LATER && access(cut, F_OK) != 0,
	    "did not: %s", e.text);
	OK(how_many(db) == before + 2, "and is not there");
	OK(db_begin(db, &e) && add(db, 53, STR("x"), &e) && db_commit(db, &e) &&
		how_many(db) == before + 3,
	    "it goes on: %s", e.text);
	db_close(db);
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
}

static void
test_refused(void)
{
	static const char make[] = "CREATE DATABASE bytes ENCODING 'SQL_ASCII'"
				   " TEMPLATE template0";
	char where[400];
	struct err e = { 0 };
	struct db *db = db_open(kit_where, true, &schema, &e);

	OK(db_run(db, make, NULL, 0, NULL, &e), "a database of bytes: %s", e.text);
	db_close(db);
	kit_name(where, "bytes");
	OK(db_open(where, true, &schema, &e) == NULL && e.kind == ERR_TROUBLE &&
		str_find(str_of(e.text), STR("UTF8")) > 0,
	    "is refused: %s", e.text);
	kit_name(where, "nowhere");
	OK(db_open(where, true, &schema, &e) == NULL && e.kind == ERR_TROUBLE,
	    "so is one that is not there: %s", e.text);
	OK(restart("standby"), "a server becomes a stand-by");
	OK(db_open(kit_where, false, &schema, &e) == NULL && e.kind == ERR_LATER &&
		str_find(str_of(e.text), STR("stand-by")) > 0,
	    "which is refused: %s", e.text);
}

int
main(void)
{
	kit_begin();
	test_versions();
	test_values();
	test_transactions();
	test_lock();
	test_names();
	if (kit_remote()) {
		test_texts();
		test_lost();
		test_again();
		test_commit();
		test_refused();
	}
	return kit_end();
}
