/* tag - language tags as exports write them */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_TAG_H
#define DATA_TAG_H

#include <stdbool.h>

#include "base/pool.h"
#include "base/str.h"

/* "pt_BR" as "pt-BR", in POOL. */
struct str tag_hyphens(struct str tag, struct pool *pool);

/* Whether S has the characters of a BCP 47 tag; what the tag means is not looked at. */
bool tag_is(struct str s);

#endif
