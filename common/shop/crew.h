/* crew - threads that hand mails over, so that several are on their way at once */
/* SPDX-License-Identifier: ISC */

/*
 * One thread owns the crew, gives it tasks and hears of them again; all others do nothing
 * but transport_send, each over a transport of its own.  Before the outcome of a task can
 * be in doubt its thread asks, and waits for the answer: so only the owner ever touches
 * the ledger, and writes down in one transaction what several threads wait for.
 */

#ifndef SHOP_CREW_H
#define SHOP_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "io/outcome.h"
#include "shop/transport.h"

/* What has become of a task. */
enum task_stage {
	TASK_OURS,  /* it is the owner's: not given yet, or done */
	TASK_WAITS, /* given, and no thread has begun it */
	TASK_AT_WORK,
	TASK_ASKS, /* whether it may go on: crew_answer */
};

struct task {
	struct post post; /* mark and context are the crew's to set */
	bool marked;   /* it need not ask: that the outcome is in doubt is written down */
	int64_t until; /* not begun after this second of CLOCK_BOOTTIME; 0: no limit */
	bool *shut;    /* becomes true once what takes it is closed; NULL: never */
	bool skipped;  /* set where it was not begun for one of these */
	struct outcome outcome;
	enum task_stage stage;

	/* The crew's own. */
	struct task *next;
	struct crew *crew;
	bool answered, go;
};

struct crew;

/*
 * A crew of N threads, one for each of TRANSPORTS, which are kept and freed.  NULL with E
 * (ERR_LATER) where the system gives no more threads.
 */
struct crew *crew_new(struct transport **transports, int n, struct err *e);

/* Once nothing is with the crew any more. */
void crew_free(struct crew *c);

/* The task is the crew's until crew_hear gives it back, done. */
void crew_give(struct crew *c, struct task *task);

/*
 * The next task that asks or is done; in the order in which that came about.  NULL where
 * there is none: after MS milliseconds (-1: however long it takes), or at once where
 * nothing is with the crew or all that is asks already.
 *
 * While it waits it is woken once N (1 or more) have something to tell, one asks, or no
 * more can come: whoever writes down many at once need not hear of each.
 */
struct task *crew_hear(struct crew *c, int ms, size_t n);

/* Answers a task that asks. */
void crew_answer(struct crew *c, struct task *task, bool go);

/*
 * Takes back a task that was not begun and is WANTED (NULL: any is), in the order given;
 * NULL where there is none.
 */
struct task *crew_recall(struct crew *c, bool (*wanted)(const struct task *task));

/* How many tasks are with the crew, the ones that ask among them. */
size_t crew_load(const struct crew *c);

#endif
