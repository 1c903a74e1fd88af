/* blocks - whole lines of files and pipes, a block at a time, for several threads */
/* SPDX-License-Identifier: ISC */

#include "base/blocks.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lines.h"
#include "base/mem.h"

/* Behind a usual tail there is room for a whole block, so that a file is read in ones. */
#define ROOM (LINES_BLOCK + LINES_BLOCK / 16)

/* A block is full before its room has shrunk to where a read of a pipe gives little. */
#define FULL (LINES_BLOCK - LINES_BLOCK / 8)

struct blocks {
	pthread_mutex_t lock;
	blocks_open *open;
	void *context;

	bool reading; /* there is a source, not given to its end */
	bool over;    /* there is no further one */
	const char *name;
	int fd;
	bool fresh;	 /* nothing of it was given yet */
	bool ended;	 /* nothing more can be read of it */
	int error;	 /* because of this errno, or 0 */
	struct buf tail; /* read, and not given */

	size_t sources; /* that were opened */
	uint64_t number;
};

/* What is in the memory of a block while it is filled. */
struct filling {
	char *at;
	size_t len;
	size_t whole; /* bytes up to the last LF, with it */
	size_t mark;  /* bytes at the start that are a byte order mark */
	size_t taken; /* bytes at the start that the block before has left */
	bool waits;   /* the next read would */
};

struct blocks *
blocks_new(blocks_open *open, void *context)
{
	struct blocks *b = mem_zero(1, sizeof *b);

	(void)pthread_mutex_init(&b->lock, NULL);
	b->open = open;
	b->context = context;
	return b;
}

void
blocks_free(struct blocks *b)
{
	if (b == NULL)
		return;
	(void)pthread_mutex_destroy(&b->lock);
	buf_done(&b->tail);
	free(b);
}

void
block_done(struct block *out)
{
	free(out->at);
	*out = (struct block){ .text = STR_NONE };
}

/* Whether there is a source to read. */
static bool
have_source(struct blocks *b)
{
	if (b->reading || b->over)
		return b->reading;
	b->name = NULL;
	b->fd = b->open(b->context, &b->name);
	if (b->fd < 0) {
		b->over = true;
		return false;
	}
	lines_widen(b->fd);
	b->reading = b->fresh = true;
	b->ended = false;
	b->error = 0;
	b->sources++;
	return true;
}

/* Finds the last line end behind what was searched before. */
static void
search(struct filling *f, size_t from)
{
	const char *end = memrchr(f->at + from, '\n', f->len - from);

	if (end != NULL)
		f->whole = (size_t)(end + 1 - f->at);
}

/* Begins a block with what the one before has left. */
static void
begin(struct blocks *b, struct block *out, struct filling *f)
{
	size_t room = b->tail.len + LINES_BLOCK;

	room = room < ROOM ? ROOM : room;
	/* What a long line needed is given back. */
	if (out->room < room || out->room > 2 * room) {
		free(out->at);
		out->at = mem_alloc(room + LINES_SLACK);
		out->room = room;
	}
	*f = (struct filling){ .at = out->at, .len = b->tail.len, .taken = b->tail.len };
	if (f->len > 0)
		memcpy(f->at, b->tail.at, f->len);
	search(f, 0);
}

/* Reads once; 0 where nothing more comes. */
static size_t
read_once(struct blocks *b, char *at, size_t room)
{
	ssize_t n;

	do
		n = read(b->fd, at, room);
	while (n < 0 && errno == EINTR);
	b->ended = n <= 0;
	b->error = n < 0 ? errno : 0;
	return n < 0 ? 0 : (size_t)n;
}

/* Reads once behind what is here. */
static void
read_more(struct blocks *b, struct block *out, struct filling *f)
{
	struct pollfd p = { .fd = b->fd, .events = POLLIN };
	size_t before = f->len, room;

	if (out->room - f->len < LINES_BLOCK / 16) {
		out->room = f->len + LINES_BLOCK;
		f->at = out->at = mem_grow(out->at, out->room + LINES_SLACK, 1);
	}
	room = out->room - f->len;
	if (f->taken + LINES_BLOCK > f->len && room > f->taken + LINES_BLOCK - f->len)
		room = f->taken + LINES_BLOCK - f->len;
	f->len += read_once(b, f->at + f->len, room);
	search(f, before);
	if (b->fresh)
		f->mark = lines_mark((struct str){ f->at, f->len });
	f->waits = f->len - before < room && !b->ended && f->whole > 0 &&
		   poll(&p, 1, 0) == 0;
}

static bool
is_enough(const struct blocks *b, const struct filling *f)
{
	if (b->ended)
		return true;
	if (f->whole > 0)
		return f->waits || f->len - f->taken >= FULL;
	return f->len - f->mark > LINES_MAX;
}

/* Where the first line ends (at its LF, or LEN), if that is too far; or 0. */
static size_t
long_line(const struct filling *f)
{
	const char *end;
	size_t len;

	if (f->len - f->mark <= LINES_MAX)
		return 0;
	end = memchr(f->at + f->mark, '\n', f->len - f->mark);
	len = end == NULL ? f->len : (size_t)(end - f->at);
	return len - f->mark > LINES_MAX ? len : 0;
}

/* Reads past the line whose start is kept; returns what of F is the next line's. */
static struct str
skip_line(struct blocks *b, const struct block *out, struct filling *f)
{
	char *rest = f->at + f->mark + LINES_KEPT, *end = NULL;
	size_t room = out->room - f->mark - LINES_KEPT, n = 0;

	while (end == NULL && !b->ended) {
		n = read_once(b, rest, room);
		end = n == 0 ? NULL : memchr(rest, '\n', n);
	}
	if (end == NULL)
		return STR_NONE;
	return (struct str){ end + 1, (size_t)(rest + n - (end + 1)) };
}

/* Gives what is whole, or the start of a line that is too long; keeps the rest. */
static void
give(struct blocks *b, struct block *out, struct filling *f)
{
	size_t end = b->ended && b->error == 0 ? f->len : f->whole, over = long_line(f);
	struct str rest = { f->at + end, f->len - end };
	char *behind;

	out->cut = over > 0;
	if (over > 0) {
		end = f->mark + LINES_KEPT;
		rest = over == f->len
			   ? skip_line(b, out, f)
			   : (struct str){ f->at + over + 1, f->len - over - 1 };
	}
	buf_clear(&b->tail);
	buf_str(&b->tail, rest);
	behind = f->at + end;
	memset(behind, 0, LINES_SLACK);
	out->text = (struct str){ f->at + f->mark, end - f->mark };
	out->number = b->number++;
	out->last_of_source = b->ended && b->error == 0 && b->tail.len == 0;
	b->fresh = false;
	b->reading = !out->last_of_source;
}

/* Says why the source ends here. */
static void
fail(struct blocks *b, struct block *out, struct err *e)
{
	out->text = STR_NONE;
	out->cut = out->last_of_source = false;
	(void)err_set(e, ERR_TROUBLE, "cannot read: %s", strerror(b->error));
	if (b->name != NULL)
		(void)err_prefix(e, "%s: ", b->name);
	buf_clear(&b->tail);
	b->reading = false;
}

/* What blocks_next does under the lock. */
static enum block_kind
next(struct blocks *b, struct block *out, struct err *e)
{
	struct filling f;

	if (!have_source(b))
		return BLOCK_END;
	out->source = b->sources - 1;
	out->first_of_source = b->fresh;
	begin(b, out, &f);
	while (!is_enough(b, &f))
		read_more(b, out, &f);
	if (b->error != 0 && f.whole == 0 && long_line(&f) == 0) {
		fail(b, out, e);
		return BLOCK_ERROR;
	}
	give(b, out, &f);
	return BLOCK_TEXT;
}

enum block_kind
blocks_next(struct blocks *b, struct block *out, struct err *e)
{
	enum block_kind kind;

	(void)pthread_mutex_lock(&b->lock);
	kind = next(b, out, e);
	(void)pthread_mutex_unlock(&b->lock);
	return kind;
}
