/* rows - the values of a view, and lists of objects that have the same fields */
/* SPDX-License-Identifier: ISC */

#include "shop/rows.h"

#include <stdlib.h>

#include "base/mem.h"

void
view_name_fields(struct view_field *fields, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		fields[i] = (struct view_field){ tmpl_name(str_of(names[i])),
			{ .kind = VIEW_NONE } };
}

void
rows_begin(struct rows *r, size_t n)
{
	size_t i;

	r->n = 0;
	if (n <= r->room)
		return;
	r->items = mem_grow(r->items, n, sizeof *r->items);
	r->fields = mem_grow(r->fields, n * r->n_names, sizeof *r->fields);
	for (i = 0; i < n; i++) {
		view_name_fields(r->fields + i * r->n_names, r->names, r->n_names);
		r->items[i] = view_object(r->fields + i * r->n_names, r->n_names);
	}
	r->room = n;
}

struct view_field *
rows_add(struct rows *r)
{
	return r->fields + r->n++ * r->n_names;
}

struct view
rows_view(const struct rows *r)
{
	return view_list(r->items, r->n);
}

void
rows_done(struct rows *r)
{
	free(r->items);
	free(r->fields);
	*r = (struct rows){ .names = r->names, .n_names = r->n_names };
}
