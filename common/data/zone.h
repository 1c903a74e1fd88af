/* zone - IANA time zones, through ICU */
/* SPDX-License-Identifier: ISC */

/*
 * Names are those of the IANA database, checked strictly; ICU's own three-letter names
 * ("BST" is Bangladesh there) are none.  What was asked is remembered from transition to
 * transition, so that asking again costs no ICU call.  Offsets are whole minutes: the
 * local mean times before about 1900 are rounded.  Not for several threads at once.
 */

#ifndef DATA_ZONE_H
#define DATA_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

struct zone;

/*
 * The zone called NAME ("Europe/Rome", "UTC"), opened once in the life of the program
 * and owned by this module; NULL with E (ERR_TROUBLE) where there is none of that name.
 */
const struct zone *zone_find(const char *name, struct err *e);

/*
 * The zones of the places in COUNTRY (an ISO 3166-1 code of two capital letters), *N of
 * them, owned by this module; 0 where ICU knows none of that country.
 */
const struct zone *const *zone_country(struct str country, size_t *n);

/* How many minutes the zone is east of UTC at SECONDS (since 1970, UTC). */
int32_t zone_offset(const struct zone *z, int64_t seconds);

/* What the zone was found by. */
const char *zone_name(const struct zone *z);

/*
 * The wall clock C in zone Z as an instant.  A time that occurs twice is the first of the
 * two; one that is skipped is moved on by the length of the gap.
 */
struct instant zone_instant(const struct zone *z, const struct civil *c);

/* I with the offset of Z. */
struct instant zone_local(const struct zone *z, struct instant i);

#endif
