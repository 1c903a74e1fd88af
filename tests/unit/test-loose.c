/* test-loose - shop/loose */
/* SPDX-License-Identifier: ISC */

#include "shop/loose.h"
#include "tap.h"

static struct loose loose;

static bool
add(uint64_t line, struct str key, bool lost)
{
	struct table_row row = {
		.line = line, .raw = STR("raw"), .key = key, .lost = lost
	};
	struct err e;

	(void)err_set(&e, ERR_RECORD, "why");
	return loose_add(&loose, &row, &e, 4, 12);
}

int
main(void)
{
	const struct loose_row *row;

	OK(loose_before(&loose) == 0 && loose_behind(&loose) == 0, "no rows");
	OK(add(2, STR_NONE, true) && add(3, STR("B"), false), "rows are kept");
	OK(add(4, STR("C"), true) && add(5, STR("A"), true), "whosever they are");
	OK(!add(6, STR("A"), false), "but no more than what is asked for");
	OK(loose_before(&loose) == 1, "one may be of the order before");
	OK(loose_behind(&loose) == 2, "two may be of the one behind");
	OK(!loose_is(&loose.rows[0], STR_NONE), "no key is nobody's");
	OK(loose_is(&loose.rows[1], STR("B")), "a key is");
	row = loose_other(&loose, STR("B"));
	OK(row != NULL && row->line == 2, "another's row");
	IS(row->raw, "raw", "as it stands");
	IS(row->why, "why", "and why it is bad");
	row = loose_other(&loose, STR("B"));
	OK(row != NULL && row->line == 4, "the order's own is passed over");
	OK(loose_other(&loose, STR("A")) == NULL, "there are no more");
	loose_clear(&loose);
	OK(loose_other(&loose, STR_NONE) == NULL && add(7, STR_NONE, true), "anew");
	loose_done(&loose);
	return tap_done();
}
