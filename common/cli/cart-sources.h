/* cart-sources - the logs or states that cart-abandon-report reads */
/* SPDX-License-Identifier: ISC */

/*
 * Part of cli/cart-report: the operands, as several threads open them and what was
 * wrong in each is told.
 */

#ifndef CLI_CART_SOURCES_H
#define CLI_CART_SOURCES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/tool.h"
#include "shop/cart-log.h"

struct cart_source {
	char *name;
	bool has_lines;
};

struct cart_sources {
	struct tool *t; /* lent */
	/* The threads open the sources while the main one tells what is refused. */
	pthread_mutex_t desk;
	struct cart_source *at; /* those that were opened */
	size_t n, unreadable;
};

void cart_sources_init(struct cart_sources *s, struct tool *t);
void cart_sources_done(struct cart_sources *s);

/* The next source, as blocks_open wants it; CONTEXT is the struct cart_sources. */
int cart_sources_open(void *context, const char **name);

/*
 * Reads all that LOG has of them and tells the tool what is refused; false where the run
 * cannot go on, which it was told, or where nothing could be read.
 */
bool cart_sources_read(struct cart_sources *s, struct cart_log *log);

/*
 * Of operands that are states, how many are not there at all, which is said of those that
 * are empty: a state has a first line and a last one.  What comes from standard input may
 * be a share of the lines of states, and have none.
 */
int64_t cart_sources_missing(struct cart_sources *s);

#endif
