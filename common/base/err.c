/* err - why a call failed, as a value */
/* SPDX-License-Identifier: ISC */

#include "base/err.h"

#include <stdio.h>
#include <string.h>

bool
err_vset(struct err *e, enum err_kind kind, const char *fmt, va_list ap)
{
	char text[sizeof e->text];

	/* The arguments may point into E itself, so the text is made apart first. */
	(void)vsnprintf(text, sizeof text, fmt, ap);
	memcpy(e->text, text, sizeof text);
	e->kind = kind;
	return false;
}

bool
err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)err_vset(e, kind, fmt, ap);
	va_end(ap);
	return false;
}

bool
err_prefix(struct err *e, const char *fmt, ...)
{
	char text[sizeof e->text];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof text)
		(void)snprintf(text + n, sizeof text - (size_t)n, "%s", e->text);
	memcpy(e->text, text, sizeof text);
	return false;
}
