/* funnel-write - the report on lost carts in the form that is asked for */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-write.h"

#include "shop/funnel-csv.h"
#include "shop/funnel-jsonl.h"

enum funnel_form
funnel_form_of(const char *word)
{
	struct str words = STR(FUNNEL_FORM_WORDS), next;
	int form = 0;

	while (word != NULL && str_cut(&words, '|', &next)) {
		if (str_is(next, word))
			return (enum funnel_form)form;
		form++;
	}
	return FUNNEL_JSONL;
}

void
funnel_write(struct emit *out, const struct funnel *f,
    const struct funnel_earlier *earlier, enum funnel_form form,
    const struct funnel_look *look)
{
	(void)look;
	switch (form) {
	case FUNNEL_JSONL:
	case FUNNEL_FORMS:
		funnel_jsonl(out, f, earlier);
		break;
	case FUNNEL_CSV:
		funnel_csv(out, f);
		break;
	}
}
