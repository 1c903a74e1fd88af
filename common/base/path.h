/* path - where files are: search, whole reads, names that are safe to make */
/* SPDX-License-Identifier: ISC */

#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Where the kit's data files are looked for, in turn: the shop's own folder (or NULL),
 * then the kit's.  A file of the shop's hides the kit's file of the same name.
 */
struct search {
	const char *shop;
	const char *kit;
};

/* The first "DIR/NAME" that exists, heap-allocated, or NULL. */
char *search_find(const struct search *s, const char *name);

/*
 * Reads all of PATH into *OUT (added to it), at most MAX bytes.  E names the path and
 * says why where that fails; a directory fails.
 */
bool path_read(const char *path, size_t max, struct buf *out, struct err *e);

/*
 * Makes DIR and the folders above it that are missing, with mode 0777 less the umask.  E
 * is as err_errno has it.
 */
bool path_mkdirs(const char *dir, struct err *e);

/*
 * Writes TEXT to PATH whole or not at all: a temporary file beside it, fsync, rename.  E
 * is as err_errno has it.
 */
bool path_write(const char *path, struct str text, struct err *e);

/* The part before the last slash, heap-allocated: "." for "a", "/" for "/a". */
char *path_dir(const char *path);

/*
 * Adds TEXT to B as one file name: letters, digits, '-', '_' and '.' as they are (no
 * leading '.'), every other byte as %XX.  Different texts give different names.
 */
void path_name(struct buf *b, struct str text);

/*
 * Whether the folder DIR can be written to, or the first one above it that exists, in
 * which it could be made; E is as err_errno has it, and names both.
 */
bool path_can_make(const char *dir, struct err *e);

#endif
