/* funnel-write - the report on lost carts in the form that is asked for */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-write.h"

#include "shop/funnel-csv.h"
#include "shop/funnel-html.h"
#include "shop/funnel-jsonl.h"
#include "shop/funnel-markdown.h"
#include "shop/funnel-text.h"

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
	struct buf text = BUF_INIT;

	switch (form) {
	case FUNNEL_JSONL:
	case FUNNEL_FORMS:
		funnel_jsonl(out, f, earlier);
		break;
	case FUNNEL_CSV:
		funnel_csv(out, f, earlier);
		break;
	case FUNNEL_TEXT:
		funnel_text(&text, f, earlier, look->colour, look->width);
		break;
	case FUNNEL_MARKDOWN:
		funnel_markdown(&text, f, earlier);
		break;
	case FUNNEL_HTML:
		funnel_html(&text, f, earlier);
		break;
	}
	/* The writer ends what it writes by a line end. */
	if (text.len > 0) {
		emit_raw(out, (struct str){ text.at, text.len - 1 });
		emit_line(out);
	}
	buf_done(&text);
}
