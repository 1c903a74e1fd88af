/* rejects - the file of what was refused, to be mended and replayed */
/* SPDX-License-Identifier: ISC */

#include "cli/rejects.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether the file ST is about to be read as input. */
static bool
is_input(const struct stat *st, char *const *operands, int n)
{
	struct stat input;
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(operands[i], "-") == 0
			? fstat(STDIN_FILENO, &input) == 0 && same_file(st, &input)
			: stat(operands[i], &input) == 0 && same_file(st, &input))
			return true;
	return n == 0 && fstat(STDIN_FILENO, &input) == 0 && same_file(st, &input);
}

bool
rejects_open(
    struct rejects *r, const char *path, char *const *operands, int n, struct err *e)
{
	struct stat st;
	int fd;

	*r = (struct rejects){ .path = path };
	if (path == NULL)
		return true;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(
		    e, ERR_TROUBLE, "%s: cannot write: %s", path, strerror(errno));
	if (S_ISREG(st.st_mode) && is_input(&st, operands, n)) {
		(void)close(fd);
		return err_set(
		    e, ERR_TROUBLE, "%s: is input and --rejects file at once", path);
	}
	if (S_ISREG(st.st_mode) && flock(fd, LOCK_EX | LOCK_NB) != 0 &&
	    errno == EWOULDBLOCK) {
		(void)close(fd);
		return err_set(
		    e, ERR_LATER, "%s: another run writes its rejects there", path);
	}
	if (S_ISREG(st.st_mode) && ftruncate(fd, 0) != 0) {
		(void)err_set(
		    e, ERR_TROUBLE, "%s: cannot write: %s", path, strerror(errno));
		(void)close(fd);
		return false;
	}
	emit_init(&r->out, fd);
	return true;
}

/* A reason may quote what is not UTF-8. */
static void
put_readable(struct emit *out, struct str key, const char *text)
{
	struct buf b = BUF_INIT;

	buf_readable(&b, str_of(text));
	emit_put_text(out, key, buf_view(&b));
	buf_done(&b);
}

void
rejects_add(struct rejects *r, const struct reject *one)
{
	size_t bad;

	if (r->path == NULL)
		return;
	emit_object(&r->out);
	emit_put_text(&r->out, STR("type"), STR("reject"));
	emit_put_text(&r->out, STR("tool"), str_of(one->tool));
	emit_put_text(&r->out, STR("source"), str_of(one->source));
	emit_put_int(&r->out, STR("line"), (int64_t)one->line);
	put_readable(&r->out, STR("reason"), one->reason);
	if (str_utf8(one->raw, &bad)) {
		emit_put_text(&r->out, STR("raw"), one->raw);
	} else {
		emit_key(&r->out, STR("raw_base64"));
		base64_add(emit_text_begin(&r->out), one->raw, 0);
		emit_text_end(&r->out);
	}
	if (one->truncated)
		emit_put_bool(&r->out, STR("truncated"), (struct truth){ true, true });
	emit_object_end(&r->out);
	emit_line(&r->out);
}

bool
rejects_flush(struct rejects *r, struct err *e)
{
	if (r->path == NULL || emit_flush(&r->out, e))
		return true;
	return err_set(
	    e, ERR_TROUBLE, "%s: cannot write: %s", r->path, strerror(r->out.error));
}

bool
rejects_close(struct rejects *r, struct err *e)
{
	bool ok;

	if (r->path == NULL)
		return true;
	ok = rejects_flush(r, e);
	if (close(r->out.fd) != 0 && ok)
		ok = err_set(
		    e, ERR_TROUBLE, "%s: cannot write: %s", r->path, strerror(errno));
	emit_done(&r->out);
	r->path = NULL;
	return ok;
}
