/* bookmark - how far files were read, kept from run to run */
/* SPDX-License-Identifier: ISC */

/*
 * For files that others write to at their end (logs, mailboxes), each part of which is to
 * be read once.  A file is known by its inode and by a hash of its first bytes and of
 * those before the place that was reached: a file that was cut, replaced or written anew
 * is read from its start, one that was only renamed goes on where it was.
 *
 * The caller writes out what it made of a part first and moves the bookmark then, so that
 * a run which is killed in between gives the same again: nothing is left out, and
 * whoever takes the records must bear to see one twice.  The state is replaced whole
 * (see path_write), and one run at a time has it open.
 */

#ifndef IO_BOOKMARK_H
#define IO_BOOKMARK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct bookmarks;

/* So many files are remembered, the ones put last. */
#define BOOKMARKS_MAX 100

/*
 * Opens the state in PATH; where there is none, nothing was read yet.  Fails with
 * ERR_LATER where another run has it, with ERR_TROUBLE where PATH holds something else,
 * else as err_errno has it.
 */
struct bookmarks *bookmarks_open(const char *path, struct err *e);
void bookmarks_free(struct bookmarks *b);

/*
 * Sets *OFFSET to where the file FD is to be read from: 0 where it is not known, or is no
 * regular file.
 */
bool bookmarks_find(struct bookmarks *b, int fd, int64_t *offset, struct err *e);

/* Notes that FD has been read up to OFFSET; nothing where it is no regular file. */
bool bookmarks_put(struct bookmarks *b, int fd, int64_t offset, struct err *e);

/* Writes the state, which then survives a power cut. */
bool bookmarks_save(struct bookmarks *b, struct err *e);

#endif
