/* path - where files are: search, whole reads, names that are safe to make */
/* SPDX-License-Identifier: ISC */

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

char *
search_find(const struct search *s, const char *name)
{
	const char *dirs[] = { s->shop, s->kit };
	size_t i;

	for (i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		char *path;

		if (dirs[i] == NULL)
			continue;
		path = mem_fmt("%s/%s", dirs[i], name);
		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

bool
path_read(const char *path, size_t max, struct buf *out, struct err *e)
{
	size_t start = out->len;
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(e, ERR_TROUBLE, "%s: %s", path, strerror(errno));
	do {
		buf_reserve(out, 65536);
		n = read(fd, out->at + out->len, 65536);
		if (n > 0)
			out->len += (size_t)n;
	} while ((n > 0 && out->len - start <= max) || (n < 0 && errno == EINTR));
	if (n < 0)
		(void)err_set(e, ERR_TROUBLE, "%s: %s", path, strerror(errno));
	(void)close(fd);
	if (n > 0)
		return err_set(e, ERR_TROUBLE, "%s: larger than %zu bytes", path, max);
	return n == 0;
}

static bool
cannot_make(const char *path, int error, struct err *e)
{
	return err_set(e, err_errno(error), "%s: %s", path, strerror(error));
}

bool
path_mkdirs(const char *dir, struct err *e)
{
	char *path = mem_str(dir), *at = path;
	struct stat st;
	bool ok = true;

	while (ok && at != NULL) {
		at = strchr(at + 1, '/');
		if (at != NULL)
			*at = '\0';
		if (mkdir(path, 0777) != 0 &&
		    (errno != EEXIST || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
			ok = cannot_make(path, errno == EEXIST ? ENOTDIR : errno, e);
		if (at != NULL)
			*at = '/';
	}
	free(path);
	return ok;
}

static bool
write_all(int fd, struct str text)
{
	while (text.len > 0) {
		ssize_t n = write(fd, text.at, text.len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			text.at += n;
			text.len -= (size_t)n;
		}
	}
	return true;
}

bool
path_write(const char *path, struct str text, struct err *e)
{
	char *temporary = mem_fmt("%s.%ld.part", path, (long)getpid());
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok = fd >= 0 && write_all(fd, text) && fsync(fd) == 0;

	if (fd >= 0 && close(fd) != 0)
		ok = false;
	if (!ok || rename(temporary, path) != 0) {
		ok = err_set(
		    e, err_errno(errno), "%s: cannot write: %s", path, strerror(errno));
		(void)unlink(temporary);
	}
	free(temporary);
	return ok;
}

char *
path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_str(".");
	return mem_copy(path, slash == path ? 1 : (size_t)(slash - path));
}

void
path_name(struct buf *b, struct str text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		char c = text.at[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '_' || (c == '.' && i > 0))
			buf_char(b, c);
		else
			buf_fmt(b, "%%%02X", (unsigned char)c);
	}
}

/* Whether what lies at PATH is a folder that can be written to; else errno says why. */
static bool
is_open_folder(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return access(path, W_OK | X_OK) == 0;
}

bool
path_can_make(const char *dir, struct err *e)
{
	char *at = mem_str(dir);
	bool ok;

	while (access(at, F_OK) != 0 && strcmp(at, ".") != 0 && strcmp(at, "/") != 0) {
		char *above = path_dir(at);

		free(at);
		at = above;
	}
	ok = is_open_folder(at);
	if (!ok)
		(void)err_set(
		    e, err_errno(errno), "%s: %s: %s", dir, at, strerror(errno));
	free(at);
	return ok;
}
