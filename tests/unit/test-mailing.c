/* test-mailing - cli/mailing, in children that are whole tools */
/* SPDX-License-Identifier: ISC */

#include "cli/mailing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static struct mailing mailing = MAILING_INIT;
static int64_t limit = -1;

static const struct opt opts[] = { MAILING_ROWS(mailing), MAILING_LIMIT(limit), OPT_END };

static const struct usage usage = {
	.name = "order-mail",
	.about = "write the mails that an order asks for",
	.operands = "[FILE ...]",
	.opts = opts,
};

static void
name_search(const struct search *search, struct buf *out)
{
	buf_text(out, search == NULL ? "nowhere\n" : "plain\nwelcome\n");
}

/* What a tool writes that was called with WORD, and then says of its options. */
static void
gives(const char *word, const char *want)
{
	char *argv[] = { (char *)(uintptr_t) "order-mail", (char *)(uintptr_t)word,
		NULL };
	char got[200] = "";
	struct tool t;
	int ends[2], status = 0;
	ssize_t n, len = 0;
	pid_t child;

	(void)fflush(stdout);
	if (pipe(ends) != 0 || (child = fork()) < 0)
		exit(1);
	if (child == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)close(ends[0]);
		(void)close(ends[1]);
		tool_init(&t, &usage, word == NULL ? 1 : 2, argv);
		if (!mailing_lists(&t, &mailing, name_search))
			(void)dprintf(STDOUT_FILENO, "%s %lld %lld\n",
			    mailing.language == NULL ? "any" : mailing.language,
			    (long long)mailing.max_age, (long long)limit);
		exit(tool_finish(&t));
	}
	(void)close(ends[1]);
	while ((n = read(ends[0], got + len, sizeof got - 1 - (size_t)len)) > 0)
		len += n;
	(void)close(ends[0]);
	OK(waitpid(child, &status, 0) == child && status == 0, "it runs");
	IS(str_of(got), want, "%s", word == NULL ? "without options" : word);
}

int
main(void)
{
	(void)unsetenv("AFTERCARE_SHOP");
	(void)unsetenv("AFTERCARE_NOW");
	gives(NULL, "any 604800 -1\n");
	gives("-lit-CH", "it-CH 604800 -1\n");
	gives("--language=pl", "pl 604800 -1\n");
	gives("--max-age=2h", "any 7200 -1\n");
	gives("--limit=0", "any 604800 0\n");
	gives("--list-templates", "plain\nwelcome\n");
	return tap_done();
}
