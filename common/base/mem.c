/* mem - allocation that cannot fail */
/* SPDX-License-Identifier: ISC */

#include "base/mem.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

static void *
must(void *p)
{
	if (p == NULL)
		diag_die(75, "out of memory");
	return p;
}

void *
mem_alloc(size_t size)
{
	return must(malloc(size == 0 ? 1 : size));
}

void *
mem_zero(size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	return must(calloc(count, size));
}

void *
mem_grow(void *old, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		diag_die(75, "out of memory");
	return must(realloc(old, count * size == 0 ? 1 : count * size));
}

char *
mem_copy(const void *at, size_t len)
{
	char *copy = mem_alloc(len + 1);

	if (len != 0)
		memcpy(copy, at, len);
	copy[len] = '\0';
	return copy;
}

char *
mem_str(const char *text)
{
	return mem_copy(text, strlen(text));
}

char *
mem_fmt(const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		diag_die(75, "out of memory");
	return text;
}

void
mem_wipe(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
}

void
mem_keep(void)
{
#ifdef __GLIBC__
	/* Any of them stops glibc from finding the threshold of mmap by itself. */
	(void)mallopt(M_MMAP_THRESHOLD, 4 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 64 << 20);
	(void)mallopt(M_TOP_PAD, 4 << 20);
#endif
}
