/* visits-aside - pieces of visits on a disk, until they are merged */
/* SPDX-License-Identifier: ISC */

#include "shop/visits-aside.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/scratch.h"

#define BLOCK ((size_t)256 << 10)

void
aside_done(struct aside *a)
{
	if (a->fd >= 0)
		(void)close(a->fd);
	buf_done(&a->out);
	*a = (struct aside){ .fd = -1 };
}

bool
aside_flush(struct aside *a, struct err *e)
{
	bool ok;

	if (a->fd < 0 && (a->fd = scratch_open(e)) < 0)
		return false;
	/* It may have been read meanwhile. */
	if (lseek(a->fd, 0, SEEK_END) < 0)
		return err_set(e, ERR_LATER, "cannot write to a temporary file: %s",
		    strerror(errno));
	ok = scratch_write(a->fd, buf_view(&a->out), e);
	buf_done(&a->out);
	return ok;
}

/* Things are put on multiples of eight bytes, as they are used in place. */
static void
put(struct buf *out, const void *at, size_t len)
{
	static const char zeros[8];

	buf_add(out, at, len);
	buf_add(out, zeros, (8 - len % 8) % 8);
}

bool
aside_put(struct aside *a, const struct visit_shape *s, struct visit *v, struct err *e)
{
	const struct visit_times *t;
	size_t i;

	put(&a->out, v, s->size);
	for (i = s->n_values; i < s->n_seen; i++) {
		const struct visit_text
		    *text = (const void *)(uintptr_t)visit_seen(s, v)[i].value;

		if (text != NULL)
			put(&a->out, text, sizeof *text + text->len);
	}
	t = s->listed ? *visit_list(s, v) : NULL;
	if (t != NULL)
		put(&a->out, t, sizeof *t + t->n * sizeof *t->order);
	a->pieces++;
	return a->out.len < BLOCK || aside_flush(a, e);
}

bool
aside_open(
    struct aside_reader *r, struct aside *a, const struct visit_shape *s, struct err *e)
{
	*r = (struct aside_reader){ .aside = a, .shape = s, .left = a->pieces };
	if (a->out.len != 0 && !aside_flush(a, e))
		return false;
	if (lseek(a->fd, 0, SEEK_SET) != 0)
		return err_set(
		    e, ERR_LATER, "cannot read a temporary file: %s", strerror(errno));
	return true;
}

void
aside_close(struct aside_reader *r)
{
	buf_done(&r->block);
	buf_done(&r->piece);
}

/* Sees to it that N bytes are there at r->at; what was there moves. */
static bool
need(struct aside_reader *r, size_t n, struct err *e)
{
	ssize_t got;

	if (r->block.len - r->at >= n)
		return true;
	if (r->at != 0)
		memmove(r->block.at, r->block.at + r->at, r->block.len - r->at);
	r->block.len -= r->at;
	r->at = 0;
	buf_reserve(&r->block, n > BLOCK ? n : BLOCK);
	while (r->block.len < n) {
		got = read(r->aside->fd, r->block.at + r->block.len,
		    r->block.room - r->block.len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(e, ERR_LATER, "cannot read a temporary file: %s",
			    got == 0 ? "it is shorter than it was" : strerror(errno));
		r->block.len += (size_t)got;
	}
	return true;
}

/* Moves N bytes, and what fills them up to a multiple of eight, to the piece. */
static bool
take(struct aside_reader *r, size_t n, struct err *e)
{
	n = (n + 7) / 8 * 8;
	if (!need(r, n, e))
		return false;
	buf_add(&r->piece, r->block.at + r->at, n);
	r->at += n;
	return true;
}

/* Takes a text or list whose head is of HEAD bytes and says its length to LENGTH. */
static bool
take_text(struct aside_reader *r, struct err *e)
{
	struct visit_text head;

	if (!need(r, sizeof head, e))
		return false;
	memcpy(&head, r->block.at + r->at, sizeof head);
	return take(r, sizeof head + head.len, e);
}

static bool
take_list(struct aside_reader *r, struct err *e)
{
	struct visit_times head;

	if (!need(r, sizeof head, e))
		return false;
	memcpy(&head, r->block.at + r->at, sizeof head);
	return take(r, sizeof head + head.n * sizeof *head.order, e);
}

/* Whether the piece, which has come to be at another place, has a text or list there. */
static bool
take_behind(struct aside_reader *r, size_t offsets[SEEN_FIELDS + 1], struct err *e)
{
	const struct visit_shape *s = r->shape;
	size_t i;

	for (i = s->n_values; i < s->n_seen; i++) {
		struct visit *v = (void *)r->piece.at;

		offsets[i] = 0;
		if (visit_seen(s, v)[i].value == 0)
			continue;
		offsets[i] = r->piece.len;
		if (!take_text(r, e))
			return false;
	}
	offsets[s->n_seen] = 0;
	if (!s->listed || *visit_list(s, (void *)r->piece.at) == NULL)
		return true;
	offsets[s->n_seen] = r->piece.len;
	return take_list(r, e);
}

bool
aside_next(struct aside_reader *r, const struct visit **piece, struct err *e)
{
	const struct visit_shape *s = r->shape;
	size_t offsets[SEEN_FIELDS + 1], i;
	struct visit *v;

	*piece = NULL;
	if (r->left == 0)
		return true;
	r->left--;
	buf_clear(&r->piece);
	if (!take(r, s->size, e) || !take_behind(r, offsets, e))
		return false;
	v = (void *)r->piece.at;
	for (i = s->n_values; i < s->n_seen; i++)
		visit_seen(s, v)[i].value = offsets[i] == 0
						? 0
						: (uint64_t)(uintptr_t)(r->piece.at +
									offsets[i]);
	if (s->listed)
		*visit_list(s, v) = offsets[s->n_seen] == 0
					? NULL
					: (void *)(r->piece.at + offsets[s->n_seen]);
	*piece = v;
	return true;
}
