/* lines - the lines of a file or a pipe, in blocks */
/* SPDX-License-Identifier: ISC */

#include "base/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

void
lines_widen(int fd)
{
	/* Fails for whatever is not a pipe and where the user's limit is reached: no
	 * matter. */
	(void)fcntl(fd, F_SETPIPE_SZ, (int)LINES_BLOCK);
}

void
lines_init(struct lines *l, int fd)
{
	lines_init_read(l, fd, NULL, NULL);
}

void
lines_init_read(struct lines *l, int fd, lines_read *from, void *context)
{
	*l = (struct lines){ .fd = fd, .read = from, .context = context, .first = true };
	lines_widen(fd);
}

void
lines_ahead(struct lines *l, struct str bytes)
{
	l->room = bytes.len + LINES_BLOCK;
	l->block = mem_grow(l->block, l->room + LINES_SLACK, 1);
	if (bytes.len != 0)
		memcpy(l->block, bytes.at, bytes.len);
	l->to = bytes.len;
	memset(l->block + l->to, 0, LINES_SLACK);
}

void
lines_done(struct lines *l)
{
	free(l->block);
	l->block = NULL;
}

/* Reads once; negative where that failed. */
static ssize_t
read_some(struct lines *l, char *at, size_t room, struct err *e)
{
	ssize_t n;

	do
		n = l->read == NULL ? read(l->fd, at, room)
				    : l->read(l->context, at, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		(void)err_set(e, ERR_TROUBLE, "cannot read: %s", strerror(errno));
	return n;
}

/* Reads once behind what is here; false where that failed. */
static bool
fill(struct lines *l, struct err *e)
{
	size_t kept = l->to - l->from;
	ssize_t n;

	if (l->from > 0) {
		memmove(l->block, l->block + l->from, kept);
		l->from = 0;
		l->to = kept;
	}
	if (l->room - kept < LINES_BLOCK / 2 || l->block == NULL) {
		l->room = kept + LINES_BLOCK;
		l->block = mem_grow(l->block, l->room + LINES_SLACK, 1);
	}
	n = read_some(l, l->block + l->to, l->room - l->to, e);
	if (n < 0)
		return false;
	l->to += (size_t)n;
	l->end = n == 0;
	/* What scans words of bytes may look behind the last line: never at garbage. */
	memset(l->block + l->to, 0, LINES_SLACK);
	return true;
}

/* The first line end that is here, or NULL; what was searched is not searched again. */
static char *
line_end(struct lines *l)
{
	size_t from = l->from + l->seen;
	char *end = l->to == from ? NULL : memchr(l->block + from, '\n', l->to - from);

	l->seen = end != NULL ? (size_t)(end - (l->block + l->from)) : l->to - l->from;
	return end;
}

/* Gives the bytes up to END, which is the line's LF or the end of the input. */
static enum line_kind
give(struct lines *l, const char *end, size_t after, struct str *line)
{
	line->at = l->block + l->from;
	line->len = (size_t)(end - line->at);
	l->from += line->len + after;
	l->seen = 0;
	l->number++;
	l->open = after == 0;
	return line->len > LINES_MAX ? LINE_LONG : LINE_TEXT;
}

/* Gives the start of a line that is too long, after reading past the rest of it. */
static enum line_kind
give_start(struct lines *l, struct str *line, struct err *e)
{
	char *start = l->block + l->from, *rest = start + LINES_KEPT;
	size_t room = l->room - (size_t)(rest - l->block);
	char *end = NULL;
	ssize_t n = 0;

	while (end == NULL) {
		n = read_some(l, rest, room, e);
		if (n < 0)
			return LINE_ERROR;
		if (n == 0)
			break;
		end = memchr(rest, '\n', (size_t)n);
	}
	l->end = n == 0;
	l->to = (size_t)(rest - l->block) + (size_t)n;
	l->from = end == NULL ? l->to : (size_t)(end + 1 - l->block);
	l->seen = 0;
	l->number++;
	l->open = end == NULL;
	memset(l->block + l->to, 0, LINES_SLACK);
	*line = (struct str){ start, LINES_KEPT - LINES_SLACK };
	return LINE_LONG;
}

/* Leaves a byte order mark out, once it can be told. */
static void
skip_mark(struct lines *l)
{
	if (!l->first || (!l->end && l->to - l->from < 3))
		return;
	l->first = false;
	l->from = lines_mark((struct str){ l->block, l->to });
}

enum line_kind
lines_next(struct lines *l, struct str *line, struct err *e)
{
	const char *end;

	for (;;) {
		skip_mark(l);
		end = l->first ? NULL : line_end(l);
		if (end != NULL)
			return give(l, end, 1, line);
		if (l->end)
			break;
		if (l->to - l->from > LINES_MAX)
			return give_start(l, line, e);
		if (!fill(l, e))
			return LINE_ERROR;
	}
	if (l->to == l->from)
		return LINE_END;
	return give(l, l->block + l->to, 0, line);
}

bool
lines_ready(struct lines *l)
{
	struct pollfd p = { .fd = l->fd, .events = POLLIN };
	struct err e;

	for (;;) {
		skip_mark(l);
		if (l->end || (!l->first && line_end(l) != NULL) ||
		    l->to - l->from > LINES_MAX)
			return true;
		if (poll(&p, 1, 0) == 0)
			return false;
		/* An error will be met again. */
		if (!fill(l, &e))
			return true;
	}
}
