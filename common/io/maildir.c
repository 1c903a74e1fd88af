/* maildir - mail delivered into a Maildir, each file once */
/* SPDX-License-Identifier: ISC */

#include "io/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

static const char id_file[] = "aftercare-id";

struct maildir {
	char *path;
	int dir, tmp, new, cur;
	char id[MAILDIR_ID];
	/* What lies in cur/, sorted, as it was when `listed` was its time of change. */
	char **names;
	size_t n_names;
	struct timespec listed;
};

static bool
failed(const struct maildir *m, const char *what, struct err *e)
{
	return err_set(e, err_errno(errno), "%s: %s: %s", m->path, what, strerror(errno));
}

/* Writes TEXT to a new file NAME in DIR and syncs it. */
static bool
write_file(int dir, const char *name, struct str text)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0;

	while (ok && text.len > 0) {
		ssize_t n = write(fd, text.at, text.len);

		ok = n >= 0 || errno == EINTR;
		if (n > 0) {
			text.at += n;
			text.len -= (size_t)n;
		}
	}
	ok = ok && fsync(fd) == 0;
	if (fd >= 0) {
		int error = errno;

		if (close(fd) != 0)
			ok = false;
		else
			errno = error;
	}
	return ok;
}

/* A name for a file in tmp/ that no other process, here or in a container, takes. */
static bool
temporary(const char *name, char out[NAME_MAX + 1])
{
	uint64_t random;

	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		return false;
	(void)snprintf(out, NAME_MAX + 1, "%s.%016" PRIx64, name, random);
	return true;
}

/*
 * Makes the file NAME in DIR with the content TEXT, whole or not at all; a file that is
 * there already stays, and errno is EEXIST.
 */
static bool
place(struct maildir *m, int dir, const char *name, struct str text)
{
	char part[NAME_MAX + 1];
	bool ok;
	int error;

	if (!temporary(name, part))
		return false;
	ok = write_file(m->tmp, part, text) && linkat(m->tmp, part, dir, name, 0) == 0;
	error = errno;
	(void)unlinkat(m->tmp, part, 0);
	errno = error;
	return ok;
}

static bool
read_id(int dir, char id[MAILDIR_ID])
{
	int fd = openat(dir, id_file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? -1 : read(fd, id, MAILDIR_ID - 1);

	if (fd >= 0)
		(void)close(fd);
	id[n == MAILDIR_ID - 1 ? n : 0] = '\0';
	return n == MAILDIR_ID - 1;
}

/* Reads the Maildir's id, and makes one first where it has none. */
static bool
find_id(struct maildir *m, struct err *e)
{
	unsigned char random[(MAILDIR_ID - 1) / 2];
	char text[MAILDIR_ID + 1];
	size_t i;

	if (read_id(m->dir, m->id))
		return true;
	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return failed(m, "random numbers", e);
	for (i = 0; i < sizeof random; i++)
		(void)snprintf(text + 2 * i, 4, "%02x\n", random[i]);
	if (!place(m, m->dir, id_file, str_of(text)) && errno != EEXIST)
		return failed(m, id_file, e);
	if (fsync(m->dir) != 0)
		return failed(m, "cannot sync", e);
	return read_id(m->dir, m->id) || failed(m, id_file, e);
}

/* Opens the folder NAME below the Maildir's own; -1 with E. */
static int
folder(struct maildir *m, const char *name, struct err *e)
{
	int fd = -1;

	if (mkdirat(m->dir, name, 0700) == 0 || errno == EEXIST)
		fd = openat(m->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		(void)failed(m, name, e);
	return fd;
}

struct maildir *
maildir_open(const char *dir, struct err *e)
{
	struct maildir *m = mem_zero(1, sizeof *m);

	m->path = mem_str(dir);
	m->dir = m->tmp = m->new = m->cur = -1;
	if (!path_mkdirs(dir, e)) {
		maildir_close(m);
		return NULL;
	}
	m->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (m->dir < 0)
		(void)failed(m, "cannot open", e);
	else if ((m->tmp = folder(m, "tmp", e)) >= 0 &&
		 (m->new = folder(m, "new", e)) >= 0 &&
		 (m->cur = folder(m, "cur", e)) >= 0 && find_id(m, e))
		return m;
	maildir_close(m);
	return NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
forget_names(struct maildir *m)
{
	while (m->n_names > 0)
		free(m->names[--m->n_names]);
}

void
maildir_close(struct maildir *m)
{
	if (m == NULL)
		return;
	if (m->dir >= 0)
		(void)close(m->dir);
	if (m->tmp >= 0)
		(void)close(m->tmp);
	if (m->new >= 0)
		(void)close(m->new);
	if (m->cur >= 0)
		(void)close(m->cur);
	forget_names(m);
	free(m->names);
	free(m->path);
	free(m);
}

const char *
maildir_id(const struct maildir *m)
{
	return m->id;
}

void
maildir_peek(const char *dir, char id[MAILDIR_ID])
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	id[0] = '\0';
	if (fd >= 0) {
		(void)read_id(fd, id);
		(void)close(fd);
	}
}

/* Takes down the names in cur/ without the flags behind them. */
static bool
list_names(struct maildir *m)
{
	int fd = openat(m->cur, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool ok;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return false;
	}
	forget_names(m);
	while ((errno = 0, entry = readdir(d)) != NULL) {
		m->names = mem_grow(m->names, m->n_names + 1, sizeof *m->names);
		m->names[m->n_names++] = mem_copy(
		    entry->d_name, strcspn(entry->d_name, ":"));
	}
	ok = errno == 0;
	(void)closedir(d);
	if (m->n_names > 0)
		qsort(m->names, m->n_names, sizeof *m->names, by_name);
	return ok;
}

/*
 * Whether cur/ has the mail NAME.  The list is read again when the folder has changed,
 * and while its last change is so recent that another could bear the same time.
 */
static bool
moved(struct maildir *m, const char *name, bool *there)
{
	struct timespec now;
	struct stat st;

	if (fstat(m->cur, &st) != 0 || clock_gettime(CLOCK_REALTIME, &now) != 0)
		return false;
	if (st.st_mtim.tv_sec != m->listed.tv_sec ||
	    st.st_mtim.tv_nsec != m->listed.tv_nsec) {
		if (!list_names(m))
			return false;
		m->listed = st.st_mtim;
		if (now.tv_sec - st.st_mtim.tv_sec < 2)
			m->listed.tv_sec = -1;
	}
	*there = m->n_names > 0 &&
		 bsearch(&name, m->names, m->n_names, sizeof *m->names, by_name) != NULL;
	return true;
}

/*
 * A reader moves from new/ to cur/, so new/ is looked at before cur/: a mail that is
 * moved in between is then found in cur/.
 */
static bool
look(struct maildir *m, const char *name, bool *there, struct err *e)
{
	*there = faccessat(m->new, name, F_OK, 0) == 0;
	return *there || moved(m, name, there) || failed(m, "cur", e);
}

bool
maildir_has(struct maildir *m, const char *name, bool *there, struct err *e)
{
	/* Whoever linked it may have died before the folder was synced. */
	return look(m, name, there, e) &&
	       (!*there || fsync(m->new) == 0 || failed(m, "cannot sync", e));
}

bool
maildir_put(
    struct maildir *m, const char *name, struct str mail, bool *new, struct err *e)
{
	bool there, made = false;

	if (!look(m, name, &there, e))
		return false;
	if (!there) {
		made = place(m, m->new, name, mail);
		if (!made && errno != EEXIST)
			return failed(m, "cannot deliver", e);
	}
	/* Also where the mail was there: whoever linked it may have died before this. */
	if (fsync(m->new) != 0)
		return failed(m, "cannot sync", e);
	*new = made;
	return true;
}

bool
maildir_probe(struct maildir *m, struct err *e)
{
	char part[NAME_MAX + 1] = "";
	bool ok = temporary("probe", part) && write_file(m->tmp, part, STR("probe\n"));

	if (!ok)
		(void)failed(m, "cannot write", e);
	(void)unlinkat(m->tmp, part, 0);
	return ok;
}
