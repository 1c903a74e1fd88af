/* maildir - mail delivered into a Maildir, each file once */
/* SPDX-License-Identifier: ISC */

/*
 * DJB's Maildir (tmp, new, cur).  The caller names each mail; a name that is already in
 * new/, or in cur/ where a mail reader has moved it with flags behind it, is not
 * delivered again.  A mail is written and synced in tmp/ and then linked into new/, so
 * that a reader sees whole mails only, and a process that is killed at any point leaves
 * either no mail or the mail.
 */

#ifndef IO_MAILDIR_H
#define IO_MAILDIR_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct maildir;

#define MAILDIR_ID 33 /* an id and its NUL */

/*
 * Opens the Maildir at DIR; it and its three folders are made where they are missing.
 * Errors are as err_errno has them, and name the path.
 */
struct maildir *maildir_open(const char *dir, struct err *e);
void maildir_close(struct maildir *m);

/*
 * What tells this Maildir from any other, also from one that lay at the same path before:
 * it is made at random with the Maildir and kept in its file "aftercare-id".
 */
const char *maildir_id(const struct maildir *m);

/* The id of the Maildir at DIR without making anything; "" where there is none. */
void maildir_peek(const char *dir, char id[MAILDIR_ID]);

/*
 * Delivers MAIL (LF line ends) under NAME (letters and digits).  *NEW is whether it was
 * not there before.
 */
bool maildir_put(
    struct maildir *m, const char *name, struct str mail, bool *new, struct err *e);

/*
 * Sets *THERE to whether new/ or cur/ has the mail NAME, which then survives a power cut.
 */
bool maildir_has(struct maildir *m, const char *name, bool *there, struct err *e);

/* Whether a mail could be delivered; leaves nothing behind. */
bool maildir_probe(struct maildir *m, struct err *e);

#endif
