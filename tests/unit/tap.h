/* tap - Test Anything Protocol */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static int tap_count, tap_failed;

/* One assertion; the name says what holds. Returns whether it does. */
#define OK(holds, ...) tap_ok((holds), __FILE__, __LINE__, __VA_ARGS__)

/* GOT (a struct str) is the C string WANT. */
#define IS(got, want, ...) tap_is((got), (want), __FILE__, __LINE__, __VA_ARGS__)

/* Prints TEXT on one line: what is no plain text is shown by its number. */
static inline void
tap_text(struct str text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (c == '\n')
			(void)printf("\\n");
		else if (c < 0x20 || c == 0x7f)
			(void)printf("\\x%02x", c);
		else
			(void)putchar(c);
	}
	(void)putchar('\n');
}

__attribute__((format(printf, 4, 5))) static inline bool
tap_ok(bool holds, const char *file, int line, const char *fmt, ...)
{
	char name[200];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(name, sizeof name, fmt, ap);
	va_end(ap);
	(void)printf("%sok %d - ", holds ? "" : "not ", ++tap_count);
	tap_text(str_of(name));
	if (!holds) {
		tap_failed++;
		(void)printf("# %s:%d\n", file, line);
	}
	return holds;
}

__attribute__((format(printf, 5, 6))) static inline bool
tap_is(struct str got, const char *want, const char *file, int line, const char *fmt, ...)
{
	char name[200];
	va_list ap;
	bool holds = str_is(got, want);

	va_start(ap, fmt);
	(void)vsnprintf(name, sizeof name, fmt, ap);
	va_end(ap);
	(void)tap_ok(holds, file, line, "%s", name);
	if (!holds) {
		(void)printf("# got:  ");
		tap_text(got);
		(void)printf("# want: ");
		tap_text(str_of(want));
	}
	return holds;
}

/* What main returns, after the plan. */
static inline int
tap_done(void)
{
	(void)printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
