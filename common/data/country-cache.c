/* country-cache - the codes of countries by name, each looked up once */
/* SPDX-License-Identifier: ISC */

#include "data/country-cache.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/text.h"

struct country_cache *
country_cache_new(void)
{
	return mem_zero(1, sizeof(struct country_cache));
}

void
country_cache_free(struct country_cache *c)
{
	free(c);
}

static bool
find_country(struct str name, char code[3])
{
	if (name.len == 2 && text_country_known(name)) {
		memcpy(code, name.at, 2);
		code[2] = '\0';
		return true;
	}
	return text_country_code(name, code);
}

void
country_cache_fill(struct country_entry *c, struct str name)
{
	c->len = 0; /* where it is too long, the slot is used for this one answer */
	if (name.len <= COUNTRY_NAME) {
		c->len = (uint8_t)name.len;
		memcpy(c->name, name.at, name.len);
	}
	c->known = find_country(name, c->code);
}
