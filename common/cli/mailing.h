/* mailing - what tools that write mails from templates have in common */
/* SPDX-License-Identifier: ISC */

/*
 * Their options, as rows for the table of each, and the list of their templates.  What a
 * mail is made from is each tool's own.
 */

#ifndef CLI_MAILING_H
#define CLI_MAILING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/path.h"
#include "cli/tool.h"

struct mailing {
	const char *language; /* to write in, whatever the record says; or NULL */
	int64_t max_age;      /* seconds behind what a mail is about */
	bool list_templates;
};

#define MAILING_INIT                                                                     \
	{                                                                                \
		.max_age = 7 * 86400                                                     \
	}

/* Rows for the table of a tool; M is its struct mailing, which MAILING_INIT begins. */
#define MAILING_ROWS(m)                                                                  \
	{ 'l', "language", "TAG",                                                        \
		"write in TAG, such as it-CH, not in the customer's own",                \
		.text = &(m).language },                                                 \
	    { .name = "max-age",                                                         \
		    .arg = "SPAN",                                                       \
		    .help =                                                              \
			"let a mail expire SPAN after what it is about (default: 7d)",   \
		    .span = &(m).max_age },                                              \
	{                                                                                \
		.name = "list-templates",                                                \
		.help = "list the templates, and what they can use, and exit",           \
		.flag = &(m).list_templates                                              \
	}

/* The same for those that hand on messages: N, an int64_t, below 0 for all of them. */
#define MAILING_LIMIT(n)                                                                 \
	{                                                                                \
		.name = "limit", .arg = "N",                                             \
		.help = "hand on at most N messages in this run", .number = &(n)         \
	}

/* Adds what --list-templates shows. */
typedef void mailing_list(const struct search *search, struct buf *out);

/* Where --list-templates was given prints what LIST adds, and is true: nothing is read.
 */
bool mailing_lists(struct tool *t, const struct mailing *m, mailing_list *list);

#endif
