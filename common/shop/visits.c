/* visits - all visits of a log, as its events come in */
/* SPDX-License-Identifier: ISC */

#include "shop/visits.h"

#include <pthread.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/mem.h"
#include "shop/visit-table.h"
#include "shop/visits-aside.h"

#define BATCH 256

struct part {
	pthread_mutex_t lock;
	struct visit_table table;
	struct aside aside;
};

struct visits {
	const struct visit_shape *shape;
	size_t share; /* bytes that a part may have in memory */
	struct aside_kind aside;
	struct part part[VISITS_PARTS];
};

struct visits *
visits_new(const struct visit_shape *shape, int64_t gap, size_t memory)
{
	struct visits *v = mem_zero(1, sizeof *v);
	size_t i;

	v->shape = shape;
	v->share = memory / VISITS_PARTS;
	aside_kind_init(&v->aside, shape);
	for (i = 0; i < VISITS_PARTS; i++) {
		(void)pthread_mutex_init(&v->part[i].lock, NULL);
		visit_table_init(
		    &v->part[i].table, shape, gap, v->share / shape->size + BATCH);
		aside_init(&v->part[i].aside);
	}
	return v;
}

void
visits_free(struct visits *v)
{
	size_t i;

	if (v == NULL)
		return;
	for (i = 0; i < VISITS_PARTS; i++) {
		visit_table_clear(&v->part[i].table);
		aside_done(&v->part[i].aside);
		(void)pthread_mutex_destroy(&v->part[i].lock);
	}
	aside_kind_done(&v->aside);
	free(v);
}

void
visits_key(struct str name, bool customer, uint64_t key[2])
{
	XXH128_hash_t h = XXH3_128bits_withSeed(name.at, name.len, customer ? 1 : 0);

	key[0] = h.high64;
	key[1] = h.low64;
}

/* Parts are in the order of the keys. */
static size_t
part_of(const struct visit *piece)
{
	return (size_t)(piece->key[0] >> 57);
}

/* Puts the visits of P on the disk and forgets them. */
static bool
put_aside(struct visits *v, struct part *p, struct err *e)
{
	struct visit *visit;
	uint32_t i;
	bool ok = true;

	for (i = 1; i < p->table.n && ok; i++)
		if ((visit = visit_table_at(&p->table, i)) != NULL)
			ok = aside_put(&p->aside, &v->aside, visit, e);
	ok = ok && aside_flush(&p->aside, e);
	visit_table_forget(&p->table);
	return ok;
}

/* Adds the pieces of B that ORDER names, N of them, all of part P. */
static bool
add_to_part(struct visits *v, struct part *p, const struct visits_batch *b,
    const uint32_t *order, size_t n, struct err *e)
{
	bool ok = true;

	(void)pthread_mutex_lock(&p->lock);
	visit_table_add_all(&p->table, b->at, order, n);
	if (visit_table_size(&p->table) > v->share)
		ok = put_aside(v, p, e);
	(void)pthread_mutex_unlock(&p->lock);
	return ok;
}

bool
visits_add(struct visits *v, struct visits_batch *b, struct err *e)
{
	uint32_t starts[VISITS_PARTS + 1] = { 0 }, at[VISITS_PARTS];
	size_t size = v->shape->size, i, k;
	/* Threads begin at different parts, so that they do not wait for one another. */
	size_t from = (size_t)(uintptr_t)b / 64;
	bool ok = true;

	for (i = 0; i < b->n; i++)
		starts[part_of((const void *)(b->at + i * size)) + 1]++;
	for (i = 0; i < VISITS_PARTS; i++) {
		starts[i + 1] += starts[i];
		at[i] = starts[i];
	}
	for (i = 0; i < b->n; i++)
		b->order[at[part_of((const void *)(b->at + i * size))]++] = (uint32_t)i;
	for (i = 0; i < VISITS_PARTS && ok; i++) {
		k = (from + i) % VISITS_PARTS;
		if (starts[k] != starts[k + 1])
			ok = add_to_part(v, &v->part[k], b, b->order + starts[k],
			    starts[k + 1] - starts[k], e);
	}
	b->n = 0;
	return ok;
}

void
visits_batch_init(struct visits_batch *b, struct visits *v)
{
	*b = (struct visits_batch){ .visits = v };
}

void
visits_batch_done(struct visits_batch *b)
{
	free(b->at);
	free(b->order);
}

struct visit *
visits_batch_next(struct visits_batch *b)
{
	struct visit *piece;

	if (b->n == b->room) {
		b->room = b->room == 0 ? BATCH : 2 * b->room;
		b->at = mem_grow(b->at, b->room, b->visits->shape->size);
		b->order = mem_grow(b->order, b->room, sizeof *b->order);
	}
	piece = (void *)(b->at + b->n * b->visits->shape->size);
	visit_blank(b->visits->shape, piece);
	return piece;
}

/* Merges what P put aside with what it has. */
static bool
take_back(struct visits *v, struct part *p, struct err *e)
{
	struct aside_reader r;
	const struct visit *piece, *before = NULL;
	bool ok;

	if (!aside_open(&r, &p->aside, &v->aside, e))
		return false;
	/* Few visits are in two pieces. */
	visit_table_reserve(&p->table, p->aside.pieces);
	/* A piece is added while memory is fetched for the next. */
	while ((ok = aside_next(&r, &piece, e)) && piece != NULL) {
		visit_table_foresee(&p->table, piece);
		if (before != NULL)
			visit_table_add(&p->table, before);
		before = piece;
	}
	if (ok && before != NULL)
		visit_table_add(&p->table, before);
	aside_close(&r);
	return ok;
}

static int
by_key(const void *a, const void *b)
{
	const struct visit *x = *(const struct visit *const *)a;
	const struct visit *y = *(const struct visit *const *)b;

	if (x->key[0] != y->key[0])
		return x->key[0] < y->key[0] ? -1 : 1;
	if (x->key[1] != y->key[1])
		return x->key[1] < y->key[1] ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

bool
visits_take(struct visits *v, size_t part, struct visits_part *out, struct err *e)
{
	struct part *p = &v->part[part];
	struct visit *visit;
	uint32_t number;

	/* The file keeps everything, so that nothing has to be written when it goes back.
	 */
	if (p->aside.pieces != 0 &&
	    ((p->table.n != 0 && !put_aside(v, p, e)) || !take_back(v, p, e)))
		return false;
	*out = (struct visits_part){ mem_alloc((p->table.n + 1) * sizeof *out->at), 0,
		part };
	/* As they lie in memory, which is the quickest. */
	for (number = 1; number < p->table.n; number++)
		if ((visit = visit_table_at(&p->table, number)) != NULL)
			out->at[out->n++] = visit;
	return true;
}

void
visits_sort(struct visits_part *taken)
{
	if (taken->n != 0)
		qsort(taken->at, taken->n, sizeof *taken->at, by_key);
}

int64_t
visits_latest(struct visits *v)
{
	int64_t latest = INT64_MIN;
	size_t i;

	for (i = 0; i < VISITS_PARTS; i++)
		if (v->part[i].table.latest > latest)
			latest = v->part[i].table.latest;
	return latest;
}

void
visits_give(struct visits *v, struct visits_part *taken)
{
	struct part *p = &v->part[taken->part];

	free(taken->at);
	taken->at = NULL;
	if (p->aside.pieces != 0)
		visit_table_clear(&p->table);
}
