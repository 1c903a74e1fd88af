/* cart-log - logs of shop events into visits, by several threads */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "base/mem.h"
#include "data/scan.h"
#include "shop/visit-state.h"

#define AHEAD 4 /* blocks that a thread may be ahead of what the caller was told */

struct refusal {
	uint64_t line; /* within the block, from 1 */
	char *raw;
	size_t len;
	bool cut;
	struct err e;
};

/* What came of a block. */
struct outcome {
	struct outcome *next;
	uint64_t number;
	size_t source;
	uint64_t lines, all_lines; /* with something in them, and all */
	struct refusal *refused;
	size_t n, room;
	uint64_t unfinished; /* the line within the block, or 0 */
	bool unreadable;     /* a read failed: `e`; it has no number */
	struct err e;
};

struct worker {
	pthread_t thread;
	struct cart_log *log;
	struct cart_event_reader *events;
	struct visit_state_reader *states;
	struct visits_batch batch;
	struct tape tape; /* to tell half a line from a wrong one */
};

struct cart_log {
	struct cart_log_settings s;
	struct blocks *blocks;
	struct worker *workers;
	size_t n_workers;
	bool joined;

	pthread_mutex_t lock;
	pthread_cond_t news, room;
	struct outcome *outcomes; /* in no order */
	size_t running;		  /* threads that are not at their end */
	uint64_t told;		  /* the number of the outcome that is next */
	bool failed, stopped;
	struct err e; /* why it failed */

	struct outcome *current; /* the caller is being told of it */
	size_t at;		 /* of its refusals, which is next */
	size_t source;
	uint64_t line; /* lines of the source before the current block */
	struct cart_log_sums sums;
};

static void
outcome_free(struct outcome *o)
{
	size_t i;

	if (o == NULL)
		return;
	for (i = 0; i < o->n; i++)
		free(o->refused[i].raw);
	free(o->refused);
	free(o);
}

static void
refuse(struct outcome *o, uint64_t line, struct str raw, bool cut, const struct err *e)
{
	if (o->n == o->room) {
		o->room = o->room == 0 ? 8 : 2 * o->room;
		o->refused = mem_grow(o->refused, o->room, sizeof *o->refused);
	}
	o->refused[o->n++] = (struct refusal){ line, mem_copy(raw.at, raw.len), raw.len,
		cut, *e };
}

/*
 * Whether the last line of a source is one that somebody is still writing.  A state is
 * whole, or visits are missing from it.
 */
static bool
is_half(struct worker *w, struct str line)
{
	struct err e;

	return w->states == NULL && !scan(&w->tape, line, &e);
}

/* The first line of *REST; false where it is refused (or E ends the run). */
static bool
read_line(struct worker *w, struct str *rest, struct str *line, struct err *e)
{
	struct visit *piece = visits_batch_next(&w->batch);
	bool none = false, ok;

	ok = w->states != NULL ? visit_state_next(w->states, rest, line, piece, &none, e)
			       : cart_event_next(w->events, rest, line, piece, e);
	if (ok && !none)
		visits_batch_keep(&w->batch);
	return ok;
}

/* Takes the first line off *REST where there is nothing in it. */
static bool
skip_blank(struct str *rest)
{
	struct str after = *rest, line;

	if ((unsigned char)rest->at[0] > ' ')
		return false;
	(void)str_cut(&after, '\n', &line);
	if (str_trim(line).len != 0)
		return false;
	*rest = after;
	return true;
}

/* The line of O that was read last is refused, unless somebody is still writing it. */
static void
take_refused(struct worker *w, const struct block *b, struct outcome *o, struct str line,
    bool last, const struct err *e)
{
	bool whole = b->text.at[b->text.len - 1] == '\n';

	line = lines_chomp(line);
	if (last && !whole && b->last_of_source && !b->cut && is_half(w, line))
		o->unfinished = o->all_lines;
	else
		refuse(o, o->all_lines, line, b->cut, e);
}

static bool
read_block(struct worker *w, const struct block *b, struct outcome *o, struct err *e)
{
	struct str rest = b->text, line = b->text;

	while (rest.len != 0) {
		o->all_lines++;
		if (skip_blank(&rest))
			continue;
		o->lines++;
		if (b->cut) {
			rest.len = 0;
			(void)err_set(
			    e, ERR_RECORD, "a line over %zu MiB", LINES_MAX >> 20);
		} else if (read_line(w, &rest, &line, e))
			continue;
		if (e->kind != ERR_RECORD)
			return false;
		take_refused(w, b, o, line, rest.len == 0, e);
	}
	return true;
}

static bool
add_batch(struct worker *w, struct err *e)
{
	bool ok = visits_add(w->log->s.visits, &w->batch, e);

	if (w->states != NULL)
		visit_state_forget(w->states);
	else
		cart_event_forget(w->events);
	return ok;
}

/* Hands O over, once the caller is not too far behind. */
static void
tell(struct cart_log *l, struct outcome *o)
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

static void
fail(struct cart_log *l, const struct err *e)
{
	(void)pthread_mutex_lock(&l->lock);
	if (!l->failed)
		l->e = *e;
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
	struct outcome *o;
	struct err e;

	while (!is_over(l) && (kind = blocks_next(l->blocks, &b, &e)) != BLOCK_END) {
		o = mem_zero(1, sizeof *o);
		o->number = b.number;
		o->source = b.source;
		if (kind == BLOCK_ERROR) {
			o->unreadable = true;
			o->e = e;
		} else if (!read_block(w, &b, o, &e) || !add_batch(w, &e)) {
			outcome_free(o);
			fail(l, &e);
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

struct cart_log *
cart_log_start(const struct cart_log_settings *s)
{
	struct cart_log *l = mem_zero(1, sizeof *l);
	size_t i;

	l->s = *s;
	l->blocks = blocks_new(s->open, s->context);
	l->n_workers = s->threads;
	l->workers = mem_zero(s->threads, sizeof *l->workers);
	(void)pthread_mutex_init(&l->lock, NULL);
	(void)pthread_cond_init(&l->news, NULL);
	(void)pthread_cond_init(&l->room, NULL);
	l->running = l->n_workers;
	for (i = 0; i < l->n_workers; i++) {
		struct worker *w = &l->workers[i];

		w->log = l;
		if (s->states)
			w->states = visit_state_reader_new(s->events, s->plan);
		else
			w->events = cart_event_reader_new(s->events);
		visits_batch_init(&w->batch, s->visits);
		if (pthread_create(&w->thread, NULL, work, w) != 0)
			abort();
	}
	return l;
}

/* Takes the outcome that is next out of those that are there, or NULL. */
static struct outcome *
take_next(struct cart_log *l)
{
	struct outcome **at = &l->outcomes, *o;

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
static struct outcome *
await_next(struct cart_log *l)
{
	struct outcome *o;

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
		struct worker *w = &l->workers[i];

		if (w->states != NULL)
			visit_state_sums(w->states, &l->sums);
		else
			event_names_merge(&l->sums.names, cart_event_names(w->events));
	}
	event_names_sort(&l->sums.names);
}

/* The next thing to be told of the current outcome; END where there is none. */
static enum cart_log_kind
tell_current(struct cart_log *l, struct cart_log_item *item, struct err *e)
{
	struct outcome *o = l->current;

	*item = (struct cart_log_item){ .source = o->source };
	if (o->unreadable) {
		*e = o->e;
		o->unreadable = false;
		return CART_LOG_UNREADABLE;
	}
	if (l->at < o->n) {
		struct refusal *r = &o->refused[l->at++];

		item->line = l->line + r->line;
		item->raw = (struct str){ r->raw, r->len };
		item->cut = r->cut;
		*e = r->e;
		l->sums.refused++;
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
		outcome_free(l->current);
		l->current = await_next(l);
		l->at = 0;
		if (l->current == NULL)
			break;
		if (l->current->source != l->source) {
			l->source = l->current->source;
			l->line = 0;
		}
	}
	sum_up(l);
	if (!l->failed)
		return CART_LOG_END;
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
	struct outcome *o;
	size_t i;

	if (l == NULL)
		return;
	join(l);
	outcome_free(l->current);
	while ((o = l->outcomes) != NULL) {
		l->outcomes = o->next;
		outcome_free(o);
	}
	for (i = 0; i < l->n_workers; i++) {
		cart_event_reader_free(l->workers[i].events);
		visit_state_reader_free(l->workers[i].states);
		visits_batch_done(&l->workers[i].batch);
		tape_done(&l->workers[i].tape);
	}
	event_names_done(&l->sums.names);
	blocks_free(l->blocks);
	(void)pthread_mutex_destroy(&l->lock);
	(void)pthread_cond_destroy(&l->news);
	(void)pthread_cond_destroy(&l->room);
	free(l->workers);
	free(l);
}
