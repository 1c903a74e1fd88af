/* visits - all visits of a log, as its events come in */
/* SPDX-License-Identifier: ISC */

#include "shop/visits.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/mem.h"
#include "shop/visits-aside.h"

#define SLOTS 64 /* of a part, at first; a power of two */
#define BATCH 256
#define FREE INT64_MAX /* the first event of a number that is not in use */

struct part {
	pthread_mutex_t lock;
	uint64_t *slots; /* the high half is part of the key, the low one its visit */
	size_t n_slots, keys;
	char *visits;	  /* number 0 stands for none */
	uint32_t n, room; /* numbers in use, and all */
	uint32_t free;	  /* the first of those that were in use */
	int64_t held;	  /* bytes of texts and lists */
	int64_t latest;	  /* event that was ever added */
	struct aside aside;
};

struct visits {
	const struct visit_shape *shape;
	int64_t gap;
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
	v->gap = gap;
	v->share = memory / VISITS_PARTS;
	aside_kind_init(&v->aside, shape);
	for (i = 0; i < VISITS_PARTS; i++) {
		(void)pthread_mutex_init(&v->part[i].lock, NULL);
		aside_init(&v->part[i].aside);
		v->part[i].latest = INT64_MIN;
	}
	return v;
}

static struct visit *
visit_at(const struct visits *v, const struct part *p, uint32_t number)
{
	return (struct visit *)(void *)(p->visits + (size_t)number * v->shape->size);
}

/* Forgets all visits of P; the memory is kept for those that come. */
static void
forget(struct visits *v, struct part *p)
{
	/* Only these hold anything besides themselves. */
	bool holds = v->shape->listed || v->shape->n_values != v->shape->n_seen;
	uint32_t i;

	for (i = 1; i < p->n && holds; i++)
		if (visit_at(v, p, i)->first != FREE)
			visit_done(v->shape, visit_at(v, p, i), &p->held);
	if (p->n_slots != 0)
		memset(p->slots, 0, p->n_slots * sizeof *p->slots);
	p->keys = 0;
	p->n = p->free = 0;
}

/* ... and gives the memory back. */
static void
clear(struct visits *v, struct part *p)
{
	forget(v, p);
	free(p->slots);
	free(p->visits);
	p->slots = NULL;
	p->visits = NULL;
	p->n_slots = 0;
	p->room = 0;
}

void
visits_free(struct visits *v)
{
	size_t i;

	if (v == NULL)
		return;
	for (i = 0; i < VISITS_PARTS; i++) {
		clear(v, &v->part[i]);
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

/* What a slot holds of KEY besides the visit's number. */
static uint64_t
tag_of(const uint64_t key[2])
{
	return key[1] & UINT64_C(0xffffffff00000000);
}

static size_t
first_slot(const struct part *p, const uint64_t key[2])
{
	return (size_t)key[1] & (p->n_slots - 1);
}

/* Gives P N slots, a power of two, and puts its visits into them. */
static void
set_slots(struct visits *v, struct part *p, size_t n)
{
	uint64_t *old = p->slots;
	size_t i, k, n_old = p->n_slots;

	p->n_slots = n;
	p->slots = mem_zero(p->n_slots, sizeof *p->slots);
	for (i = 0; i < n_old; i++) {
		if (old[i] == 0)
			continue;
		k = first_slot(p, visit_at(v, p, (uint32_t)old[i])->key);
		while (p->slots[k] != 0)
			k = (k + 1) & (p->n_slots - 1);
		p->slots[k] = old[i];
	}
	free(old);
}

/* The slot of KEY, which is 0 where the part has no visit of it. */
static uint64_t *
slot_of(struct visits *v, struct part *p, const uint64_t key[2])
{
	size_t i = first_slot(p, key);
	const struct visit *visit;

	for (; p->slots[i] != 0; i = (i + 1) & (p->n_slots - 1)) {
		if ((p->slots[i] ^ key[1]) >> 32 != 0)
			continue;
		visit = visit_at(v, p, (uint32_t)p->slots[i]);
		if (visit->key[0] == key[0] && visit->key[1] == key[1])
			break;
	}
	return &p->slots[i];
}

/* How many numbers P gets after those it has: not many more than its share has room for.
 */
static uint32_t
next_room(const struct visits *v, const struct part *p)
{
	size_t room = p->room == 0 ? 16 : p->room + p->room / 2;
	size_t most = v->share / v->shape->size + 16;

	return (uint32_t)(p->room < most && room > most ? most : room);
}

/* A number that is free; visits may move. */
static uint32_t
new_number(struct visits *v, struct part *p)
{
	uint32_t number = p->free;

	if (number != 0) {
		p->free = visit_at(v, p, number)->next;
		return number;
	}
	if (p->n == p->room) {
		p->room = next_room(v, p);
		p->visits = mem_grow(p->visits, p->room, v->shape->size);
	}
	if (p->n == 0)
		p->n = 1;
	return p->n++;
}

/* Whether A and B are of one visit. */
static bool
is_near(const struct visits *v, const struct visit *a, const struct visit *b)
{
	return a->first - b->last <= v->gap && b->first - a->last <= v->gap;
}

/* VISIT has become longer: those of its key that it now reaches become part of it. */
static void
absorb(struct visits *v, struct part *p, uint64_t *slot, struct visit *visit)
{
	uint32_t number = (uint32_t)*slot, before = 0, next;

	for (; number != 0; number = next) {
		struct visit *other = visit_at(v, p, number);

		next = other->next;
		if (other == visit || !is_near(v, other, visit)) {
			before = number;
			continue;
		}
		visit_merge(v->shape, visit, other, &p->held);
		visit_done(v->shape, other, &p->held);
		if (before == 0)
			*slot = tag_of(visit->key) | next;
		else
			visit_at(v, p, before)->next = next;
		other->first = FREE;
		other->next = p->free;
		p->free = number;
	}
}

/* PIECE is of no visit that is here. */
static void
add_visit(struct visits *v, struct part *p, const struct visit *piece)
{
	uint32_t number = new_number(v, p);
	struct visit *visit = visit_at(v, p, number);
	uint64_t *slot = slot_of(v, p, piece->key);

	memcpy(visit, piece, v->shape->size);
	visit->next = (uint32_t)*slot;
	visit_own(v->shape, visit, &p->held);
	p->keys += *slot == 0;
	*slot = tag_of(piece->key) | number;
}

static void
add_piece(struct visits *v, struct part *p, const struct visit *piece)
{
	struct visit *visit;
	uint64_t *slot;
	uint32_t number;
	bool longer;

	if (p->keys >= p->n_slots / 2)
		set_slots(v, p, p->n_slots == 0 ? SLOTS : 2 * p->n_slots);
	if (piece->last > p->latest)
		p->latest = piece->last;
	slot = slot_of(v, p, piece->key);
	for (number = (uint32_t)*slot; number != 0; number = visit->next) {
		visit = visit_at(v, p, number);
		if (!is_near(v, visit, piece))
			continue;
		longer = piece->first < visit->first || piece->last > visit->last;
		visit_merge(v->shape, visit, piece, &p->held);
		/* The only visit of its key has nobody to reach. */
		if (longer && ((uint32_t)*slot != number || visit->next != 0))
			absorb(v, p, slot, visit);
		return;
	}
	add_visit(v, p, piece);
}

static size_t
size_of(const struct visits *v, const struct part *p)
{
	return (size_t)p->held + p->n_slots * sizeof *p->slots +
	       (size_t)p->n * v->shape->size;
}

/* Puts the visits of P on the disk and forgets them. */
static bool
put_aside(struct visits *v, struct part *p, struct err *e)
{
	uint32_t i;
	bool ok = true;

	for (i = 1; i < p->n && ok; i++)
		if (visit_at(v, p, i)->first != FREE)
			ok = aside_put(&p->aside, &v->aside, visit_at(v, p, i), e);
	ok = ok && aside_flush(&p->aside, e);
	forget(v, p);
	return ok;
}

/* Adds the pieces of B that ORDER names, N of them, all of part P. */
static bool
add_to_part(struct visits *v, struct part *p, const struct visits_batch *b,
    const uint32_t *order, size_t n, struct err *e)
{
	size_t size = v->shape->size, i;
	bool ok = true;

	(void)pthread_mutex_lock(&p->lock);
	for (i = 0; i < n && p->n_slots != 0; i++) {
		const struct visit *piece = (const void *)(b->at + order[i] * size);

		__builtin_prefetch(&p->slots[first_slot(p, piece->key)]);
	}
	for (i = 0; i < n && p->n_slots != 0; i++) {
		const struct visit *piece = (const void *)(b->at + order[i] * size);
		uint32_t number = (uint32_t)p->slots[first_slot(p, piece->key)];
		const char *visit = (const char *)visit_at(v, p, number);
		size_t line;

		for (line = 0; number != 0 && line < size; line += 64)
			__builtin_prefetch(visit + line, 1);
	}
	for (i = 0; i < n; i++)
		add_piece(v, p, (const void *)(b->at + order[i] * size));
	if (size_of(v, p) > v->share)
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

/* Makes room for N visits, which P does not have yet. */
static void
reserve(struct visits *v, struct part *p, uint64_t n)
{
	size_t slots = SLOTS;

	while (slots / 2 <= n)
		slots *= 2;
	if (slots > p->n_slots)
		set_slots(v, p, slots);
	if (n < p->room)
		return;
	p->room = (uint32_t)n + 1;
	p->visits = mem_grow(p->visits, p->room, v->shape->size);
}

/* Merges what P put aside with what it has. */
static bool
take_back(struct visits *v, struct part *p, struct err *e)
{
	struct aside_reader r;
	const struct visit *piece;
	bool ok;

	if (!aside_open(&r, &p->aside, &v->aside, e))
		return false;
	/* Few visits are in two pieces. */
	reserve(v, p, p->aside.pieces);
	while ((ok = aside_next(&r, &piece, e)) && piece != NULL)
		add_piece(v, p, piece);
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
	size_t n = 0;
	uint32_t number;

	/* The file keeps everything, so that nothing has to be written when it goes back.
	 */
	if (p->aside.pieces != 0 &&
	    ((p->n != 0 && !put_aside(v, p, e)) || !take_back(v, p, e)))
		return false;
	*out = (struct visits_part){ mem_zero(p->n + 1, sizeof *out->at), 0, part };
	/* As they lie in memory, which is the quickest. */
	for (number = 1; number < p->n; number++)
		if (visit_at(v, p, number)->first != FREE)
			out->at[n++] = visit_at(v, p, number);
	out->n = n;
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
		if (v->part[i].latest > latest)
			latest = v->part[i].latest;
	return latest;
}

void
visits_give(struct visits *v, struct visits_part *taken)
{
	struct part *p = &v->part[taken->part];

	free(taken->at);
	taken->at = NULL;
	if (p->aside.pieces != 0)
		clear(v, p);
}
