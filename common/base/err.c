/* err - why a call failed, as a value */
/* SPDX-License-Identifier: ISC */

#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Takes the start of a character off the end of TEXT, which was cut there. */
static void
end_whole(char *text)
{
	size_t len = strlen(text), from = len, bad;

	while (
	    from > 0 && len - from < 3 && ((unsigned char)text[from - 1] & 0xc0) == 0x80)
		from--;
	if (from > 0 && (unsigned char)text[from - 1] >= 0xc0 &&
	    !str_utf8((struct str){ text + from - 1, len - (from - 1) }, &bad))
		text[from - 1] = '\0';
}

enum err_kind
err_errno(int error)
{
	static const int pass[] = { ENOSPC, EDQUOT, ENOMEM, ENOBUFS, EMFILE, ENFILE,
		EAGAIN, EINTR, EBUSY, ETXTBSY, EDEADLK, ENOLCK, EIO, ESTALE, ETIMEDOUT,
		EHOSTDOWN, EHOSTUNREACH, ENETDOWN, ENETUNREACH, EREMOTEIO };
	size_t i;

	for (i = 0; i < sizeof pass / sizeof *pass; i++)
		if (error == pass[i])
			return ERR_LATER;
	return ERR_TROUBLE;
}

bool
err_vset(struct err *e, enum err_kind kind, const char *fmt, va_list ap)
{
	char text[sizeof e->text];

	/* The arguments may point into E itself, so the text is made apart first. */
	if (vsnprintf(text, sizeof text, fmt, ap) >= (int)sizeof text)
		end_whole(text);
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
		n += snprintf(text + n, sizeof text - (size_t)n, "%s", e->text);
	if (n >= (int)sizeof text)
		end_whole(text);
	memcpy(e->text, text, sizeof text);
	return false;
}
