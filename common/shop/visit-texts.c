/* visit-texts - the texts of the values that visits have */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-texts.h"

#include <stdlib.h>

#include "base/mem.h"

#define VALUES ((size_t)STARTS + (size_t)SEEN_BUYER) /* of a visit */

bool
visit_texts_load(struct values *values, const struct visit_shape *s,
    const struct visits_part *part, struct err *e)
{
	uint64_t *wanted = mem_zero(part->n * VALUES + 1, sizeof *wanted);
	size_t i, k, n = 0;
	bool ok;

	for (i = 0; i < part->n; i++) {
		for (k = 0; k < STARTS; k++)
			wanted[n++] = visit_start_of(s, part->at[i], (enum visit_start)k);
		for (k = 0; k < SEEN_BUYER; k++)
			wanted[n++] = visit_seen_of(s, part->at[i], (enum visit_seen)k);
	}
	ok = values_load(values, wanted, n, e);
	free(wanted);
	return ok;
}
