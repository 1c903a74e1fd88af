/* program - runs another program: words without a shell, an input, a time limit */
/* SPDX-License-Identifier: ISC */

#include "io/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	GRACE_MS = 5000, /* between being asked to end and being made to */
	TICK_MS = 20,	 /* where the kernel cannot tell when a process ends */
};

extern char **environ;

/* What is open while a program runs; -1 where it is not. */
struct line {
	int input;
	int output[2], errors[2]; /* read end, write end */
	int life;		  /* readable once the program has ended */
	pid_t pid;
	bool late;
	size_t said;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* Keeps the last line that is not empty of what arrives in pieces. */
static void
note(struct program_run *run, struct line *l, struct str text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '\n') {
			l->said = sizeof run->says;
		} else if (c != '\r') {
			if (l->said == sizeof run->says)
				l->said = 0;
			if (l->said < sizeof run->says - 2) {
				run->says[l->said++] = c >= ' ' && c <= '~' ? c : '?';
				run->says[l->said] = '\0';
			}
		}
	}
}

/* Takes what FD has now, at most a block of it; 0 where there is nothing. */
static size_t
take(int *fd, char *block, size_t size)
{
	ssize_t n = *fd < 0 ? -1 : read(*fd, block, size);

	if (n == 0)
		shut(fd);
	return n > 0 ? (size_t)n : 0;
}

/* Takes what the program has written so far, without waiting. */
static void
drain(struct program_run *run, struct line *l)
{
	char block[4096];
	size_t n;

	while ((n = take(&l->errors[0], block, sizeof block)) > 0)
		note(run, l, (struct str){ block, n });
	while ((n = take(&l->output[0], block, sizeof block)) > 0) {
		size_t room = run->len < run->room ? run->room - run->len : 0;

		memcpy(run->output + run->len, block, n < room ? n : room);
		run->len += n;
	}
	explicit_bzero(block, sizeof block);
}

/*
 * The input lies in memory, whole, before the program starts: nobody waits for anybody,
 * and no signal comes from a program that does not read it.
 */
static int
open_input(struct str input)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	while (fd >= 0 && input.len > 0) {
		ssize_t n = write(fd, input.at, input.len);

		if (n <= 0) {
			(void)close(fd);
			return -1;
		}
		input = (struct str){ input.at + n, input.len - (size_t)n };
	}
	if (fd >= 0)
		(void)lseek(fd, 0, SEEK_SET);
	return fd;
}

static bool
open_pipe(int ends[2])
{
	return pipe2(ends, O_CLOEXEC) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

static void
shut_all(struct line *l)
{
	shut(&l->input);
	shut(&l->output[0]);
	shut(&l->output[1]);
	shut(&l->errors[0]);
	shut(&l->errors[1]);
	shut(&l->life);
}

/* The words of P and of RUN, one behind the other. */
static char **
words_of(const struct program *p, const struct program_run *run)
{
	size_t n = 0, i;
	char **words;

	while (run->more != NULL && run->more[n] != NULL)
		n++;
	words = mem_zero(p->n + n + 1, sizeof *words);
	memcpy(words, p->words, p->n * sizeof *words);
	for (i = 0; i < n; i++)
		words[p->n + i] = mem_str(run->more[i]);
	return words;
}

static void
free_words(const struct program *p, char **words)
{
	size_t i;

	for (i = p->n; words[i] != NULL; i++)
		free(words[i]);
	free(words);
}

/* The environment without what is the kit's own or its ledger's password, and with EXTRA;
 * the texts are lent. */
static char **
environment(char *const *extra)
{
	size_t n = 0, more = 0, kept = 0, i;
	char **out;

	while (environ[n] != NULL)
		n++;
	while (extra != NULL && extra[more] != NULL)
		more++;
	out = mem_zero(n + more + 1, sizeof *out);
	for (i = 0; i < n; i++)
		if (!str_starts(str_of(environ[i]), STR("AFTERCARE_")) &&
		    !str_starts(str_of(environ[i]), STR("PGPASSWORD=")))
			out[kept++] = environ[i];
	for (i = 0; i < more; i++)
		out[kept++] = extra[i];
	return out;
}

/* Starts the program at PATH; 0, or why not as errno has it. */
static int
spawn(struct line *l, const char *path, char *const words[], char *const *extra)
{
	posix_spawn_file_actions_t files;
	char **env = environment(extra);
	posix_spawnattr_t how;
	sigset_t none, usual;
	int error;

	(void)sigemptyset(&none);
	(void)sigemptyset(&usual);
	(void)sigaddset(&usual, SIGPIPE);
	(void)sigaddset(&usual, SIGXFSZ);
	(void)posix_spawnattr_init(&how);
	(void)posix_spawnattr_setsigmask(&how, &none);
	(void)posix_spawnattr_setsigdefault(&how, &usual);
	(void)posix_spawnattr_setflags(
	    &how, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawn_file_actions_adddup2(&files, l->input, STDIN_FILENO);
	if (l->output[1] >= 0)
		(void)posix_spawn_file_actions_adddup2(
		    &files, l->output[1], STDOUT_FILENO);
	else
		(void)posix_spawn_file_actions_addopen(
		    &files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	(void)posix_spawn_file_actions_adddup2(&files, l->errors[1], STDERR_FILENO);
	(void)posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	error = posix_spawn(&l->pid, path, &files, &how, words, env);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&how);
	free(env);
	return error;
}

/* Whether the program has ended, which sets how; it is gone then. */
static bool
ended(struct program_run *run, struct line *l)
{
	siginfo_t info = { .si_pid = 0 };

	if (waitid(P_PID, (id_t)l->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	    info.si_pid == 0)
		return false;
	/* Nothing that it started outlives its time. */
	if (l->late)
		(void)kill(-l->pid, SIGKILL);
	(void)waitid(P_PID, (id_t)l->pid, &info, WEXITED);
	run->end = l->late			? PROGRAM_LATE
		   : info.si_code == CLD_EXITED ? PROGRAM_EXITED
						: PROGRAM_KILLED;
	run->status = info.si_status;
	return true;
}

static void
wait_for(struct program_run *run, struct line *l)
{
	int64_t deadline = now_ms() + run->limit_ms;

	for (;;) {
		struct pollfd fds[] = { { l->life, POLLIN, 0 },
			{ l->errors[0], POLLIN, 0 }, { l->output[0], POLLIN, 0 } };
		int64_t left = deadline - now_ms();

		if (left < 0)
			left = 0;
		if (l->life < 0 && left > TICK_MS)
			left = TICK_MS;
		(void)poll(fds, 3, left > INT32_MAX ? INT32_MAX : (int)left);
		drain(run, l);
		if (ended(run, l))
			break;
		if (now_ms() >= deadline) {
			(void)kill(-l->pid, l->late ? SIGKILL : SIGTERM);
			l->late = true;
			deadline = now_ms() + GRACE_MS;
		}
	}
	drain(run, l);
}

/* Opens all that P needs to be started, and starts it; 0, or why not. */
static int
start(const struct program *p, struct program_run *run, struct line *l)
{
	char **words;
	int error;
	char *path = program_find(p, &error);

	if (path == NULL)
		return error;
	l->input = open_input(run->input);
	if (l->input < 0 || !open_pipe(l->errors) ||
	    (run->output != NULL && !open_pipe(l->output))) {
		error = errno;
		free(path);
		return error;
	}
	words = words_of(p, run);
	error = spawn(l, path, words, run->extra);
	free_words(p, words);
	free(path);
	return error;
}

void
program_run(const struct program *p, struct program_run *run)
{
	struct line l = { -1, { -1, -1 }, { -1, -1 }, -1, -1, false, 0 };
	int error = start(p, run, &l);

	run->len = 0;
	run->says[0] = '\0';
	if (error == 0) {
		shut(&l.input);
		shut(&l.output[1]);
		shut(&l.errors[1]);
		l.life = pidfd_open(l.pid, 0);
		wait_for(run, &l);
	} else {
		run->end = PROGRAM_NOT_RUN;
		run->status = error;
		(void)snprintf(run->says, sizeof run->says, "%s", strerror(error));
	}
	shut_all(&l);
}
