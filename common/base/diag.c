/* diag - messages to the person at the terminal, on stderr */
/* SPDX-License-Identifier: ISC */

#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *own_name = "aftercare";
static bool be_quiet;

void
diag_name(const char *name)
{
	own_name = name;
}

void
diag_quiet(bool quiet)
{
	be_quiet = quiet;
}

/* C1 controls are two bytes in UTF-8: 0xc2 and 0x80 to 0x9f. */
static bool
is_control(const unsigned char *s)
{
	return s[0] < 0x20 || s[0] == 0x7f ||
	       (s[0] == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0);
}

static void say(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

static void
say(const char *fmt, va_list ap)
{
	char text[2048], line[4 * sizeof text + 128];
	const unsigned char *s;
	size_t n;
	ssize_t done;

	(void)vsnprintf(text, sizeof text, fmt, ap);
	n = (size_t)snprintf(line, 100, "%s: ", own_name);
	if (n > 99)
		n = 99;
	for (s = (const unsigned char *)text; *s != '\0'; s++) {
		if (is_control(s))
			n += (size_t)sprintf(line + n, "\\x%02x", *s);
		else
			line[n++] = (char)*s;
	}
	line[n++] = '\n';
	/* One write a message, so that the lines of a pipeline's tools do not mix. */
	done = write(STDERR_FILENO, line, n);
	(void)done;
}

void
diag_note(const char *fmt, ...)
{
	va_list ap;

	if (be_quiet)
		return;
	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
diag_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
diag_die(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	exit(status);
}
