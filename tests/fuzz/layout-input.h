/* layout-input - an input that is a mapping file, a NUL, and an export */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_FUZZ_LAYOUT_INPUT_H
#define TESTS_FUZZ_LAYOUT_INPUT_H

#include <string.h>

#include "data/layout.h"
#include "fuzz/entry.h"

/*
 * The layout that DATA begins with, for S, which the caller frees, and the *EXPORT behind
 * it, a view of DATA; NULL where the mapping file is wrong.
 */
static inline struct layout *
layout_input(const uint8_t *data, size_t size, const struct schema *s, struct str *export)
{
	const uint8_t *nul = size == 0 ? NULL : memchr(data, '\0', size);
	struct str map = { (const char *)data,
		nul == NULL ? size : (size_t)(nul - data) };
	struct err e;
	struct layout *l = layout_parse(map, "fuzz.json", s, &e);

	*export = (struct str){ (const char *)data + map.len + (nul != NULL),
		size - map.len - (nul != NULL) };
	MUST(l != NULL ||
	     (e.kind == ERR_TROUBLE && str_starts(str_of(e.text), STR("fuzz.json"))));
	return l;
}

#endif
