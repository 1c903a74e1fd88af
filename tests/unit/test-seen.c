/* test-seen - base/seen */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>

#include "base/seen.h"
#include "tap.h"

static bool
add(struct seen *s, size_t n)
{
	char name[24];
	int len = snprintf(name, sizeof name, "order-%zu", n);

	return seen_add(s, (struct str){ name, (size_t)len });
}

int
main(void)
{
	struct seen *s = seen_new();
	size_t known = 0, i;

	OK(!seen_add(s, STR("536365")), "a new name");
	OK(seen_has(s, STR("536365")) && seen_add(s, STR("536365")), "it came before");
	OK(!seen_has(s, STR("x")) && !seen_has(s, STR("x")), "to ask notes nothing");
	seen_soon(s, STR("C536365"));
	OK(!seen_add(s, STR("C536365")), "another, for which asking ahead is not enough");
	OK(!seen_add(s, STR("")) && seen_add(s, STR("")), "the empty name is one");
	for (i = 0; i < SEEN_NAMES; i++)
		known += add(s, i);
	OK(known == 0, "of many new names none is thought known");
	for (i = 0; i < SEEN_NAMES; i++)
		known += add(s, i);
	OK(known == SEEN_NAMES, "and all are known now");
	for (i = SEEN_NAMES; i < 4 * SEEN_NAMES; i++)
		known += add(s, i);
	OK(known == SEEN_NAMES, "as many again are new");
	OK(!seen_has(s, STR("order-0")) && !add(s, 0), "the first is forgotten by now");
	OK(seen_has(s, STR("order-0")) && seen_has(s, STR("order-700000")),
	    "one of now and one of long ago are known");
	OK(add(s, 3 * SEEN_NAMES + 1), "one that came SEEN_NAMES ago is not");
	seen_free(s);
	seen_free(NULL);
	return tap_done();
}
