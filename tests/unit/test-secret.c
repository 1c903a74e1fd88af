/* test-secret - io/secret */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "io/secret.h"
#include "tap.h"

static struct err e;
static char *file;

/* The file holds TEXT and has MODE. */
static void
keep(struct str text, mode_t mode)
{
	if (!path_write(file, text, &e) || chmod(file, mode) != 0)
		exit(1);
}

/* The secret in PLACE from FROM is WANT. */
static void
is(enum secret_place place, const char *from, const char *want, const char *what)
{
	struct secret *s = secret_new(place, from, "key");

	IS(str_of(secret_get(s, &e)), want, "%s", what);
	secret_free(s);
}

/* There is none, for a reason that begins with WHY and does not quote it. */
static void
none(enum secret_place place, const char *from, enum err_kind kind, const char *why)
{
	struct secret *s = secret_new(place, from, "key");
	struct err again;

	OK(secret_get(s, &e) == NULL && e.kind == kind, "none: %s", e.text);
	OK(str_find(str_of(e.text), str_of(why)) >= 0, "because: %s", why);
	OK(str_starts(str_of(e.text), STR("key: ")), "and its key is named");
	OK(str_find(str_of(e.text), STR("geheim")) < 0, "but it is not quoted");
	OK(secret_get(s, &again) == NULL && strcmp(e.text, again.text) == 0,
	    "and so it stays");
	secret_free(s);
}

static void
files(void)
{
	char *beside = mem_fmt("%s.other", file);
	static const mode_t open_modes[] = { 0640, 0604, 0620, 0602, 0644, 0610 };
	char *big = mem_zero(20000, 1);
	size_t i;

	keep(STR("geheim 1\n"), 0600);
	is(SECRET_FILE, file, "geheim 1", "a file");
	keep(STR("geheim\r\nsecond line\n"), 0400);
	is(SECRET_FILE, file, "geheim", "its first line, without CR LF");
	keep(STR(" geheim "), 0600);
	is(SECRET_FILE, file, " geheim ",
	    "spaces belong to it, and it needs no line end");
	if (symlink(file, beside) != 0)
		exit(1);
	is(SECRET_FILE, beside, " geheim ", "a link to it");
	(void)unlink(beside);
	for (i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
		keep(STR("geheim\n"), open_modes[i]);
		none(SECRET_FILE, file, ERR_TROUBLE, "others than its owner may use it");
	}
	keep(STR("\ngeheim\n"), 0600);
	none(SECRET_FILE, file, ERR_TROUBLE, "its first line is empty");
	keep(STR(""), 0600);
	none(SECRET_FILE, file, ERR_TROUBLE, "its first line is empty");
	keep(STR("geheim\0x\n"), 0600);
	none(SECRET_FILE, file, ERR_TROUBLE, "NUL");
	memset(big, 'x', 20000);
	keep((struct str){ big, 20000 }, 0600);
	none(SECRET_FILE, file, ERR_TROUBLE, "too long");
	keep((struct str){ big, 16384 }, 0600);
	none(SECRET_FILE, file, ERR_TROUBLE, "too long");
	big[16383] = '\n';
	keep((struct str){ big, 20000 }, 0600);
	big[16383] = '\0';
	is(SECRET_FILE, file, big, "the longest");
	free(big);
	(void)unlink(file);
	none(SECRET_FILE, file, ERR_TROUBLE, "No such file or directory");
	none(SECRET_FILE, "/", ERR_TROUBLE, "not a regular file");
	/* Nobody writes to it: it must not be waited for. */
	if (mkfifo(beside, 0600) != 0)
		exit(1);
	none(SECRET_FILE, beside, ERR_TROUBLE, "not a regular file");
	(void)unlink(beside);
	free(beside);
}

static void
commands(void)
{
	is(SECRET_COMMAND, "printf 'geheim\\nmore\\n'", "geheim",
	    "a command's first line");
	is(SECRET_COMMAND, "sh -c 'echo loud >&2; echo geheim; yes | head -c 99999'",
	    "geheim", "whatever else it says");
	none(SECRET_COMMAND, "sh -c 'echo geheim; echo geheim >&2; exit 2'", ERR_LATER,
	    "the command ended with status 2");
	none(SECRET_COMMAND, "sh -c 'echo geheim; kill -9 $$'", ERR_LATER,
	    "the command was ended by signal 9");
	none(SECRET_COMMAND, "true", ERR_TROUBLE, "its first line is empty");
	none(SECRET_COMMAND, "/nowhere geheim", ERR_TROUBLE, "No such file or directory");
	none(SECRET_COMMAND, "'geheim", ERR_TROUBLE, "a quote is left open");
}

static void *
ask(void *context)
{
	struct err why;

	return (void *)(intptr_t)secret_get(context, &why);
}

/* The command counts how often it is run. */
static void
threads(void)
{
	char *command = mem_fmt("sh -c 'sleep 0.1; echo x >>%s; wc -l <%s'", file, file);
	struct secret *s = secret_new(SECRET_COMMAND, command, "key");
	pthread_t thread[4];
	void *got;
	size_t i;

	for (i = 0; i < 4; i++)
		if (pthread_create(&thread[i], NULL, ask, s) != 0)
			exit(1);
	for (i = 0; i < 4; i++) {
		(void)pthread_join(thread[i], &got);
		IS(str_of(got), "1", "every thread gets the one answer");
	}
	secret_free(s);
	free(command);
	(void)unlink(file);
}

int
main(void)
{
	char dir[] = "/tmp/test-secret.XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	file = mem_fmt("%s/secret", dir);
	files();
	commands();
	threads();
	(void)setenv("SECRET_TEST", "geheim", 1);
	is(SECRET_VARIABLE, "SECRET_TEST", "geheim", "a variable");
	(void)setenv("SECRET_TEST", "", 1);
	none(SECRET_VARIABLE, "SECRET_TEST", ERR_TROUBLE, "empty");
	(void)unsetenv("SECRET_TEST");
	none(SECRET_VARIABLE, "SECRET_TEST", ERR_TROUBLE, "not set");
	secret_free(NULL);
	(void)rmdir(dir);
	free(file);
	return tap_done();
}
