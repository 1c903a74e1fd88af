/* secret - a password or a key, from where it is kept */
/* SPDX-License-Identifier: ISC */

#include "io/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/program.h"

enum {
	ROOM = 16384, /* a token may have some thousand bytes */
	COMMAND_MS = 30000,
};

struct secret {
	enum secret_place place;
	char *from, *key;
	pthread_mutex_t lock; /* of what follows */
	bool asked;
	char *text; /* ROOM + 1 bytes; NULL where there is none */
	struct err why;
};

struct secret *
secret_new(enum secret_place place, const char *from, const char *key)
{
	struct secret *s = mem_zero(1, sizeof *s);

	s->place = place;
	s->from = mem_str(from);
	s->key = mem_str(key);
	(void)pthread_mutex_init(&s->lock, NULL);
	return s;
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	if (s->text != NULL)
		explicit_bzero(s->text, ROOM + 1);
	free(s->text);
	free(s->from);
	free(s->key);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}

/* Whether the open file FD is one that only its owner can use. */
static bool
is_private(const struct secret *s, int fd, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_set(e, err_errno(errno), "%s: %s", s->from, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_TROUBLE, "%s: not a regular file", s->from);
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return err_set(e, ERR_TROUBLE,
		    "%s: others than its owner may use it (mode %03o); chmod 600 would "
		    "keep it secret",
		    s->from, (unsigned)(st.st_mode & 0777));
	return true;
}

/* Reads at most ROOM bytes of the file to TEXT; *LEN of them. */
static bool
read_file(const struct secret *s, char *text, size_t *len, struct err *e)
{
	/* Opening a pipe would wait for somebody to write to it. */
	int fd = open(s->from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = 0;
	bool ok;

	if (fd < 0)
		return err_set(e, err_errno(errno), "%s: %s", s->from, strerror(errno));
	ok = is_private(s, fd, e);
	while (ok && *len < ROOM && (n = read(fd, text + *len, ROOM - *len)) > 0)
		*len += (size_t)n;
	if (ok && n < 0)
		ok = err_set(e, err_errno(errno), "%s: %s", s->from, strerror(errno));
	(void)close(fd);
	return ok;
}

static bool
read_command(const struct secret *s, char *text, size_t *len, struct err *e)
{
	struct program_run run = { .output = text, .room = ROOM, .limit_ms = COMMAND_MS };
	struct program p;

	if (!program_init(&p, s->from, e))
		return false;
	program_run(&p, &run);
	program_done(&p);
	*len = run.len < ROOM ? run.len : ROOM;
	switch (run.end) {
	case PROGRAM_EXITED:
		return run.status == 0 ||
		       err_set(e, ERR_LATER,
			   "the command ended with status %d; run it by "
			   "hand to see why",
			   run.status);
	case PROGRAM_KILLED:
		return err_set(
		    e, ERR_LATER, "the command was ended by signal %d", run.status);
	case PROGRAM_LATE:
		return err_set(e, ERR_LATER, "the command did not end within %d seconds",
		    COMMAND_MS / 1000);
	case PROGRAM_NOT_RUN:
		break;
	}
	return err_set(e, err_errno(run.status), "the command could not be run: %s",
	    strerror(run.status));
}

static bool
read_variable(const struct secret *s, char *text, size_t *len, struct err *e)
{
	const char *value = getenv(s->from);

	if (value == NULL)
		return err_set(e, ERR_TROUBLE, "the variable is not set");
	*len = strnlen(value, ROOM);
	memcpy(text, value, *len);
	return true;
}

/* Cuts TEXT, of LEN bytes, behind its first line. */
static bool
cut_line(char *text, size_t len, struct err *e)
{
	char *end = memchr(text, '\n', len);

	if (end == NULL && len == ROOM)
		return err_set(e, ERR_TROUBLE, "its first line is too long");
	if (end != NULL)
		len = (size_t)(end - text);
	if (len > 0 && text[len - 1] == '\r')
		len--;
	if (len == 0)
		return err_set(e, ERR_TROUBLE, "its first line is empty");
	if (memchr(text, '\0', len) != NULL)
		return err_set(e, ERR_TROUBLE, "there is a NUL in its first line");
	explicit_bzero(text + len, ROOM + 1 - len);
	return true;
}

static bool
read_secret(const struct secret *s, char *text, struct err *e)
{
	size_t len = 0;
	bool ok = false;

	switch (s->place) {
	case SECRET_FILE:
		ok = read_file(s, text, &len, e);
		break;
	case SECRET_VARIABLE:
		ok = read_variable(s, text, &len, e);
		break;
	case SECRET_COMMAND:
		ok = read_command(s, text, &len, e);
		break;
	}
	return ok && cut_line(text, len, e);
}

bool
secret_ready(struct secret *s, struct err *e)
{
	return s->place == SECRET_COMMAND || secret_get(s, e) != NULL;
}

const char *
secret_get(struct secret *s, struct err *e)
{
	(void)pthread_mutex_lock(&s->lock);
	if (!s->asked) {
		s->asked = true;
		s->text = mem_zero(ROOM + 1, 1);
		if (!read_secret(s, s->text, &s->why)) {
			(void)err_prefix(&s->why, "%s: ", s->key);
			explicit_bzero(s->text, ROOM + 1);
			free(s->text);
			s->text = NULL;
		}
	}
	(void)pthread_mutex_unlock(&s->lock);
	if (s->text == NULL)
		*e = s->why;
	return s->text;
}
