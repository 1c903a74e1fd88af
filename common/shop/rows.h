/* rows - the values of a view, and lists of objects that have the same fields */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_ROWS_H
#define SHOP_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/tmpl.h"

/* Texts and fields are lent, as everything in a view. */
static inline struct view
view_text(struct str text)
{
	return (
	    struct view){ .kind = text.len == 0 ? VIEW_NONE : VIEW_TEXT, .text = text };
}

static inline struct view
view_truth(bool is)
{
	return (struct view){ .kind = is ? VIEW_TRUE : VIEW_NONE };
}

static inline struct view
view_object(const struct view_field *fields, size_t n)
{
	return (struct view){ .kind = VIEW_OBJECT, .n = (int64_t)n, .fields = fields };
}

static inline struct view
view_list(const struct view *items, size_t n)
{
	return (struct view){
		.kind = n == 0 ? VIEW_NONE : VIEW_LIST, .n = (int64_t)n, .items = items
	};
}

/* Names the N FIELDS and leaves them without a value. */
void view_name_fields(struct view_field *fields, const char *const *names, size_t n);

/* The memory is kept from one filling to the next. */
struct rows {
	const char *const *names; /* of the fields, lent */
	size_t n_names;
	struct view *items;
	struct view_field *fields;
	size_t n, room;
};

/* Forgets the rows there are, and makes room for N. */
void rows_begin(struct rows *r, size_t n);

/* The fields of one more row, in the order of `names`; to be set, all of them. */
struct view_field *rows_add(struct rows *r);

/* The list of the rows; it lives until rows_begin. */
struct view rows_view(const struct rows *r);

void rows_done(struct rows *r);

#endif
