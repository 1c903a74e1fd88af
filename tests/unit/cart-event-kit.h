/* cart-event-kit - lines of a log, read one by one */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_CART_EVENT_KIT_H
#define TESTS_UNIT_CART_EVENT_KIT_H

#include "base/mem.h"
#include "shop/cart-event.h"
#include "unit/cart-kit.h"

#define TS "\"ts\":\"2026-11-21T10:00:00Z\""
#define EVENT(rest) "{\"type\":\"cart_event\"," rest "}"
#define CART(rest) EVENT(TS ",\"session\":\"s\",\"event\":\"add_to_cart\"" rest)
#define WHO(rest) EVENT(TS ",\"event\":\"e\"," rest)
#define AT INT64_C(1795255200000)

/* Reads LINE into V, which is blank at first. */
static inline bool
read_into(struct kit_run *r, const char *line, struct visit *v, struct err *e)
{
	static char copy[4096];
	size_t len = strlen(line);

	if (len + 64 > sizeof copy)
		exit(1);
	/* What stands behind a line says nothing. */
	memset(copy, '"', sizeof copy);
	memcpy(copy, line, len);
	visit_blank(&r->shape, v);
	return cart_event_read(r->lines, (struct str){ copy, len }, v, e);
}

#endif
