/* test-crew - shop/crew */
/* SPDX-License-Identifier: ISC */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "shop/crew.h"
#include "shop/shop.h"
#include "tap.h"

enum { TASKS = 40 };

static char name[TASKS][8];
static struct shop shop;
static struct task tasks[TASKS];

/* A crew of N that delivers into the Maildir DIR. */
static struct crew *
crew_for(const char *dir, int n)
{
	struct transport *transports[8];
	char *text = mem_fmt("maildir:%s", dir);
	struct err e;
	int i;

	for (i = 0; i < n; i++)
		transports[i] = transport_new(text, &shop, &e);
	free(text);
	return crew_new(transports, n, &e);
}

static int
files_in(const char *dir, const char *sub)
{
	char *path = mem_fmt("%s/%s", dir, sub);
	DIR *d = opendir(path);
	int n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		(void)closedir(d);
	free(path);
	return n - 2;
}

static void
prepare(void)
{
	int i;

	for (i = 0; i < TASKS; i++) {
		(void)snprintf(name[i], sizeof name[i], "m%d", i);
		tasks[i] = (struct task){ .post = { .name = name[i],
					      .to = STR("a@example.com"),
					      .bytes = STR("Subject: x\n\n\n") } };
	}
}

static void
test_all(const char *dir, int workers)
{
	struct crew *c = crew_for(dir, workers);
	int i, sent = 0, heard = 0;
	struct task *task;

	prepare();
	OK(crew_hear(c, -1, 1) == NULL,
	    "nobody is at work, so that nobody is waited for");
	for (i = 0; i < TASKS; i++)
		crew_give(c, &tasks[i]);
	while ((task = crew_hear(c, -1, 1)) != NULL) {
		heard++;
		sent += task->outcome.kind == OUTCOME_SENT && task->stage == TASK_OURS;
	}
	OK(heard == TASKS && sent == TASKS, "%d workers hand over all of %d", workers,
	    TASKS);
	OK(crew_load(c) == 0, "and have nothing left");
	OK(files_in(dir, "new") == TASKS, "each of them once");
	crew_free(c);
}

/* Whoever wants many is woken for all of them, and not for more than will come. */
static void
test_many(const char *dir, size_t n)
{
	struct crew *c = crew_for(dir, 2);
	int i, heard = 1;

	prepare();
	for (i = 0; i < TASKS; i++)
		crew_give(c, &tasks[i]);
	OK(crew_hear(c, -1, n) != NULL, "%zu are waited for", n);
	while (crew_hear(c, 0, 1) != NULL)
		heard++;
	OK(heard == TASKS, "and all of %d are there", TASKS);
	OK(crew_hear(c, 0, n) == NULL && crew_load(c) == 0, "and no more");
	crew_free(c);
}

/* What came too late is not begun. */
static void
test_until(const char *dir)
{
	struct crew *c = crew_for(dir, 1);
	struct task *task;

	prepare();
	tasks[0].until = 1;
	crew_give(c, &tasks[0]);
	task = crew_hear(c, -1, 1);
	OK(task == &tasks[0] && task->skipped, "a task whose time is over is skipped");
	OK(access(dir, F_OK) != 0, "and nothing was delivered");
	crew_free(c);
}

/* A server that nobody is: the task says so, and its thread goes on with the next. */
static void
test_down(void)
{
	struct transport *t;
	struct err e;
	struct crew *c;
	struct task *task;
	int i, down = 0;

	t = transport_new("smtp://127.0.0.1:1", &shop, &e);
	c = crew_new(&t, 1, &e);
	prepare();
	for (i = 0; i < 3; i++)
		crew_give(c, &tasks[i]);
	while ((task = crew_hear(c, -1, 1)) != NULL)
		down += task->outcome.kind == OUTCOME_DOWN && !task->skipped;
	OK(down == 3, "each task has its outcome");
	crew_free(c);
}

/* The same where the others wait for nothing but that server. */
static void
test_shut(void)
{
	struct transport *t;
	struct err e;
	struct crew *c;
	struct task *task;
	bool shut = false;
	int i, down = 0, skipped = 0;

	t = transport_new("smtp://127.0.0.1:1", &shop, &e);
	c = crew_new(&t, 1, &e);
	prepare();
	for (i = 0; i < 3; i++) {
		tasks[i].shut = i < 2 ? &shut : NULL;
		crew_give(c, &tasks[i]);
	}
	while ((task = crew_hear(c, -1, 1)) != NULL) {
		down += !task->skipped && task->outcome.kind == OUTCOME_DOWN;
		skipped += task->skipped && task == &tasks[1];
	}
	OK(shut && down == 2 && skipped == 1, "what is closed is not tried again");
	crew_free(c);
}

static bool
is_third(const struct task *task)
{
	return task == &tasks[2];
}

/* What was not begun is taken back, by choice or in turn. */
static void
test_recall(void)
{
	struct transport *t;
	struct err e;
	struct crew *c;
	struct task *task;
	int i;

	t = transport_new("pipe:/bin/true", &shop, &e);
	c = crew_new(&t, 1, &e);
	prepare();
	for (i = 0; i < 4; i++)
		crew_give(c, &tasks[i]);
	task = crew_hear(c, -1, 4);
	OK(task == &tasks[0] && task->stage == TASK_ASKS,
	    "the only worker asks, and nobody waits for more");
	OK(crew_recall(c, is_third) == &tasks[2], "the third one is taken back");
	OK(crew_recall(c, is_third) == NULL, "once");
	OK(crew_recall(c, NULL) == &tasks[1], "then any, in turn");
	crew_answer(c, &tasks[0], true);
	OK(crew_hear(c, -1, 1) == &tasks[0] && tasks[0].outcome.kind == OUTCOME_SENT,
	    "the first one goes on");
	task = crew_hear(c, -1, 1);
	OK(task == &tasks[3] && task->stage == TASK_ASKS, "and then the last");
	crew_answer(c, task, false);
	OK(crew_hear(c, -1, 1) == task && task->outcome.kind == OUTCOME_STOPPED &&
		crew_load(c) == 0,
	    "which may not");
	crew_free(c);
}

int
main(void)
{
	char dir[] = "/tmp/test-crew.XXXXXX";
	char *command;

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	test_all("one", 1);
	test_all("seven", 7);
	test_many("all", TASKS);
	test_many("more", TASKS + 5);
	test_until("none");
	test_down();
	test_shut();
	test_recall();
	command = mem_fmt("rm -r %s", dir);
	OK(system(command) == 0, "cleaned up");
	free(command);
	return tap_done();
}
