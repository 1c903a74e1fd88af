/* pattern-icu - the patterns that need ICU; used by pattern alone */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_PATTERN_ICU_H
#define DATA_PATTERN_ICU_H

#include "data/pattern.h"

struct pattern_format;

/*
 * Opens NUMBERED, a pattern in which argument 0 is the number and argument I + 1 the text
 * of argument I.  NULL with E (ERR_TROUBLE) where ICU refuses it.
 */
struct pattern_format *pattern_icu_new(
    struct str numbered, const char *locale, struct err *e);
void pattern_icu_free(struct pattern_format *f);

/* Adds the compiled pattern P with ARGS. */
bool pattern_icu_add(
    struct pattern *p, const struct pattern_arg *args, struct buf *out, struct err *e);

#endif
