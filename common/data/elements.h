/* elements - the objects of a JSON export, one by one */
/* SPDX-License-Identifier: ISC */

/*
 * Exports in JSON come as one list of objects, as a list within an object
 * ({"orders": [...]}), as one object a line, or as several of these one after the other.
 * Each is cut out of the stream without building a tree, in the memory of the largest
 * object; whether it is good JSON is for `rec` to say.
 */

#ifndef DATA_ELEMENTS_H
#define DATA_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/lines.h"
#include "base/str.h"

#define ELEMENT_MAX LINES_MAX /* a larger object is ELEMENT_BAD */

enum element_kind {
	ELEMENT_END,
	ELEMENT_TEXT,
	ELEMENT_BAD,   /* no object, too large, or never closed (E, ERR_RECORD) */
	ELEMENT_ERROR, /* the file cannot be read on (E, ERR_TROUBLE) */
};

struct element {
	struct str text; /* lives until the next call; 64 readable bytes behind it */
	uint64_t line;	 /* where it begins, from 1 */
};

struct elements {
	int fd;
	const struct str *lists; /* names under which the list may stand */
	size_t n_lists;
	char *block;
	size_t room, at, to; /* unread bytes are block[at..to) */
	uint64_t line;	     /* of block[at] */
	bool end, failed;
	bool listed;  /* within a list ... */
	bool wrapped; /* ... that stands in an object */
};

/* Reads AHEAD (bytes of FD that were read already, copied), then from FD. */
void elements_init(struct elements *x, int fd, struct str ahead, const struct str *lists,
    size_t n_lists);
void elements_done(struct elements *x);

enum element_kind elements_next(struct elements *x, struct element *out, struct err *e);

/* Whether something is here to begin with, so that elements_next need not wait for it. */
bool elements_ready(struct elements *x);

#endif
