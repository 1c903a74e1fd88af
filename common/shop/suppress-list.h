/* suppress-list - a file of addresses that are not to be written to */
/* SPDX-License-Identifier: ISC */

/*
 * Each line is an address alone, for `manual`, or a suppression record; empty lines and
 * comments, from a '#' at the start or behind a space on, are left out.  A list that
 * cannot be read to its last line, or has a line that is neither, is no list at all: half
 * of one would let mails go that nobody wants.  It is held in memory, 24 bytes for each
 * line.
 */

#ifndef SHOP_SUPPRESS_LIST_H
#define SHOP_SUPPRESS_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "shop/suppression.h"

struct suppress_list;

/* NULL with E (ERR_TROUBLE), which names the file and the line. */
struct suppress_list *suppress_list_read(const char *path, struct err *e);
void suppress_list_free(struct suppress_list *l);

/*
 * Fills AT with when ADDRESS was suppressed on CHANNEL for each reason, in seconds since
 * 1970 in UTC: 0 where it was not, INT64_MAX where nobody says when.
 */
void suppress_list_find(const struct suppress_list *l, struct str channel,
    struct str address, int64_t at[SUPPRESSION_REASONS]);

#endif
