/* view-json - the values of a template from JSON, for tests */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_VIEW_JSON_H
#define TESTS_UNIT_VIEW_JSON_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/tmpl.h"

/* What a view made here points to. Starts zeroed. */
struct view_json {
	json_t *root;
	struct view views[4096];
	struct view_field fields[4096];
	char numbers[256][32];
	size_t n_views, n_fields, n_numbers;
};

static inline struct view view_of(struct view_json *vj, json_t *value);

static inline struct view
view_of_list(struct view_json *vj, json_t *value)
{
	struct view *items = &vj->views[vj->n_views];
	json_t *item;
	size_t i;

	vj->n_views += json_array_size(value);
	if (vj->n_views > sizeof vj->views / sizeof *vj->views)
		abort();
	json_array_foreach(value, i, item) items[i] = view_of(vj, item);
	return (struct view){ .kind = VIEW_LIST, .n = (int64_t)i, .items = items };
}

static inline struct view
view_of_object(struct view_json *vj, json_t *value)
{
	struct view_field *fields = &vj->fields[vj->n_fields];
	const char *key;
	json_t *member;
	int64_t n = 0;

	vj->n_fields += json_object_size(value);
	if (vj->n_fields > sizeof vj->fields / sizeof *vj->fields)
		abort();
	json_object_foreach(value, key, member)
	{
		fields[n].name = tmpl_name(str_of(key));
		fields[n++].value = view_of(vj, member);
	}
	return (struct view){ .kind = VIEW_OBJECT, .n = n, .fields = fields };
}

/* VALUE as a view; its texts are lent by VALUE, the rest by VJ. */
static inline struct view
view_of(struct view_json *vj, json_t *value)
{
	char *number = vj->numbers[vj->n_numbers % 256];

	switch (json_typeof(value)) {
	case JSON_TRUE:
		return (struct view){ .kind = VIEW_TRUE, .text = STR("true") };
	case JSON_STRING:
		return (struct view){ .kind = VIEW_TEXT,
			.text = { json_string_value(value), json_string_length(value) } };
	case JSON_INTEGER:
	case JSON_REAL:
		vj->n_numbers++;
		(void)snprintf(
		    number, sizeof vj->numbers[0], "%.15g", json_number_value(value));
		return (struct view){ .kind = VIEW_NUMBER,
			.text = str_of(number),
			.n = (int64_t)json_number_value(value) };
	case JSON_ARRAY:
		return view_of_list(vj, value);
	case JSON_OBJECT:
		return view_of_object(vj, value);
	case JSON_FALSE:
	case JSON_NULL:
	default:
		return (struct view){ .kind = VIEW_NONE };
	}
}

/* The view of the JSON text; ends with view_json_done. */
static inline struct view
view_json(struct view_json *vj, const char *text)
{
	json_error_t why;

	vj->n_views = vj->n_fields = vj->n_numbers = 0;
	vj->root = json_loads(text, JSON_DECODE_ANY, &why);
	if (vj->root == NULL) {
		(void)printf("Bail out! %s in %s\n", why.text, text);
		exit(1);
	}
	return view_of(vj, vj->root);
}

static inline void
view_json_done(struct view_json *vj)
{
	json_decref(vj->root);
	vj->root = NULL;
}

#endif
