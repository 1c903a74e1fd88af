/* funnel-write - the report on lost carts in the form that is asked for */
/* SPDX-License-Identifier: ISC */

/*
 * The one entry to all forms.  Nothing in them depends on a clock, a locale or a file's
 * name: the same figures are the same bytes.  What came from a customer's browser is
 * escaped in each.
 */

#ifndef SHOP_FUNNEL_WRITE_H
#define SHOP_FUNNEL_WRITE_H

#include <stdbool.h>

#include "base/str.h"
#include "data/emit.h"
#include "shop/funnel.h"

enum funnel_form {
	FUNNEL_JSONL, /* a report record, then a figure record for each figure */
	FUNNEL_CSV,
	FUNNEL_TEXT,
	FUNNEL_MARKDOWN,
	FUNNEL_HTML,
	FUNNEL_FORMS
};

/* The words of --format, as an option's ARG has them. */
#define FUNNEL_FORM_WORDS "jsonl|csv|text|markdown|html"

/* The form that WORD names; NULL is the first. */
enum funnel_form funnel_form_of(const char *word);

/* An earlier report, as shop/funnel-compare reads it. */
struct funnel_earlier;

struct funnel_look {
	bool colour;	/* in text: may use the terminal's colours */
	unsigned width; /* in text: columns; 0 is 80 */
};

/*
 * Writes the whole report to OUT, line by line; what is lost to a write error the next
 * emit_flush tells.  EARLIER may be NULL, and must fit otherwise (funnel_earlier_fits).
 */
void funnel_write(struct emit *out, const struct funnel *f,
    const struct funnel_earlier *earlier, enum funnel_form form,
    const struct funnel_look *look);

#endif
