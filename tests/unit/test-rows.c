/* test-rows - shop/rows */
/* SPDX-License-Identifier: ISC */

#include "shop/rows.h"

#include "tap.h"

int
main(void)
{
	static const char *const names[] = { "name", "url" };
	struct rows rows = { .names = names, .n_names = 2 };
	struct view_field *f;
	struct view v;
	size_t i, n, wrong = 0;

	OK(view_text(STR("")).kind == VIEW_NONE, "an empty text is none");
	OK(view_text(STR_NONE).kind == VIEW_NONE, "and so is no text");
	OK(view_text(STR("x")).kind == VIEW_TEXT, "a text is one");
	OK(view_list(NULL, 0).kind == VIEW_NONE, "an empty list is none");
	OK(view_truth(false).kind == VIEW_NONE && view_truth(true).kind == VIEW_TRUE,
	    "true is there, false is not");
	for (n = 0; n < 40; n += 13) {
		rows_begin(&rows, n);
		for (i = 0; i < n; i++) {
			f = rows_add(&rows);
			f[0].value = view_text(STR("a"));
			f[1].value = (struct view){ .kind = VIEW_NUMBER,
				.n = (int64_t)i };
		}
		v = rows_view(&rows);
		wrong += v.n != (int64_t)n;
		for (i = 0; i < n; i++)
			wrong += v.items[i].n != 2 ||
				 v.items[i].fields[1].value.n != (int64_t)i ||
				 v.items[i].fields[1].name != tmpl_name(STR("url"));
	}
	OK(wrong == 0, "rows are filled again and again, with more of them");
	rows_begin(&rows, 5);
	OK(rows_view(&rows).kind == VIEW_NONE, "begun anew, there are none");
	rows_done(&rows);
	OK(rows.names == names && rows.items == NULL, "done leaves empty rows");
	return tap_done();
}
