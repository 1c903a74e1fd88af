/* program - the words of a command, and where its program is */
/* SPDX-License-Identifier: ISC */

#include "io/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Takes the next word of *AT to OUT and ends it with NUL; false where a quote is open. */
static bool
take_word(const char **at, char **out)
{
	char quote = '\0';

	for (; **at != '\0' && (quote != '\0' || !is_space(**at)); (*at)++) {
		if (quote == '\0' && (**at == '\'' || **at == '"'))
			quote = **at;
		else if (quote != '\0' && **at == quote)
			quote = '\0';
		else
			*(*out)++ = **at;
	}
	*(*out)++ = '\0';
	return quote == '\0';
}

static bool
split(struct program *p, const char *command, struct err *e)
{
	size_t len = strlen(command);
	char *out;

	/* No word is longer than what it is made of and its NUL. */
	p->text = out = mem_alloc(len + 2);
	p->words = mem_zero(len / 2 + 2, sizeof *p->words);
	for (;;) {
		while (is_space(*command))
			command++;
		if (*command == '\0')
			break;
		p->words[p->n++] = out;
		if (!take_word(&command, &out))
			return err_set(
			    e, ERR_TROUBLE, "a quote is left open in the command");
	}
	return p->n > 0 ||
	       err_set(e, ERR_TROUBLE, "expected a command, got an empty one");
}

bool
program_init(struct program *p, const char *command, struct err *e)
{
	bool ok;

	*p = (struct program){ .n = 0 };
	ok = split(p, command, e);
	if (ok && p->words[0][0] != '/' &&
	    (strchr(p->words[0], '/') != NULL || p->words[0][0] == '\0'))
		ok = err_set(e, ERR_TROUBLE,
		    "expected an absolute path or a name that is in PATH as the program, "
		    "got \"%s\"",
		    p->words[0]);
	if (!ok)
		program_done(p);
	return ok;
}

void
program_done(struct program *p)
{
	free(p->text);
	free(p->words);
	*p = (struct program){ .n = 0 };
}

/* Sets errno where PATH is no file that can be run. */
static bool
can_run(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	errno = EACCES;
	return S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

char *
program_find(const struct program *p, int *error)
{
	const char *name = p->words[0], *path = getenv("PATH");
	struct str rest = str_of(path != NULL ? path : "/usr/bin:/bin"), dir;

	if (name[0] == '/') {
		if (can_run(name))
			return mem_str(name);
		*error = errno;
		return NULL;
	}
	*error = ENOENT;
	while (str_cut(&rest, ':', &dir)) {
		char *file = mem_fmt("%.*s/%s", STR_ARG(dir), name);

		/* An empty or relative folder in PATH is nothing to rely on. */
		errno = ENOENT;
		if (dir.len > 0 && dir.at[0] == '/' && can_run(file))
			return file;
		if (errno == EACCES)
			*error = EACCES;
		free(file);
	}
	return NULL;
}

bool
program_there(const struct program *p, struct err *e)
{
	int error;
	char *path = program_find(p, &error);

	if (path == NULL)
		return err_set(e, ERR_TROUBLE, "%s: %s", p->words[0], strerror(error));
	free(path);
	return true;
}
