/* collect - what customers want to end, from logs and mailboxes, as records */
/* SPDX-License-Identifier: ISC */

/*
 * A source is marked as read when all that was made of it has been written out, and where
 * that is a file, is safe there.  A run that is killed before that gives the same records
 * again, byte for byte.
 */

#ifndef CLI_COLLECT_H
#define CLI_COLLECT_H

#include <stdbool.h>

#include "cli/tool.h"
#include "data/weblog.h"
#include "io/bookmark.h"
#include "shop/landing.h"
#include "shop/unsubscribe.h"
#include "shop/wish.h"

struct collect {
	struct tool *tool;
	struct unsubscribe unsubscribe;
	struct landing landing; /* where `has_page` */
	bool has_page;
	struct bookmarks *marks; /* or NULL */

	/* Its own. */
	struct weblog weblog;
	struct wish wish;
	struct buf source;
};

void collect_done(struct collect *c);

/*
 * Writes a suppression for each wish in the log, or in the mailbox, that is open as FD:
 * the operand that the tool has at hand.  What is refused and what fails goes the way of
 * tool_reject.
 */
void collect_log(struct collect *c, int fd);
void collect_mail(struct collect *c, int fd);

#endif
