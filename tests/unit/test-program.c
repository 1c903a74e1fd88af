/* test-program - io/program */
/* SPDX-License-Identifier: ISC */

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/program.h"
#include "tap.h"

static struct err e;

static void
words(void)
{
	static const char *const wrong[] = { "", " \t", "'a", "a \"b", "a '", "bin/sh",
		"./a", "''", "'' a" };
	struct program p;
	size_t i;

	OK(program_init(&p, "  /a/b  -x\t'c  d' \"e'f\"g'' '' $HOME *\\ ", &e),
	    "a command");
	OK(p.n == 7 && p.words[7] == NULL, "its words");
	IS(str_of(p.words[0]), "/a/b", "the program");
	IS(str_of(p.words[1]), "-x", "a word");
	IS(str_of(p.words[2]), "c  d", "one in quotes");
	IS(str_of(p.words[3]), "e'fg", "quotes of the other kind, and what follows");
	IS(str_of(p.words[4]), "", "an empty one");
	IS(str_of(p.words[5]), "$HOME", "nothing stands for something else");
	IS(str_of(p.words[6]), "*\\", "no pattern, no backslash");
	program_done(&p);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!program_init(&p, wrong[i], &e) && e.kind == ERR_TROUBLE,
		    "none: \"%s\": %s", wrong[i], e.text);
}

/* Runs COMMAND with RUN. */
static void
run(const char *command, struct program_run *r)
{
	struct program p;

	if (!program_init(&p, command, &e))
		exit(1);
	if (r->limit_ms == 0)
		r->limit_ms = 60000;
	program_run(&p, r);
	program_done(&p);
}

static void
ends(void)
{
	struct program_run r = { .limit_ms = 0 };

	run("true", &r);
	OK(r.end == PROGRAM_EXITED && r.status == 0 && r.says[0] == '\0', "a good end");
	run("/bin/sh -c 'exit 75'", &r);
	OK(r.end == PROGRAM_EXITED && r.status == 75, "a status");
	run("sh -c 'kill -9 $$'", &r);
	OK(r.end == PROGRAM_KILLED && r.status == SIGKILL, "a signal");
	run("/nowhere/at-all", &r);
	OK(r.end == PROGRAM_NOT_RUN, "a program that is not there");
	IS(str_of(r.says), "No such file or directory", "and why");
	run("no-such-program-here", &r);
	OK(r.end == PROGRAM_NOT_RUN, "nor in PATH");
	run("/etc/passwd", &r);
	OK(r.end == PROGRAM_NOT_RUN, "a file that is none");
	IS(str_of(r.says), "Permission denied", "and why");
	run("/", &r);
	OK(r.end == PROGRAM_NOT_RUN, "nor is a folder");
	run("sh -c 'kill -PIPE $$'", &r);
	OK(r.end == PROGRAM_KILLED && r.status == SIGPIPE,
	    "signals mean to it what they usually do");
}

static void
input_and_output(void)
{
	char out[8] = "xxxxxxx";
	const char *more[] = { "-c", "cat; echo \"$1|$2\"; exit 3", "sh", "a b", "-x",
		NULL };
	struct program_run r = { .input = STR("hey\0you\n"), .output = out, .room = 4 };
	size_t i, len = 3000000;
	char *big = mem_zero(len, 1), *back = mem_zero(len, 1);

	r.more = more;
	run("sh", &r);
	OK(r.end == PROGRAM_EXITED && r.status == 3, "words, an input and an output");
	OK(r.len == 15 && memcmp(out, "hey\0xxx", 8) == 0,
	    "as much as there is room for");
	for (i = 0; i < len; i++)
		big[i] = (char)(i * 7919 >> 5);
	r = (struct program_run){ .input = { big, len }, .output = back, .room = len };
	run("cat", &r);
	OK(r.len == len && memcmp(big, back, len) == 0,
	    "three million bytes there and back");
	r.output = NULL;
	run("sh -c 'exec <&-; exit 4'", &r);
	OK(r.end == PROGRAM_EXITED && r.status == 4, "one that does not read its input");
	r = (struct program_run){ .limit_ms = 0 };
	run("cat", &r);
	OK(r.status == 0, "no input is an empty one");
	run("sh -c 'echo to nobody'", &r);
	OK(r.status == 0, "and output that nobody wants is no trouble");
	free(big);
	free(back);
}

static void
says(void)
{
	struct program_run r = { .limit_ms = 0 };

	run("sh -c 'echo one >&2; printf \"two\\tthree \\303\\251\\r\\n\\n\" >&2'", &r);
	IS(str_of(r.says), "two?three ??", "the last line of its errors, printable");
	run("sh -c 'printf one\\\\ntwo >&2'", &r);
	IS(str_of(r.says), "two", "and where it has no end");
	run("sh -c 'yes a line of some length | head -n 20000 >&2; yes | tr -d \"\\n\" | head -c 70000 >&2'",
	    &r);
	OK(strlen(r.says) == sizeof r.says - 2, "a long one is cut (%zu)",
	    strlen(r.says));
	run("true", &r);
	IS(str_of(r.says), "", "nothing of the one before");
}

static void
limits(void)
{
	struct program_run r = { .limit_ms = 100 };

	run("sleep 600", &r);
	OK(r.end == PROGRAM_LATE, "one that does not end is ended");
	/* The shell does not pass the signal on, and the other would keep its output
	 * open. */
	run("sh -c 'sleep 600 & sleep 600'", &r);
	OK(r.end == PROGRAM_LATE, "with those that it has started");
	r.limit_ms = 60000;
	run("sh -c 'sleep 3 & exit 0'", &r);
	OK(r.end == PROGRAM_EXITED && r.status == 0,
	    "what it left behind is not waited for");
	run("sh -c 'exec 2>&-; sleep 0.1; exit 5'", &r);
	OK(r.status == 5, "one that closes its errors is waited for");
}

/* What a program must not get: open files, variables of the kit. */
static void
leaks(void)
{
	char out[4096] = "", dir[] = "/tmp/test-program.XXXXXX";
	struct program_run r = { .output = out, .room = sizeof out - 1 };
	int fds[2];

	if (pipe(fds) != 0 || mkdtemp(dir) == NULL || rmdir(dir) != 0)
		exit(1);
	(void)setenv("AFTERCARE_SMTP_PASSWORD", "geheim", 1);
	(void)setenv("PROGRAM_TEST", "given", 1);
	run("env", &r);
	OK(strstr(out, "PROGRAM_TEST=given") != NULL, "the environment is passed on");
	OK(strstr(out, "AFTERCARE") == NULL, "but for the kit's own");
	memset(out, 0, sizeof out);
	/* Without a pipe, which the shell itself might have open at this moment. */
	run("sh -c 'for i in 0 1 2 3 4 5 6 7 8 9; do [ ! -e /proc/$$/fd/$i ] || echo $i; done'",
	    &r);
	IS(str_of(out), "0\n1\n2\n", "no open file of ours");
	memset(out, 0, sizeof out);
	run("sh -c 'cut -d\" \" -f 1,6 /proc/$$/stat'", &r);
	OK(atol(out) > 0 && strchr(out, ' ') != NULL &&
		atol(out) == atol(strchr(out, ' ')),
	    "a session of its own: %s", out);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

/* NULL where all is well. */
static void *
many(void *context)
{
	char want[32], out[32];
	const char *more[] = { want, NULL };
	intptr_t wrong = 0;
	int i;

	for (i = 0; i < 20; i++) {
		struct program_run r = {
			.more = more, .output = out, .room = sizeof out, .limit_ms = 60000
		};
		struct program p;
		struct err why;

		(void)snprintf(want, sizeof want, "%d of %s", i, (const char *)context);
		if (!program_init(&p, "printf %s", &why))
			return context;
		program_run(&p, &r);
		program_done(&p);
		wrong += r.end != PROGRAM_EXITED || r.len != strlen(want) ||
			 memcmp(out, want, r.len) != 0;
	}
	return wrong == 0 ? NULL : context;
}

static void
threads(void)
{
	static const char *const names[] = { "one", "two", "three", "four" };
	pthread_t thread[4];
	void *wrong;
	size_t i;

	for (i = 0; i < 4; i++)
		if (pthread_create(&thread[i], NULL, many, (void *)(intptr_t)names[i]) !=
		    0)
			exit(1);
	for (i = 0; i < 4; i++)
		OK(pthread_join(thread[i], &wrong) == 0 && wrong == NULL,
		    "thread %s gets its own answers", names[i]);
}

int
main(void)
{
	struct program p;

	words();
	ends();
	input_and_output();
	says();
	limits();
	leaks();
	threads();
	OK(program_init(&p, "sh", &e) && program_there(&p, &e), "sh is there");
	program_done(&p);
	OK(program_init(&p, "no-such-program-here", &e) && !program_there(&p, &e) &&
		e.kind == ERR_TROUBLE,
	    "another is not: %s", e.text);
	program_done(&p);
	return tap_done();
}
