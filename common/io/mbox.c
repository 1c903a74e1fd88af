/* mbox - the mails of an mbox file, one after the other */
/* SPDX-License-Identifier: ISC */

#include "io/mbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lines.h"
#include "base/mem.h"

#define LOCK_TRIES 100 /* 100 ms apart */
#define BLOCK 65536

struct mbox {
	struct lines lines;
	struct buf raw;	      /* the mail being read */
	uint64_t line;	      /* on which it begins */
	int64_t begins, next; /* where it begins; where to go on */
	bool file;	      /* a regular file, which has offsets */
	bool started, any;    /* a line was read; the mail being read has lines */
	bool cut, blank;      /* it is too long; its last line was empty */
	bool given, ended;    /* `raw` was given; nothing more comes */
	bool single;	      /* no From line at the start */
	bool resumed, waited; /* began behind the start; the caller was told to wait */
};

static bool
take_lock(int fd, struct err *e)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	const struct timespec pause = { 0, 100000000 };

	for (int i = 0; i < LOCK_TRIES; i++) {
		if (fcntl(fd, F_SETLK, &lock) == 0 ||
		    (errno != EAGAIN && errno != EACCES))
			return true;
		(void)nanosleep(&pause, NULL);
	}
	return err_set(e, ERR_LATER, "another program has the mailbox locked");
}

/* Goes to OFFSET; *LINES are those before it, so that messages name the right ones. */
static bool
skip(int fd, int64_t offset, uint64_t *lines, struct err *e)
{
	char *block = mem_alloc(BLOCK);
	int64_t done = 0;
	ssize_t n = 1;

	*lines = 0;
	while (done < offset && n > 0) {
		size_t want = offset - done < BLOCK ? (size_t)(offset - done) : BLOCK;

		n = pread(fd, block, want, (off_t)done);
		for (ssize_t i = 0; i < n; i++)
			*lines += block[i] == '\n';
		done += n;
	}
	free(block);
	if (n < 0 || lseek(fd, (off_t)offset, SEEK_SET) < 0)
		return err_set(e, ERR_TROUBLE, "cannot read: %s", strerror(errno));
	return true;
}

struct mbox *
mbox_open(int fd, int64_t offset, struct err *e)
{
	off_t at = lseek(fd, 0, SEEK_CUR);
	uint64_t lines = 0;
	struct mbox *m;

	if (at >= 0 && !take_lock(fd, e))
		return NULL;
	if (at >= 0 && offset > 0 && !skip(fd, offset, &lines, e))
		return NULL;
	m = mem_zero(1, sizeof *m);
	lines_init(&m->lines, fd);
	m->lines.number = lines;
	m->file = at >= 0;
	m->resumed = at >= 0 && offset > 0;
	m->begins = m->next = m->resumed ? offset : (int64_t)at;
	return m;
}

void
mbox_close(struct mbox *m)
{
	if (m == NULL)
		return;
	lines_done(&m->lines);
	buf_done(&m->raw);
	free(m);
}

int64_t
mbox_offset(const struct mbox *m)
{
	return m->next;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether LINE is what a mail begins with; text that begins "From " has no time in it. */
static bool
is_from(struct str line)
{
	if (!str_starts(line, STR("From ")))
		return false;
	for (size_t i = 5; i + 4 < line.len; i++)
		if (line.at[i + 2] == ':' && digit(line.at[i]) && digit(line.at[i + 1]) &&
		    digit(line.at[i + 3]) && digit(line.at[i + 4]))
			return true;
	return false;
}

/* Behind the line that was read last. */
static int64_t
here(const struct mbox *m)
{
	return (int64_t)lseek(m->lines.fd, 0, SEEK_CUR) -
	       (int64_t)(m->lines.to - m->lines.from);
}

/* LINE is one of the mail's. */
static void
keep(struct mbox *m, struct str line, enum line_kind kind)
{
	size_t marks = 0;

	m->blank = lines_chomp(line).len == 0;
	while (marks < line.len && line.at[marks] == '>')
		marks++;
	if (marks > 0 && !m->single &&
	    str_starts((struct str){ line.at + marks, line.len - marks }, STR("From "))) {
		line.at++;
		line.len--;
	}
	if (!m->any)
		m->line = m->lines.number;
	m->any = true;
	if (m->cut)
		return;
	m->cut = kind == LINE_LONG || line.len >= LETTER_MAX - m->raw.len;
	if (line.len >= LETTER_MAX - m->raw.len)
		line.len = LETTER_MAX - m->raw.len - 1;
	buf_str(&m->raw, line);
	buf_char(&m->raw, '\n');
}

/* The mail that was read is LETTER; NEXT is where the one after it begins. */
static enum mbox_kind
give(struct mbox *m, int64_t next, struct letter *letter)
{
	struct str raw = buf_view(&m->raw);

	/* The empty line is the file's, and not the mail's. */
	if (m->blank && !m->single && !m->cut)
		raw.len -= str_ends(raw, STR("\r\n")) ? 2 : 1;
	*letter = (struct letter){ .raw = raw, .cut = m->cut, .line = m->line };
	m->given = true;
	m->next = next;
	m->begins = next;
	return MBOX_LETTER;
}

static void
begin(struct mbox *m)
{
	buf_clear(&m->raw);
	m->given = m->any = m->cut = m->blank = false;
}

/* Nothing follows. */
static enum mbox_kind
end(struct mbox *m, struct letter *letter)
{
	bool whole = m->blank || m->single;

	m->ended = true;
	if (!m->any)
		return MBOX_END;
	return give(m, !m->file ? 0 : whole ? here(m) : m->begins, letter);
}

/* Whether LINE begins a mail, or is an empty line before any. */
static bool
is_between(struct mbox *m, struct str line)
{
	if (!m->started && lines_chomp(line).len == 0)
		return true;
	if (m->started)
		return !m->single && (m->blank || !m->any) && is_from(line);
	/* The rest of a mail that was given before it was whole is nobody's. */
	if (m->resumed && !is_from(line))
		return true;
	m->started = true;
	m->single = !is_from(line);
	return !m->single;
}

enum mbox_kind
mbox_next(struct mbox *m, struct letter *letter, struct err *e)
{
	enum line_kind kind;
	struct str line;

	if (m->given)
		begin(m);
	while (!m->ended) {
		if (!m->waited && !lines_ready(&m->lines)) {
			m->waited = true;
			return MBOX_WAIT;
		}
		m->waited = false;
		kind = lines_next(&m->lines, &line, e);
		if (kind == LINE_END)
			return end(m, letter);
		if (kind == LINE_ERROR) {
			m->ended = true;
			return MBOX_ERROR;
		}
		if (!is_between(m, line))
			keep(m, line, kind);
		else if (m->any)
			return give(
			    m, m->file ? here(m) - (int64_t)line.len - 1 : 0, letter);
	}
	return MBOX_END;
}
