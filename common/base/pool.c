/* pool - texts and small things that live until they are all forgotten at once */
/* SPDX-License-Identifier: ISC */

#include "base/pool.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define PART ((size_t)16 << 10)

struct pool_part {
	struct pool_part *before;
	size_t room;
	char bytes[];
};

char *
pool_alloc_new(struct pool *p, size_t len)
{
	struct pool_part *part;
	size_t room;

	room = p->last == NULL ? PART : 2 * p->last->room;
	if (room < len)
		room = len;
	part = mem_alloc(sizeof *part + room);
	part->before = p->last;
	part->room = room;
	p->last = part;
	p->at = part->bytes + len;
	p->left = room - len;
	return part->bytes;
}

void *
pool_zero(struct pool *p, size_t size)
{
	const size_t align = alignof(max_align_t);
	char *at = pool_alloc(p, size + align - 1);

	at += (align - (uintptr_t)at % align) % align;
	memset(at, 0, size);
	return at;
}

struct str
pool_fmt(struct pool *p, const char *fmt, ...)
{
	va_list ap, again;
	char *at;
	int len;

	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	at = pool_alloc(p, (size_t)len + 1);
	(void)vsnprintf(at, (size_t)len + 1, fmt, again);
	va_end(again);
	return (struct str){ at, (size_t)len };
}

/* The newest part is the largest: it alone holds what a like record needs. */
void
pool_clear(struct pool *p)
{
	struct pool_part *part, *before;

	if (p->last == NULL)
		return;
	for (part = p->last->before; part != NULL; part = before) {
		before = part->before;
		free(part);
	}
	p->last->before = NULL;
	p->at = p->last->bytes;
	p->left = p->last->room;
}

void
pool_done(struct pool *p)
{
	pool_clear(p);
	free(p->last);
	*p = (struct pool){ NULL, NULL, 0 };
}

void
texts_add(struct texts *t, struct str text)
{
	if (t->n == t->room) {
		t->room = t->room == 0 ? 8 : t->room * 2;
		t->at = mem_grow(t->at, t->room, sizeof *t->at);
	}
	t->at[t->n++] = text;
}

void
texts_done(struct texts *t)
{
	free(t->at);
	*t = (struct texts){ NULL, 0, 0 };
}
