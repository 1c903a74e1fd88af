/* test-foretold - shop/foretold */
/* SPDX-License-Identifier: ISC */

#include "shop/foretold.h"
#include "tap.h"

int
main(void)
{
	struct str anna = STR("Anna@x.it"), same = STR("anna@X.IT"),
		   eva = STR("eva@x.it");
	struct str ads = STR("marketing"), mails = STR("transactional");
	struct foretold *f = foretold_new();
	int i;

	OK(!foretold_has(f, STR("a")) && foretold_count(f, anna, STR_NONE, 10) == 0,
	    "nothing yet");
	foretold_add(f, STR("a"), anna, ads);
	OK(foretold_has(f, STR("a")) && !foretold_has(f, STR("b")), "one message");
	OK(foretold_count(f, same, ads, 10) == 1, "to the address in any case");
	OK(foretold_count(f, eva, ads, 10) == 0, "and to no other");
	foretold_add(f, STR("b"), same, mails);
	OK(foretold_count(f, anna, ads, 10) == 1 &&
		foretold_count(f, anna, mails, 10) == 1 &&
		foretold_count(f, anna, STR_NONE, 10) == 2,
	    "by class, and all");
	for (i = 1; i <= 100; i++) {
		foretold_add(f, STR("c"), eva, ads);
		if (foretold_count(f, eva, ads, 1000) != i)
			break;
	}
	OK(i == 101, "each number up to a hundred: %d", i);
	OK(foretold_count(f, eva, ads, 7) == 7, "as far as it is wanted");
	OK(foretold_count(f, eva, ads, 100) == 100 && foretold_count(f, eva, ads, 0) == 0,
	    "at the limits");
	foretold_free(f);
	foretold_free(NULL);
	return tap_done();
}
