/* ledger - what was sent, is being sent and waits, in SQLite or PostgreSQL */
/* SPDX-License-Identifier: ISC */

#include "io/ledger.h"

#include "io/ledger_db.h"

static const char claim
    [] = "UPDATE message SET state='sending', owner=$2, lease_until=$3, updated_at=$4,"
	 " claimed_at=$4, transport=$5, attempts=attempts+1,"
	 " first_tried_at=coalesce(first_tried_at, $4) WHERE row=$1";

#define RESULT                                                                           \
	"state=$4, rule=$5, transport=$6, code=$7, detail=$8, next_at=$9, updated_at=$10"

/*
 * The fence: who owns the claim, and from which state to which.  The owner stays in a row
 * that is unknown, for the one who comes late with an answer.
 */
#define ACTIVE "(state = 'sending' OR state = 'indoubt')"
static const char settle[] =
    "UPDATE message SET " RESULT ","
    " owner=CASE WHEN $4 = 'sending' OR $4 = 'indoubt' OR $4 = 'unknown' THEN owner END,"
    " lease_until=CASE WHEN $4 = 'sending' OR $4 = 'indoubt' THEN lease_until END"
    " WHERE row=$1 AND owner=$2 AND attempts=$3 AND CASE"
    " WHEN $4 = 'indoubt' THEN state = 'sending' AND lease_until > $11"
    " WHEN $4 = 'sent' THEN " ACTIVE " OR state = 'unknown'"
    " ELSE " ACTIVE " END";

static const char
    release[] = "UPDATE message SET " RESULT
		", owner=NULL, lease_until=NULL, attempts=attempts-1,"
		" first_tried_at=CASE WHEN attempts > 1 THEN first_tried_at END,"
		" claimed_at=CASE WHEN attempts > 1 THEN claimed_at END"
		" WHERE row=$1 AND owner=$2 AND attempts=$3 AND " ACTIVE;

static const char
    move[] = "UPDATE message SET state=$4, rule=$5, detail=$6, next_at=$7, updated_at=$8,"
	     " owner=CASE WHEN $4 = 'unknown' THEN owner END, lease_until=NULL"
	     " WHERE row=$1 AND state=$2 AND attempts=$3";

bool
ledger_claim(struct ledger *l, struct ledger_entry *entry, struct err *e)
{
	const struct db_value values[] = { db_int(entry->row), db_text(entry->owner),
		db_int(entry->lease_until), db_int(entry->updated_at),
		db_text(entry->transport) };

	if (!db_run(l->db, claim, values, LEDGER_N(values), NULL, e))
		return false;
	entry->state = LEDGER_SENDING;
	entry->attempts++;
	entry->claimed_at = entry->updated_at;
	if (entry->first_tried_at == 0)
		entry->first_tried_at = entry->updated_at;
	return true;
}

/* Runs SQL, which writes what ENTRY's claim has come to. */
static bool
write_result(struct ledger *l, const char *sql, size_t n,
    const struct ledger_entry *entry, struct err *e)
{
	const struct db_value values[] = { db_int(entry->row), db_text(entry->owner),
		db_int(entry->attempts), db_text(str_of(ledger_state_word(entry->state))),
		db_text(entry->rule), db_text(entry->transport), db_text(entry->code),
		db_text(entry->detail), db_time(entry->next_at),
		db_int(entry->updated_at), db_int(entry->updated_at + LEDGER_MARGIN) };
	int64_t changed;

	l->lost = false;
	if (!db_run(l->db, sql, values, n, &changed, e))
		return false;
	l->lost = changed != 1;
	return changed == 1 ||
	       err_set(e, ERR_LATER,
		   "ledger %s: the claim on %.*s was lost: another process has taken it "
		   "over, or its time has run out",
		   db_name(l->db), STR_ARG(entry->message_id));
}

bool
ledger_settle(struct ledger *l, const struct ledger_entry *entry, struct err *e)
{
	return write_result(l, settle, 11, entry, e);
}

bool
ledger_lost(const struct ledger *l)
{
	return l->lost;
}

bool
ledger_release(struct ledger *l, struct ledger_entry *entry, struct err *e)
{
	if (!write_result(l, release, 10, entry, e))
		return false;
	entry->owner = STR_NONE;
	entry->lease_until = 0;
	if (--entry->attempts == 0)
		entry->first_tried_at = entry->claimed_at = 0;
	return true;
}

bool
ledger_move(struct ledger *l, const struct ledger_entry *entry, enum ledger_state from,
    bool *moved, struct err *e)
{
	const struct db_value values[] = { db_int(entry->row),
		db_text(str_of(ledger_state_word(from))), db_int(entry->attempts),
		db_text(str_of(ledger_state_word(entry->state))), db_text(entry->rule),
		db_text(entry->detail), db_time(entry->next_at),
		db_int(entry->updated_at) };
	int64_t changed;

	if (!db_run(l->db, move, values, LEDGER_N(values), &changed, e))
		return false;
	*moved = changed == 1;
	return true;
}
