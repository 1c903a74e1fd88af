/* sending-upkeep - looking into the ledger, and keeping it in order, by options */
/* SPDX-License-Identifier: ISC */

/*
 * The options of a tool that sends which read no messages: --find, --show, --status,
 * --resolve, --prune, --forget, --lift and --lift-complaint.
 */

#ifndef CLI_SENDING_UPKEEP_H
#define CLI_SENDING_UPKEEP_H

#include "cli/tool.h"

/* What was asked for; begins as SENDING_UPKEEP_INIT. */
struct sending_upkeep {
	const char *find, *show, *forget, *lift, *lift_complaint;
	struct opt_list resolve;
	bool status;
	int64_t prune;
};

#define SENDING_UPKEEP_INIT                                                              \
	{                                                                                \
		.prune = -1                                                              \
	}

/* The rows of the option table for U, a struct sending_upkeep. */
#define SENDING_UPKEEP_ROWS(u)                                                           \
	{ 0, "find", "ADDRESS", "show what was sent to ADDRESS", .text = &(u).find },    \
	    { 0, "show", "ID", "show message ID as it went out", .text = &(u).show },    \
	    { 0, "status", NULL,                                                         \
		    "count what is in the ledger, and list what needs care",             \
		    .flag = &(u).status },                                               \
	    { 0, "resolve", "ID=WORD",                                                   \
		    "say that message ID was sent (ID=sent) or is to be tried again "    \
		    "(ID=retry)",                                                        \
		    .list = &(u).resolve },                                              \
	    { 0, "prune", "N",                                                           \
		    "take out of the ledger what ended over N days ago, at least 400",   \
		    .number = &(u).prune },                                              \
	    { 0, "forget", "ADDRESS", "take out of the ledger who ADDRESS is",           \
		    .text = &(u).forget },                                               \
	    { 0, "lift", "ADDRESS",                                                      \
		    "write to ADDRESS again, whatever bounced or was put in by hand",    \
		    .text = &(u).lift },                                                 \
	{                                                                                \
		0, "lift-complaint", "ADDRESS",                                          \
		    "write to ADDRESS again, although it complained",                    \
		    .text = &(u).lift_complaint                                          \
	}

/* How many of them were asked for; --resolve counts once. */
int sending_upkeep_asked(const struct sending_upkeep *u);

/* Misuse where a value cannot be meant so. */
void sending_upkeep_check(const struct tool *t, const struct sending_upkeep *u);

/* Does the one that was asked for with the ledger at LEDGER. */
void sending_upkeep_run(
    struct tool *t, const struct sending_upkeep *u, const char *ledger);

#endif
