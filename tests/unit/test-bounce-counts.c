/* test-bounce-counts - shop/bounce-counts */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>

#include "shop/bounce-counts.h"
#include "tap.h"

int
main(void)
{
	struct bounce_counts c = { NULL, 0, 0 };
	bool ok = true;
	char name[40];

	OK(*bounce_counts_of(&c, STR("a@example.com")) == 0, "none at first");
	++*bounce_counts_of(&c, STR("a@example.com"));
	++*bounce_counts_of(&c, STR("A@Example.COM"));
	OK(*bounce_counts_of(&c, STR("a@example.com")) == 2,
	    "in any case of its letters");
	for (int i = 0; i < 10000; i++) {
		(void)snprintf(name, sizeof name, "user%d@example.com", i);
		*bounce_counts_of(&c, str_of(name)) += i;
	}
	for (int i = 0; i < 10000; i++) {
		(void)snprintf(name, sizeof name, "user%d@example.com", i);
		ok = ok && *bounce_counts_of(&c, str_of(name)) == i;
	}
	OK(ok && c.n == 10001, "many addresses are told apart");
	OK(*bounce_counts_of(&c, STR("a@example.com")) == 2, "the first is still there");
	bounce_counts_done(&c);
	OK(c.at == NULL && c.n == 0, "empty again");
	return tap_done();
}
