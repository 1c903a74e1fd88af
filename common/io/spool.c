/* spool - a line added to a file that several processes write to */
/* SPDX-License-Identifier: ISC */

#include "io/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/path.h"

#define TRIES 200 /* to lock, 50 ms apart */

static bool
failed(const char *path, int error, struct err *e)
{
	return err_set(e, err_errno(error), "%s: %s", path, strerror(error));
}

static bool
lock(int fd, const char *path, struct err *e)
{
	const struct timespec pause = { 0, 50000000 };
	int i;

	for (i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return failed(path, errno, e);
		if (i == TRIES)
			return err_set(
			    e, ERR_LATER, "%s: another process keeps its lock", path);
		(void)nanosleep(&pause, NULL);
	}
	return true;
}

/* Whether the file, of SIZE bytes, ends within a line. */
static bool
ends_within(int fd, off_t size)
{
	char last = '\n';

	return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

static bool
write_all(int fd, struct str text)
{
	while (text.len > 0) {
		ssize_t n = write(fd, text.at, text.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text = (struct str){ text.at + n, text.len - (size_t)n };
	}
	return true;
}

/* Adds LINE to the file, whose lock is held. */
static bool
add(int fd, const char *path, struct str line, struct err *e)
{
	struct buf text = BUF_INIT;
	struct stat st;
	bool ok = fstat(fd, &st) == 0;

	if (!ok)
		return failed(path, errno, e);
	if (ends_within(fd, st.st_size))
		buf_char(&text, '\n');
	buf_str(&text, line);
	buf_char(&text, '\n');
	ok = write_all(fd, buf_view(&text)) && fsync(fd) == 0;
	if (!ok) {
		(void)failed(path, errno, e);
		/* Half a line, or one that is not safe, is taken back. */
		if (ftruncate(fd, st.st_size) != 0)
			(void)err_prefix(e, "half a line was left: ");
	}
	buf_done(&text);
	return ok;
}

/* The name of a file that was just made is to survive, too. */
static bool
sync_folder(const char *path, struct err *e)
{
	char *folder = path_dir(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		(void)failed(folder, errno, e);
	if (fd >= 0)
		(void)close(fd);
	free(folder);
	return ok;
}

bool
spool_add(const char *path, struct str line, struct err *e)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	struct stat st;
	bool ok;

	if (fd < 0)
		return failed(path, errno, e);
	ok = lock(fd, path, e);
	if (ok && fstat(fd, &st) == 0 && st.st_size == 0)
		ok = sync_folder(path, e);
	ok = ok && add(fd, path, line, e);
	(void)close(fd);
	return ok;
}
