/* zone - IANA time zones, through ICU */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_ZONE_H
#define DATA_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"

struct zone;

/*
 * The zone called NAME ("Europe/Rome", "UTC"), opened once in the life of the program
 * and owned by this module; NULL with E (ERR_TROUBLE) where there is none of that name.
 */
const struct zone *zone_find(const char *name, struct err *e);

/* How many minutes the zone is east of UTC at SECONDS (since 1970, UTC). */
int32_t zone_offset(const struct zone *z, int64_t seconds);

/*
 * The wall clock C in zone Z as an instant.  A time that occurs twice is the first of the
 * two; one that is skipped is moved on by the length of the gap.
 */
struct instant zone_instant(const struct zone *z, const struct civil *c);

/* I with the offset of Z. */
struct instant zone_local(const struct zone *z, struct instant i);

#endif
