/* line-ends - lone CRs become line ends, in a file that has no others */
/* SPDX-License-Identifier: ISC */

#include "data/line-ends.h"

#include <string.h>

/* What ends lines, from the N bytes of the input AT that were read first. */
static void
find_ends(struct line_ends *l, const char *at, size_t n)
{
	if (memchr(at, '\n', n) != NULL)
		l->ends = ENDS_LF;
	else if (memchr(at, '\r', n) != NULL)
		l->ends = ENDS_CR;
}

ssize_t
line_ends_read(void *ends, void *bytes, size_t room)
{
	struct line_ends *l = ends;
	char *at = bytes, *cr;
	ssize_t n = encoding_read(&l->encoding, at, room), more;

	if (n <= 0 || l->ends == ENDS_LF)
		return n;
	/* A CR at the block's end may be the half of a CRLF. */
	while (l->ends == ENDS_UNKNOWN && at[n - 1] == '\r' && room - (size_t)n >= 64) {
		more = encoding_read(&l->encoding, at + n, room - (size_t)n);
		if (more <= 0)
			break;
		n += more;
	}
	if (l->ends == ENDS_UNKNOWN)
		find_ends(l, at, (size_t)n);
	if (l->ends != ENDS_CR)
		return n;
	for (cr = at; (cr = memchr(cr, '\r', (size_t)(at + n - cr))) != NULL;)
		*cr = '\n';
	return n;
}
