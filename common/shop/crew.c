/* crew - threads that hand mails over, so that several are on their way at once */
/* SPDX-License-Identifier: ISC */

#include "shop/crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/kill_point.h"
#include "base/mem.h"

struct list {
	struct task *first, **last;
};

struct worker {
	struct crew *crew;
	struct transport *transport;
	pthread_t thread;
};

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t work; /* there is a task to begin, or none will come any more */
	pthread_cond_t news; /* a task asks or is done */
	pthread_cond_t word; /* a task was answered */
	struct list waiting, told;
	size_t load, asking;
	size_t n_told; /* how many are told of and not heard of */
	size_t wanted; /* of them, until the owner is woken; 0 while it does not wait */
	bool over;
	struct worker *workers;
	int n; /* of workers that have a thread */
};

static void
append(struct list *l, struct task *task)
{
	task->next = NULL;
	*l->last = task;
	l->last = &task->next;
}

static struct task *
shift(struct list *l)
{
	struct task *task = l->first;

	if (task == NULL)
		return NULL;
	l->first = task->next;
	if (l->first == NULL)
		l->last = &l->first;
	return task;
}

/* Whether there is as much to tell as the owner waits for. */
static bool
is_news(const struct crew *c, size_t wanted)
{
	return c->n_told >= wanted || c->asking > 0 || c->load <= c->n_told;
}

static void
tell(struct crew *c, struct task *task)
{
	append(&c->told, task);
	c->n_told++;
	if (c->wanted > 0 && is_news(c, c->wanted))
		(void)pthread_cond_signal(&c->news);
}

/* What a transport calls before the outcome can be in doubt. */
static bool
ask(void *context)
{
	struct task *task = context;
	struct crew *c = task->crew;
	bool go;

	KILL_POINT("after-354");
	if (task->marked)
		return true;
	(void)pthread_mutex_lock(&c->lock);
	task->stage = TASK_ASKS;
	c->asking++;
	tell(c, task);
	while (!task->answered)
		(void)pthread_cond_wait(&c->word, &c->lock);
	go = task->go;
	(void)pthread_mutex_unlock(&c->lock);
	return go;
}

static bool
too_late(const struct task *task)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return task->until != 0 && now.tv_sec >= task->until;
}

static void
carry_out(struct worker *w, struct task *task)
{
	task->post.mark = ask;
	task->post.context = task;
	task->answered = task->go = false;
	task->skipped = task->skipped || too_late(task);
	if (!task->skipped)
		transport_send(w->transport, &task->post, &task->outcome);
}

static void *
work(void *context)
{
	struct worker *w = context;
	struct crew *c = w->crew;
	struct task *task;

	(void)pthread_mutex_lock(&c->lock);
	for (;;) {
		while ((task = shift(&c->waiting)) == NULL && !c->over)
			(void)pthread_cond_wait(&c->work, &c->lock);
		if (task == NULL)
			break;
		task->stage = TASK_AT_WORK;
		/* Known at once, so that nothing is begun before the owner hears of it.
		 */
		task->skipped = task->shut != NULL && *task->shut;
		(void)pthread_mutex_unlock(&c->lock);
		carry_out(w, task);
		(void)pthread_mutex_lock(&c->lock);
		if (task->shut != NULL && !task->skipped &&
		    outcome_closes(&task->outcome))
			*task->shut = true;
		task->stage = TASK_OURS;
		tell(c, task);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct crew *
crew_new(struct transport **transports, int n, struct err *e)
{
	struct crew *c = mem_zero(1, sizeof *c);
	pthread_condattr_t clock;
	int i, error = 0;

	(void)pthread_condattr_init(&clock);
	(void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->work, NULL);
	(void)pthread_cond_init(&c->news, &clock);
	(void)pthread_cond_init(&c->word, NULL);
	(void)pthread_condattr_destroy(&clock);
	c->waiting.last = &c->waiting.first;
	c->told.last = &c->told.first;
	c->workers = mem_zero((size_t)n, sizeof *c->workers);
	for (i = 0; i < n; i++)
		c->workers[i] = (struct worker){ .crew = c, .transport = transports[i] };
	while (c->n < n && error == 0) {
		error = pthread_create(
		    &c->workers[c->n].thread, NULL, work, &c->workers[c->n]);
		c->n += error == 0;
	}
	if (error == 0)
		return c;
	for (i = c->n; i < n; i++)
		transport_free(transports[i]);
	crew_free(c);
	(void)err_set(e, ERR_LATER, "cannot start %d threads: %s", n, strerror(error));
	return NULL;
}

void
crew_free(struct crew *c)
{
	int i;

	if (c == NULL)
		return;
	(void)pthread_mutex_lock(&c->lock);
	c->over = true;
	(void)pthread_cond_broadcast(&c->work);
	(void)pthread_mutex_unlock(&c->lock);
	for (i = 0; i < c->n; i++) {
		(void)pthread_join(c->workers[i].thread, NULL);
		transport_free(c->workers[i].transport);
	}
	(void)pthread_mutex_destroy(&c->lock);
	(void)pthread_cond_destroy(&c->work);
	(void)pthread_cond_destroy(&c->news);
	(void)pthread_cond_destroy(&c->word);
	free(c->workers);
	free(c);
}

void
crew_give(struct crew *c, struct task *task)
{
	task->crew = c;
	(void)pthread_mutex_lock(&c->lock);
	task->stage = TASK_WAITS;
	append(&c->waiting, task);
	c->load++;
	(void)pthread_cond_signal(&c->work);
	(void)pthread_mutex_unlock(&c->lock);
}

/* The moment MS milliseconds from now. */
static struct timespec
after(int ms)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += (long)(ms % 1000) * 1000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_sec++;
		t.tv_nsec -= 1000000000;
	}
	return t;
}

/* Whether the owner, which wants N, waits on; what asks is not to wait for others. */
static bool
waits_on(const struct crew *c, size_t n)
{
	return c->n_told == 0 ? c->load > c->asking : !is_news(c, n);
}

struct task *
crew_hear(struct crew *c, int ms, size_t n)
{
	struct timespec end = after(ms < 0 ? 0 : ms);
	struct task *task;
	int result = ms == 0;

	(void)pthread_mutex_lock(&c->lock);
	c->wanted = n;
	while (waits_on(c, n) && result == 0)
		result = ms < 0 ? pthread_cond_wait(&c->news, &c->lock)
				: pthread_cond_timedwait(&c->news, &c->lock, &end);
	c->wanted = 0;
	task = shift(&c->told);
	c->n_told -= task != NULL;
	if (task != NULL && task->stage == TASK_OURS)
		c->load--;
	(void)pthread_mutex_unlock(&c->lock);
	return task;
}

void
crew_answer(struct crew *c, struct task *task, bool go)
{
	(void)pthread_mutex_lock(&c->lock);
	task->stage = TASK_AT_WORK;
	task->go = go;
	task->answered = true;
	c->asking--;
	(void)pthread_cond_broadcast(&c->word);
	(void)pthread_mutex_unlock(&c->lock);
}

/* Takes the first that is WANTED (NULL: any is) out of L. */
static struct task *
pick(struct list *l, bool (*wanted)(const struct task *task))
{
	struct task **at = &l->first, *task;

	while ((task = *at) != NULL && wanted != NULL && !wanted(task))
		at = &task->next;
	if (task == NULL)
		return NULL;
	*at = task->next;
	if (task->next == NULL)
		l->last = at;
	return task;
}

struct task *
crew_recall(struct crew *c, bool (*wanted)(const struct task *task))
{
	struct task *task;

	(void)pthread_mutex_lock(&c->lock);
	task = pick(&c->waiting, wanted);
	if (task != NULL) {
		task->stage = TASK_OURS;
		c->load--;
	}
	(void)pthread_mutex_unlock(&c->lock);
	return task;
}

size_t
crew_load(const struct crew *c)
{
	/* Only the owner changes it. */
	return c->load;
}
