/* ledger_file - the ledger's database: opened, brought up to date, checked */
/* SPDX-License-Identifier: ISC */

#include "io/ledger_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

enum {
	APPLICATION_ID = 0x61667463, /* "aftc", in the file's header */
	BUSY_MS = 10000,
};

#define STATES                                                                           \
	"'queued','held','sending','indoubt','sent','unknown','failed','dead',"          \
	"'suppressed','expired'"

/*
 * Migration N makes version N+1 of version N; what has been released is never changed.
 * The bytes have a table of their own, so that walks over the rows stay short.
 */
static const char *const migrations[] = {
	"CREATE TABLE migration (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL,"
	"  program TEXT NOT NULL) STRICT;"
	"CREATE TABLE message ("
	"  row INTEGER PRIMARY KEY,"
	"  key BLOB NOT NULL UNIQUE,"
	"  scope TEXT NOT NULL, message_id TEXT NOT NULL, channel TEXT NOT NULL,"
	"  recipient TEXT NOT NULL,"
	"  kind TEXT, template TEXT, class TEXT, language TEXT, subject TEXT,"
	"  order_id TEXT, customer_id TEXT, content BLOB, mail_id TEXT,"
	"  state TEXT NOT NULL CHECK (state IN (" STATES ")),"
	"  rule TEXT, transport TEXT, code TEXT, detail TEXT, owner TEXT,"
	"  attempts INTEGER NOT NULL, priority INTEGER NOT NULL, created_at INTEGER,"
	"  not_before INTEGER, expires_at INTEGER, accepted_at INTEGER NOT NULL,"
	"  updated_at INTEGER NOT NULL, next_at INTEGER, lease_until INTEGER,"
	"  first_tried_at INTEGER) STRICT;"
	"CREATE INDEX message_by_message ON message (message_id);"
	"CREATE INDEX message_by_address ON message (recipient COLLATE NOCASE);"
	"CREATE INDEX message_waiting ON message (scope)"
	"  WHERE state IN ('queued','held','sending','indoubt');"
	"CREATE TABLE content (row INTEGER PRIMARY KEY REFERENCES message (row)"
	"  ON DELETE CASCADE, bytes BLOB NOT NULL) STRICT;",
};
enum { N_MIGRATIONS = sizeof migrations / sizeof *migrations };

bool
ledger_failed(const struct ledger *l, struct err *e)
{
	int error = sqlite3_system_errno(l->db);

	switch (sqlite3_errcode(l->db)) {
	case SQLITE_BUSY:
		return err_set(e, ERR_LATER,
		    "ledger %s: another process has held it for over 10 seconds",
		    l->path);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return err_set(e, ERR_LATER,
		    "ledger %s: is damaged or is no ledger (%s); nothing is sent without "
		    "it: restore it from a backup, or take another with --ledger",
		    l->path, sqlite3_errmsg(l->db));
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_set(
		    e, ERR_TROUBLE, "ledger %s: %s", l->path, sqlite3_errmsg(l->db));
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		return err_set(e, error == 0 ? ERR_LATER : err_errno(error),
		    "ledger %s: %s%s%s", l->path, sqlite3_errmsg(l->db),
		    error == 0 ? "" : ": ", error == 0 ? "" : strerror(error));
	default:
		return err_set(
		    e, ERR_LATER, "ledger %s: %s", l->path, sqlite3_errmsg(l->db));
	}
}

static bool
run(struct ledger *l, const char *text, struct err *e)
{
	return sqlite3_exec(l->db, text, NULL, NULL, NULL) == SQLITE_OK ||
	       ledger_failed(l, e);
}

/* The number that the query TEXT answers with. */
static bool
ask(struct ledger *l, const char *text, int64_t *answer, struct err *e)
{
	sqlite3_stmt *s = NULL;
	bool ok = sqlite3_prepare_v2(l->db, text, -1, &s, NULL) == SQLITE_OK &&
		  sqlite3_step(s) == SQLITE_ROW;

	if (ok)
		*answer = sqlite3_column_int64(s, 0);
	else
		(void)ledger_failed(l, e);
	(void)sqlite3_finalize(s);
	return ok;
}

/* Makes PATH, empty and readable by its owner alone, and the folders above it. */
static bool
make(const char *path, struct err *e)
{
	char *dir = path_dir(path);
	struct err why;
	bool ok = path_mkdirs(dir, &why);
	int fd = ok ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600) : -1;
	int error = errno;
	struct stat st;

	free(dir);
	if (!ok)
		return err_set(e, why.kind, "ledger %s: %s", path, why.text);
	if (fd < 0)
		return err_set(
		    e, err_errno(error), "ledger %s: %s", path, strerror(error));
	ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	(void)close(fd);
	return ok || err_set(e, ERR_TROUBLE, "ledger %s: is not a regular file", path);
}

/*
 * Whether the database is a ledger, or empty and can become one; *VERSION is which.  It
 * reads several times, so it runs within a transaction: between two reads another process
 * may make the tables.
 */
static bool
recognise_within(struct ledger *l, int64_t *version, struct err *e)
{
	int64_t id, tables;

	if (!ask(l, "PRAGMA application_id", &id, e) ||
	    !ask(l, "SELECT count(*) FROM sqlite_schema", &tables, e) ||
	    !ask(l, "PRAGMA user_version", version, e))
		return false;
	if (id != APPLICATION_ID && (id != 0 || tables != 0))
		return err_set(
		    e, ERR_LATER, "ledger %s: is a database of another program", l->path);
	if (*version > (int64_t)N_MIGRATIONS)
		return err_set(e, ERR_LATER,
		    "ledger %s: was written by a newer aftercare (version %d, this one "
		    "knows %d)",
		    l->path, (int)*version, (int)N_MIGRATIONS);
	return true;
}

/* The same in a transaction of its own, which only reads. */
static bool
recognise(struct ledger *l, int64_t *version, struct err *e)
{
	bool ok = run(l, "BEGIN", e) && recognise_within(l, version, e);

	ledger_rollback(l);
	return ok;
}

/*
 * SQLite answers BUSY at once where two processes switch a new file to WAL, without
 * asking its busy timeout.
 */
static bool
set_wal(struct ledger *l, struct err *e)
{
	const struct timespec pause = { 0, 10 * 1000 * 1000 };
	int tries;

	for (tries = BUSY_MS / 10; tries > 0; tries--) {
		if (sqlite3_exec(l->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) ==
		    SQLITE_OK)
			return true;
		if (sqlite3_errcode(l->db) != SQLITE_BUSY)
			break;
		(void)nanosleep(&pause, NULL);
	}
	return ledger_failed(l, e);
}

static bool
migrate(struct ledger *l, struct err *e)
{
	int64_t version;
	char text[200];

	if (!ledger_begin(l, e))
		return false;
	/* Looked at again under the lock: another process may have been faster. */
	if (!recognise_within(l, &version, e))
		goto undo;
	for (; version < (int64_t)N_MIGRATIONS; version++) {
		(void)sqlite3_snprintf(sizeof text, text,
		    "INSERT INTO migration VALUES (%d, %lld, 'aftercare %s');"
		    "PRAGMA application_id=%d; PRAGMA user_version=%d",
		    (int)version + 1, (long long)time(NULL), AFTERCARE_VERSION,
		    APPLICATION_ID, (int)version + 1);
		if (!run(l, migrations[version], e) || !run(l, text, e))
			goto undo;
	}
	return ledger_commit(l, e);
undo:
	ledger_rollback(l);
	return false;
}

/*
 * A small WAL, so that a full disk is not filled by the log itself; what an earlier run
 * left in it is folded in first, where nobody else is at work.
 */
static bool
set_up(struct ledger *l, struct err *e)
{
	int64_t version;

	(void)sqlite3_busy_timeout(l->db, BUSY_MS);
	if (!recognise(l, &version, e) || !set_wal(l, e) ||
	    !run(l,
		"PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
		"PRAGMA wal_autocheckpoint=256; PRAGMA journal_size_limit=1048576",
		e))
		return false;
	(void)sqlite3_busy_timeout(l->db, 0);
	(void)sqlite3_wal_checkpoint_v2(
	    l->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(l->db, BUSY_MS);
	return version == (int64_t)N_MIGRATIONS || migrate(l, e);
}

static bool
set_up_reader(struct ledger *l, struct err *e)
{
	int64_t version;

	(void)sqlite3_busy_timeout(l->db, BUSY_MS);
	if (!recognise(l, &version, e))
		return false;
	if (version < (int64_t)N_MIGRATIONS)
		return err_set(e, ERR_LATER,
		    "ledger %s: has not been written to by this version; --check brings "
		    "it up to date",
		    l->path);
	return true;
}

/*
 * Whether PATH is to be read as a file that does not change meanwhile.  A reader that may
 * not write into its folder cannot make the -shm file that WAL needs; where there is no
 * log either no process is at work (the last one takes both away), and the file is whole.
 */
static bool
stands_still(const char *path)
{
	char *log = mem_fmt("%s-wal", path), *dir = path_dir(path);
	struct stat st;
	bool quiet = stat(log, &st) != 0 ? errno == ENOENT : st.st_size == 0;
	bool still = quiet && access(dir, W_OK) != 0;

	free(log);
	free(dir);
	return still;
}

/* Opens PATH, which stands still. */
static bool
open_still(struct ledger *l, const char *path, struct err *e)
{
	struct buf uri = BUF_INIT;
	bool ok;

	buf_text(&uri, "file:");
	path_name(&uri, str_of(path));
	buf_text(&uri, "?immutable=1");
	ok = sqlite3_open_v2(buf_cstr(&uri), &l->db,
		 SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
		 NULL) == SQLITE_OK;
	buf_done(&uri);
	return ok || ledger_failed(l, e);
}

/*
 * Opens the file at PATH and no other: SQLite keeps what is called ":memory:" in memory,
 * and takes what begins with "file:" apart where it was built so.
 */
static bool
open_file(struct ledger *l, const char *path, int flags, struct err *e)
{
	char *plain = mem_fmt("%s%s", path[0] == '/' ? "" : "./", path);
	bool ok = sqlite3_open_v2(plain, &l->db, flags | SQLITE_OPEN_NOMUTEX, NULL) ==
		  SQLITE_OK;

	free(plain);
	return ok || ledger_failed(l, e);
}

struct ledger *
ledger_open(const char *path, bool write, struct err *e)
{
	struct ledger *l;
	bool still;
	int flags = write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

	if (write && !make(path, e))
		return NULL;
	if (!write && access(path, F_OK) != 0 && errno == ENOENT) {
		e->text[0] = '\0';
		return NULL;
	}
	l = mem_zero(1, sizeof *l);
	l->path = mem_str(path);
	still = !write && stands_still(path);
	if ((still ? open_still(l, path, e) : open_file(l, path, flags, e)) &&
	    (write ? set_up(l, e) : set_up_reader(l, e)))
		return l;
	ledger_close(l);
	return NULL;
}

void
ledger_close(struct ledger *l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < LEDGER_STATEMENTS; i++)
		(void)sqlite3_finalize(l->statements[i]);
	(void)sqlite3_close(l->db);
	free(l->path);
	free(l);
}

bool
ledger_check(struct ledger *l, struct err *e)
{
	sqlite3_stmt *s = NULL;
	const char *said = "no answer";
	bool ok;

	if (sqlite3_prepare_v2(l->db, "PRAGMA quick_check(1)", -1, &s, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		said = (const char *)sqlite3_column_text(s, 0);
	ok = said != NULL && strcmp(said, "ok") == 0;
	if (!ok)
		(void)err_set(e, ERR_LATER, "ledger %s: is damaged: %s", l->path,
		    said == NULL ? "no answer" : said);
	(void)sqlite3_finalize(s);
	return ok;
}

bool
ledger_begin(struct ledger *l, struct err *e)
{
	return run(l, "BEGIN IMMEDIATE", e);
}

bool
ledger_commit(struct ledger *l, struct err *e)
{
	if (run(l, "COMMIT", e))
		return true;
	ledger_rollback(l);
	return false;
}

void
ledger_rollback(struct ledger *l)
{
	if (!sqlite3_get_autocommit(l->db))
		(void)sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
}
