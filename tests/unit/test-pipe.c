/* test-pipe - io/pipe */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "io/pipe.h"
#include "tap.h"

static struct err e;
static char *file; /* what the programs leave */
static int marks;

static bool
mark(void *context)
{
	marks++;
	return *(bool *)context;
}

/* Sends BYTES to TO through COMMAND. */
static struct outcome
send_to(const char *command, const char *to, struct str bytes)
{
	bool go = true;
	struct pipe_mail mail = { .from = STR("shop@example.com"),
		.to = str_of(to),
		.bytes = bytes,
		.mark = mark,
		.context = &go };
	struct outcome o = { .kind = OUTCOME_STOPPED };
	struct pipe *p = pipe_new(command, 60, &e);

	if (p == NULL)
		exit(1);
	pipe_send(p, &mail, &o);
	pipe_free(p);
	return o;
}

/* COMMAND is run with the words WANT behind its own, for the recipient TO. */
static void
runs(const char *words, const char *to, const char *want)
{
	char *command = mem_fmt(
	    "sh -c 'for word; do printf \"[%%s]\" \"$word\"; done >%s' "
	    "sh %s",
	    file, words);
	struct buf got = BUF_INIT;
	struct outcome o = send_to(command, to, STR("x\n"));

	OK(o.kind == OUTCOME_SENT && path_read(file, 1000, &got, &e), "%s", words);
	IS(buf_view(&got), want, "its words");
	buf_done(&got);
	free(command);
}

static void
words(void)
{
	static const char *const wrong[] = { "", " ", "sendmail --", "/a 'b",
		"bin/sendmail" };
	size_t i;

	runs("-i -t", "c@d", "[-i][-t][-f][shop@example.com]");
	runs("-i", "c@d", "[-i][-f][shop@example.com][--][c@d]");
	runs("-ti -f bounce@example.com", "c@d", "[-ti][-f][bounce@example.com]");
	runs("-it -fbounce@example.com", "c@d", "[-it][-fbounce@example.com]");
	runs("-r x", "c@d", "[-r][x][--][c@d]");
	runs("", "-oQ/tmp@d", "[-f][shop@example.com][--][-oQ/tmp@d]");
	runs("", "$(touch x)`y`'z'\"*;|&@d",
	    "[-f][shop@example.com][--][$(touch x)`y`'z'\"*;|&@d]");
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(pipe_new(wrong[i], 0, &e) == NULL && e.kind == ERR_TROUBLE,
		    "none: \"%s\": %s", wrong[i], e.text);
}

static void
statuses(void)
{
	static const struct {
		int status;
		enum outcome_kind kind;
	} table[] = {
		{ 0, OUTCOME_SENT },
		{ 75, OUTCOME_LATER },
		{ 69, OUTCOME_LATER },
		{ 71, OUTCOME_LATER },
		{ 74, OUTCOME_UNKNOWN },
		{ 68, OUTCOME_LATER },
		{ 64, OUTCOME_FAILED },
		{ 65, OUTCOME_FAILED },
		{ 67, OUTCOME_FAILED },
		{ 76, OUTCOME_UNKNOWN },
		{ 77, OUTCOME_DOWN },
		{ 78, OUTCOME_DOWN },
		{ 126, OUTCOME_DOWN },
		{ 127, OUTCOME_DOWN },
		{ 1, OUTCOME_UNKNOWN },
		{ 70, OUTCOME_UNKNOWN },
		{ 255, OUTCOME_UNKNOWN },
	};
	char command[80], want[80];
	struct outcome o;
	size_t i;

	for (i = 0; i < sizeof table / sizeof *table; i++) {
		(void)snprintf(command, sizeof command, "sh -c 'echo why >&2; exit %d'",
		    table[i].status);
		(void)snprintf(want, sizeof want,
		    table[i].status == 0 ? "why" : "sh: exit status %d: why",
		    table[i].status);
		o = send_to(command, "a@b", STR("x\n"));
		OK(o.kind == table[i].kind, "exit status %d", table[i].status);
		IS(str_of(o.detail), want, "and what it said");
	}
	o = send_to("sh -c 'kill -9 $$'", "a@b", STR("x\n"));
	OK(o.kind == OUTCOME_UNKNOWN, "killed: %s", o.detail);
	o = send_to("/nowhere/sendmail", "a@b", STR("x\n"));
	OK(o.kind == OUTCOME_DOWN, "not there: %s", o.detail);
}

/* The program gets the very bytes, also more of them than a pipe takes at once. */
static void
bytes(void)
{
	size_t len = 1000000, i;
	char *big = mem_alloc(len), *command = mem_fmt("sh -c 'cat >%s'", file);
	struct buf got = BUF_INIT;

	for (i = 0; i < len; i++)
		big[i] = i % 70 == 69 ? '\n' : i % 70 == 0 ? '.' : 'x';
	OK(send_to(command, "a@b", (struct str){ big, len }).kind == OUTCOME_SENT &&
		path_read(file, 2 * len, &got, &e),
	    "a million bytes");
	OK(str_eq(buf_view(&got), (struct str){ big, len }), "are the same");
	buf_done(&got);
	OK(send_to("true", "a@b", (struct str){ big, len }).kind == OUTCOME_SENT,
	    "nobody minds a program that does not read them");
	free(command);
	free(big);
}

static void
refused(void)
{
	bool go = false;
	struct pipe_mail mail = { .from = STR("a@b"),
		.to = STR("c@d"),
		.bytes = STR("x\n"),
		.mark = mark,
		.context = &go };
	char *command = mem_fmt("touch %s", file);
	struct pipe *p = pipe_new(command, 0, &e);
	struct outcome o;

	(void)unlink(file);
	marks = 0;
	pipe_send(p, &mail, &o);
	OK(o.kind == OUTCOME_STOPPED && marks == 1, "the mark refuses");
	OK(access(file, F_OK) != 0, "and nothing is run");
	OK(pipe_ready(p, &e), "the program is there");
	pipe_free(p);
	free(command);
	p = pipe_new("no-such-program-here", 0, &e);
	OK(!pipe_ready(p, &e) && e.kind == ERR_TROUBLE, "or not: %s", e.text);
	pipe_free(p);
	go = true;
	p = pipe_new("sh -c 'sleep 600'", 1, &e);
	pipe_send(p, &mail, &o);
	OK(o.kind == OUTCOME_UNKNOWN && strstr(o.detail, "after 1 seconds") != NULL,
	    "it takes too long: %s", o.detail);
	pipe_free(p);
	pipe_free(NULL);
}

int
main(void)
{
	char dir[] = "/tmp/test-pipe.XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	file = mem_fmt("%s/out", dir);
	words();
	statuses();
	bytes();
	refused();
	(void)unlink(file);
	(void)rmdir(dir);
	free(file);
	return tap_done();
}
