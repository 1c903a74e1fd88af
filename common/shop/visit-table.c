/* visit-table - visits by their keys, in memory */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SLOTS 64       /* at first; a power of two */
#define FREE INT64_MAX /* the first event of a number that is not in use */

void
visit_table_init(
    struct visit_table *t, const struct visit_shape *shape, int64_t gap, size_t most)
{
	*t = (struct visit_table){
		.shape = shape, .gap = gap, .most = most, .latest = INT64_MIN
	};
}

static struct visit *
visit_at(const struct visit_table *t, uint32_t number)
{
	return (struct visit *)(void *)(t->visits + (size_t)number * t->shape->size);
}

struct visit *
visit_table_at(const struct visit_table *t, uint32_t number)
{
	struct visit *visit = visit_at(t, number);

	return visit->first == FREE ? NULL : visit;
}

void
visit_table_forget(struct visit_table *t)
{
	/* Only these hold anything besides themselves. */
	bool holds = t->shape->listed || t->shape->n_values != t->shape->n_seen;
	uint32_t i;

	for (i = 1; i < t->n && holds; i++)
		if (visit_at(t, i)->first != FREE)
			visit_done(t->shape, visit_at(t, i), &t->held);
	if (t->n_slots != 0)
		memset(t->slots, 0, t->n_slots * sizeof *t->slots);
	t->keys = 0;
	t->n = t->free = 0;
}

void
visit_table_clear(struct visit_table *t)
{
	visit_table_forget(t);
	free(t->slots);
	free(t->visits);
	t->slots = NULL;
	t->visits = NULL;
	t->n_slots = 0;
	t->room = 0;
}

/* What a slot holds of KEY besides the visit's number. */
static uint64_t
tag_of(const uint64_t key[2])
{
	return key[1] & UINT64_C(0xffffffff00000000);
}

static size_t
first_slot(const struct visit_table *t, const uint64_t key[2])
{
	return (size_t)key[1] & (t->n_slots - 1);
}

/* Gives T N slots, a power of two, and puts its visits into them. */
static void
set_slots(struct visit_table *t, size_t n)
{
	uint64_t *old = t->slots;
	size_t i, k, n_old = t->n_slots;

	t->n_slots = n;
	t->slots = mem_zero(t->n_slots, sizeof *t->slots);
	for (i = 0; i < n_old; i++) {
		if (old[i] == 0)
			continue;
		k = first_slot(t, visit_at(t, (uint32_t)old[i])->key);
		while (t->slots[k] != 0)
			k = (k + 1) & (t->n_slots - 1);
		t->slots[k] = old[i];
	}
	free(old);
}

/* The slot of KEY, which is 0 where there is no visit of it. */
static uint64_t *
slot_of(struct visit_table *t, const uint64_t key[2])
{
	size_t i = first_slot(t, key);
	const struct visit *visit;

	for (; t->slots[i] != 0; i = (i + 1) & (t->n_slots - 1)) {
		if ((t->slots[i] ^ key[1]) >> 32 != 0)
			continue;
		visit = visit_at(t, (uint32_t)t->slots[i]);
		if (visit->key[0] == key[0] && visit->key[1] == key[1])
			break;
	}
	return &t->slots[i];
}

/* How many numbers there are to be next. */
static uint32_t
next_room(const struct visit_table *t)
{
	size_t room = t->room == 0 ? 16 : t->room + t->room / 2;

	return (uint32_t)(t->room < t->most && room > t->most ? t->most : room);
}

/* A number that is free; visits may move. */
static uint32_t
new_number(struct visit_table *t)
{
	uint32_t number = t->free;

	if (number != 0) {
		t->free = visit_at(t, number)->before;
		return number;
	}
	if (t->n == t->room) {
		t->room = next_room(t);
		t->visits = mem_grow(t->visits, t->room, t->shape->size);
	}
	if (t->n == 0)
		t->n = 1;
	return t->n++;
}

/* 0 where A and B are of one visit, else the side of B on which A is: -1 or 1. */
static int
side_of(const struct visit_table *t, const struct visit *a, const struct visit *b)
{
	return (a->first - b->last > t->gap) - (b->first - a->last > t->gap);
}

/* The visit on SIDE of visit NUMBER in its tree. */
static uint32_t *
child(struct visit_table *t, uint32_t number, int side)
{
	struct visit *visit = visit_at(t, number);

	return side < 0 ? &visit->before : &visit->after;
}

/*
 * Makes the visit of the tree ROOT that is of one visit with PIECE its root, or one that
 * lies next to where it would be.  IF_NEAR is the side to go on to where they are of one
 * visit; 0 is to stay.
 */
static uint32_t
splay(struct visit_table *t, uint32_t root, const struct visit *piece, int if_near)
{
	/* What is passed hangs here: what lies before, and what lies after. */
	uint32_t passed[2] = { 0, 0 }, *hole[2] = { &passed[0], &passed[1] }, next;

	for (;;) {
		int side = side_of(t, piece, visit_at(t, root)), again;

		side = side == 0 ? if_near : side;
		if (side == 0 || (next = *child(t, root, side)) == 0)
			break;
		again = side_of(t, piece, visit_at(t, next));
		if ((again == 0 ? if_near : again) == side) {
			*child(t, root, side) = *child(t, next, -side);
			*child(t, next, -side) = root;
			root = next;
			if ((next = *child(t, root, side)) == 0)
				break;
		}
		/* ROOT and all on its other side lie on that side of the piece. */
		*hole[side < 0] = root;
		hole[side < 0] = child(t, root, side);
		root = next;
	}
	*hole[0] = *child(t, root, -1);
	*hole[1] = *child(t, root, 1);
	*child(t, root, -1) = passed[0];
	*child(t, root, 1) = passed[1];
	return root;
}

/* VISIT, a root, has become longer: those on SIDE that it now reaches become part of it.
 */
static void
absorb(struct visit_table *t, struct visit *visit, uint32_t number, int side)
{
	uint32_t *rest = child(t, number, side), nearest;
	struct visit *other;

	while (*rest != 0) {
		nearest = splay(t, *rest, visit, -side);
		*rest = nearest;
		other = visit_at(t, nearest);
		if (side_of(t, visit, other) != 0)
			return;
		*rest = *child(t, nearest, side);
		visit_merge(t->shape, visit, other, &t->held);
		visit_done(t->shape, other, &t->held);
		other->first = FREE;
		other->before = t->free;
		t->free = nearest;
	}
}

/* PIECE is of no visit that is here: it becomes one, on SIDE of the root in *SLOT. */
static void
add_visit(struct visit_table *t, const struct visit *piece, uint64_t *slot, int side)
{
	uint32_t number = new_number(t), root = (uint32_t)*slot;
	struct visit *visit = visit_at(t, number);

	memcpy(visit, piece, t->shape->size);
	visit->before = visit->after = 0;
	visit_own(t->shape, visit, &t->held);
	t->keys += root == 0;
	*slot = tag_of(piece->key) | number;
	if (root == 0)
		return;
	*child(t, number, side) = *child(t, root, side);
	*child(t, number, -side) = root;
	*child(t, root, side) = 0;
}

void
visit_table_add(struct visit_table *t, const struct visit *piece)
{
	struct visit *visit;
	uint64_t *slot;
	uint32_t root;
	int side;
	bool earlier, later;

	if (piece->last > t->latest)
		t->latest = piece->last;
	if (t->keys >= t->n_slots / 2)
		set_slots(t, t->n_slots == 0 ? SLOTS : 2 * t->n_slots);
	slot = slot_of(t, piece->key);
	root = (uint32_t)*slot;
	/* A table without visits has nothing that number 0 would be a place of. */
	visit = root == 0 ? NULL : visit_at(t, root);
	side = root == 0 ? 1 : side_of(t, piece, visit);
	if (root != 0 && side != 0 && *child(t, root, side) != 0) {
		root = splay(t, root, piece, 0);
		*slot = tag_of(piece->key) | root;
		visit = visit_at(t, root);
		side = side_of(t, piece, visit);
	}
	if (side != 0) {
		add_visit(t, piece, slot, side);
		return;
	}
	earlier = piece->first < visit->first;
	later = piece->last > visit->last;
	visit_merge(t->shape, visit, piece, &t->held);
	if (earlier && visit->before != 0)
		absorb(t, visit, root, -1);
	if (later && visit->after != 0)
		absorb(t, visit, root, 1);
}

void
visit_table_add_all(
    struct visit_table *t, const char *at, const uint32_t *order, size_t n)
{
	size_t size = t->shape->size, i;

	for (i = 0; i < n && t->n_slots != 0; i++) {
		const struct visit *piece = (const void *)(at + order[i] * size);

		__builtin_prefetch(&t->slots[first_slot(t, piece->key)]);
	}
	for (i = 0; i < n && t->n_slots != 0; i++) {
		const struct visit *piece = (const void *)(at + order[i] * size);
		uint32_t number = (uint32_t)t->slots[first_slot(t, piece->key)];
		const char *visit = (const char *)visit_at(t, number);
		size_t line;

		for (line = 0; number != 0 && line < size; line += 64)
			__builtin_prefetch(visit + line, 1);
	}
	for (i = 0; i < n; i++)
		visit_table_add(t, (const void *)(at + order[i] * size));
}

void
visit_table_foresee(const struct visit_table *t, const struct visit *piece)
{
	__builtin_prefetch(&t->slots[first_slot(t, piece->key)], 1);
}

size_t
visit_table_size(const struct visit_table *t)
{
	return (size_t)t->held + t->n_slots * sizeof *t->slots +
	       (size_t)t->n * t->shape->size;
}

void
visit_table_reserve(struct visit_table *t, uint64_t n)
{
	size_t slots = SLOTS;

	while (slots / 2 <= n)
		slots *= 2;
	if (slots > t->n_slots)
		set_slots(t, slots);
	if (n < t->room)
		return;
	t->room = (uint32_t)n + 1;
	t->visits = mem_grow(t->visits, t->room, t->shape->size);
}
