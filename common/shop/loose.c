/* loose - rows that cannot be read, until it is seen whose they are */
/* SPDX-License-Identifier: ISC */

#include "shop/loose.h"

#include <stdlib.h>

#include "base/mem.h"

void
loose_done(struct loose *l)
{
	pool_done(&l->pool);
	free(l->rows);
	*l = (struct loose){ .rows = NULL };
}

void
loose_clear(struct loose *l)
{
	if (l->n == 0)
		return;
	pool_clear(&l->pool);
	l->n = l->bytes = l->next = 0;
}

bool
loose_add(struct loose *l, const struct table_row *row, const struct err *why,
    size_t most, size_t bytes)
{
	if (l->n >= most || l->bytes + row->raw.len > bytes)
		return false;
	if (l->n == l->room) {
		l->room = l->room == 0 ? 16 : l->room * 2;
		l->rows = mem_grow(l->rows, l->room, sizeof *l->rows);
	}
	l->rows[l->n++] = (struct loose_row){
		.line = row->line,
		.raw = pool_copy(&l->pool, row->raw),
		.why = pool_copy(&l->pool, str_of(why->text)),
		.key = pool_copy(&l->pool, row->key),
		.lost = row->lost,
	};
	l->bytes += row->raw.len;
	return true;
}

const struct loose_row *
loose_other(struct loose *l, struct str key)
{
	while (l->next < l->n) {
		const struct loose_row *row = &l->rows[l->next++];

		if (!loose_is(row, key))
			return row;
	}
	return NULL;
}

bool
loose_is(const struct loose_row *row, struct str key)
{
	return row->key.len != 0 && str_eq(row->key, key);
}

size_t
loose_before(const struct loose *l)
{
	size_t n = 0;

	while (n < l->n && l->rows[n].lost)
		n++;
	return n;
}

size_t
loose_behind(const struct loose *l)
{
	size_t n = 0;

	while (n < l->n && l->rows[l->n - 1 - n].lost)
		n++;
	return n;
}
