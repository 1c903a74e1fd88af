/* pipe - one mail at a time to a program that takes it as sendmail does */
/* SPDX-License-Identifier: ISC */

#include "io/pipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/mem.h"
#include "io/program.h"

#define LIMIT_SECONDS 900

struct pipe {
	struct program program;
	int seconds;
	bool reads_recipient; /* the command has -t */
	bool names_sender;    /* the command has -f */
};

struct pipe *
pipe_new(const char *command, int seconds, struct err *e)
{
	struct pipe *p = mem_zero(1, sizeof *p);
	bool ok = program_init(&p->program, command, e);
	size_t i;

	p->seconds = seconds > 0 ? seconds : LIMIT_SECONDS;
	for (i = 1; ok && i < p->program.n; i++) {
		struct str word = str_of(p->program.words[i]);

		if (str_is(word, "-t") || str_is(word, "-it") || str_is(word, "-ti"))
			p->reads_recipient = true;
		else if (str_starts(word, STR("-f")) || str_starts(word, STR("-r")))
			p->names_sender = true;
		else if (str_is(word, "--"))
			ok = err_set(e, ERR_TROUBLE,
			    "a word \"--\" in the command: it is added, with the "
			    "recipient, where there is no -t");
	}
	if (ok)
		return p;
	pipe_free(p);
	return NULL;
}

void
pipe_free(struct pipe *p)
{
	if (p == NULL)
		return;
	program_done(&p->program);
	free(p);
}

bool
pipe_ready(const struct pipe *p, struct err *e)
{
	return program_there(&p->program, e);
}

static enum outcome_kind
classify(const struct program_run *run)
{
	if (run->end == PROGRAM_NOT_RUN)
		return OUTCOME_DOWN;
	if (run->end != PROGRAM_EXITED)
		return OUTCOME_UNKNOWN;
	switch (run->status) {
	case EX_OK:
		return OUTCOME_SENT;
	case EX_TEMPFAIL:
	case EX_UNAVAILABLE:
	case EX_OSERR:
	case EX_NOHOST:
		return OUTCOME_LATER;
	case EX_USAGE:
	case EX_DATAERR:
	case EX_NOUSER:
		return OUTCOME_FAILED;
	case EX_NOPERM:
	case EX_CONFIG:
	case 126: /* what a shell, or env, says of a program that it could not run */
	case 127:
		return OUTCOME_DOWN;
	default:
		return OUTCOME_UNKNOWN;
	}
}

static void
describe(const struct pipe *p, const struct program_run *run, struct outcome *o)
{
	const char *name = p->program.words[0], *colon = run->says[0] != '\0' ? ": " : "";

	switch (run->end) {
	case PROGRAM_EXITED:
		if (run->status == 0)
			(void)snprintf(o->detail, sizeof o->detail, "%s", run->says);
		else
			(void)snprintf(o->detail, sizeof o->detail,
			    "%.160s: exit status %d%s%s", name, run->status, colon,
			    run->says);
		break;
	case PROGRAM_KILLED:
		(void)snprintf(o->detail, sizeof o->detail,
		    "%.160s: ended by signal %d%s%s", name, run->status, colon,
		    run->says);
		break;
	case PROGRAM_LATE:
		(void)snprintf(o->detail, sizeof o->detail,
		    "%.160s: ended by us after %d seconds%s%s", name, p->seconds, colon,
		    run->says);
		break;
	case PROGRAM_NOT_RUN:
		(void)snprintf(o->detail, sizeof o->detail,
		    "%.160s: could not be run%s%s", name, colon, run->says);
		break;
	}
}

void
pipe_send(const struct pipe *p, const struct pipe_mail *mail, struct outcome *o)
{
	char *from = mem_copy(mail->from.at, mail->from.len);
	char *to = mem_copy(mail->to.at, mail->to.len);
	const char *more[5];
	struct program_run run = {
		.more = more, .input = mail->bytes, .limit_ms = (int64_t)p->seconds * 1000
	};
	size_t n = 0;

	*o = (struct outcome){ .kind = OUTCOME_STOPPED };
	if (!p->names_sender) {
		more[n++] = "-f";
		more[n++] = from;
	}
	if (!p->reads_recipient) {
		more[n++] = "--";
		more[n++] = to;
	}
	more[n] = NULL;
	if (mail->mark(mail->context)) {
		program_run(&p->program, &run);
		o->kind = classify(&run);
		describe(p, &run, o);
	}
	free(from);
	free(to);
}
