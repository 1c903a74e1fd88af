/* layouts - which mapping files there are, the shop's own before the kit's */
/* SPDX-License-Identifier: ISC */

/*
 * Mapping files lie in a folder (`layouts`: those of orders) of the shop's folder and of
 * the kit's; one of the shop's hides the kit's of the same name.  A system that has
 * several kinds of export has a layout for each, called NAME and NAME-SOMETHING, and NAME
 * means them all.
 */

#ifndef SHOP_LAYOUTS_H
#define SHOP_LAYOUTS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/path.h"
#include "data/layout.h"

struct layouts {
	struct layout **at; /* by name */
	size_t n;
};

/*
 * Opens the layouts in FOLDER called NAME, or all where NAME is NULL or "auto".  False
 * with E (ERR_TROUBLE) where there is none of that name (E lists those there are), or one
 * is wrong.
 */
bool layouts_open(struct layouts *l, const struct search *where, const char *folder,
    const char *name, const struct schema *schema, struct err *e);

/* The one mapping file at PATH. */
bool layouts_file(
    struct layouts *l, const char *path, const struct schema *schema, struct err *e);

/* Adds a line for each: its name, and what it says it is. */
void layouts_list(const struct layouts *l, struct buf *out);

void layouts_done(struct layouts *l);

#endif
