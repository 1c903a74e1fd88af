/* cart-log - logs of shop events into visits, by several threads */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/cart-block.h"
#include "shop/visit-state.h"

#define AHEAD 4 /* blocks that a thread may be ahead of what the caller was told */

struct worker {
	pthread_t thread;
	struct cart_log *log;
	struct cart_block_reader reader;
};

struct cart_log {
	struct cart_log_settings s;
	struct blocks *blocks;
	struct worker *workers;
	size_t n_workers; /* that were started */
	bool joined;

	pthread_mutex_t lock;
	pthread_cond_t news, room;
	struct cart_outcome *outcomes; /* in no order */
	size_t running;		       /* threads that are not at their end */
	uint64_t told;		       /* the number of the outcome that is next */
	bool failed, stopped;
	struct err e; /* why it failed */
	bool blamed;  /* ... by what is in the source BLAME */
	size_t blame;

	struct cart_outcome *current; /* the caller is being told of it */
	size_t at;		      /* of its refusals, which is next */
	size_t source;
	uint64_t line; /* lines of the source before the current block */
	struct cart_log_sums sums;
};

/* Hands O over, once the caller is not too far behind. */
static void
tell(struct cart_log *l, struct cart_outcome *o)
{
	(void)pthread_mutex_lock(&l->lock);
	while (!o->unreadable && !l->stopped && !l->failed &&
	       o->number >= l->told + AHEAD * l->n_workers)
		(void)pthread_cond_wait(&l->room, &l->lock);
	o->next = l->outcomes;
	l->outcomes = o;
	(void)pthread_cond_signal(&l->news);
	(void)pthread_mutex_unlock(&l->lock);
}

/* O is the block that was being read, or NULL. */
static void
fail(struct cart_log *l, const struct cart_outcome *o, const struct err *e)
{
	(void)pthread_mutex_lock(&l->lock);
	if (!l->failed) {
		l->e = *e;
		l->blamed = o != NULL && o->unfit;
		l->blame = o != NULL ? o->source : 0;
	}
	l->failed = true;
	(void)pthread_cond_broadcast(&l->room);
	(void)pthread_mutex_unlock(&l->lock);
}

static bool
is_over(struct cart_log *l)
{
	bool over;

	(void)pthread_mutex_lock(&l->lock);
	over = l->failed || l->stopped;
	(void)pthread_mutex_unlock(&l->lock);
	return over;
}

static void *
work(void *context)
{
	struct worker *w = context;
	struct cart_log *l = w->log;
	struct block b = { .at = NULL };
	enum block_kind kind;
	struct cart_outcome *o;
	struct err e;

	while (!is_over(l) && (kind = blocks_next(l->blocks, &b, &e)) != BLOCK_END) {
		o = mem_zero(1, sizeof *o);
		o->number = b.number;
		o->source = b.source;
		if (kind == BLOCK_ERROR) {
			o->unreadable = true;
			o->e = e;
		} else if (!cart_block_read(&w->reader, &b, o, &e)) {
			fail(l, o, &e);
			cart_outcome_free(o);
			break;
		}
		tell(l, o);
	}
	block_done(&b);
	(void)pthread_mutex_lock(&l->lock);
	l->running--;
	(void)pthread_cond_signal(&l->news);
	(void)pthread_mutex_unlock(&l->lock);
	return NULL;
}

/* Fewer threads than asked for do as well. */
static void
start_workers(struct cart_log *l)
{
	struct worker *w;
	struct err e;
	int error = 0;

	while (l->n_workers < l->s.threads && error == 0) {
		w = &l->workers[l->n_workers];
		w->log = l;
		cart_block_reader_init(&w->reader, &l->s);
		(void)pthread_mutex_lock(&l->lock);
		error = pthread_create(&w->thread, NULL, work, w);
		l->running += error == 0;
		l->n_workers += error == 0;
		(void)pthread_mutex_unlock(&l->lock);
	}
	if (error != 0)
		cart_block_reader_done(&l->workers[l->n_workers].reader);
	if (l->n_workers != 0)
		return;
	(void)err_set(&e, ERR_LATER, "cannot start a thread: %s", strerror(error));
	fail(l, NULL, &e);
}

struct cart_log *
cart_log_start(const struct cart_log_settings *s)
{
	struct cart_log *l = mem_zero(1, sizeof *l);

	l->s = *s;
	l->blocks = blocks_new(s->open, s->context);
	l->workers = mem_zero(s->threads, sizeof *l->workers);
	(void)pthread_mutex_init(&l->lock, NULL);
	(void)pthread_cond_init(&l->news, NULL);
	(void)pthread_cond_init(&l->room, NULL);
	start_workers(l);
	return l;
}

/* Takes the outcome that is next out of those that are there, or NULL. */
static struct cart_outcome *
take_next(struct cart_log *l)
{
	struct cart_outcome **at = &l->outcomes, *o;

	while ((o = *at) != NULL) {
		if (o->unreadable || o->number == l->told) {
			*at = o->next;
			return o;
		}
		at = &o->next;
	}
	return NULL;
}

/* Waits for the outcome that is next; NULL at the end. */
static struct cart_outcome *
await_next(struct cart_log *l)
{
	struct cart_outcome *o;

	(void)pthread_mutex_lock(&l->lock);
	while ((o = take_next(l)) == NULL && !l->failed && l->running != 0)
		(void)pthread_cond_wait(&l->news, &l->lock);
	if (o != NULL && !o->unreadable)
		l->told++;
	(void)pthread_cond_broadcast(&l->room);
	(void)pthread_mutex_unlock(&l->lock);
	return o;
}

static void
join(struct cart_log *l)
{
	size_t i;

	if (l->joined)
		return;
	l->joined = true;
	(void)pthread_mutex_lock(&l->lock);
	l->stopped = true;
	(void)pthread_cond_broadcast(&l->room);
	(void)pthread_mutex_unlock(&l->lock);
	for (i = 0; i < l->n_workers; i++)
		(void)pthread_join(l->workers[i].thread, NULL);
}

/* All is read: what the threads counted. */
static void
sum_up(struct cart_log *l)
{
	size_t i;

	if (l->joined)
		return;
	join(l);
	for (i = 0; i < l->n_workers; i++) {
		const struct cart_block_reader *r = &l->workers[i].reader;

		if (r->states != NULL)
			visit_state_sums(r->states, &l->sums);
		else
			event_names_merge(&l->sums.names, cart_event_names(r->events));
	}
	event_names_sort(&l->sums.names);
}

/* The next thing to be told of the current outcome; END where there is none. */
static enum cart_log_kind
tell_current(struct cart_log *l, struct cart_log_item *item, struct err *e)
{
	struct cart_outcome *o = l->current;

	*item = (struct cart_log_item){ .source = o->source };
	if (o->unreadable) {
		*e = o->e;
		o->unreadable = false;
		return CART_LOG_UNREADABLE;
	}
	if (l->at < o->n) {
		struct cart_refusal *r = &o->refused[l->at++];

		item->line = l->line + r->line;
		item->raw = (struct str){ r->raw, r->len };
		item->cut = r->cut;
		*e = r->e;
		l->sums.refused++;
		l->sums.doubtful += l->s.states;
		/* What a state counts is known by its head, but not what is lost of it.
		 */
		l->sums.lines += l->s.states;
		return CART_LOG_REFUSED;
	}
	if (o->unfinished != 0) {
		item->line = l->line + o->unfinished;
		o->unfinished = 0;
		l->sums.unfinished++;
		l->sums.lines--;
		return CART_LOG_UNFINISHED;
	}
	if (o->all_lines == 0)
		return CART_LOG_END;
	item->lines = o->lines;
	l->line += o->all_lines;
	if (!l->s.states)
		l->sums.lines += (int64_t)o->lines;
	o->all_lines = 0;
	return CART_LOG_LINES;
}

enum cart_log_kind
cart_log_next(struct cart_log *l, struct cart_log_item *item, struct err *e)
{
	enum cart_log_kind kind;

	for (;;) {
		if (l->current != NULL &&
		    (kind = tell_current(l, item, e)) != CART_LOG_END)
			return kind;
		cart_outcome_free(l->current);
		l->current = await_next(l);
		l->at = 0;
		if (l->current == NULL)
			break;
		/* It may be told before the lines of the sources before it. */
		if (!l->current->unreadable && l->current->source != l->source) {
			l->source = l->current->source;
			l->line = 0;
		}
	}
	sum_up(l);
	if (!l->failed)
		return CART_LOG_END;
	*item = (struct cart_log_item){ .source = l->blame, .blamed = l->blamed };
	*e = l->e;
	l->failed = false;
	return CART_LOG_FAILED;
}

const struct cart_log_sums *
cart_log_sums(const struct cart_log *l)
{
	return &l->sums;
}

void
cart_log_free(struct cart_log *l)
{
	struct cart_outcome *o;
	size_t i;

	if (l == NULL)
		return;
	join(l);
	cart_outcome_free(l->current);
	while ((o = l->outcomes) != NULL) {
		l->outcomes = o->next;
		cart_outcome_free(o);
	}
	for (i = 0; i < l->n_workers; i++)
		cart_block_reader_done(&l->workers[i].reader);
	event_names_done(&l->sums.names);
	blocks_free(l->blocks);
	(void)pthread_mutex_destroy(&l->lock);
	(void)pthread_cond_destroy(&l->news);
	(void)pthread_cond_destroy(&l->room);
	free(l->workers);
	free(l);
}
