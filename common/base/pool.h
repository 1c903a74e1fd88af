/* pool - texts and small things that live until they are all forgotten at once */
/* SPDX-License-Identifier: ISC */

/*
 * For the many small texts that belong to one record: they do not move while others are
 * added, and pool_clear forgets them all and keeps the memory.  A zeroed pool is an
 * empty one.
 */

#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

#include "base/str.h"

struct pool_part;

struct pool {
	struct pool_part *last; /* the parts, from the newest to the oldest */
	char *at;		/* LEFT free bytes of the newest */
	size_t left;
};

/* The same as pool_alloc, from a new part. */
char *pool_alloc_new(struct pool *p, size_t len);

/* LEN bytes, not aligned for anything but text. */
static inline char *
pool_alloc(struct pool *p, size_t len)
{
	char *at = p->at;

	if (p->left < len || at == NULL)
		return pool_alloc_new(p, len);
	p->at += len;
	p->left -= len;
	return at;
}

/* SIZE zero bytes, aligned for anything. */
void *pool_zero(struct pool *p, size_t size);

/* A copy of TEXT; STR_NONE stays none. */
static inline struct str
pool_copy(struct pool *p, struct str text)
{
	if (text.at == NULL)
		return text;
	text.at = memcpy(pool_alloc(p, text.len), text.at, text.len);
	return text;
}

/* What printf would write. */
struct str pool_fmt(struct pool *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void pool_clear(struct pool *p);
void pool_done(struct pool *p);

/* A list of texts that live elsewhere; it keeps its memory when `n` is set to 0. */
struct texts {
	struct str *at;
	size_t n, room;
};

void texts_add(struct texts *t, struct str text);
void texts_done(struct texts *t);

#endif
