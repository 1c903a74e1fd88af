/* logtail - the new lines of a log, and of the files it was rotated to */
/* SPDX-License-Identifier: ISC */

#include "io/logtail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

/* A file that the log was rotated to. */
struct rotated {
	char *path;
	struct timespec changed;
};

struct logtail {
	int log; /* the caller's */
	struct bookmarks *marks;
	struct rotated *at; /* from the oldest to the newest */
	size_t n, next;

	/* The file at hand: at[next - 1], or the log where `next` is n + 1. */
	int fd;
	bool regular, open;
	int64_t start, got; /* where reading began; bytes read since */
	char last;	    /* the last byte that was read */
	struct lines lines;
	uint64_t before; /* lines before `start`; UINT64_MAX: not counted yet */
};

static ssize_t
read_more(void *context, void *at, size_t room)
{
	struct logtail *t = context;
	ssize_t n = read(t->fd, at, room);

	if (n > 0) {
		t->got += n;
		t->last = ((const char *)at)[n - 1];
	}
	return n;
}

/* Whether NAME is that of the log, BASE, once it was rotated and not compressed. */
static bool
is_rotated(const char *name, const char *base)
{
	size_t len = strlen(base), i;

	if (strncmp(name, base, len) != 0 || (name[len] != '.' && name[len] != '-'))
		return false;
	for (i = len + 1; name[i] != '\0'; i++)
		if (strchr("0123456789-_.", name[i]) == NULL)
			return false;
	return i > len + 1;
}

static int
by_age(const void *a, const void *b)
{
	const struct rotated *x = a, *y = b;

	if (x->changed.tv_sec != y->changed.tv_sec)
		return x->changed.tv_sec < y->changed.tv_sec ? -1 : 1;
	if (x->changed.tv_nsec != y->changed.tv_nsec)
		return x->changed.tv_nsec < y->changed.tv_nsec ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void
add_rotated(struct logtail *t, char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		free(path);
		return;
	}
	t->at = mem_grow(t->at, t->n + 1, sizeof *t->at);
	t->at[t->n++] = (struct rotated){ path, st.st_mtim };
}

/* Finds what lies beside PATH. */
static void
list_rotated(struct logtail *t, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
	char *folder = path_dir(path);
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (is_rotated(entry->d_name, base))
			add_rotated(t, mem_fmt("%s/%s", folder, entry->d_name));
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
	if (t->n > 1)
		qsort(t->at, t->n, sizeof *t->at, by_age);
}

struct logtail *
logtail_open(int fd, const char *path, struct bookmarks *marks, struct err *e)
{
	struct logtail *t = mem_zero(1, sizeof *t);
	struct stat st;

	t->log = fd;
	t->fd = -1;
	t->marks = marks;
	if (fstat(fd, &st) != 0) {
		(void)err_set(e, ERR_TROUBLE, "cannot read: %s", strerror(errno));
		logtail_close(t);
		return NULL;
	}
	if (marks != NULL && path != NULL && S_ISREG(st.st_mode))
		list_rotated(t, path);
	return t;
}

/* Leaves the file at hand. */
static void
leave(struct logtail *t)
{
	if (t->open)
		lines_done(&t->lines);
	if (t->fd >= 0 && t->fd != t->log)
		(void)close(t->fd);
	t->open = false;
	t->fd = -1;
}

void
logtail_close(struct logtail *t)
{
	if (t == NULL)
		return;
	leave(t);
	while (t->n > 0)
		free(t->at[--t->n].path);
	free(t->at);
	free(t);
}

/* Goes to where the file at hand is to be read from. */
static bool
find_start(struct logtail *t, struct err *e)
{
	struct stat st;

	t->regular = fstat(t->fd, &st) == 0 && S_ISREG(st.st_mode);
	t->start = t->got = 0;
	t->last = '\n';
	t->before = UINT64_MAX;
	if (t->marks == NULL || !t->regular)
		return true;
	if (!bookmarks_find(t->marks, t->fd, &t->start, e))
		return false;
	return lseek(t->fd, (off_t)t->start, SEEK_SET) >= 0 ||
	       err_set(e, err_errno(errno), "cannot read: %s", strerror(errno));
}

/* Opens the next file; *ANY is false behind the last.  One that went away is skipped. */
static bool
enter(struct logtail *t, bool *any, struct err *e)
{
	*any = false;
	while (!*any && t->next <= t->n) {
		size_t i = t->next++;

		t->fd = i == t->n ? t->log : open(t->at[i].path, O_RDONLY | O_CLOEXEC);
		*any = t->fd >= 0;
		if (!*any && errno != ENOENT)
			return err_set(e, err_errno(errno), "%s: %s", t->at[i].path,
			    strerror(errno));
	}
	if (!*any)
		return true;
	if (!find_start(t, e))
		return false;
	lines_init_read(&t->lines, t->fd, read_more, t);
	t->open = true;
	return true;
}

/* How far the file at hand was given. */
static int64_t
offset(const struct logtail *t)
{
	return t->start + t->got - (int64_t)(t->lines.to - t->lines.from);
}

/* Whether the last line was that of a file that is still written to, without its end. */
static bool
is_unfinished(const struct logtail *t)
{
	return t->marks != NULL && t->regular && t->lines.end &&
	       t->lines.from == t->lines.to && t->last != '\n';
}

/* Notes how far the file at hand was read; LEFT bytes at its end were not given. */
static bool
note(struct logtail *t, size_t left, struct err *e)
{
	return t->marks == NULL || !t->regular ||
	       bookmarks_put(t->marks, t->fd, offset(t) - (int64_t)left, e);
}

enum line_kind
logtail_next(struct logtail *t, struct str *line, struct err *e)
{
	enum line_kind kind;
	bool any = true;
	size_t left;

	for (;;) {
		if (!t->open && !enter(t, &any, e))
			return LINE_ERROR;
		if (!any)
			return LINE_END;
		kind = lines_next(&t->lines, line, e);
		if (kind == LINE_ERROR)
			return kind;
		if (kind == LINE_LONG || (kind == LINE_TEXT && !is_unfinished(t)))
			return kind;
		left = kind == LINE_END ? 0 : line->len;
		if (!note(t, left, e))
			return LINE_ERROR;
		leave(t);
	}
}

bool
logtail_ready(struct logtail *t)
{
	return t->open ? lines_ready(&t->lines) : t->next < t->n;
}

const char *
logtail_file(const struct logtail *t)
{
	return t->next > 0 && t->next <= t->n ? t->at[t->next - 1].path : NULL;
}

/* Counts the line ends before END in FD. */
static uint64_t
count_lines(int fd, int64_t end)
{
	char block[65536];
	uint64_t count = 0;
	int64_t at = 0;

	while (at < end) {
		size_t want = end - at < (int64_t)sizeof block ? (size_t)(end - at)
							       : sizeof block;
		ssize_t n = pread(fd, block, want, (off_t)at), i;

		if (n <= 0)
			break;
		for (i = 0; i < n; i++)
			count += block[i] == '\n';
		at += n;
	}
	return count;
}

uint64_t
logtail_number(struct logtail *t)
{
	if (t->before == UINT64_MAX)
		t->before = t->start > 0 ? count_lines(t->fd, t->start) : 0;
	return t->before + t->lines.number;
}

bool
logtail_mark(struct logtail *t, struct err *e)
{
	return t->marks == NULL || bookmarks_save(t->marks, e);
}
