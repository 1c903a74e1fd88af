/* country-cache - the codes of countries by name, each looked up once */
/* SPDX-License-Identifier: ISC */

/*
 * The columns of an export say the same few countries over and over, in words that only
 * ICU's tables know.  What was asked last stays, and is not asked for again.
 */

#ifndef DATA_COUNTRY_CACHE_H
#define DATA_COUNTRY_CACHE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

#define COUNTRY_CACHED 256 /* one for each byte that a name's hash can be */
#define COUNTRY_NAME 40	   /* bytes of a name that is kept */

/* Its members are country_code's own. */
struct country_cache {
	struct country_entry {
		uint8_t len; /* 0: free */
		bool known;
		char code[3];
		char name[COUNTRY_NAME];
	} at[COUNTRY_CACHED];
};

struct country_cache *country_cache_new(void);
void country_cache_free(struct country_cache *c);

/* Looks NAME up for the slot C, which keeps it where it has the room. */
void country_cache_fill(struct country_entry *c, struct str name);

/*
 * The ISO 3166-1 code of the country NAME, which is not empty and may be a code, as
 * text_country_code knows it, in CODE, which lives until the next call; false where there
 * is none.
 */
static inline bool
country_code(struct country_cache *cache, struct str name, struct str *code)
{
	unsigned char hash = (unsigned char)name.len;
	struct country_entry *c;

	for (size_t i = 0; i < name.len && i < COUNTRY_NAME; i++)
		hash = (unsigned char)(hash * 31 + (unsigned char)name.at[i]);
	c = &cache->at[hash];
	if (c->len != name.len || memcmp(c->name, name.at, name.len) != 0)
		country_cache_fill(c, name);
	*code = (struct str){ c->code, 2 };
	return c->known;
}

#endif
