/* test-funnel-write - shop/funnel-write */
/* SPDX-License-Identifier: ISC */

#include "funnel-kit.h"
#include "shop/funnel-write.h"
#include "tap.h"

int
main(void)
{
	struct funnel f;
	struct emit m;
	enum funnel_form form;
	size_t len;

	OK(funnel_form_of(NULL) == FUNNEL_JSONL, "records are the default");
	OK(funnel_form_of("jsonl") == FUNNEL_JSONL, "and have a word");
	OK(funnel_form_of("csv") == FUNNEL_CSV, "csv has one");
	kit_funnel(&f);
	for (form = FUNNEL_JSONL; form < FUNNEL_FORMS; form++) {
		emit_init(&m, -1);
		funnel_write(&m, &f, NULL, form, &(struct funnel_look){ .width = 80 });
		len = m.out.len;
		OK(len > 100 && m.out.at[len - 1] == '\n', "form %d is written", form);
		OK(m.start == len, "and is whole lines");
		funnel_write(&m, &f, NULL, form, &(struct funnel_look){ .width = 80 });
		OK(m.out.len == 2 * len && memcmp(m.out.at, m.out.at + len, len) == 0,
		    "a second time it is the same bytes");
		emit_done(&m);
	}
	funnel_done(&f);
	return tap_done();
}
