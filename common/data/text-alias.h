/* text-alias - names of countries that shops write and CLDR does not have */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_TEXT_ALIAS_H
#define DATA_TEXT_ALIAS_H

#include <stddef.h>

struct text_alias {
	const char *name; /* compared without case, accents, spaces and signs */
	char code[3];
};

extern const struct text_alias text_aliases[];
extern const size_t text_aliases_count;

#endif
