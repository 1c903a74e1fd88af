/* preview - mails as a web site to look at, from files */
/* SPDX-License-Identifier: ISC */

/*
 * DIR/index.html lists all mails, DIR/mails/NAME.html shows one: its headers, its HTML in
 * a frame that runs nothing, and its text.  The pages need no server and no script, and
 * load nothing but the pictures that the mail itself names.
 *
 * The index is made anew from the pages that are there, each of which carries its own
 * row, so that it is right after any number of runs, at once or one after the other, and
 * a page that is deleted leaves it with the next run.  All files appear whole or not at
 * all.
 */

#ifndef IO_PREVIEW_H
#define IO_PREVIEW_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct preview_mail {
	struct str name; /* letters and digits; the same name replaces the page */
	struct str id, from, to, subject, template, class, language; /* or none */
	struct str headers;					     /* as they go out */
	struct str text, html; /* html may be empty */
};

/* Writes the page of MAIL and adds its path to PATH.  E is as err_errno has it. */
bool preview_page(
    const char *dir, const struct preview_mail *mail, struct buf *path, struct err *e);

/* Writes the index of the pages in DIR, in the order of their ids. */
bool preview_index(const char *dir, struct err *e);

#endif
