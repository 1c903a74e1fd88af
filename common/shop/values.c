/* values - the texts of a log's fields as numbers */
/* SPDX-License-Identifier: ISC */

#include "shop/values.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/scratch.h"
#include "data/scan.h"

#define CACHED 8192 /* texts a thread remembers; a power of two */
#define LONG 0xff   /* the last byte of a value that is a hash */
#define SLOTS 1024  /* at first */

/* Where the text of VALUE is in `texts`. */
struct kept {
	uint64_t value; /* 0: the slot is free */
	size_t at;
};

/* In `texts` and in the file a text is its value, its length in a byte, its bytes. */
struct values {
	pthread_mutex_t lock;
	struct kept *slots;
	size_t n, room; /* slots in use, and all */
	struct buf texts;
	size_t budget;
	int fd; /* -1: nothing is on a disk */
	struct err trouble;
	bool failed;
	bool loaded; /* all of `texts` is on the disk as well */
};

struct cached {
	uint64_t raw; /* a hash of the text as the line has it */
	uint64_t value;
};

struct values_cache {
	struct values *values;
	struct cached at[CACHED];
	struct buf decoded;
};

struct values *
values_new(size_t budget)
{
	struct values *v = mem_zero(1, sizeof *v);

	(void)pthread_mutex_init(&v->lock, NULL);
	v->room = SLOTS;
	v->slots = mem_zero(v->room, sizeof *v->slots);
	v->budget = budget;
	v->fd = -1;
	return v;
}

void
values_free(struct values *v)
{
	if (v == NULL)
		return;
	if (v->fd >= 0)
		(void)close(v->fd);
	(void)pthread_mutex_destroy(&v->lock);
	buf_done(&v->texts);
	free(v->slots);
	free(v);
}

struct values_cache *
values_cache_new(struct values *v)
{
	struct values_cache *c = mem_zero(1, sizeof *c);

	c->values = v;
	return c;
}

void
values_cache_free(struct values_cache *c)
{
	if (c == NULL)
		return;
	buf_done(&c->decoded);
	free(c);
}

/* The slot of VALUE, or the free one where it would be. */
static struct kept *
slot_of(const struct values *v, uint64_t value)
{
	size_t i = (size_t)(value >> 8) & (v->room - 1);

	while (v->slots[i].value != 0 && v->slots[i].value != value)
		i = (i + 1) & (v->room - 1);
	return &v->slots[i];
}

static void
grow(struct values *v)
{
	struct kept *old = v->slots;
	size_t i, n = v->room;

	v->room *= 2;
	v->slots = mem_zero(v->room, sizeof *v->slots);
	for (i = 0; i < n; i++)
		if (old[i].value != 0)
			*slot_of(v, old[i].value) = old[i];
	free(old);
}

static void
forget(struct values *v)
{
	buf_clear(&v->texts);
	v->n = 0;
	memset(v->slots, 0, v->room * sizeof *v->slots);
}

/* Puts all texts on the disk, and forgets them. */
static void
put_aside(struct values *v)
{
	if (v->fd < 0)
		v->fd = scratch_open(&v->trouble);
	if (v->fd < 0 || !scratch_write(v->fd, buf_view(&v->texts), &v->trouble))
		v->failed = true;
	forget(v);
}

/* VALUE and its TEXT, which V does not have. */
static void
keep(struct values *v, struct kept *slot, uint64_t value, struct str text)
{
	*slot = (struct kept){ value, v->texts.len };
	buf_add(&v->texts, &value, sizeof value);
	buf_char(&v->texts, (char)(unsigned char)text.len);
	buf_str(&v->texts, text);
	if (++v->n > v->room / 2)
		grow(v);
}

static void
note(struct values *v, uint64_t value, struct str text)
{
	struct kept *slot;

	(void)pthread_mutex_lock(&v->lock);
	if (v->texts.len + v->room * sizeof *v->slots > v->budget && v->n > SLOTS / 2)
		put_aside(v);
	slot = slot_of(v, value);
	if (slot->value == 0)
		keep(v, slot, value, text);
	(void)pthread_mutex_unlock(&v->lock);
}

uint64_t
values_short(struct str text)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < text.len && i < VALUES_SHORT; i++)
		value |= (uint64_t)(unsigned char)text.at[i] << (56 - 8 * i);
	return text.len == 0 ? 0 : value | text.len;
}

uint64_t
values_id(struct str id)
{
	/* 0 stands for none. */
	return XXH3_64bits(id.at, id.len) | 1;
}

/* Where a page ends: before what says how it was asked for. */
static struct str
cut_page(struct str text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.at[i] == '?' || text.at[i] == '#')
			return (struct str){ text.at, i };
	return text;
}

/* The value of a text that the cache does not know. */
static uint64_t
new_value(struct values_cache *c, struct str text, bool escaped, bool page)
{
	uint64_t value;

	if (escaped) {
		buf_clear(&c->decoded);
		buf_reserve(&c->decoded, text.len);
		c->decoded.len = scan_unescape(text, c->decoded.at);
		text = buf_view(&c->decoded);
	}
	if (page)
		text = cut_page(text);
	text = str_head(text, VALUES_TEXT);
	if (text.len <= VALUES_SHORT)
		return values_short(text);
	value = XXH3_64bits(text.at, text.len) << 8 | LONG;
	note(c->values, value, text);
	return value;
}

uint64_t
values_of(struct values_cache *c, struct str text, bool escaped, bool page)
{
	struct cached *cached;
	uint64_t raw;

	if (text.len <= VALUES_SHORT && !escaped && !page)
		return values_short(text);
	raw = XXH3_64bits_withSeed(text.at, text.len, (XXH64_hash_t)(escaped + 2 * page));
	cached = &c->at[raw & (CACHED - 1)];
	if (cached->raw != raw || cached->value == 0)
		*cached = (struct cached){ raw, new_value(c, text, escaped, page) };
	return cached->value;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The values that are wanted, sorted, and a bit for each, which most others lack. */
struct wish {
	const uint64_t *at;
	size_t n, bits; /* a power of two */
	uint64_t *filter;
};

static size_t
bit_of(const struct wish *w, uint64_t value)
{
	return (size_t)(value >> 8) & (w->bits - 1);
}

static struct wish
make_wish(uint64_t *wanted, size_t n)
{
	struct wish w = { wanted, n, 1024, NULL };
	size_t i, bit;

	qsort(wanted, n, sizeof *wanted, by_number);
	while (w.bits < 16 * n)
		w.bits *= 2;
	w.filter = mem_zero(w.bits / 64, sizeof *w.filter);
	for (i = 0; i < n; i++) {
		bit = bit_of(&w, wanted[i]);
		w.filter[bit / 64] |= UINT64_C(1) << bit % 64;
	}
	return w;
}

static bool
is_wanted(const struct wish *w, uint64_t value)
{
	size_t bit = bit_of(w, value);

	return (w->filter[bit / 64] >> bit % 64 & 1) != 0 &&
	       bsearch(&value, w->at, w->n, sizeof value, by_number) != NULL;
}

/* Takes those of the texts in BLOCK that are wanted; returns the bytes of whole ones. */
static size_t
take_wanted(struct values *v, struct str block, const struct wish *w)
{
	struct kept *slot;
	uint64_t value;
	size_t at = 0, len;

	while (block.len - at > 9 &&
	       block.len - at >= 9 + (len = (unsigned char)block.at[at + 8])) {
		memcpy(&value, block.at + at, sizeof value);
		at += 9;
		if (is_wanted(w, value) && (slot = slot_of(v, value))->value == 0)
			keep(v, slot, value, (struct str){ block.at + at, len });
		at += len;
	}
	return at;
}

bool
values_load(struct values *v, uint64_t *wanted, size_t n, struct err *e)
{
	struct buf block = BUF_INIT;
	struct wish w;
	off_t at = 0;
	ssize_t got = 1;

	if (v->failed) {
		*e = v->trouble;
		return false;
	}
	if (v->fd < 0)
		return true;
	if (v->loaded)
		forget(v);
	else
		put_aside(v);
	v->loaded = true;
	w = make_wish(wanted, n);
	buf_reserve(&block, (size_t)1 << 20);
	while (!v->failed && (got = pread(v->fd, block.at, (size_t)1 << 20, at)) > 0) {
		block.len = (size_t)got;
		at += (off_t)take_wanted(v, buf_view(&block), &w);
	}
	buf_done(&block);
	free(w.filter);
	if (v->failed)
		*e = v->trouble;
	else if (got < 0)
		return err_set(
		    e, ERR_LATER, "cannot read a temporary file: %s", strerror(errno));
	return !v->failed;
}

struct str
values_text(const struct values *v, uint64_t value, char room[VALUES_SHORT])
{
	const struct kept *slot;
	size_t i;

	if (value == 0)
		return STR_NONE;
	if ((value & 0xff) != LONG) {
		for (i = 0; i < (value & 0xff); i++)
			room[i] = (char)(unsigned char)(value >> (56 - 8 * i));
		return (struct str){ room, (size_t)(value & 0xff) };
	}
	slot = slot_of(v, value);
	if (slot->value == 0)
		return STR_NONE;
	return (struct str){ v->texts.at + slot->at + 9,
		(unsigned char)v->texts.at[slot->at + 8] };
}
