/* visitors - with which cart each customer was seen last, and when one bought */
/* SPDX-License-Identifier: ISC */

#include "shop/visitors.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fingerprint.h"
#include "base/mem.h"
#include "data/text.h"

#define NAMES 3 /* that a visitor goes by */
#define FIRST_ROOM ((size_t)256)

/* Times are as `later` compares them. */
struct entry {
	unsigned char key[FINGERPRINT_SIZE];
	int64_t seen, bought;
	int32_t seen_nanos, bought_nanos;
	uint64_t number; /* of the cart; 0: the entry is free */
};

/* A table with open addressing, a power of two, at most three quarters full. */
struct visitors {
	struct entry *entries;
	size_t n, room;
};

struct visitors *
visitors_new(void)
{
	struct visitors *v = mem_zero(1, sizeof *v);

	v->room = FIRST_ROOM;
	v->entries = mem_zero(v->room, sizeof *v->entries);
	return v;
}

void
visitors_free(struct visitors *v)
{
	if (v == NULL)
		return;
	free(v->entries);
	free(v);
}

/* The key of the name NUMBER of WHO; false where there is none. */
static bool
make_key(const struct visitor *who, int number, unsigned char key[FINGERPRINT_SIZE])
{
	static const char *const kinds[NAMES] = { "id", "email", "session" };
	const struct str names[NAMES] = { who->id, who->email, who->session };
	struct buf address = BUF_INIT;
	struct str name = names[number];
	struct fingerprint f;
	bool is;

	if (number == 1) {
		text_address(name, &address);
		name = buf_view(&address);
	}
	is = str_trim(name).len > 0;
	if (is) {
		fingerprint_init(&f);
		fingerprint_part(&f, str_of(kinds[number]));
		fingerprint_part(&f, name);
		fingerprint_end(&f, key);
	}
	buf_done(&address);
	return is;
}

/* The entry of KEY, or the free one where it would be. */
static struct entry *
place(const struct visitors *v, const unsigned char key[FINGERPRINT_SIZE])
{
	size_t i;

	memcpy(&i, key, sizeof i);
	for (i &= v->room - 1; v->entries[i].number != 0; i = (i + 1) & (v->room - 1))
		if (memcmp(v->entries[i].key, key, FINGERPRINT_SIZE) == 0)
			break;
	return &v->entries[i];
}

/* Where the name NUMBER of WHO is, or would be; NULL where there is no such name. */
static struct entry *
find(const struct visitors *v, const struct visitor *who, int number)
{
	unsigned char key[FINGERPRINT_SIZE];

	return make_key(who, number, key) ? place(v, key) : NULL;
}

static void
grow(struct visitors *v)
{
	struct visitors wide = { .n = v->n, .room = 2 * v->room };
	size_t i;

	wide.entries = mem_zero(wide.room, sizeof *wide.entries);
	for (i = 0; i < v->room; i++)
		if (v->entries[i].number != 0)
			*place(&wide, v->entries[i].key) = v->entries[i];
	free(v->entries);
	*v = wide;
}

/* Whether A is later than the SECONDS and NANOS of an entry, or the same. */
static bool
later(struct instant a, int64_t seconds, int32_t nanos)
{
	return a.seconds != seconds ? a.seconds > seconds : a.nanos >= nanos;
}

void
visitors_seen(
    struct visitors *v, const struct visitor *who, struct instant at, uint64_t number)
{
	unsigned char key[FINGERPRINT_SIZE];
	struct entry *e;
	int i;

	for (i = 0; i < NAMES; i++) {
		if (!make_key(who, i, key))
			continue;
		if (4 * (v->n + 1) > 3 * v->room)
			grow(v);
		e = place(v, key);
		if (e->number == 0) {
			*e = (struct entry){ .seen = INT64_MIN, .bought = INT64_MIN };
			memcpy(e->key, key, FINGERPRINT_SIZE);
			v->n++;
		}
		if (e->number == 0 || later(at, e->seen, e->seen_nanos)) {
			e->seen = at.seconds;
			e->seen_nanos = at.nanos;
			e->number = number;
		}
	}
}

void
visitors_bought(struct visitors *v, const struct visitor *who, struct instant at)
{
	struct entry *e;
	int i;

	for (i = 0; i < NAMES; i++) {
		e = find(v, who, i);
		if (e != NULL && e->number != 0 &&
		    later(at, e->bought, e->bought_nanos)) {
			e->bought = at.seconds;
			e->bought_nanos = at.nanos;
		}
	}
}

bool
visitors_is_last(const struct visitors *v, const struct visitor *who, uint64_t number)
{
	const struct entry *e;
	int i;

	for (i = 0; i < NAMES; i++) {
		e = find(v, who, i);
		if (e != NULL && e->number != number)
			return false;
	}
	return true;
}

bool
visitors_has_bought(
    const struct visitors *v, const struct visitor *who, struct instant since)
{
	const struct entry *e;
	int i;

	for (i = 0; i < NAMES; i++) {
		e = find(v, who, i);
		if (e != NULL && e->number != 0 &&
		    later((struct instant){ e->bought, e->bought_nanos, 0 },
			since.seconds, since.nanos))
			return true;
	}
	return false;
}
