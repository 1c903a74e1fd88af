/* layout-read - what the parts of a mapping file are read with */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_LAYOUT_READ_H
#define DATA_LAYOUT_READ_H

#include "data/layout.h"

struct layout_reader {
	struct layout *l;
	const struct schema *schema;
	const struct stamp *dates; /* the layout's own, for sources without any */
	size_t n_dates;
	const struct zone *zone;
};

/* Refuses members of V whose keys are not among NAMES (ends with NULL). */
bool layout_known(struct val v, const char *const *names, struct err *e);

/* A text, or a list of texts, none of them empty; none at all where V is absent. */
bool layout_texts(
    struct layout *l, struct val v, const struct str **out, size_t *n, struct err *e);

/* The date patterns at V (a text or a list). */
bool layout_dates(
    struct layout *l, struct val v, const struct stamp **out, size_t *n, struct err *e);

/* A key that holds the word NO or YES, or neither; *OUT is whether it is YES. */
bool layout_either(struct val v, const char *key, const char *no, const char *yes,
    bool *out, struct err *e);

/* A time zone's name. */
bool layout_zone(struct val v, const struct zone **out, struct err *e);

/* The conditions in the object V, of columns and patterns; none where V is absent. */
bool layout_conditions(struct layout *l, struct val v, const struct condition **out,
    size_t *n, struct err *e);

/* The sources at V for a field of target T. */
bool layout_sources(struct layout_reader *r, struct val v, const struct target *t,
    const struct source **out, size_t *n, struct err *e);

#endif
