/* bookmark - how far files were read, kept from run to run */
/* SPDX-License-Identifier: ISC */

#include "io/bookmark.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/path.h"

#define HEAD "aftercare-bookmarks 1"
#define SAMPLE 1024 /* bytes at the start and before the place that tell a file */
#define STATE_MAX ((size_t)1 << 20)

struct bookmark {
	int64_t inode, offset;
	char sample[HASH_NAME];
};

struct bookmarks {
	char *path;
	int lock;
	struct bookmark at[BOOKMARKS_MAX]; /* from the oldest to the newest */
	size_t n;
};

static bool
failed(const char *path, int error, struct err *e)
{
	return err_set(e, err_errno(error), "%s: %s", path, strerror(error));
}

/* A file of its own, because the state itself is replaced by each save. */
static bool
take_lock(struct bookmarks *b, struct err *e)
{
	char *path = mem_fmt("%s.lock", b->path);
	bool ok = true;

	b->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (b->lock < 0)
		ok = failed(path, errno, e);
	else if (flock(b->lock, LOCK_EX | LOCK_NB) != 0)
		ok = errno == EWOULDBLOCK
			 ? err_set(e, ERR_LATER, "%s: another run reads by it", b->path)
			 : failed(path, errno, e);
	free(path);
	return ok;
}

/* "INODE OFFSET SAMPLE" */
static bool
read_line(struct bookmarks *b, struct str line)
{
	struct bookmark *one = &b->at[b->n];
	struct str inode, offset;

	if (b->n == BOOKMARKS_MAX || !str_cut(&line, ' ', &inode) ||
	    !str_cut(&line, ' ', &offset) || line.len != HASH_NAME - 1 ||
	    !num_between(inode, 0, INT64_MAX, &one->inode) ||
	    !num_between(offset, 1, INT64_MAX, &one->offset))
		return false;
	memcpy(one->sample, line.at, line.len);
	one->sample[line.len] = '\0';
	b->n++;
	return true;
}

static bool
read_state(struct bookmarks *b, struct err *e)
{
	struct buf text = BUF_INIT;
	struct str rest, line;
	bool ok;

	if (access(b->path, F_OK) != 0 && errno == ENOENT)
		return true;
	if (!path_read(b->path, STATE_MAX, &text, e))
		return false;
	rest = buf_view(&text);
	ok = str_cut(&rest, '\n', &line) && str_is(line, HEAD);
	while (ok && str_cut(&rest, '\n', &line) && line.len > 0)
		ok = read_line(b, line);
	buf_done(&text);
	return ok || err_set(e, ERR_TROUBLE, "%s: does not hold how far files were read",
			 b->path);
}

struct bookmarks *
bookmarks_open(const char *path, struct err *e)
{
	struct bookmarks *b = mem_zero(1, sizeof *b);

	b->path = mem_str(path);
	if (take_lock(b, e) && read_state(b, e))
		return b;
	bookmarks_free(b);
	return NULL;
}

void
bookmarks_free(struct bookmarks *b)
{
	if (b == NULL)
		return;
	if (b->lock >= 0)
		(void)close(b->lock);
	free(b->path);
	free(b);
}

/* Adds LEN bytes of FD at OFFSET; fewer at the end of the file. */
static bool
add_bytes(struct hash *h, int fd, int64_t offset, size_t len)
{
	char bytes[SAMPLE];
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(
		    fd, bytes + done, len - done, (off_t)(offset + (int64_t)done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	hash_part(h, (struct str){ bytes, done });
	return true;
}

static bool
take_sample(
    const struct bookmarks *b, int fd, int64_t offset, char out[HASH_NAME], struct err *e)
{
	size_t len = offset < SAMPLE ? (size_t)offset : SAMPLE;
	unsigned char sum[HASH_SIZE];
	struct hash h;

	hash_init(&h);
	if (!add_bytes(&h, fd, 0, len) ||
	    !add_bytes(&h, fd, offset - (int64_t)len, len)) {
		(void)failed(b->path, errno, e);
		return err_prefix(e, "cannot look at what was read by ");
	}
	hash_end(&h, sum);
	hash_name(sum, out);
	return true;
}

static struct bookmark *
find(struct bookmarks *b, int64_t inode)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->at[i].inode == inode)
			return &b->at[i];
	return NULL;
}

/* False where FD is no regular file, of which nothing is remembered. */
static bool
look(int fd, struct stat *st)
{
	return fstat(fd, st) == 0 && S_ISREG(st->st_mode);
}

bool
bookmarks_find(struct bookmarks *b, int fd, int64_t *offset, struct err *e)
{
	const struct bookmark *known;
	char sample[HASH_NAME];
	struct stat st;

	if (!look(fd, &st) || (known = find(b, (int64_t)st.st_ino)) == NULL ||
	    known->offset > (int64_t)st.st_size) {
		*offset = 0;
		return true;
	}
	if (!take_sample(b, fd, known->offset, sample, e))
		return false;
	*offset = strcmp(sample, known->sample) == 0 ? known->offset : 0;
	return true;
}

bool
bookmarks_put(struct bookmarks *b, int fd, int64_t offset, struct err *e)
{
	struct bookmark one = { .offset = offset }, *old;
	struct stat st;

	if (!look(fd, &st))
		return true;
	one.inode = (int64_t)st.st_ino;
	if (offset > 0 && !take_sample(b, fd, offset, one.sample, e))
		return false;
	old = find(b, one.inode);
	if (old == NULL && b->n == BOOKMARKS_MAX)
		old = b->at;
	if (old != NULL)
		memmove(old, old + 1,
		    (size_t)(b->at + --b->n - old) * sizeof(struct bookmark));
	if (offset > 0)
		b->at[b->n++] = one;
	return true;
}

bool
bookmarks_save(struct bookmarks *b, struct err *e)
{
	struct buf text = BUF_INIT;
	bool ok;

	buf_text(&text, HEAD "\n");
	for (size_t i = 0; i < b->n; i++)
		buf_fmt(&text, "%" PRId64 " %" PRId64 " %s\n", b->at[i].inode,
		    b->at[i].offset, b->at[i].sample);
	ok = path_write(b->path, buf_view(&text), e);
	buf_done(&text);
	return ok;
}
