/* rec-object - the members of an object become those of a struct, by a table */
/* SPDX-License-Identifier: ISC */

#include "data/rec-object.h"

bool
rec_object(struct val object, const struct str *names, const struct rec_field *fields,
    size_t n, const struct currency *c, void *base, struct val *vals, struct err *e)
{
	struct val found[REC_OBJECT_MOST];
	size_t i;

	if (vals == NULL)
		vals = found;
	if (!rec_fields(object, names, n, vals, e))
		return false;
	for (i = 0; i < n; i++)
		if (val_there(vals[i]) && !rec_field(vals[i], fields[i], c, base, e))
			return false;
	return true;
}
