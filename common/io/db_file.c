/* db_file - a SQLite database: its file opened, brought up to date */
/* SPDX-License-Identifier: ISC */

#include "io/db_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#define PLENTY ((uint64_t)256 << 20) /* bytes: a disk with so much room is not small */

enum {
	APPLICATION_ID = 0x61667463, /* "aftc", in the file's header */
};

bool
db_file_failed(const struct db_file *f, struct err *e)
{
	int error = sqlite3_system_errno(f->base);

	switch (sqlite3_errcode(f->base)) {
	case SQLITE_BUSY:
		return err_set(e, ERR_LATER,
		    "ledger %s: another process has held it for over 10 seconds",
		    f->db.name);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return err_set(e, ERR_LATER,
		    "ledger %s: is damaged or is no ledger (%s); nothing is sent without "
		    "it: restore it from a backup, or take another with --ledger",
		    f->db.name, sqlite3_errmsg(f->base));
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_set(
		    e, ERR_TROUBLE, "ledger %s: %s", f->db.name, sqlite3_errmsg(f->base));
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		return err_set(e, error == 0 ? ERR_LATER : err_errno(error),
		    "ledger %s: %s%s%s", f->db.name, sqlite3_errmsg(f->base),
		    error == 0 ? "" : ": ", error == 0 ? "" : strerror(error));
	default:
		return err_set(
		    e, ERR_LATER, "ledger %s: %s", f->db.name, sqlite3_errmsg(f->base));
	}
}

bool
db_file_run(struct db_file *f, const char *text, struct err *e)
{
	return sqlite3_exec(f->base, text, NULL, NULL, NULL) == SQLITE_OK ||
	       db_file_failed(f, e);
}

/* The number that the query TEXT answers with. */
static bool
ask(struct db_file *f, const char *text, int64_t *answer, struct err *e)
{
	sqlite3_stmt *s = NULL;
	bool ok = sqlite3_prepare_v2(f->base, text, -1, &s, NULL) == SQLITE_OK &&
		  sqlite3_step(s) == SQLITE_ROW;

	if (ok)
		*answer = sqlite3_column_int64(s, 0);
	else
		(void)db_file_failed(f, e);
	(void)sqlite3_finalize(s);
	return ok;
}

/*
 * Whether the database is a ledger, or empty and can become one; *VERSION is which.  It
 * reads several times, so it runs within a transaction: between two reads another process
 * may make the tables.
 */
static bool
recognise_within(struct db_file *f, int64_t *version, struct err *e)
{
	int64_t id, tables;

	if (!ask(f, "PRAGMA application_id", &id, e) ||
	    !ask(f, "SELECT count(*) FROM sqlite_schema", &tables, e) ||
	    !ask(f, "PRAGMA user_version", version, e))
		return false;
	if (id != APPLICATION_ID && (id != 0 || tables != 0))
		return err_set(e, ERR_LATER,
		    "ledger %s: is a database of another program", f->db.name);
	if (*version > (int64_t)f->schema->n)
		return err_set(e, ERR_LATER,
		    "ledger %s: was written by a newer aftercare (version %d, this one "
		    "knows %d)",
		    f->db.name, (int)*version, (int)f->schema->n);
	return true;
}

/* The same in a transaction of its own, which only reads. */
static bool
recognise(struct db_file *f, int64_t *version, struct err *e)
{
	bool ok = db_file_run(f, "BEGIN", e) && recognise_within(f, version, e);

	db_rollback(&f->db);
	return ok;
}

/*
 * SQLite answers BUSY at once where two processes switch a new file to WAL, without
 * asking its busy timeout.
 */
static bool
set_wal(struct db_file *f, struct err *e)
{
	const struct timespec pause = { 0, 10 * 1000 * 1000 };
	int tries;

	for (tries = DB_BUSY_MS / 10; tries > 0; tries--) {
		if (sqlite3_exec(f->base, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) ==
		    SQLITE_OK)
			return true;
		if (sqlite3_errcode(f->base) != SQLITE_BUSY)
			break;
		(void)nanosleep(&pause, NULL);
	}
	return db_file_failed(f, e);
}

static bool
migrate(struct db_file *f, struct err *e)
{
	int64_t version;
	char text[200];

	if (!db_begin(&f->db, e))
		return false;
	/* Looked at again under the lock: another process may have been faster. */
	if (!recognise_within(f, &version, e))
		goto undo;
	for (; version < (int64_t)f->schema->n; version++) {
		(void)sqlite3_snprintf(sizeof text, text,
		    "INSERT INTO migration VALUES (%d, %lld, 'aftercare %s');"
		    "PRAGMA application_id=%d; PRAGMA user_version=%d",
		    (int)version + 1, (long long)time(NULL), AFTERCARE_VERSION,
		    APPLICATION_ID, (int)version + 1);
		if (!db_file_run(f, f->schema->sqlite[version], e) ||
		    !db_file_run(f, text, e))
			goto undo;
	}
	return db_commit(&f->db, e);
undo:
	db_rollback(&f->db);
	return false;
}

/*
 * Opens the file at PATH and no other: SQLite keeps what is called ":memory:" in memory,
 * and takes what begins with "file:" apart where it was built so.
 */
static bool
open_file(struct db_file *f, const char *path, int flags, struct err *e)
{
	char *plain = mem_fmt("%s%s", path[0] == '/' ? "" : "./", path);
	bool ok = sqlite3_open_v2(plain, &f->base, flags | SQLITE_OPEN_NOMUTEX, NULL) ==
		  SQLITE_OK;

	free(plain);
	return ok || db_file_failed(f, e);
}

/* Says in E what has just failed about the file itself; false. */
static bool
refuse(const struct db_file *f, struct err *e)
{
	return err_set(e, err_errno(errno), "ledger %s: %s", f->db.name, strerror(errno));
}

/* Makes the tables in the file PART, which is empty and in nobody's way. */
static bool
fill(const struct db_file *f, const char *part, struct err *e)
{
	struct db_file new = *f;
	bool ok;

	new.base = NULL;
	ok = open_file(&new, part, SQLITE_OPEN_READWRITE, e) && migrate(&new, e);
	(void)sqlite3_close(new.base);
	return ok;
}

/*
 * Puts PART to the place of F, to stay, unless another process was faster.
 */
static bool
put_in_place(const struct db_file *f, const char *part, const char *dir, struct err *e)
{
	const char *path = f->db.name;
	int fd;
	bool ok = link(part, path) == 0 || errno == EEXIST;

	/* Where the file system knows no second name for a file. */
	if (!ok && renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) != 0 &&
	    errno != EEXIST)
		return refuse(f, e);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = fd >= 0 && fsync(fd) == 0;
	if (!ok)
		(void)refuse(f, e);
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

/*
 * Makes the database, readable by its owner alone, whole or not at all: in a file beside
 * its place.  So an empty file there was never a ledger that somebody had begun to make.
 */
static bool
make(const struct db_file *f, const char *dir, struct err *e)
{
	char *part = mem_fmt("%s.new.XXXXXX", f->db.name);
	int fd = mkstemp(part);
	bool ok = fd >= 0 ? close(fd) == 0 : refuse(f, e);

	if (ok) {
		ok = fill(f, part, e) && put_in_place(f, part, dir, e);
		(void)unlink(part);
	}
	free(part);
	return ok;
}

/*
 * Whether the file can be opened; with WRITE it is made where it is missing.  One that is
 * empty is none of ours, or was one: whatever it knew, nothing may be sent without.
 */
static bool
find(const struct db_file *f, bool write, struct err *e)
{
	char *dir = path_dir(f->db.name);
	struct err why;
	struct stat st;
	bool ok = true;

	if (stat(f->db.name, &st) != 0) {
		if (errno != ENOENT || !write)
			ok = refuse(f, e);
		else if (!path_mkdirs(dir, &why))
			ok = err_set(e, why.kind, "ledger %s: %s", f->db.name, why.text);
		else
			ok = make(f, dir, e);
	} else if (!S_ISREG(st.st_mode)) {
		ok = err_set(
		    e, ERR_TROUBLE, "ledger %s: is not a regular file", f->db.name);
	} else if (st.st_size == 0) {
		ok = err_set(e, ERR_LATER,
		    "ledger %s: is empty, as if it had been cut short; nothing is sent "
		    "without what it knew: restore it from a backup, or take it away if "
		    "it never was a ledger",
		    f->db.name);
	}
	free(dir);
	return ok;
}

/*
 * How long the log may grow before it is folded in.  Each time costs two syncs; but on a
 * small disk the log itself would take the room that is needed to fold it in.
 */
static const char *
log_limits(const char *path)
{
	struct statvfs disk;

	if (statvfs(path, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize >= PLENTY)
		return "PRAGMA wal_autocheckpoint=2048; PRAGMA "
		       "journal_size_limit=8388608";
	return "PRAGMA wal_autocheckpoint=256; PRAGMA journal_size_limit=1048576";
}

/*
 * What an earlier run left in the log is folded in first, where nobody else is at work.
 */
static bool
set_up(struct db_file *f, struct err *e)
{
	int64_t version;

	(void)sqlite3_busy_timeout(f->base, DB_BUSY_MS);
	if (!recognise(f, &version, e) || !set_wal(f, e) ||
	    !db_file_run(f,
		"PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA "
		"secure_delete=ON",
		e) ||
	    !db_file_run(f, log_limits(f->db.name), e))
		return false;
	(void)sqlite3_busy_timeout(f->base, 0);
	(void)sqlite3_wal_checkpoint_v2(
	    f->base, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(f->base, DB_BUSY_MS);
	return version == (int64_t)f->schema->n || migrate(f, e);
}

static bool
set_up_reader(struct db_file *f, struct err *e)
{
	int64_t version;

	(void)sqlite3_busy_timeout(f->base, DB_BUSY_MS);
	if (!db_file_run(f, "PRAGMA query_only=ON", e) || !recognise(f, &version, e))
		return false;
	if (version < (int64_t)f->schema->n)
		return err_set(e, ERR_LATER,
		    "ledger %s: has not been written to by this version; --check brings "
		    "it up to date",
		    f->db.name);
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
open_still(struct db_file *f, const char *path, struct err *e)
{
	struct buf uri = BUF_INIT;
	bool ok;

	buf_text(&uri, "file:");
	path_name(&uri, str_of(path));
	buf_text(&uri, "?immutable=1");
	ok = sqlite3_open_v2(buf_cstr(&uri), &f->base,
		 SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
		 NULL) == SQLITE_OK;
	buf_done(&uri);
	return ok || db_file_failed(f, e);
}

/*
 * How a reader opens PATH.  Only whoever may write takes the files beside it away again,
 * as the last one that has it open.
 */
static int
reading(const char *path)
{
	char *dir = path_dir(path);
	bool may = access(path, W_OK) == 0 && access(dir, W_OK) == 0;

	free(dir);
	return may ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
}

bool
db_file_open(struct db_file *f, bool write, struct err *e)
{
	const char *path = f->db.name;
	int flags = write ? SQLITE_OPEN_READWRITE : reading(path);
	bool still = !write && stands_still(path);

	if (!find(f, write, e))
		return false;
	return (still ? open_still(f, path, e) : open_file(f, path, flags, e)) &&
	       (write ? set_up(f, e) : set_up_reader(f, e));
}
