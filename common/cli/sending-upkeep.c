/* sending-upkeep - looking into the ledger, and keeping it in order, by options */
/* SPDX-License-Identifier: ISC */

#include "cli/sending-upkeep.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "io/db.h"
#include "io/ledger.h"
#include "shop/history.h"
#include "shop/lift.h"
#include "shop/suppression.h"
#include "shop/upkeep.h"

int
sending_upkeep_asked(const struct sending_upkeep *u)
{
	return (u->find != NULL) + (u->show != NULL) + (u->forget != NULL) +
	       (u->lift != NULL) + (u->lift_complaint != NULL) + (u->resolve.n > 0) +
	       u->status + (u->prune >= 0);
}

/* Takes "ID=sent" or "ID=retry" apart; an id may have a '=' in it. */
static bool
cut_resolve(const char *word, struct str *id, bool *sent)
{
	struct str s = str_of(word);

	*sent = str_ends(s, STR("=sent"));
	if (!*sent && !str_ends(s, STR("=retry")))
		return false;
	*id = (struct str){ s.at, s.len - (*sent ? 5 : 6) };
	return id->len > 0;
}

/* Misuse where ADDRESS, of OPTION, was given and is none. */
static void
need_address(const struct tool *t, const char *option, const char *address)
{
	struct err e;

	if (address != NULL && suppression_channel(str_of(address), &e).at == NULL)
		tool_misuse(t, "%s: %s", option, e.text);
}

void
sending_upkeep_check(const struct tool *t, const struct sending_upkeep *u)
{
	struct str id;
	bool sent;
	size_t i;

	if (u->find != NULL && u->find[0] == '\0')
		tool_misuse(t, "--find is empty");
	if (u->show != NULL && u->show[0] == '\0')
		tool_misuse(t, "--show is empty");
	if (u->forget != NULL && u->forget[0] == '\0')
		tool_misuse(t, "--forget is empty");
	need_address(t, "--lift", u->lift);
	need_address(t, "--lift-complaint", u->lift_complaint);
	if (u->prune >= 0 && u->prune < UPKEEP_DAYS)
		tool_misuse(t,
		    "--prune: expected at least %d days, since a message that comes again "
		    "has to be known, got %" PRId64,
		    UPKEEP_DAYS, u->prune);
	for (i = 0; i < u->resolve.n; i++)
		if (!cut_resolve(u->resolve.at[i], &id, &sent))
			tool_misuse(t, "--resolve: expected ID=sent or ID=retry, got %s",
			    u->resolve.at[i]);
}

/* Says that the ledger knows nothing of WHAT. */
static void
note_nothing(const char *ledger, const char *what, bool address)
{
	char *label = db_label(ledger);
	struct err e;

	diag_note("the ledger %s knows nothing of %s%s", label, what,
	    address && suppression_channel(str_of(what), &e).at == NULL
		? ", which is no address"
		: "");
	free(label);
}

static bool
look_back(
    struct tool *t, const struct sending_upkeep *u, const char *ledger, struct err *e)
{
	bool find = u->find != NULL;
	int n = 0;

	if (!(find ? history_find(ledger, u->find, &t->out, &n, e)
		   : history_show(ledger, u->show, &t->out, &n, e)))
		return false;
	if (n == 0)
		note_nothing(ledger, find ? u->find : u->show, find);
	return true;
}

/* Each by itself: one that is refused costs none of the others. */
static bool
resolve(struct tool *t, const struct sending_upkeep *u, const char *ledger, struct err *e)
{
	struct str id;
	bool sent;
	size_t i;

	for (i = 0; i < u->resolve.n; i++) {
		if (!cut_resolve(u->resolve.at[i], &id, &sent) ||
		    upkeep_resolve(
			ledger, id, sent, t->dry_run, t->now.seconds, &t->out, e))
			continue;
		if (e->kind != ERR_RECORD)
			return false;
		diag_note("%s", e->text);
		tool_status(t, ERR_RECORD);
	}
	return true;
}

static const char *
plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

static bool
prune(struct tool *t, const struct sending_upkeep *u, const char *ledger, struct err *e)
{
	int64_t n;

	if (!upkeep_prune(ledger, t->now.seconds - u->prune * 86400, t->dry_run, &n, e))
		return false;
	diag_note("%s%" PRId64 " message%s that ended over %" PRId64
		  " days ago taken out",
	    t->dry_run ? "dry run: " : "", n, plural(n), u->prune);
	return true;
}

static bool
forget(struct tool *t, const struct sending_upkeep *u, const char *ledger, struct err *e)
{
	int64_t n;

	if (!upkeep_forget(ledger, str_of(u->forget), t->dry_run, t->now.seconds, &n, e))
		return false;
	if (n == 0)
		note_nothing(ledger, u->forget, true);
	else
		diag_note("%s%" PRId64 " message%s forgotten",
		    t->dry_run ? "dry run: " : "", n, plural(n));
	return true;
}

static bool
lift(struct tool *t, const struct sending_upkeep *u, const char *ledger, struct err *e)
{
	bool complaint = u->lift_complaint != NULL;
	const char *address = complaint ? u->lift_complaint : u->lift;
	struct buf says = BUF_INIT;
	int64_t n;
	bool ok = lift_address(
	    ledger, str_of(address), complaint, t->dry_run, t->now.seconds, &n, &says, e);

	if (ok && says.len == 0)
		diag_note("nothing in the ledger stands against %s", address);
	else if (ok)
		diag_note(
		    "%s%s: %s", t->dry_run ? "dry run: " : "", address, buf_cstr(&says));
	/* Whoever wants it lifted is to hear that it is not. */
	if (ok && n == 0 && says.len > 0)
		tool_status(t, ERR_RECORD);
	buf_done(&says);
	return ok;
}

/* Whoever watches the counts has to see that they are of another ledger than meant. */
static bool
status(struct tool *t, const char *ledger, struct err *e)
{
	char *label = db_label(ledger);

	if (!ledger_exists(ledger))
		diag_note("there is no ledger %s yet", label);
	free(label);
	return upkeep_status(ledger, t->now.seconds, &t->out, e);
}

void
sending_upkeep_run(struct tool *t, const struct sending_upkeep *u, const char *ledger)
{
	struct err e;
	bool ok;

	if (u->status)
		ok = status(t, ledger, &e);
	else if (u->resolve.n > 0)
		ok = resolve(t, u, ledger, &e);
	else if (u->prune >= 0)
		ok = prune(t, u, ledger, &e);
	else if (u->forget != NULL)
		ok = forget(t, u, ledger, &e);
	else if (u->lift != NULL || u->lift_complaint != NULL)
		ok = lift(t, u, ledger, &e);
	else
		ok = look_back(t, u, ledger, &e);
	if (!ok)
		tool_fail(t, &e);
}
