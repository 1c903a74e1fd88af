/* secret - a password or a key, from where it is kept */
/* SPDX-License-Identifier: ISC */

/*
 * It is kept in a file that is its owner's alone, in a variable of the environment, or a
 * command prints it (io/program has how that is split and run).  The secret is the first
 * line of what is there, without its line end.  It is read when it is first asked for,
 * once, whichever thread asks, and wiped when it is freed.  It never becomes part of an
 * error: neither what the file holds nor what the command says is quoted.
 */

#ifndef IO_SECRET_H
#define IO_SECRET_H

#include <stdbool.h>

#include "base/err.h"

enum secret_place { SECRET_FILE, SECRET_VARIABLE, SECRET_COMMAND };

struct secret;

/*
 * The secret in PLACE, named by FROM: a path, the name of a variable, or a command.  KEY
 * is the setting that said so and begins every error ("mail.password_file").  Nothing is
 * read yet.
 */
struct secret *secret_new(enum secret_place place, const char *from, const char *key);

/* Wipes it. */
void secret_free(struct secret *s);

/*
 * Whether it is where it is to be; E as secret_get has it.  A command is not run for
 * that, and so taken to be good.
 */
bool secret_ready(struct secret *s, struct err *e);

/*
 * Its text, lent as long as S lives; NULL with E where there is none.  That is
 * ERR_TROUBLE where somebody has to change something (no such file, not a regular file,
 * anybody but its owner may use it, an empty line, a NUL in it), and ERR_LATER where a
 * command did not end well or took more than half a minute.  What was found wrong stays
 * so.
 */
const char *secret_get(struct secret *s, struct err *e);

#endif
