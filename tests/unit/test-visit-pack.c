/* test-visit-pack - shop/visit-pack */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-pack.h"
#include "tap.h"
#include "unit/visit-kit.h"

#define PIECES 2000

/* What packs and what unpacks, each with what it saw before. */
struct pair {
	struct visit_shape shape;
	struct visit_packing packing;
	struct visit_recent packed, unpacked;
	char *bytes;
	size_t max;
};

static void
pair_init(struct pair *p)
{
	memset(p, 0, sizeof *p);
	kit_shape(&p->shape, true);
	visit_packing_init(&p->packing, &p->shape);
	p->max = visit_packed_max(&p->packing);
	p->bytes = mem_alloc(p->max);
}

static void
pair_done(struct pair *p)
{
	visit_packing_done(&p->packing);
	free(p->bytes);
}

/* Whether WORDS come back as they were; *SIZE grows by the bytes between. */
static bool
comes_back(struct pair *p, const uint64_t *words, size_t *size)
{
	uint64_t back[VISIT_WORDS];
	const char *end = visit_pack(&p->packing, &p->packed, words, p->bytes);

	*size += (size_t)(end - p->bytes);
	return end <= p->bytes + p->max - 8 &&
	       visit_unpack(&p->packing, &p->unpacked, p->bytes, back) == end &&
	       memcmp(words, back, p->shape.size) == 0;
}

/* Words of which nothing can be foretold. */
static void
any_words(void)
{
	static const uint64_t odd[] = { 0, 1, 255, 256, UINT64_C(1) << 63, INT64_MAX,
		UINT64_MAX, UINT64_C(1) << 56, (UINT64_C(1) << 56) - 1, 15, 16 };
	uint64_t random = 42, words[VISIT_WORDS];
	struct pair p;
	size_t i, k, same = 0, size = 0;

	pair_init(&p);
	OK(p.shape.size == 8 * VISIT_WORDS - 8 * ((FUNNEL_STEPS + 1) / 2 - KIT_STEPS / 2),
	    "a shape that has everything has as many words as there may be");
	for (i = 0; i < PIECES; i++) {
		for (k = 0; k < p.packing.words; k++)
			switch (kit_random(&random) % 4) {
			case 0:
				words[k] = p.packing.blank[k];
				break;
			case 1:
				words[k] = kit_random(&random) % 5;
				break;
			case 2:
				words[k] = kit_random(&random) >> random % 64;
				break;
			default:
				words[k] = odd[kit_random(&random) % 11];
			}
		same += comes_back(&p, words, &size);
	}
	OK(same == PIECES, "any words come back (%zu of %d)", same, PIECES);
	pair_done(&p);
}

/* Events as a shop has them. */
static void
events(void)
{
	uint64_t random = 7, words[VISIT_WORDS];
	struct pair p;
	struct kit_lent lent;
	size_t i, same = 0, size = 0;

	pair_init(&p);
	for (i = 0; i < PIECES; i++) {
		memset(words, 0, sizeof words);
		kit_event(&p.shape, (void *)words, &lent, i,
		    KIT_TIME + (int64_t)(kit_random(&random) % 100000), &random);
		/* As they are put aside: see shop/visits-aside. */
		memset(words + sizeof(struct visit) / 8 + p.shape.seen_at +
			   2 * p.shape.n_values,
		    0, 16 * (p.shape.n_seen - p.shape.n_values));
		words[sizeof(struct visit) / 8 + p.shape.list_at] = 1;
		same += comes_back(&p, words, &size);
	}
	OK(same == PIECES, "events come back (%zu of %d)", same, PIECES);
	OK(size * 3 < PIECES * p.shape.size, "... from less than a third (%zu of %zu)",
	    size, PIECES * p.shape.size);
	pair_done(&p);
}

/* A disk that gives back something else must not lead outside. */
static void
noise(void)
{
	uint64_t random = 3, words[VISIT_WORDS];
	struct pair p;
	size_t i, k, within = 0;
	const char *end;

	pair_init(&p);
	for (i = 0; i < PIECES; i++) {
		for (k = 0; k < p.max; k++)
			p.bytes[k] = (char)kit_random(&random);
		end = visit_unpack(&p.packing, &p.unpacked, p.bytes, words);
		within += end > p.bytes && end <= p.bytes + p.max;
	}
	OK(within == PIECES, "noise is read within its bounds");
	pair_done(&p);
}

int
main(void)
{
	any_words();
	events();
	noise();
	return tap_done();
}
