/* test-tool - cli/tool, in children that are whole tools */
/* SPDX-License-Identifier: ISC */

#include "cli/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "tap.h"

static char dir[] = "/tmp/test-tool.XXXXXX";

static const struct opt opts[] = { TOOL_PASS, TOOL_EXPLAIN, TOOL_DRY_RUN, OPT_END };

static struct usage usage = {
	.name = "echo-order",
	.about = "give back the ids of orders",
	.operands = "[FILE ...]",
	.reads = "order refund",
	.opts = opts,
};

/* What a record of the test asks for by the word in "do". */
static bool
obey(struct tool *t, struct rec *rec, struct err *e)
{
	struct val root = rec_root(rec);
	struct str id, what;

	if (!rec_need_text(root, "id", &id, e) || !rec_get_text(root, "do", &what, e))
		return false;
	emit_object(&t->out);
	emit_put_text(&t->out, STR("id"), id);
	if (str_is(what, "refuse"))
		return err_set(e, ERR_RECORD, "not this one");
	if (str_is(what, "trouble"))
		return err_set(e, ERR_TROUBLE, "the disk is gone");
	if (str_is(what, "later"))
		return err_set(e, ERR_LATER, "the server is busy");
	if (str_is(what, "threshold"))
		tool_status(t, 3);
	emit_object_end(&t->out);
	emit_line(&t->out);
	return true;
}

/* The main of a filter, as the header shows it. */
static int
filter(int argc, char **argv)
{
	struct tool t;
	struct err e;
	struct rec *rec;

	tool_init(&t, &usage, argc, argv);
	while ((rec = tool_next(&t)) != NULL)
		if (!obey(&t, rec, &e))
			tool_reject(&t, &e);
	return tool_finish(&t);
}

/* The main of a tool that reads files of its own kind: here, one number a file. */
static int
reader(int argc, char **argv)
{
	struct tool t;
	struct err e;
	const char *source;
	uint64_t files = 0;
	int fd;

	tool_init(&t, &usage, argc, argv);
	for (; (fd = tool_next_file(&t, &source)) >= 0; files++) {
		char text[64];
		ssize_t n = read(fd, text, sizeof text);
		struct str raw = { text, n < 0 ? 0 : (size_t)n };
		int64_t number;

		if (!tool_tick(&t, 0) || !tool_tick(&t, 1))
			break;
		if (!num_whole(raw, &number)) {
			(void)err_set(&e, ERR_RECORD, "expected a number");
			tool_reject_raw(&t, 7, raw, &e);
			continue;
		}
		emit_int(&t.out, number);
		emit_line(&t.out);
	}
	/* What was waited for is no record. */
	if (t.records != files)
		return 9;
	return tool_finish(&t);
}

/* The main of a tool that goes on with two files of its own, of refunds alone. */
static int
turner(int argc, char **argv)
{
	const char *files[] = { "more", "nowhere", "more" };
	struct usage of_refunds = usage;
	struct tool t;
	struct err e;
	struct rec *rec;

	tool_init(&t, &usage, argc, argv);
	while ((rec = tool_next(&t)) != NULL)
		if (!obey(&t, rec, &e))
			tool_reject(&t, &e);
	tool_turn(&t, files, 0);
	if (tool_next(&t) != NULL)
		return 9;
	of_refunds.reads = "refund";
	t.usage = &of_refunds;
	tool_turn(&t, files, 3);
	while ((rec = tool_next(&t)) != NULL)
		if (!obey(&t, rec, &e))
			tool_reject(&t, &e);
	if (tool_tick(&t, 0))
		return 9;
	return tool_finish(&t);
}

static int (*tool_main)(int, char **) = filter;
static struct buf out, said;
static int status;

static void
redirect(const char *name, int fd, int flags)
{
	char *path = name[0] == '/' ? mem_str(name) : mem_fmt("%s/%s", dir, name);
	int file = open(path, flags, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(99);
	(void)close(file);
	free(path);
}

static void
slurp(const char *name, struct buf *into)
{
	char *path = mem_fmt("%s/%s", dir, name);
	struct err e;

	buf_clear(into);
	if (!path_read(path, 64 << 20, into, &e))
		buf_text(into, e.text);
	free(path);
}

static void
put(const char *name, struct str text)
{
	char *path = mem_fmt("%s/%s", dir, name);
	struct err e;

	if (!path_write(path, text, &e))
		exit(1);
	free(path);
}

/*
 * Runs the tool in a child in the test's folder with the words of LINE, INPUT on stdin
 * and stdout going to WHERE; fills `out`, `said` and `status` (128 and more: a signal).
 */
static void
run_to(const char *where, const char *line, struct str input)
{
	char *words = mem_fmt("echo-order %s", line), *argv[16], *word, *state = NULL;
	int argc = 0, how;
	pid_t child;

	for (word = strtok_r(words, " ", &state); word != NULL;
	     word = strtok_r(NULL, " ", &state))
		argv[argc++] = word;
	argv[argc] = NULL;
	put("in", input);
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		if (chdir(dir) != 0)
			_exit(99);
		redirect("in", STDIN_FILENO, O_RDONLY);
		redirect("err", STDERR_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
		if (where == NULL)
			(void)close(STDOUT_FILENO);
		else
			redirect(where, STDOUT_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
		exit(tool_main(argc, argv));
	}
	if (child < 0 || waitpid(child, &how, 0) != child)
		exit(1);
	status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
	slurp("out", &out);
	slurp("err", &said);
	free(words);
}

static void
run(const char *line, const char *input)
{
	run_to("out", line, str_of(input));
}

static void
expect(const char *line, const char *input, int want_status, const char *want_out,
    const char *want_said)
{
	run(line, input);
	OK(status == want_status, "'%s' ends with %d (%d)", line, want_status, status);
	IS(buf_view(&out), want_out, "it writes");
	IS(buf_view(&said), want_said, "it says");
}

#define A "{\"type\":\"order\",\"id\":\"a\"}\n"
#define B "{\"type\":\"order\",\"id\":\"b\"}\n"
#define WITH(what) "{\"type\":\"order\",\"id\":\"x\",\"do\":\"" what "\"}\n"
#define OUT_A "{\"id\":\"a\"}\n"
#define OUT_B "{\"id\":\"b\"}\n"

static void
lines_of_input(void)
{
	expect("", "", 0, "", "");
	expect("", A B, 0, OUT_A OUT_B, "");
	expect("", "{\"type\":\"order\",\"id\":\"a\"}", 0, OUT_A, "");
	expect("", "\xef\xbb\xbf" A "\r\n \t\n\n{\"type\":\"order\",\"id\":\"b\"}\r\n", 0,
	    OUT_A OUT_B, "");
	expect("", A "\xef\xbb\xbf" B, 0, OUT_A OUT_B, "");
	expect("", A "\xef\xbb\xbf\xef\xbb\xbf" B, 1, OUT_A,
	    "echo-order: stdin:2: column 1: expected a value, got byte 0xEF\n");
	expect("", A "{]\n" B, 1, OUT_A OUT_B,
	    "echo-order: stdin:2: column 2: expected a key or '}', got ']'\n");
	expect("", A "7\n" B, 1, OUT_A OUT_B,
	    "echo-order: stdin:2: expected an object, got 7\n");
	expect("", "{\"type\":\"order\",\"id\":\"a\xff\"}\n" B, 1, OUT_B,
	    "echo-order: stdin:1: column 24: a byte that is not UTF-8\n");
}

static void
operands(void)
{
	put("a.jsonl", STR(A));
	put("b.jsonl", STR("\xef\xbb\xbf" B));
	expect("a.jsonl b.jsonl", "", 0, OUT_A OUT_B, "");
	expect("a.jsonl - b.jsonl", A, 0, OUT_A OUT_A OUT_B, "");
	expect("nowhere b.jsonl", "", 2, OUT_B,
	    "echo-order: nowhere: No such file or directory\n");
	expect(
	    "a.jsonl . b.jsonl", "", 2, OUT_A OUT_B, "echo-order: .: Is a directory\n");
	put("bad.jsonl", STR("\n{\n"));
	run("bad.jsonl b.jsonl", "");
	OK(status == 1, "a bad line in a file");
	OK(str_starts(buf_view(&said), STR("echo-order: bad.jsonl:2: ")),
	    "is named with it");
	IS(buf_view(&out), OUT_B, "and the next file is read");
}

static void
types(void)
{
	const char *other = "{\"type\":\"message\", \"id\" : 1.50}\n";
	char *both = mem_fmt("%s" A, other), *want = mem_fmt("%s" OUT_A, other);

	expect("", both, 1, OUT_A,
	    "echo-order: stdin:1: expected a record of type \"order\" or \"refund\", "
	    "got \"message\"\n");
	expect("--pass", both, 0, want, "");
	expect("", "{\"id\":\"a\"}\n", 1, "",
	    "echo-order: stdin:1: type: expected text, got nothing\n");
	expect("--pass", "{\"type\":\"x\",\"type\":\"order\"}\n", 1, "",
	    "echo-order: stdin:1: type: stands twice\n");
	expect("", "{\"type\":\"refund\",\"id\":\"a\"}\n", 0, OUT_A, "");
	free(both);
	free(want);
}

static void
refusals(void)
{
	struct buf kept = BUF_INIT;

	expect("--rejects no", A WITH("refuse") B, 1, OUT_A OUT_B,
	    "echo-order: stdin:2: not this one\n");
	slurp("no", &kept);
	IS(buf_view(&kept),
	    "{\"type\":\"reject\",\"tool\":\"echo-order\",\"source\":\"stdin\",\"line\":2,"
	    "\"reason\":\"not this one\",\"raw\":\"{\\\"type\\\":\\\"order\\\","
	    "\\\"id\\\":\\\"x\\\",\\\"do\\\":\\\"refuse\\\"}\"}\n",
	    "the line is kept whole");
	run("--rejects no", "\xff\n");
	slurp("no", &kept);
	OK(str_ends(buf_view(&kept), STR("\"raw_base64\":\"/w==\"}\n")) &&
		str_starts(buf_view(&kept), STR("{\"type\":\"reject\"")),
	    "the file begins anew, and what is not UTF-8 is kept as base64");
	run("--rejects no", A);
	slurp("no", &kept);
	OK(kept.len == 0 && status == 0, "nothing refused leaves an empty file");
	run("--rejects nowhere/no", A);
	OK(status == 2 && out.len == 0, "a file that cannot be written ends it at once");
	IS(buf_view(&said),
	    "echo-order: nowhere/no: cannot write: No such file or directory\n",
	    "and is named");
	put("a.jsonl", STR(A));
	run("--rejects a.jsonl a.jsonl", "");
	OK(status == 2, "input is not overwritten");
	slurp("a.jsonl", &kept);
	IS(buf_view(&kept), A, "not even emptied");
	run("--rejects /dev/full", WITH("refuse"));
	OK(status == 2, "a full disk under the rejects is status 2");
	buf_done(&kept);
}

static void
statuses(void)
{
	expect("", A WITH("later") B, 75, OUT_A,
	    "echo-order: stdin:2: the server is busy\n");
	expect("--rejects no", A WITH("trouble") B, 2, OUT_A,
	    "echo-order: stdin:2: the disk is gone\n");
	slurp("no", &said);
	OK(said.len == 0, "what ends the run is no reject");
	run("", WITH("threshold") A);
	OK(status == 3, "a threshold is status 3");
	run("", WITH("threshold") WITH("refuse"));
	OK(status == 3, "which a reject does not lower");
	run("", WITH("refuse") WITH("threshold"));
	OK(status == 3, "but raises");
	run("", WITH("refuse") WITH("later"));
	OK(status == 75, "75 is worse than 1");
	run("", WITH("threshold") WITH("later"));
	OK(status == 3, "3 is worse than 75");
	run("", WITH("threshold") WITH("trouble"));
	OK(status == 2, "2 is the worst");
}

static void
calls(void)
{
	run("--help", "");
	OK(status == 0 && said.len == 0, "--help succeeds");
	OK(str_starts(buf_view(&out), STR("Usage: echo-order [OPTION ...] [FILE ...]\n")),
	    "and shows the usage");
	expect("--version", "", 0,
	    "echo-order (aftercare) " AFTERCARE_VERSION
	    "\nISC licence: free to use, change and pass on; there is no warranty.\n",
	    "");
	expect("--frob", A, 2, "",
	    "echo-order: unrecognised option '--frob'\n"
	    "Try 'echo-order --help' for more information.\n");
	usage.operands = NULL;
	expect("a.jsonl", A, 2, "",
	    "echo-order: unexpected operand 'a.jsonl'\n"
	    "Try 'echo-order --help' for more information.\n");
	usage.operands = "[FILE ...]";
	put("shop.json", STR("{\"nmae\":1}"));
	expect("", A, 2, "",
	    "echo-order: shop.json:1: nmae: there is no such key; did you mean name?\n");
	put("shop.json", STR("{}"));
}

static void
outputs(void)
{
	run_to("/dev/full", "", STR(A));
	OK(status == 2, "a full disk is status 2");
	IS(buf_view(&said),
	    "echo-order: cannot write to stdout: No space left on device\n", "and said");
	run_to("/dev/full", "--help", STR(""));
	OK(status == 2, "even of --help");
	put("a.jsonl", STR(A));
	run_to(NULL, "a.jsonl", STR(""));
	OK(status == 2, "a closed stdout is status 2");
	IS(buf_view(&said), "echo-order: cannot write to stdout: Bad file descriptor\n",
	    "and said");
	slurp("a.jsonl", &out);
	IS(buf_view(&out), A, "and nothing else is written to");
}

/* A tool whose reader has gone ends by the signal, or quietly where it is ignored. */
static void
gone_reader(bool acts, int want)
{
	int fds[2], how = 0;
	pid_t child;

	put("in", STR(A B));
	usage.acts = acts;
	if (pipe(fds) != 0)
		exit(1);
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		char *argv[] = { mem_str("echo-order"), NULL };

		(void)close(fds[0]);
		redirect("in", STDIN_FILENO, O_RDONLY);
		redirect("err", STDERR_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
		(void)dup2(fds[1], STDOUT_FILENO);
		(void)signal(SIGPIPE, SIG_DFL);
		exit(filter(1, argv));
	}
	(void)close(fds[0]);
	(void)close(fds[1]);
	(void)waitpid(child, &how, 0);
	status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
	OK(status == want, "a gone reader: %d (%d)", want, status);
	slurp("err", &said);
	OK(said.len == 0, "without a word");
	usage.acts = false;
}

/* A record is passed on while the next one is still to come. */
static void
streams(void)
{
	int in[2], back[2];
	char text[64];
	struct pollfd p;
	pid_t child;
	bool came;

	if (pipe(in) != 0 || pipe(back) != 0)
		exit(1);
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		char *argv[] = { mem_str("echo-order"), NULL };

		(void)dup2(in[0], STDIN_FILENO);
		(void)dup2(back[1], STDOUT_FILENO);
		(void)close(in[1]);
		exit(filter(1, argv));
	}
	(void)close(in[0]);
	p = (struct pollfd){ .fd = back[0], .events = POLLIN };
	came = write(in[1], A, strlen(A)) == (ssize_t)strlen(A) &&
	       poll(&p, 1, 20000) == 1;
	OK(came && read(back[0], text, sizeof text) == (ssize_t)strlen(OUT_A),
	    "a record comes out before the next goes in");
	(void)close(in[1]);
	(void)close(back[0]);
	(void)close(back[1]);
	(void)waitpid(child, NULL, 0);
}

static void
long_lines(void)
{
	size_t len = LINES_MAX + 100;
	struct buf b = BUF_INIT, kept = BUF_INIT;

	buf_text(&b, "{\"type\":\"order\",\"id\":\"");
	buf_reserve(&b, len);
	memset(b.at + b.len, 'x', len);
	b.len += len;
	buf_text(&b, "\"}\n" A);
	run_to("out", "--rejects no", buf_view(&b));
	OK(status == 1, "a line over 16 MiB is refused");
	IS(buf_view(&said), "echo-order: stdin:1: a line over 16 MiB\n", "and named");
	IS(buf_view(&out), OUT_A, "the next is read");
	slurp("no", &kept);
	OK(kept.len < 8192 && str_ends(buf_view(&kept), STR("\"truncated\":true}\n")),
	    "of it the start is kept");
	buf_done(&b);
	buf_done(&kept);
}

static void
files(void)
{
	struct buf kept = BUF_INIT;

	tool_main = reader;
	put("one", STR("1"));
	put("two", STR("two"));
	expect("one two one", "", 1, "1\n1\n", "echo-order: two:7: expected a number\n");
	expect("", "5", 0, "5\n", "");
	expect("--rejects no two", "", 1, "", "echo-order: two:7: expected a number\n");
	slurp("no", &kept);
	OK(str_ends(buf_view(&kept), STR("\"raw\":\"two\"}\n")), "raw is kept");
	buf_done(&kept);
	tool_main = filter;
}

/* A file that is needed and cannot be read ends the run, so the third is not looked at.
 */
static void
turns(void)
{
	tool_main = turner;
	put("one", STR(A));
	put("more", STR("{\"type\":\"refund\",\"id\":\"r\"}\n{\"type\":\"re"));
	expect("one", "", 2, OUT_A "{\"id\":\"r\"}\n",
	    "echo-order: more: line 2, the last one, is not finished\n");
	put("more", STR("x\n{\"type\":\"refund\",\"id\":\"r\"}"));
	expect("one", "", 2, OUT_A "{\"id\":\"r\"}\n",
	    "echo-order: more:1: column 1: expected a value, got 'x'\n"
	    "echo-order: nowhere: No such file or directory\n");
	put("more", STR("{\"type\":\"refund\",\"id\":\"r\"}\n" A));
	expect("one", B, 2, OUT_A "{\"id\":\"r\"}\n",
	    "echo-order: more:2: expected a record of type \"refund\", got \"order\"\n"
	    "echo-order: nowhere: No such file or directory\n");
	expect("elsewhere one", "", 2, OUT_A "{\"id\":\"r\"}\n",
	    "echo-order: elsewhere: No such file or directory\n"
	    "echo-order: more:2: expected a record of type \"refund\", got \"order\"\n"
	    "echo-order: nowhere: No such file or directory\n");
	tool_main = filter;
}

int
main(void)
{
	char *command;

	(void)unsetenv("AFTERCARE_SHOP");
	(void)unsetenv("AFTERCARE_NOW");
	(void)unsetenv("AFTERCARE_DATADIR");
	if (mkdtemp(dir) == NULL)
		return 1;
	lines_of_input();
	operands();
	types();
	refusals();
	statuses();
	calls();
	outputs();
	gone_reader(false, 128 + SIGPIPE);
	gone_reader(true, 2);
	streams();
	long_lines();
	files();
	turns();
	command = mem_fmt("rm -r %s", dir);
	OK(system(command) == 0, "the folder is removed");
	free(command);
	buf_done(&out);
	buf_done(&said);
	return tap_done();
}
