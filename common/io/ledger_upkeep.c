/* ledger_upkeep - the ledger counted, and rid of what it need not keep */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "base/hash.h"
#include "io/ledger_db.h"

static const char
    count[] = "SELECT state, count(*), min(accepted_at) FROM message GROUP BY state";

/* So many at a time, that nobody waits long for the lock. */
#define ENDED                                                                            \
	" FROM message WHERE state IN ('sent','failed','dead','suppressed','expired')"   \
	" AND updated_at < $1"
static const char prune[] = "DELETE FROM message WHERE row IN (SELECT row" ENDED
			    " LIMIT 1000)";
static const char prunable[] = "SELECT count(*)" ENDED;

static const char forget_bytes[] = "DELETE FROM content WHERE row IN"
				   " (SELECT row FROM message WHERE address = $1)";

static const char forget[] =
    "UPDATE message SET recipient='', address='', subject=NULL, customer_id=NULL,"
    " place=NULL, detail=NULL, updated_at=$2,"
    " rule=CASE WHEN state IN ('queued','held','sending') THEN 'erasure' ELSE rule END,"
    " next_at=NULL, lease_until=NULL,"
    " owner=CASE WHEN state IN ('indoubt','unknown') THEN owner END,"
    " state=CASE WHEN state IN ('queued','held','sending') THEN 'suppressed'"
    " WHEN state = 'indoubt' THEN 'unknown' ELSE state END"
    " WHERE address = $1";

static const char forget_suppressions
    [] = "UPDATE suppression SET address=NULL, source=NULL WHERE address = $1";
static const char
    forget_consent[] = "UPDATE consent SET address=NULL, source=NULL WHERE hash = $1";

bool
ledger_count(struct ledger *l, struct ledger_count out[LEDGER_STATES], struct err *e)
{
	struct ledger_count all[LEDGER_STATES] = { { 0, 0 } };
	bool any;
	int i;

	if (!ledger_ask(l, count, NULL, 0, &any, e))
		return false;
	while (any) {
		struct str word = db_bytes(l->db, 0);

		for (i = 0; i < LEDGER_STATES; i++)
			if (str_is(word, ledger_state_word((enum ledger_state)i)))
				all[i] = (struct ledger_count){ db_number(l->db, 1),
					db_number(l->db, 2) };
		if (!db_row(l->db, &any, e))
			return false;
	}
	memcpy(out, all, sizeof all);
	return true;
}

struct pruning {
	int64_t before, n;
};

static bool
prune_some(struct ledger *l, void *context, struct err *e)
{
	struct pruning *p = context;
	const struct db_value value = db_int(p->before);

	return db_run(l->db, prune, &value, 1, &p->n, e);
}

bool
ledger_prune(struct ledger *l, int64_t before, int64_t *n, struct err *e)
{
	struct pruning p = { .before = before };
	int64_t gone = 0;

	do {
		if (!ledger_transact(l, prune_some, &p, false, e))
			return false;
		gone += p.n;
	} while (p.n > 0);
	*n = gone;
	return true;
}

bool
ledger_prunable(struct ledger *l, int64_t before, int64_t *n, struct err *e)
{
	const struct db_value value = db_int(before);
	bool any;

	if (!ledger_ask(l, prunable, &value, 1, &any, e))
		return false;
	*n = any ? db_number(l->db, 0) : 0;
	db_end(l->db);
	return true;
}

bool
ledger_forget(struct ledger *l, struct str address, int64_t at, int64_t *n, struct err *e)
{
	struct buf folded = BUF_INIT;
	unsigned char hash[HASH_SIZE];
	struct db_value values[2], person;
	bool ok;

	buf_folded(&folded, address);
	ledger_person(STR_NONE, address, hash);
	values[0] = db_text(buf_view(&folded));
	values[1] = db_int(at);
	person = db_blob((struct str){ (const char *)hash, HASH_SIZE });
	ok = db_run(l->db, forget_bytes, values, 1, NULL, e) &&
	     db_run(l->db, forget, values, 2, n, e) &&
	     db_run(l->db, forget_suppressions, values, 1, NULL, e) &&
	     db_run(l->db, forget_consent, &person, 1, NULL, e);
	buf_done(&folded);
	return ok;
}
