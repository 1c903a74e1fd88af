/* import-kit - an import of a text by one layout */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_IMPORT_KIT_H
#define TESTS_UNIT_IMPORT_KIT_H

#include "memory-file.h"
#include "shop/import.h"

struct kit_import {
	struct import_settings settings;
	struct layout *layout;
	struct import *import; /* NULL: it cannot be opened ... */
	struct err why;	       /* ... for this */
	int fd;
};

/* Begins to read TEXT by L, in UTC, into M; records as a whole or not. */
static inline void
kit_import_open(struct kit_import *k, struct str text, struct layout *l,
    struct import_maker *m, bool whole)
{
	*k = (struct kit_import){ .layout = l, .fd = memory_file(text) };
	k->settings.table.layouts = &k->layout;
	k->settings.table.n_layouts = 1;
	k->settings.table.zone = zone_find("UTC", &k->why);
	k->settings.file = STR("x.csv");
	k->settings.whole = whole;
	k->settings.maker = m;
	k->import = import_open(k->fd, &k->settings, &k->why);
}

/* What comes next; IMPORT_END where it could not be opened. */
static inline enum import_kind
kit_import_next(struct kit_import *k, struct import_item *item, struct err *e)
{
	if (k->import != NULL)
		return import_next(k->import, item, e);
	*e = k->why;
	return IMPORT_END;
}

static inline void
kit_import_close(struct kit_import *k)
{
	import_close(k->import);
	(void)close(k->fd);
}

#endif
