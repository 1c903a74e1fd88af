/* test-visit - shop/visit */
/* SPDX-License-Identifier: ISC */

#include "shop/visit.h"
#include "tap.h"
#include "unit/visit-kit.h"

#define PIECES 5

static void
shapes(void)
{
	struct visit_shape s = { .n_steps = KIT_STEPS };
	struct visit *v;

	visit_shape_end(&s);
	OK(s.size == sizeof(struct visit),
	    "a visit that keeps nothing is its fixed part");
	OK(s.start[START_DEVICE] == VISIT_NO_FIELD && s.seen[SEEN_URL] == VISIT_NO_FIELD,
	    "... without fields");
	v = mem_alloc(s.size);
	visit_blank(&s, v);
	OK(visit_start_of(&s, v, START_PAGE) == 0 && visit_seen_of(&s, v, SEEN_URL) == 0,
	    "... which are 0 when they are asked for");
	free(v);

	s = (struct visit_shape){ .n_steps = 3, .timed = true, .listed = true };
	visit_shape_start(&s, START_DEVICE);
	visit_shape_start(&s, START_CURRENCY);
	visit_shape_start(&s, START_CURRENCY);
	visit_shape_seen(&s, SEEN_URL);
	visit_shape_seen(&s, SEEN_CONTEXT + CONTEXT_PAGE);
	visit_shape_end(&s);
	OK(s.n_starts == 2 && s.n_seen == 2 && s.n_values == 1,
	    "a field that is asked for twice is there once");
	OK(s.seen[SEEN_URL] == 1 && s.seen[CONTEXT_PAGE] == 0, "texts come last");
	/* Two words of starts, two of each field, two of three steps, one of a list. */
	OK(s.size == sizeof(struct visit) + 8 * (2 + 4 + 2 + 1), "sizes are whole words");
}

/* Which of two events at the same time, or not, a visit begins and ends with. */
static void
two(const char *name, const struct visit *a, const struct visit *b,
    const struct visit_shape *s, bool a_first)
{
	struct visit *ab = mem_alloc(s->size), *ba = mem_alloc(s->size);
	const struct visit *first = a_first ? a : b;
	struct buf one = BUF_INIT, other = BUF_INIT;
	int64_t held = 0;

	memcpy(ab, a, s->size);
	memcpy(ba, b, s->size);
	visit_merge(s, ab, b, &held);
	visit_merge(s, ba, a, &held);
	OK(ab->first_step == first->first_step && ab->amount == first->amount &&
		visit_start_of(s, ab, START_DEVICE) ==
		    visit_start_of(s, first, START_DEVICE) &&
		visit_start_of(s, ab, START_CURRENCY) ==
		    visit_start_of(s, first, START_CURRENCY),
	    "%s: the first event", name);
	kit_show(s, ab, &one);
	kit_show(s, ba, &other);
	OK(str_eq(buf_view(&one), buf_view(&other)), "%s: the same both ways", name);
	buf_done(&one);
	buf_done(&other);
	free(ab);
	free(ba);
}

static void
set(const struct visit_shape *s, struct visit *v, int64_t at, uint8_t step,
    int64_t amount, uint64_t device, uint64_t currency)
{
	visit_blank(s, v);
	visit_event(s, v, at, step);
	v->amount = amount;
	visit_starts(s, v)[0] = device;
	visit_starts(s, v)[1] = currency;
}

static void
ties(void)
{
	struct visit_shape s = { .n_steps = KIT_STEPS };
	struct visit *a, *b;

	visit_shape_start(&s, START_DEVICE);
	visit_shape_start(&s, START_CURRENCY);
	visit_shape_end(&s);
	a = mem_alloc(s.size);
	b = mem_alloc(s.size);
	set(&s, a, 1000, 5, 9, 9, 9);
	set(&s, b, 1001, 0, 1, 1, 1);
	two("the earlier one", a, b, &s, true);
	set(&s, b, 1000, 4, 10, 10, 10);
	two("of the earlier step", a, b, &s, false);
	set(&s, b, 1000, 5, 8, 10, 10);
	two("of the lower amount", a, b, &s, false);
	set(&s, b, 1000, 5, INT64_MIN, 10, 10);
	two("without an amount", a, b, &s, false);
	set(&s, b, 1000, 5, 9, 10, 1);
	two("of the lower device", a, b, &s, true);
	set(&s, b, 1000, 5, 9, 9, 8);
	two("of the lower currency", a, b, &s, false);
	set(&s, b, 1000, STEP_NONE, 9, 9, 9);
	OK(b->first_step == 0 && b->reached == 1,
	    "an event of no step takes a visit to the first");
	free(a);
	free(b);
}

static void
amounts(void)
{
	struct visit_shape s = { .n_steps = KIT_STEPS };
	struct visit v, f;
	int64_t held = 0;

	visit_shape_end(&s);
	visit_blank(&s, &v);
	visit_blank(&s, &f);
	visit_event(&s, &v, 2000, 1);
	visit_event(&s, &f, 1000, 2);
	visit_merge(&s, &v, &f, &held);
	OK(v.value_currency == 0 && v.currency_low == 0 && v.amount == INT64_MIN,
	    "a visit may have no amount");
	f.value = (struct visit_last){ visit_order(1000, 2), 500 };
	f.value_currency = f.currency_low = f.currency_high = visit_currency("USD");
	visit_merge(&s, &v, &f, &held);
	OK(v.value.value == 500 && v.value_currency == visit_currency("USD"),
	    "an amount is kept though a later event has none");
	f.value = (struct visit_last){ visit_order(1000, 2), 499 };
	f.value_currency = f.currency_low = f.currency_high = visit_currency("EUR");
	visit_merge(&s, &v, &f, &held);
	OK(v.value.value == 500, "of two at the same time the higher amount is the last");
	f.value.value = 500;
	visit_merge(&s, &v, &f, &held);
	OK(v.value_currency == visit_currency("USD"), "... then the higher currency");
	OK(v.currency_low == visit_currency("EUR") &&
		v.currency_high == visit_currency("USD"),
	    "that there were two currencies is known");
	f.value = (struct visit_last){ visit_order(1000, 3), 1 };
	visit_merge(&s, &v, &f, &held);
	OK(v.value.value == 1 && v.value_currency == visit_currency("EUR"),
	    "... the one of the later step is later");
	OK(v.reached == 7 - 1 && v.first == 1000 && v.last == 2000 && held == 0,
	    "steps and times are those of all events");
}

static void
firsts(void)
{
	struct visit_shape s = { .n_steps = 2, .timed = true };
	struct visit *v, *f;
	int64_t held = 0;

	visit_shape_end(&s);
	v = mem_alloc(s.size);
	f = mem_alloc(s.size);
	visit_blank(&s, v);
	visit_blank(&s, f);
	visit_event(&s, v, KIT_TIME, 1);
	visit_event(&s, f, KIT_TIME - UINT32_MAX + 1, 0);
	visit_merge(&s, v, f, &held);
	OK(visit_firsts(&s, v)[0] == 0 && visit_firsts(&s, v)[1] == UINT32_MAX - 1,
	    "a step's first event is known to the millisecond for 49 days");
	visit_blank(&s, f);
	visit_event(&s, f, KIT_TIME - UINT32_MAX, 0);
	visit_merge(&s, v, f, &held);
	OK(visit_firsts(&s, v)[1] == VISIT_UNTIMED, "... and not longer");
	visit_blank(&s, f);
	visit_event(&s, f, KIT_TIME - 10, 1);
	visit_merge(&s, v, f, &held);
	OK(visit_firsts(&s, v)[1] == UINT32_MAX - 10, "an earlier event of it is");
	visit_blank(&s, f);
	visit_event(&s, f, INT64_C(253402300799999), 1);
	visit_merge(&s, f, v, &held);
	OK(visit_firsts(&s, f)[1] == UINT32_MAX - 10 && visit_firsts(&s, f)[0] == 0,
	    "times are those of the earliest, however far apart");
	free(v);
	free(f);
}

/* The pieces of one visit, as events and as what they lend. */
struct pieces {
	struct visit_shape shape;
	struct visit *at[PIECES];
	struct kit_lent lent[PIECES];
};

/* Adds to *V the pieces that ORDER names from FROM to TO. */
static void
fold(const struct pieces *p, const size_t *order, size_t from, size_t to, struct visit *v,
    int64_t *held)
{
	size_t i;

	memcpy(v, p->at[order[from]], p->shape.size);
	visit_own(&p->shape, v, held);
	for (i = from + 1; i < to; i++)
		visit_merge(&p->shape, v, p->at[order[i]], held);
}

/* All pieces in ORDER: the first CUT of them, and the others, merged apart at first. */
static void
merge_all(const struct pieces *p, const size_t *order, size_t cut, struct buf *out)
{
	struct visit *v = mem_alloc(p->shape.size), *other = mem_alloc(p->shape.size);
	int64_t held = 0;

	fold(p, order, 0, cut, v, &held);
	if (cut < PIECES) {
		fold(p, order, cut, PIECES, other, &held);
		visit_merge(&p->shape, v, other, &held);
		visit_done(&p->shape, other, &held);
	}
	buf_clear(out);
	kit_show(&p->shape, v, out);
	visit_done(&p->shape, v, &held);
	if (held != 0)
		buf_text(out, "some memory is still held");
	free(v);
	free(other);
}

/* Whether all orders of P, cut in all places, make one visit. */
static bool
agree(const struct pieces *p)
{
	size_t order[PIECES], i, cut;
	struct buf want = BUF_INIT, got = BUF_INIT;
	bool ok = true;

	for (i = 0; i < PIECES; i++)
		order[i] = i;
	merge_all(p, order, PIECES, &want);
	do
		for (cut = 1; cut <= PIECES && ok; cut++) {
			merge_all(p, order, cut, &got);
			ok = str_eq(buf_view(&want), buf_view(&got));
		}
	while (ok && kit_permute(order, PIECES));
	if (!ok)
		(void)printf("# %s# %s", buf_cstr(&want), buf_cstr(&got));
	buf_done(&want);
	buf_done(&got);
	return ok;
}

static void
orders(bool listed)
{
	struct pieces p;
	uint64_t random = 20261122;
	size_t round, i, wrong = 0;

	kit_shape(&p.shape, listed);
	for (i = 0; i < PIECES; i++)
		p.at[i] = mem_alloc(p.shape.size);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < PIECES; i++)
			kit_event(&p.shape, p.at[i], &p.lent[i], 1,
			    KIT_TIME + (int64_t)(kit_random(&random) % 3) * 1000,
			    &random);
		wrong += !agree(&p);
	}
	OK(wrong == 0, "pieces make the same visit in any order%s",
	    listed ? ", with lists" : "");
	for (i = 0; i < PIECES; i++)
		free(p.at[i]);
}

int
main(void)
{
	shapes();
	ties();
	amounts();
	firsts();
	orders(false);
	orders(true);
	return tap_done();
}
