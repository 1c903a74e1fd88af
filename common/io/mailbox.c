/* mailbox - a Maildir or an mbox to be read, each mail once */
/* SPDX-License-Identifier: ISC */

#include "io/mailbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

/* A mail of a Maildir that has not been seen. */
struct unseen {
	char *name;
	bool is_new;	     /* in new/, else in cur/ */
	bool given, flagged; /* to be marked as seen, and flagged */
};

struct mailbox {
	/* An mbox. */
	struct mbox *mbox;
	struct bookmarks *marks;
	int fd;

	/* A Maildir. */
	int new, cur;
	struct unseen *at;
	size_t n, next, unmarked; /* the next to be given, and to be marked */
	struct buf raw, readable;
};

static bool
failed(const char *what, int error, struct err *e)
{
	return err_set(e, err_errno(error), "%s: %s", what, strerror(error));
}

/* Where the flags begin in NAME ("1700.M1.host:2,RS"), or NULL. */
static const char *
flags_of(const char *name)
{
	const char *info = strrchr(name, ':');

	return info != NULL && strncmp(info, ":2,", 3) == 0 ? info + 3 : NULL;
}

static int
by_name(const void *a, const void *b)
{
	const struct unseen *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool
list(struct mailbox *m, int folder, bool is_new, struct err *e)
{
	int fd = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (dir == NULL) {
		(void)failed("Maildir", errno, e);
		if (fd >= 0)
			(void)close(fd);
		return false;
	}
	while ((entry = readdir(dir)) != NULL) {
		const char *flags = is_new ? NULL : flags_of(entry->d_name);

		if (entry->d_name[0] == '.' || (flags != NULL && strchr(flags, 'S')))
			continue;
		if ((m->n & (m->n - 1)) == 0)
			m->at = mem_grow(m->at, m->n == 0 ? 1 : 2 * m->n, sizeof *m->at);
		m->at[m->n++] = (struct unseen){ .name = mem_str(entry->d_name),
			.is_new = is_new };
	}
	(void)closedir(dir);
	return true;
}

static bool
open_maildir(struct mailbox *m, int fd, struct err *e)
{
	m->new = openat(fd, "new", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	m->cur = openat(fd, "cur", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (m->new < 0 || m->cur < 0)
		return errno == ENOENT || errno == ENOTDIR
			   ? err_set(e, ERR_TROUBLE, "%s", strerror(EISDIR))
			   : failed("Maildir", errno, e);
	if (!list(m, m->new, true, e) || !list(m, m->cur, false, e))
		return false;
	if (m->n > 1)
		qsort(m->at, m->n, sizeof *m->at, by_name);
	return true;
}

static bool
open_mbox(struct mailbox *m, int fd, struct err *e)
{
	int64_t offset = 0;

	if (m->marks != NULL && !bookmarks_find(m->marks, fd, &offset, e))
		return false;
	m->mbox = mbox_open(fd, offset, e);
	return m->mbox != NULL;
}

struct mailbox *
mailbox_open(int fd, struct bookmarks *marks, struct err *e)
{
	struct mailbox *m = mem_zero(1, sizeof *m);
	struct stat st;

	m->new = m->cur = -1;
	m->fd = fd;
	m->marks = marks;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? open_maildir(m, fd, e)
						       : open_mbox(m, fd, e))
		return m;
	mailbox_close(m);
	return NULL;
}

void
mailbox_close(struct mailbox *m)
{
	if (m == NULL)
		return;
	mbox_close(m->mbox);
	if (m->new >= 0)
		(void)close(m->new);
	if (m->cur >= 0)
		(void)close(m->cur);
	for (size_t i = 0; i < m->n; i++)
		free(m->at[i].name);
	free(m->at);
	buf_done(&m->raw);
	buf_done(&m->readable);
	free(m);
}

/* Reads at most LETTER_MAX bytes of FD; *CUT where there are more. */
static bool
read_mail(int fd, struct buf *raw, bool *cut)
{
	ssize_t n = 1;

	buf_clear(raw);
	while (n != 0 && raw->len <= LETTER_MAX) {
		buf_reserve(raw, 65536);
		n = read(fd, raw->at + raw->len, 65536);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			raw->len += (size_t)n;
	}
	*cut = raw->len > LETTER_MAX;
	if (*cut)
		raw->len = LETTER_MAX;
	return true;
}

/* Gives ONE; *GONE where it is no longer there, or is no file. */
static bool
give(struct mailbox *m, struct unseen *one, struct letter *letter, bool *gone,
    struct err *e)
{
	int fd = openat(one->is_new ? m->new : m->cur, one->name,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool ok = fd >= 0 && fstat(fd, &st) == 0;

	*gone = ok ? !S_ISREG(st.st_mode) : errno == ENOENT;
	buf_clear(&m->readable);
	buf_readable(&m->readable, str_of(one->name));
	*letter = (struct letter){ .line = 1, .name = buf_cstr(&m->readable) };
	if (!*gone) {
		ok = ok && read_mail(fd, &m->raw, &letter->cut);
		if (!ok)
			(void)err_set(e, ERR_TROUBLE, "cannot read: %s", strerror(errno));
	}
	if (fd >= 0)
		(void)close(fd);
	one->given = ok && !*gone;
	letter->raw = buf_view(&m->raw);
	return ok || *gone;
}

enum mbox_kind
mailbox_next(struct mailbox *m, struct letter *letter, struct err *e)
{
	bool gone;

	*letter = (struct letter){ .name = NULL };
	if (m->mbox != NULL)
		return mbox_next(m->mbox, letter, e);
	while (m->next < m->n) {
		if (!give(m, &m->at[m->next++], letter, &gone, e))
			return MBOX_ERROR;
		if (!gone)
			return MBOX_LETTER;
	}
	return MBOX_END;
}

void
mailbox_flag(struct mailbox *m)
{
	if (m->mbox == NULL && m->next > 0)
		m->at[m->next - 1].flagged = true;
}

/* The name of ONE with its flags and those it gets, in the order of the alphabet. */
static char *
seen_name(const struct unseen *one)
{
	const char *flags = flags_of(one->name);
	size_t base = flags == NULL ? strlen(one->name) : (size_t)(flags - one->name) - 3;
	struct buf name = BUF_INIT;
	char *copy;

	buf_add(&name, one->name, base);
	buf_text(&name, ":2,");
	for (char c = 'A'; c <= 'z'; c++)
		if (c == 'S' || (c == 'F' && one->flagged) ||
		    (flags != NULL && strchr(flags, c) != NULL))
			buf_char(&name, c);
	copy = mem_copy(name.at, name.len);
	buf_done(&name);
	return copy;
}

/* Moves ONE, if it is still there and nothing else has the name. */
static bool
move(struct mailbox *m, const struct unseen *one, struct err *e)
{
	char *name = seen_name(one);
	int from = one->is_new ? m->new : m->cur;
	int result = renameat2(from, one->name, m->cur, name, RENAME_NOREPLACE);

	/* A file system that cannot promise it; names in a Maildir are unique. */
	if (result != 0 && errno == EINVAL)
		result = renameat(from, one->name, m->cur, name);
	if (result != 0 && errno != ENOENT)
		(void)err_set(e, err_errno(errno), "cannot move %s to cur: %s", name,
		    strerror(errno));
	else
		result = 0;
	free(name);
	return result == 0;
}

bool
mailbox_mark(struct mailbox *m, struct err *e)
{
	bool moved = false;

	if (m->mbox != NULL)
		return m->marks == NULL ||
		       (bookmarks_put(m->marks, m->fd, mbox_offset(m->mbox), e) &&
			   bookmarks_save(m->marks, e));
	for (; m->unmarked < m->next; m->unmarked++)
		if (m->at[m->unmarked].given) {
			if (!move(m, &m->at[m->unmarked], e))
				return false;
			moved = true;
		}
	if (moved && (fsync(m->cur) != 0 || fsync(m->new) != 0))
		return failed("Maildir", errno, e);
	return true;
}
