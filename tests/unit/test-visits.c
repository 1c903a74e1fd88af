/* test-visits - shop/visits and shop/visits-aside */
/* SPDX-License-Identifier: ISC */

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shop/visits.h"
#include "tap.h"
#include "unit/visit-kit.h"

#define EVENTS 600
#define KEYS 7
#define GAP 1000 /* milliseconds */
#define PLENTY ((size_t)1 << 30)
#define LITTLE ((size_t)VISITS_PARTS * 3000)
#define NOTHING 0

/* Events of some keys, and what they lend. */
struct log {
	struct visit_shape shape;
	struct visit *at[EVENTS];
	struct kit_lent lent[EVENTS];
};

static void
log_fill(struct log *l, bool listed, uint64_t random)
{
	size_t i;

	kit_shape(&l->shape, listed);
	for (i = 0; i < EVENTS; i++) {
		uint64_t key = kit_random(&random) % KEYS;
		/* Times are whole, half and quarter gaps. */
		int64_t at = (int64_t)(kit_random(&random) % EVENTS) * GAP / 4;

		l->at[i] = mem_alloc(l->shape.size);
		kit_event(&l->shape, l->at[i], &l->lent[i], key, KIT_TIME + at, &random);
	}
}

static void
log_done(struct log *l)
{
	size_t i;

	for (i = 0; i < EVENTS; i++)
		free(l->at[i]);
}

static int
by_key_and_time(const void *a, const void *b)
{
	const struct visit *x = *(const struct visit *const *)a;
	const struct visit *y = *(const struct visit *const *)b;

	if (x->key[0] != y->key[0])
		return x->key[0] < y->key[0] ? -1 : 1;
	if (x->key[1] != y->key[1])
		return x->key[1] < y->key[1] ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

/* The visits of L, by sorting: what the store must find without. */
static void
expected(const struct log *l, struct buf *out)
{
	struct visit *sorted[EVENTS], *v = mem_alloc(l->shape.size);
	int64_t held = 0;
	size_t i, run;

	memcpy(sorted, l->at, sizeof sorted);
	qsort(sorted, EVENTS, sizeof *sorted, by_key_and_time);
	for (i = 0; i < EVENTS; i += run) {
		memcpy(v, sorted[i], l->shape.size);
		visit_own(&l->shape, v, &held);
		for (run = 1; i + run < EVENTS && sorted[i + run]->key[0] == v->key[0] &&
			      sorted[i + run]->key[1] == v->key[1] &&
			      sorted[i + run]->first - v->last <= GAP;
		     run++)
			visit_merge(&l->shape, v, sorted[i + run], &held);
		kit_show(&l->shape, v, out);
		visit_done(&l->shape, v, &held);
	}
	free(v);
}

static bool
add(struct visits *v, struct visits_batch *b, const struct visit_shape *s,
    const struct visit *piece, size_t most)
{
	struct err e;

	memcpy(visits_batch_next(b), piece, s->size);
	visits_batch_keep(b);
	return b->n < most || visits_add(v, b, &e);
}

/* All visits of V, and whether each part could be taken and given back. */
static bool
show(struct visits *v, const struct visit_shape *s, struct buf *out)
{
	struct visits_part part;
	struct err e;
	size_t i, k;

	buf_clear(out);
	for (i = 0; i < VISITS_PARTS; i++) {
		if (!visits_take(v, i, &part, &e))
			return false;
		visits_sort(&part);
		for (k = 0; k < part.n; k++)
			kit_show(s, part.at[k], out);
		visits_give(v, &part);
	}
	return true;
}

/* Events in another order, in batches of so many, with so much memory. */
static bool
try(const struct log *l, size_t step, size_t batch, size_t memory, const struct buf *want)
{
	struct visits *v = visits_new(&l->shape, GAP, memory);
	struct visits_batch b;
	struct buf got = BUF_INIT;
	struct err e;
	bool ok = true;
	size_t i;

	visits_batch_init(&b, v);
	for (i = 0; i < EVENTS && ok; i++)
		ok = add(v, &b, &l->shape, l->at[i * step % EVENTS], batch);
	ok = ok && visits_add(v, &b, &e);
	/* Twice, as for a survey and a count. */
	ok = ok && show(v, &l->shape, &got) && str_eq(buf_view(&got), buf_view(want));
	ok = ok && show(v, &l->shape, &got) && str_eq(buf_view(&got), buf_view(want));
	visits_batch_done(&b);
	visits_free(v);
	buf_done(&got);
	return ok;
}

static void
orders(bool listed)
{
	static const size_t steps[] = { 1, EVENTS - 1, 7, 11, 301 }; /* no divisors */
	static const size_t batches[] = { 1, 3, 100, EVENTS + 1 };
	static const size_t memory[] = { PLENTY, LITTLE, NOTHING };
	struct log *l = mem_zero(1, sizeof *l);
	struct buf want = BUF_INIT;
	size_t i, k, m, wrong = 0;

	log_fill(l, listed, listed ? 5 : 77);
	expected(l, &want);
	for (m = 0; m < 3; m++) {
		for (i = 0; i < sizeof steps / sizeof *steps; i++)
			for (k = 0; k < 4; k++)
				wrong += !try(l, steps[i], batches[k], memory[m], &want);
		OK(wrong == 0, "any order and batches, %zu bytes%s", memory[m],
		    listed ? ", with lists" : "");
	}
	buf_done(&want);
	log_done(l);
	free(l);
}

/* One event for each of TIMES, which 0 ends, in the order in which they stand there. */
static void
makes(const int64_t *times, const char *want)
{
	struct visit_shape s = { .n_steps = KIT_STEPS };
	struct visits *v;
	struct visits_batch b;
	struct visits_part part;
	struct buf got = BUF_INIT;
	struct err e;
	size_t i;

	visit_shape_end(&s);
	v = visits_new(&s, GAP, PLENTY);
	visits_batch_init(&b, v);
	for (i = 0; times[i] != 0; i++) {
		struct visit *piece = visits_batch_next(&b);

		visit_event(&s, piece, times[i], 1);
		visits_batch_keep(&b);
		(void)visits_add(v, &b, &e);
	}
	if (visits_take(v, 0, &part, &e)) {
		visits_sort(&part);
		for (i = 0; i < part.n; i++)
			buf_fmt(&got, "%s%lld-%lld", i == 0 ? "" : " ",
			    (long long)part.at[i]->first, (long long)part.at[i]->last);
		visits_give(v, &part);
	}
	IS(buf_view(&got), want, "%s", want);
	visits_batch_done(&b);
	visits_free(v);
	buf_done(&got);
}

static void
gaps(void)
{
	makes((int64_t[]){ 1000, 2000, 0 }, "1000-2000");
	makes((int64_t[]){ 2000, 1000, 0 }, "1000-2000");
	makes((int64_t[]){ 1000, 2001, 0 }, "1000-1000 2001-2001");
	makes((int64_t[]){ 2001, 1000, 0 }, "1000-1000 2001-2001");
	/* One that comes between two makes them one. */
	makes((int64_t[]){ 1000, 3000, 2000, 0 }, "1000-3000");
	makes((int64_t[]){ 3000, 1000, 2000, 0 }, "1000-3000");
	makes((int64_t[]){ 1000, 3001, 2000, 0 }, "1000-2000 3001-3001");
	makes(
	    (int64_t[]){ 1000, 3000, 5000, 9000, 4000, 2000, 0 }, "1000-5000 9000-9000");
	makes((int64_t[]){ 9000, 5000, 7000, 1000, 3000, 6000, 8000, 2000, 4000, 0 },
	    "1000-9000");
}

/* Pieces that are visits already, as those of a state are. */
static void
bridges(void)
{
	static const int64_t spans[][2] = { { 1000, 2000 }, { 3500, 4000 },
		{ 6000, 7000 }, { 9000, 9500 }, { 2500, 6500 } };
	size_t order[5] = { 0, 1, 2, 3, 4 }, i, wrong = 0;
	struct visit_shape s = { .n_steps = KIT_STEPS };

	visit_shape_end(&s);
	do {
		struct visits *v = visits_new(&s, GAP, PLENTY);
		struct visits_batch b;
		struct visits_part part;
		struct err e;

		visits_batch_init(&b, v);
		for (i = 0; i < 5; i++) {
			struct visit *piece = visits_batch_next(&b);

			visit_event(&s, piece, spans[order[i]][0], 1);
			piece->last = spans[order[i]][1];
			visits_batch_keep(&b);
			(void)visits_add(v, &b, &e);
		}
		(void)visits_take(v, 0, &part, &e);
		visits_sort(&part);
		wrong += part.n != 2 || part.at[0]->first != 1000 ||
			 part.at[0]->last != 7000 || part.at[1]->first != 9000;
		visits_give(v, &part);
		visits_batch_done(&b);
		visits_free(v);
	} while (kit_permute(order, 5));
	OK(wrong == 0, "a piece that reaches several visits joins them");
}

static void
latest(void)
{
	struct visit_shape s = { .n_steps = KIT_STEPS };
	struct visits *v;
	struct visits_batch b;
	struct visits_part part;
	struct err e;

	visit_shape_end(&s);
	v = visits_new(&s, GAP, NOTHING);
	visits_batch_init(&b, v);
	OK(visits_latest(v) == INT64_MIN, "without events there is no last one");
	OK(visits_add(v, &b, &e), "a batch may be empty");
	OK(visits_take(v, VISITS_PARTS - 1, &part, &e) && part.n == 0,
	    "... and so may a part");
	visits_give(v, &part);
	visit_event(&s, visits_batch_next(&b), 9000, 1);
	visit_event(&s, visits_batch_next(&b), 5000, 1);
	visits_batch_keep(&b);
	(void)visits_add(v, &b, &e);
	visit_event(&s, visits_batch_next(&b), 4000, 1);
	visits_batch_keep(&b);
	(void)visits_add(v, &b, &e);
	OK(visits_latest(v) == 5000, "a piece that is not kept is none");
	visits_batch_done(&b);
	visits_free(v);
}

static void
keys(void)
{
	uint64_t a[2], b[2];

	visits_key(STR("s1"), false, a);
	visits_key(STR("s1"), false, b);
	OK(a[0] == b[0] && a[1] == b[1], "a session has one key");
	visits_key(STR("s1"), true, b);
	OK(a[0] != b[0] && a[1] != b[1], "a customer of the same name has another");
	visits_key(STR("s2"), false, b);
	OK(a[0] != b[0] && a[1] != b[1], "and so has another session");
}

struct thread {
	pthread_t id;
	struct visits *visits;
	const struct log *log;
	size_t from, step;
	bool ok;
};

static void *
work(void *context)
{
	struct thread *t = context;
	struct visits_batch b;
	struct err e;
	size_t i;

	visits_batch_init(&b, t->visits);
	t->ok = true;
	for (i = t->from; i < EVENTS && t->ok; i += t->step)
		t->ok = add(t->visits, &b, &t->log->shape, t->log->at[i], 10);
	t->ok = t->ok && visits_add(t->visits, &b, &e);
	visits_batch_done(&b);
	return NULL;
}

static void
threads(size_t memory)
{
	struct log *l = mem_zero(1, sizeof *l);
	struct thread t[4];
	struct buf want = BUF_INIT, got = BUF_INIT;
	struct visits *v;
	size_t i;
	bool ok = true;

	log_fill(l, true, 3);
	expected(l, &want);
	v = visits_new(&l->shape, GAP, memory);
	for (i = 0; i < 4; i++) {
		t[i] = (struct thread){ .visits = v, .log = l, .from = i, .step = 4 };
		if (pthread_create(&t[i].id, NULL, work, &t[i]) != 0)
			exit(1);
	}
	for (i = 0; i < 4; i++) {
		(void)pthread_join(t[i].id, NULL);
		ok = ok && t[i].ok;
	}
	OK(ok && show(v, &l->shape, &got) && str_eq(buf_view(&got), buf_view(&want)),
	    "four threads make the same visits, %zu bytes", memory);
	visits_free(v);
	buf_done(&want);
	buf_done(&got);
	log_done(l);
	free(l);
}

static void
limit(enum __rlimit_resource what, rlim_t to)
{
	struct rlimit r;

	if (getrlimit(what, &r) != 0)
		exit(1);
	r.rlim_cur = to;
	if (setrlimit(what, &r) != 0)
		exit(1);
}

/* With no room on the disk: for the file itself, or for what is written to it. */
static void
faults(enum __rlimit_resource what, rlim_t to, enum err_kind kind, const char *why)
{
	struct log *l = mem_zero(1, sizeof *l);
	struct visits *v;
	struct visits_batch b;
	struct rlimit before;
	struct err e = { .text = "" };
	size_t i;
	bool ok = true;

	log_fill(l, true, 9);
	v = visits_new(&l->shape, GAP, NOTHING);
	visits_batch_init(&b, v);
	(void)getrlimit(what, &before);
	limit(what, to);
	for (i = 0; i < EVENTS && ok; i++) {
		memcpy(visits_batch_next(&b), l->at[i], l->shape.size);
		visits_batch_keep(&b);
		ok = visits_add(v, &b, &e);
	}
	limit(what, before.rlim_cur);
	OK(!ok && e.kind == kind, "a disk that takes no more is told");
	OK(strstr(e.text, why) != NULL, "... %s", e.text);
	visits_batch_done(&b);
	visits_free(v);
	log_done(l);
	free(l);
}

int
main(void)
{
	gaps();
	bridges();
	latest();
	keys();
	orders(false);
	orders(true);
	threads(PLENTY);
	threads(LITTLE);
	(void)signal(SIGXFSZ, SIG_IGN);
	faults(RLIMIT_FSIZE, 4000, ERR_TROUBLE, "cannot write to a temporary file");
	faults(RLIMIT_NOFILE, 3, ERR_LATER, "cannot make a temporary file");
	return tap_done();
}
