/* test-reason - shop/reason */
/* SPDX-License-Identifier: ISC */

#include "shop/reason.h"
#include "tap.h"

static void
writes(const struct reason *r, const char *want, const char *name)
{
	struct emit m;

	emit_init(&m, -1);
	reason_write(&m, r);
	IS(buf_view(&m.out), want, "%s", name);
	emit_done(&m);
}

int
main(void)
{
	const struct reason whole = { "template", "coupon", "reassure plain",
		"--template", STR_INIT("a\"b"), "asked for" };
	const struct reason bare = { .rule = "language" };

	writes(&whole,
	    "{\"rule\":\"template\",\"chosen\":\"coupon\","
	    "\"lost\":[\"reassure\",\"plain\"],\"field\":\"--template\","
	    "\"value\":\"a\\\"b\",\"why\":\"asked for\"}",
	    "a reason with everything");
	writes(&bare, "{\"rule\":\"language\"}", "only the rule is always there");
	return tap_done();
}
