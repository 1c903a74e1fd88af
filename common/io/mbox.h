/* mbox - the mails of an mbox file, one after the other */
/* SPDX-License-Identifier: ISC */

/*
 * A mail begins with a line "From SENDER ... HH:MM ..." at the start of the file or after
 * an empty line (RFC 4155, appendix A, with any date), and that alone ends the one before
 * it: Content-Length is not believed.  ">From " is unquoted as in mboxrd: one '>' goes
 * from every line that has some before "From ".  A file that does not begin so is one
 * mail, as a mail system gives it to a program.
 *
 * Files and pipes are read alike, and in memory that does not grow (see LETTER_MAX).  A
 * regular file is locked for reading (fcntl) as long as it is open here, so that no half
 * of a mail is taken for a whole one where the writer locks, too; where the file system
 * has no locks there is none.
 */

#ifndef IO_MBOX_H
#define IO_MBOX_H

#include "base/err.h"
#include "io/letter.h"

struct mbox;

enum mbox_kind {
	MBOX_END,
	MBOX_LETTER,
	MBOX_WAIT, /* what follows is not there yet: to be called again, and may wait */
	MBOX_ERROR /* reading failed; E says why */
};

/*
 * Reads from FD, which the caller opened and closes; a regular file from OFFSET on, where
 * a mail begins or the file ended.  ERR_LATER where somebody who writes to it keeps the
 * lock for 10 s.
 */
struct mbox *mbox_open(int fd, int64_t offset, struct err *e);
void mbox_close(struct mbox *m);

/* Gives the next mail in LETTER, lent until the next call. */
enum mbox_kind mbox_next(struct mbox *m, struct letter *letter, struct err *e);

/*
 * Where, in a regular file, reading may go on another time, when all that was given has
 * been dealt with.  A mail at the end of the file that no empty line closes is behind
 * that: it may not be whole yet.
 */
int64_t mbox_offset(const struct mbox *m);

#endif
