/* enclosure - the files that go with a mail */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_ENCLOSURE_H
#define SHOP_ENCLOSURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/mime.h"
#include "shop/message.h"

#define ENCLOSURES_MAX 32

/* A zeroed one is empty. */
struct enclosures {
	struct mime_file at[ENCLOSURES_MAX]; /* names and types are lent by the message */
	struct buf bytes[ENCLOSURES_MAX];
	size_t n;
};

/*
 * Reads M's attachments into F, from the record or from files below FOLDER (as realpath
 * has it; NULL: there are none).  E (ERR_RECORD) names the one that cannot be had: it is
 * too many or too large, has no name or type, or leads out of the folder.  F is to be
 * ended with enclosures_done either way.
 */
bool enclosures_read(
    struct enclosures *f, const struct message *m, const char *folder, struct err *e);
void enclosures_done(struct enclosures *f);

#endif
