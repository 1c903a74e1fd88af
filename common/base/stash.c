/* stash - texts that wait outside memory until they are wanted */
/* SPDX-License-Identifier: ISC */

#include "base/stash.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/scratch.h"

void
stash_init(struct stash *s)
{
	*s = (struct stash){ .fd = -1 };
}

void
stash_done(struct stash *s)
{
	buf_done(&s->recent);
	if (s->fd >= 0)
		(void)close(s->fd);
	stash_init(s);
}

static bool
write_out(struct stash *s, struct err *e)
{
	if (s->fd < 0)
		s->fd = scratch_open(e);
	if (s->fd < 0 || !scratch_write(s->fd, buf_view(&s->recent), e))
		return false;
	s->written += s->recent.len;
	buf_clear(&s->recent);
	return true;
}

bool
stash_add(struct stash *s, struct str text, uint64_t *at, struct err *e)
{
	if (s->recent.len > 0 && s->recent.len + text.len > STASH_MEMORY &&
	    !write_out(s, e))
		return false;
	*at = s->written + s->recent.len;
	buf_str(&s->recent, text);
	return true;
}

static bool
read_back(const struct stash *s, uint64_t at, size_t len, struct buf *out, struct err *e)
{
	ssize_t n;

	buf_reserve(out, len);
	while (len > 0) {
		n = pread(s->fd, out->at + out->len, len, (off_t)at);
		if (n == 0)
			errno = EIO;
		if (n == 0 || (n < 0 && errno != EINTR))
			return err_set(e, ERR_TROUBLE,
			    "a temporary file cannot be read: %s", strerror(errno));
		if (n < 0)
			continue;
		out->len += (size_t)n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

bool
stash_get(const struct stash *s, uint64_t at, size_t len, struct buf *out, struct err *e)
{
	if (at < s->written)
		return read_back(s, at, len, out, e);
	buf_str(out, (struct str){ s->recent.at + (at - s->written), len });
	return true;
}
