/* sending-ledger - where the ledger is, for tools that do not send as well */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "cli/sending.h"
#include "io/db.h"

/* OPTION, else the environment's VARIABLE, else NULL; empty counts as not given there. */
static const char *
given(const char *option, const char *variable)
{
	const char *value = getenv(variable);

	if (option != NULL)
		return option;
	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Neither the list of processes nor the shop file is a place for a password. */
static void
check_password(const struct tool *t, const char *ledger, const char *where)
{
	if (db_has_password(ledger))
		tool_misuse(t,
		    "%s has a password, which others can read there; leave it out, and "
		    "give it in ~/.pgpass, PGPASSWORD or AFTERCARE_LEDGER",
		    where);
}

static char *
ledger_of_shop(const struct tool *t)
{
	char *word = mem_copy(t->shop->ledger.at, t->shop->ledger.len), *path;

	check_password(t, word, "the ledger of the shop file");
	if (db_remote(word) || word[0] == '/' || t->search.shop == NULL)
		return word;
	path = mem_fmt("%s/%s", t->search.shop, word);
	free(word);
	return path;
}

static char *
ledger_of_user(const struct tool *t)
{
	const char *state = given(NULL, "XDG_STATE_HOME"), *home = given(NULL, "HOME");

	if (state != NULL && state[0] == '/')
		return mem_fmt("%s/aftercare/ledger.db", state);
	if (home == NULL)
		tool_misuse(t, "neither --ledger nor HOME says where the ledger is");
	return mem_fmt("%s/.local/state/aftercare/ledger.db", home);
}

const char *
sending_ledger(const struct tool *t, const char *option)
{
	const char *word = given(option, "AFTERCARE_LEDGER");
	static char *kept;

	if (word != NULL && word[0] == '\0')
		tool_misuse(t, "--ledger is empty");
	if (option != NULL)
		check_password(t, option, "--ledger");
	if (word != NULL)
		return word;
	free(kept);
	kept = t->shop->ledger.at != NULL ? ledger_of_shop(t) : ledger_of_user(t);
	return kept;
}
