/* mem - allocation that cannot fail */
/* SPDX-License-Identifier: ISC */

/*
 * Out of memory ends the program here, with status 75 and one line on stderr, so that
 * no caller tests for NULL.  What these return is freed with free().
 */

#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size) __attribute__((malloc, alloc_size(1), returns_nonnull));

/* COUNT things of SIZE bytes, all zero; an overflowing product ends the program. */
void *mem_zero(size_t count, size_t size)
    __attribute__((malloc, alloc_size(1, 2), returns_nonnull));

/* Makes OLD (or NULL) COUNT things of SIZE bytes long; OLD is gone. */
void *mem_grow(void *old, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of LEN bytes with a NUL behind them. */
char *mem_copy(const void *at, size_t len) __attribute__((malloc, returns_nonnull));

char *mem_str(const char *text) __attribute__((malloc, returns_nonnull, nonnull));

/* What vasprintf makes. */
char *mem_fmt(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), malloc, returns_nonnull));

/* Frees TEXT (or NULL), and wipes it first. */
void mem_wipe(char *text);

/*
 * From here on what is freed is kept for what is asked for next, up to 64 MiB of it: for
 * a program that takes and frees about as much again and again, and would give it back to
 * the system each time.
 */
void mem_keep(void);

#endif
