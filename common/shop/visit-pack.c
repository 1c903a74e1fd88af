/* visit-pack - a piece of a visit in few bytes */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-pack.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* How a word is told. */
enum kind {
	KIND_PLAIN,	  /* as it is */
	KIND_SIGNED,	  /* by its amount, and the sign last */
	KIND_FIRST,	  /* by how far it is from the first event of the piece before */
	KIND_SINCE_FIRST, /* by how far it is behind the first event of this one */
	KIND_ORDER, /* by how far it is before the last that could be (visit_order) */
	KIND_VALUE, /* by its place among the recent ones, where it has one */
};

/* Codes 1 to 8 are that many bytes. */
#define CODE_BLANK 0  /* the word is as in a blank piece */
#define CODE_RECENT 9 /* one byte: the place in the recent values */

#define WORD(field) (offsetof(struct visit, field) / 8)

/* The kinds of the words that all pieces have. */
static void
fixed_kinds(uint8_t *kind)
{
	kind[WORD(first)] = KIND_FIRST;
	kind[WORD(last)] = KIND_SINCE_FIRST;
	kind[WORD(amount)] = KIND_SIGNED;
	kind[WORD(value.order)] = KIND_ORDER;
	kind[WORD(value.value)] = KIND_SIGNED;
	/* Currencies, and which steps there are: few have many between them. */
	kind[WORD(value_currency)] = KIND_VALUE;
	kind[WORD(currency_high)] = KIND_VALUE;
	kind[WORD(reached)] = KIND_VALUE;
}

void
visit_packing_init(struct visit_packing *p, const struct visit_shape *shape)
{
	const size_t part = WORD(part);
	struct visit *blank = mem_zero(1, shape->size);
	size_t i, at;

	visit_blank(shape, blank);
	*p = (struct visit_packing){ .words = shape->size / 8,
		.blank = (uint64_t *)(void *)blank,
		.kind = mem_zero(shape->size / 8, sizeof *p->kind) };
	fixed_kinds(p->kind);
	for (i = 0; i < shape->n_starts; i++)
		p->kind[part + shape->starts_at + i] = KIND_VALUE;
	for (i = 0; i < shape->n_seen; i++) {
		at = part + shape->seen_at + 2 * i;
		p->kind[at] = KIND_ORDER;
		/* Customers are many, and texts are told by their lengths. */
		p->kind[at + 1] = i >= shape->n_values || i >= shape->seen[SEEN_BUYER]
				      ? KIND_PLAIN
				      : KIND_VALUE;
	}
}

void
visit_packing_done(struct visit_packing *p)
{
	free(p->blank);
	free(p->kind);
	*p = (struct visit_packing){ .words = 0 };
}

size_t
visit_packed_max(const struct visit_packing *p)
{
	/* Words are written and read eight bytes at a time, whatever is meant of them. */
	return (p->words + 1) / 2 + 8 * p->words + 8;
}

static size_t
place_of(uint64_t value)
{
	return (size_t)(value * UINT64_C(0x9e3779b97f4a7c15) >> 56);
}

/* The last order that an event of the piece of WORDS could have. */
static uint64_t
last_order(const uint64_t *words)
{
	return words[WORD(last)] * 16 + 15;
}

static uint64_t
zigzag(uint64_t n)
{
	return n << 1 ^ (0 - (n >> 63));
}

static uint64_t
unzigzag(uint64_t n)
{
	return n >> 1 ^ (0 - (n & 1));
}

/* What is told of word I, which is of KIND. */
static uint64_t
tell(enum kind kind, const struct visit_recent *recent, const uint64_t *words, size_t i)
{
	switch (kind) {
	case KIND_SIGNED:
		return zigzag(words[i]);
	case KIND_FIRST:
		return zigzag(words[i] - recent->first);
	case KIND_SINCE_FIRST:
		return words[i] - words[WORD(first)];
	case KIND_ORDER:
		return last_order(words) - words[i];
	case KIND_PLAIN:
	case KIND_VALUE:
		break;
	}
	return words[i];
}

/* The word I of which TOLD was told; those before it are in WORDS. */
static uint64_t
understand(enum kind kind, const struct visit_recent *recent, const uint64_t *words,
    uint64_t told)
{
	switch (kind) {
	case KIND_SIGNED:
		return unzigzag(told);
	case KIND_FIRST:
		return unzigzag(told) + recent->first;
	case KIND_SINCE_FIRST:
		return told + words[WORD(first)];
	case KIND_ORDER:
		return last_order(words) - told;
	case KIND_PLAIN:
	case KIND_VALUE:
		break;
	}
	return told;
}

/* Tells word I at TO; *CODE is how.  Returns the bytes that it takes. */
static size_t
put_word(const struct visit_packing *p, struct visit_recent *recent,
    const uint64_t *words, size_t i, char *to, uint8_t *code)
{
	uint64_t told, *place;

	*code = CODE_BLANK;
	if (words[i] == p->blank[i])
		return 0;
	if (p->kind[i] == KIND_VALUE) {
		place = &recent->values[place_of(words[i])];
		*to = (char)(place - recent->values);
		*code = CODE_RECENT;
		if (*place == words[i])
			return 1;
		*place = words[i];
	}
	told = tell((enum kind)p->kind[i], recent, words, i);
	*code = (uint8_t)(told == 0 ? 1 : (71 - __builtin_clzll(told)) / 8);
	told = htole64(told);
	memcpy(to, &told, sizeof told);
	return *code;
}

char *
visit_pack(const struct visit_packing *p, struct visit_recent *recent,
    const uint64_t *words, char *to)
{
	uint8_t *codes = (uint8_t *)to, code, next;
	size_t i;

	to += (p->words + 1) / 2;
	for (i = 0; i + 1 < p->words; i += 2) {
		to += put_word(p, recent, words, i, to, &code);
		to += put_word(p, recent, words, i + 1, to, &next);
		codes[i / 2] = (uint8_t)(code | next << 4);
	}
	if (i < p->words)
		to += put_word(p, recent, words, i, to, &codes[i / 2]);
	recent->first = words[WORD(first)];
	return to;
}

/* Makes word I of what lies at FROM under CODE; returns the bytes that it took. */
static inline size_t
take_word(const struct visit_packing *p, struct visit_recent *recent, uint64_t *words,
    size_t i, const char *from, unsigned code)
{
	uint64_t told;

	if (code == CODE_BLANK || code > CODE_RECENT) {
		words[i] = p->blank[i];
		return 0;
	}
	if (code == CODE_RECENT) {
		words[i] = recent->values[(unsigned char)*from];
		return 1;
	}
	memcpy(&told, from, sizeof told);
	told = le64toh(told) & UINT64_MAX >> (64 - 8 * code);
	words[i] = understand((enum kind)p->kind[i], recent, words, told);
	if (p->kind[i] == KIND_VALUE)
		recent->values[place_of(told)] = told;
	return code;
}

const char *
visit_unpack(const struct visit_packing *p, struct visit_recent *recent, const char *from,
    uint64_t *words)
{
	const uint8_t *codes = (const uint8_t *)from;
	size_t i;

	from += (p->words + 1) / 2;
	for (i = 0; i < p->words; i++)
		from += take_word(p, recent, words, i, from,
		    i % 2 == 0 ? codes[i / 2] & 15 : codes[i / 2] >> 4);
	recent->first = words[WORD(first)];
	return from;
}
