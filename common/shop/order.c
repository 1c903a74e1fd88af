/* order - the order record as a struct: read, checked, written */
/* SPDX-License-Identifier: ISC */

#include "shop/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
order_init(struct order *o)
{
	memset(o, 0, sizeof *o);
}

void
order_done(struct order *o)
{
	free(o->items);
	free(o->shipments);
	free(o->recommendations);
	free(o->discount_codes);
	free(o->derived);
	free(o->warnings);
	order_init(o);
}

void
order_clear(struct order *o)
{
	const struct order was = *o;

	memset(o, 0, sizeof *o);
	o->items = was.items;
	o->shipments = was.shipments;
	o->recommendations = was.recommendations;
	o->discount_codes = was.discount_codes;
	o->derived = was.derived;
	o->warnings = was.warnings;
	o->room = was.room;
}

/* Makes room in ARRAY, which has N things of SIZE bytes, for one more, and zeroes it. */
static void *
add(void *array, size_t *n, size_t *room, size_t size)
{
	if (*n == *room) {
		*room = *room == 0 ? 8 : 2 * *room;
		array = mem_grow(array, *room, size);
	}
	memset((char *)array + *n * size, 0, size);
	++*n;
	return array;
}

struct order_item *
order_add_item(struct order *o)
{
	o->items = add(o->items, &o->n_items, &o->room.items, sizeof *o->items);
	return &o->items[o->n_items - 1];
}

struct shipment_line *
order_add_shipment(struct order *o)
{
	o->shipments = add(
	    o->shipments, &o->n_shipments, &o->room.shipments, sizeof *o->shipments);
	return &o->shipments[o->n_shipments - 1];
}

struct recommendation *
order_add_recommendation(struct order *o)
{
	o->recommendations = add(o->recommendations, &o->n_recommendations,
	    &o->room.recommendations, sizeof *o->recommendations);
	return &o->recommendations[o->n_recommendations - 1];
}

static void
add_text(struct str **list, size_t *n, size_t *room, struct str text)
{
	*list = add(*list, n, room, sizeof **list);
	(*list)[*n - 1] = text;
}

void
order_add_discount_code(struct order *o, struct str text)
{
	add_text(&o->discount_codes, &o->n_discount_codes, &o->room.discount_codes, text);
}

void
order_add_derived(struct order *o, struct str text)
{
	add_text(&o->derived, &o->n_derived, &o->room.derived, text);
}

void
order_add_warning(struct order *o, struct str text)
{
	size_t i;

	for (i = 0; i < o->n_warnings; i++)
		if (str_eq(o->warnings[i], text))
			return;
	add_text(&o->warnings, &o->n_warnings, &o->room.warnings, text);
}

const char *
order_status_word(enum order_status s)
{
	static const char *const words[ORDER_STATUSES] = {
		[ORDER_OPEN] = "open",
		[ORDER_FULFILLED] = "fulfilled",
		[ORDER_CANCELLED] = "cancelled",
		[ORDER_REFUNDED] = "refunded",
	};

	return words[s];
}
