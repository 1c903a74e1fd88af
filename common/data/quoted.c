/* quoted - how far a JSON string goes */
/* SPDX-License-Identifier: ISC */

#include "data/quoted.h"

#include "base/str.h"

/* Out of line, so that those who seldom ask pay nothing for it. */
bool
quoted_utf8(const char *from, const char *to, size_t *bad)
{
	size_t len = (size_t)(to - from);

	return plain_utf8(from, len) || str_utf8((struct str){ from, len }, bad);
}
