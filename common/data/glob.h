/* glob - one line held to a pattern with '*' and a place for an address */
/* SPDX-License-Identifier: ISC */

/*
 * For data files that say how others write things.  The pattern stands for the whole
 * line: letters match in either ASCII case, white space any white space, '*' any bytes or
 * none, and "{address}" a mail address: bytes with one '@' among them and none of white
 * space, control characters and ()<>[],;:" - without the dots and apostrophes that follow
 * it.  There is no way to write a literal '*'.  Time is bounded by the product of both
 * lengths; nothing is allocated.
 */

#ifndef DATA_GLOB_H
#define DATA_GLOB_H

#include <stdbool.h>

#include "base/str.h"

#define GLOB_ADDRESS "{address}"

/*
 * Whether LINE matches PATTERN, white space at the ends of both left out.  *ADDRESS (or
 * NULL) is the address at the last such place, a view of LINE; STR_NONE without one.
 */
bool glob_match(struct str pattern, struct str line, struct str *address);

#endif
