/* visits-aside - pieces of visits on a disk, until they are merged */
/* SPDX-License-Identifier: ISC */

#include "shop/visits-aside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/scratch.h"

#define BLOCK ((size_t)256 << 10)

void
aside_kind_init(struct aside_kind *k, const struct visit_shape *shape)
{
	k->shape = shape;
	visit_packing_init(&k->packing, shape);
}

void
aside_kind_done(struct aside_kind *k)
{
	visit_packing_done(&k->packing);
}

void
aside_init(struct aside *a)
{
	*a = (struct aside){ .fd = -1 };
}

void
aside_done(struct aside *a)
{
	if (a->fd >= 0)
		(void)close(a->fd);
	buf_done(&a->out);
	free(a->recent);
	aside_init(a);
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

/* A text or list is told by its length, and lies behind the piece. */
static const struct visit_text *
text_of(struct visit_last last)
{
	return (const struct visit_text *)(uintptr_t)last.value;
}

/* V as it is packed: without what is of this place in memory. */
static void
bare_words(const struct visit_shape *s, const struct visit *v, uint64_t *words)
{
	struct visit *bare = memcpy(words, v, s->size);
	struct visit_last *seen = visit_seen(s, bare);
	size_t i;

	bare->before = bare->after = 0;
	for (i = s->n_values; i < s->n_seen; i++)
		if (seen[i].value != 0)
			seen[i].value = text_of(seen[i])->len + UINT64_C(1);
	if (s->listed && *visit_list(s, bare) != NULL)
		bare->part[s->list_at] = (*visit_list(s, bare))->n;
}

static void
put_behind(struct buf *out, const struct visit_shape *s, struct visit *v)
{
	const struct visit_times *list = s->listed ? *visit_list(s, v) : NULL;
	const struct visit_last *seen = visit_seen(s, v);
	size_t i;

	for (i = s->n_values; i < s->n_seen; i++)
		if (seen[i].value != 0)
			buf_add(out, text_of(seen[i])->at, text_of(seen[i])->len);
	if (list != NULL)
		buf_add(out, list->order, list->n * sizeof *list->order);
}

bool
aside_put(struct aside *a, const struct aside_kind *k, struct visit *v, struct err *e)
{
	char *end;
	uint64_t words[VISIT_WORDS];

	if (a->recent == NULL)
		a->recent = mem_zero(1, sizeof *a->recent);
	bare_words(k->shape, v, words);
	buf_reserve(&a->out, visit_packed_max(&k->packing));
	end = visit_pack(&k->packing, a->recent, words, a->out.at + a->out.len);
	a->out.len = (size_t)(end - a->out.at);
	put_behind(&a->out, k->shape, v);
	a->pieces++;
	return a->out.len < BLOCK || aside_flush(a, e);
}

bool
aside_open(
    struct aside_reader *r, struct aside *a, const struct aside_kind *k, struct err *e)
{
	*r = (struct aside_reader){ .aside = a, .kind = k, .left = a->pieces };
	if (a->out.len != 0 && !aside_flush(a, e))
		return false;
	if (lseek(a->fd, 0, SEEK_SET) != 0)
		return err_set(
		    e, ERR_LATER, "cannot read a temporary file: %s", strerror(errno));
	r->recent = mem_zero(1, sizeof *r->recent);
	return true;
}

void
aside_close(struct aside_reader *r)
{
	buf_done(&r->block);
	buf_done(&r->behind[0]);
	buf_done(&r->behind[1]);
	free(r->recent);
}

/* Sees to it that N bytes are there at r->at, or what is left of the file, with room for
 * N; what was there moves. */
static bool
fill(struct aside_reader *r, size_t n, struct err *e)
{
	ssize_t got = 1;

	if (r->block.len - r->at >= n)
		return true;
	if (r->at != 0)
		memmove(r->block.at, r->block.at + r->at, r->block.len - r->at);
	r->block.len -= r->at;
	r->at = 0;
	buf_reserve(&r->block, n > BLOCK ? n : BLOCK);
	while (r->block.len < n && got != 0) {
		got = read(r->aside->fd, r->block.at + r->block.len,
		    r->block.room - r->block.len);
		if (got < 0 && errno != EINTR)
			return err_set(e, ERR_LATER, "cannot read a temporary file: %s",
			    strerror(errno));
		r->block.len += got > 0 ? (size_t)got : 0;
	}
	return true;
}

/* Moves on by N bytes, which the file must have. */
static bool
pass(struct aside_reader *r, size_t n, struct err *e)
{
	if (r->block.len - r->at < n)
		return err_set(e, ERR_LATER,
		    "cannot read a temporary file: it is shorter than it was");
	r->at += n;
	return true;
}

/* Adds the next N bytes to BEHIND, what is behind a piece, and what fills it up to a
 * multiple of eight. */
static bool
take(struct aside_reader *r, struct buf *behind, size_t n, struct err *e)
{
	static const char zeros[8];

	if (!fill(r, n, e) || !pass(r, n, e))
		return false;
	buf_add(behind, r->block.at + r->at - n, n);
	buf_add(behind, zeros, (8 - behind->len % 8) % 8);
	return true;
}

static bool
take_words(struct aside_reader *r, uint64_t *words, struct err *e)
{
	const struct visit_packing *packing = &r->kind->packing;
	const char *at, *end;

	if (!fill(r, visit_packed_max(packing), e))
		return false;
	at = r->block.at + r->at;
	end = visit_unpack(packing, r->recent, at, words);
	return pass(r, (size_t)(end - at), e);
}

/* Takes what is behind V: a length becomes 1 + the place where it has come to be. */
static bool
take_behind(struct aside_reader *r, struct visit *v, struct buf *behind, struct err *e)
{
	const struct visit_shape *s = r->kind->shape;
	struct visit_last *seen = visit_seen(s, v);
	struct visit_times list = { 0, 0 };
	struct visit_text text;
	size_t i;

	buf_clear(behind);
	for (i = s->n_values; i < s->n_seen; i++) {
		if (seen[i].value == 0)
			continue;
		text.len = (uint32_t)(seen[i].value - 1);
		seen[i].value = behind->len + 1;
		buf_add(behind, &text, sizeof text);
		if (!take(r, behind, text.len, e))
			return false;
	}
	if (!s->listed || v->part[s->list_at] == 0)
		return true;
	list.n = list.room = (uint32_t)v->part[s->list_at];
	v->part[s->list_at] = behind->len + 1;
	buf_add(behind, &list, sizeof list);
	return take(r, behind, list.n * sizeof *list.order, e);
}

/* Makes pointers of the places. */
static void
link_behind(const struct visit_shape *s, struct visit *v, const struct buf *behind)
{
	struct visit_last *seen = visit_seen(s, v);
	size_t i;

	for (i = s->n_values; i < s->n_seen; i++)
		if (seen[i].value != 0)
			seen[i].value = (uint64_t)(uintptr_t)(behind->at + seen[i].value -
							      1);
	if (s->listed && v->part[s->list_at] != 0)
		*visit_list(s, v) = (void *)(behind->at + v->part[s->list_at] - 1);
}

bool
aside_next(struct aside_reader *r, const struct visit **piece, struct err *e)
{
	size_t turn = r->left % 2;
	struct visit *v = (void *)r->words[turn];

	*piece = NULL;
	if (r->left == 0)
		return true;
	r->left--;
	if (!take_words(r, r->words[turn], e) || !take_behind(r, v, &r->behind[turn], e))
		return false;
	link_behind(r->kind->shape, v, &r->behind[turn]);
	*piece = v;
	return true;
}
