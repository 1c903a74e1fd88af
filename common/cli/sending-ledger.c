/* sending-ledger - where the ledger is, for tools that do not send as well */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "cli/sending.h"
#include "io/db.h"
#include "io/ledger.h"

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
	const char *state = settings_given(NULL, "XDG_STATE_HOME"),
		   *home = settings_given(NULL, "HOME");

	if (state != NULL && state[0] == '/')
		return mem_fmt("%s/aftercare/ledger.db", state);
	if (home == NULL)
		tool_misuse(t, "neither --ledger nor HOME says where the ledger is");
	return mem_fmt("%s/.local/state/aftercare/ledger.db", home);
}

const char *
sending_ledger(const struct tool *t, const char *option)
{
	const char *word = settings_given(option, "AFTERCARE_LEDGER");
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

struct ledger *
sending_ledger_open(const char *ledger)
{
	struct err e;
	struct ledger *l = ledger_open(ledger, false, &e);

	if (l == NULL && e.text[0] != '\0')
		diag_die((int)e.kind, "%s", e.text);
	return l;
}

void
sending_ledger_missing(const char *ledger)
{
	char *label = db_label(ledger);
	struct err e;

	(void)err_set(&e, ERR_TROUBLE, "%s: there is no ledger", label);
	free(label);
	diag_die((int)e.kind, "%s", e.text);
}
