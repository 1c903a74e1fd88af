/* ledger-kit - a ledger to test with, in a file or on a server */
/* SPDX-License-Identifier: ISC */

/*
 * Each of the ledger's tests runs twice: on files of its own, and on a server, where
 * AFTERCARE_TEST_LEDGER is the URL up to the name of a database, and what follows it is
 * in AFTERCARE_TEST_LEDGER_END.  The empty databases kit and a .. h are there.
 */

#ifndef LEDGER_KIT_H
#define LEDGER_KIT_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/ledger.h"
#include "tap.h"

static char kit_dir[] = "/tmp/aftercare-ledger-XXXXXX";
static char kit_where[400];

/* Whether the ledger is on a server. */
static inline bool
kit_remote(void)
{
	return getenv("AFTERCARE_TEST_LEDGER") != NULL;
}

/* Writes to WHERE where the ledger NAME is. */
static inline void
kit_name(char where[400], const char *name)
{
	const char *url = getenv("AFTERCARE_TEST_LEDGER");

	if (url != NULL)
		(void)snprintf(
		    where, 400, "%s%s%s", url, name, getenv("AFTERCARE_TEST_LEDGER_END"));
	else
		(void)snprintf(where, 400, "%s/made/by/%s.db", kit_dir, name);
}

static void
kit_begin(void)
{
	if (mkdtemp(kit_dir) == NULL)
		exit(99);
	kit_name(kit_where, "kit");
}

static int
kit_end(void)
{
	char command[160];

	(void)snprintf(command, sizeof command, "rm -rf %s", kit_dir);
	OK(system(command) == 0, "cleaned up");
	return tap_done();
}

/* A row of the message ID in STATE, as if it was claimed once. */
static inline struct ledger_entry
kit_entry(const char *id, enum ledger_state state)
{
	return (struct ledger_entry){ .key = str_of(id),
		.scope = STR("customers"),
		.message_id = str_of(id),
		.channel = STR("email"),
		.recipient = STR("Anna@x.it"),
		.subject = STR("Zam\xc3\xb3wienie"),
		.place = STR("PL"),
		.state = state,
		.accepted_at = 100,
		.updated_at = 100,
		.owner = STR("me"),
		.lease_until = 1000,
		.attempts = 1 };
}

/* Whether the first row of VIEW for VALUE is row NUMBER; 0 is none. */
static inline bool
kit_first(struct ledger *l, enum ledger_view view, struct str value, int64_t number)
{
	struct ledger_entry got = { 0 };
	struct err e = { 0 };
	bool ok = ledger_next(l, view, value, &got, &e) && got.row == number;

	if (!ok)
		printf("# row %d, %s\n", (int)got.row, e.text);
	ledger_entry_done(&got);
	return ok;
}

/* The row with the key ID, into *GOT. */
static inline bool
kit_read(struct ledger *l, const char *id, struct ledger_entry *got)
{
	struct err e = { 0 };

	ledger_entry_done(got);
	return ledger_next(l, LEDGER_BY_KEY, str_of(id), got, &e) && got->row != 0;
}

#endif
