/* pipe - one mail at a time to a program that takes it as sendmail does */
/* SPDX-License-Identifier: ISC */

/*
 * The program is run once for each mail and finds it, with LF line ends, on its standard
 * input.  To the words of the command are added `-f SENDER` where no word begins with -f
 * or -r, and `-- RECIPIENT` where none is -t (or -it, -ti), with which the program reads
 * the recipient from the mail.  No shell is involved, and what is added cannot be taken
 * for an option.
 *
 * What its exit status means is that of sysexits(3): 0 is sent; 68, 69, 71 and 75 are to
 * be tried again; 64, 65 and 67 are final; 77, 78, 126, 127 and a program that could not
 * be started are every mail's matter.  With any other, a signal or its time limit nobody
 * knows: msmtp ends with 74 or 76 where the connection breaks before the server has
 * answered the end of the mail.  (68 is final for nobody: it says so, too, of a name
 * server that does not answer.)  The last line of its standard error becomes the detail.
 *
 * A struct pipe may be used by several threads at once.
 */

#ifndef IO_PIPE_H
#define IO_PIPE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "io/outcome.h"

struct pipe;

struct pipe_mail {
	/* Checked by the caller: no control character, space or bracket. */
	struct str from, to;
	struct str bytes;	     /* LF line ends */
	bool (*mark)(void *context); /* called just before the program is started */
	void *context;
};

/*
 * COMMAND as io/program splits it, and SECONDS after which a program that has not ended
 * is ended; 0, as it should be: 15 minutes.  NULL with E (ERR_TROUBLE) where it is none,
 * or has a word `--`.  Nothing is run yet.
 */
struct pipe *pipe_new(const char *command, int seconds, struct err *e);
void pipe_free(struct pipe *p);

/* Whether the program is there; E is ERR_TROUBLE. */
bool pipe_ready(const struct pipe *p, struct err *e);

/* Hands one mail over and says in O how that ended. */
void pipe_send(const struct pipe *p, const struct pipe_mail *mail, struct outcome *o);

#endif
