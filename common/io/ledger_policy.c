/* ledger_policy - what the ledger knows that decides about other messages */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "base/hash.h"
#include "io/ledger_db.h"

#define NTH                                                                              \
	"SELECT claimed_at FROM message WHERE address = $2 AND scope = $1"               \
	" AND state IN ('sending','indoubt','sent','unknown') AND claimed_at > $3"
#define NTH_END " ORDER BY claimed_at DESC LIMIT 1 OFFSET $4"
static const char nth_of_all[] = NTH NTH_END;
static const char nth_of_class[] = NTH " AND class = $5" NTH_END;

/* What a reason begins with that is a lift of it. */
#define LIFTED "lifted "

/* Whoever is forgotten is not written down again with the address. */
static const char suppress[] =
    "INSERT INTO suppression (hash, reason, channel, address, source, at)"
    " VALUES ($1, $2, $3, CASE WHEN NOT EXISTS (SELECT 1 FROM suppression"
    " WHERE hash = $1 AND reason = 'erasure') AND $2 <> 'erasure' THEN $4 END, $5, $6)"
    " ON CONFLICT (hash, reason) DO UPDATE SET at = excluded.at, source = excluded.source"
    " WHERE excluded.at > suppression.at";
static const char suppressed[] = "SELECT reason, at FROM suppression WHERE hash = $1";

static const char consent_put[] =
    "INSERT INTO consent (hash, address, yes, at, source) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (hash) DO UPDATE SET yes = excluded.yes, at = excluded.at,"
    " source = excluded.source,"
    " address = CASE WHEN consent.address IS NULL THEN NULL ELSE excluded.address END"
    " WHERE excluded.at > consent.at"
    " OR (excluded.at = consent.at AND excluded.yes < consent.yes)";
static const char consent[] = "SELECT at, yes FROM consent WHERE hash = $1";

static const char
    rate_read[] = "SELECT slot, n FROM rate WHERE name = $1 AND slot >= $2 AND slot <= $3"
		  " ORDER BY slot DESC";
static const char
    rate_take[] = "INSERT INTO rate (name, ring, slot, n) VALUES ($1, $2, $3, 1)"
		  " ON CONFLICT (name, ring) DO UPDATE SET"
		  " n = CASE WHEN rate.slot = excluded.slot THEN rate.n + 1 ELSE 1 END,"
		  " slot = excluded.slot";

bool
ledger_nth(struct ledger *l, struct str scope, struct str address, struct str class,
    int64_t since, int64_t n, int64_t *at, struct err *e)
{
	struct buf folded = BUF_INIT;
	struct db_value values[5] = { db_text(scope), { 0 }, db_int(since), db_int(n - 1),
		db_text(class) };
	bool any, ok;

	buf_folded(&folded, address);
	values[1] = db_text(buf_view(&folded));
	ok = class.at == NULL ? ledger_ask(l, nth_of_all, values, 4, &any, e)
			      : ledger_ask(l, nth_of_class, values, 5, &any, e);
	buf_done(&folded);
	if (!ok)
		return false;
	*at = any ? db_number(l->db, 0) : 0;
	db_end(l->db);
	return true;
}

void
ledger_person(struct str channel, struct str address, unsigned char hash[HASH_SIZE])
{
	struct buf folded = BUF_INIT;
	struct hash h;

	buf_folded(&folded, address);
	hash_init(&h);
	hash_part(&h, channel);
	hash_part(&h, buf_view(&folded));
	hash_end(&h, hash);
	buf_done(&folded);
}

const char *
ledger_reason_word(enum ledger_reason reason)
{
	static const char *const words[LEDGER_REASONS] = { "unsubscribe", "bounce",
		"complaint", "manual", "erasure" };

	return words[reason];
}

/* Puts in, or to a later time, that REASON is said of ADDRESS; *NEWS is whether it was.
 */
static bool
put_reason(struct ledger *l, struct str channel, struct str address, struct str reason,
    struct str source, int64_t at, bool *news, struct err *e)
{
	unsigned char hash[HASH_SIZE];
	struct buf folded = BUF_INIT;
	struct db_value values[6];
	int64_t changed;
	bool ok;

	buf_folded(&folded, address);
	ledger_person(channel, address, hash);
	values[0] = db_blob((struct str){ (const char *)hash, HASH_SIZE });
	values[1] = db_text(reason);
	values[2] = db_text(channel);
	values[3] = db_text(buf_view(&folded));
	values[4] = db_text(source);
	values[5] = db_int(at);
	ok = db_run(l->db, suppress, values, LEDGER_N(values), &changed, e);
	buf_done(&folded);
	if (ok)
		*news = changed > 0;
	return ok;
}

bool
ledger_suppress(struct ledger *l, struct str channel, struct str address,
    enum ledger_reason reason, struct str source, int64_t at, bool *news, struct err *e)
{
	return put_reason(
	    l, channel, address, str_of(ledger_reason_word(reason)), source, at, news, e);
}

/* A lift lies beside what it lifts, so that the same record taken in again is old. */
bool
ledger_lift(struct ledger *l, struct str channel, struct str address,
    enum ledger_reason reason, int64_t at, struct err *e)
{
	struct buf word = BUF_INIT;
	bool ok, news;

	buf_fmt(&word, LIFTED "%s", ledger_reason_word(reason));
	ok = put_reason(l, channel, address, buf_view(&word), STR_NONE, at, &news, e);
	buf_done(&word);
	return ok;
}

/* Notes the row at hand among the times when something was FOUND, or LIFTED. */
static void
note_reason(
    const struct db *db, int64_t found[LEDGER_REASONS], int64_t lifted[LEDGER_REASONS])
{
	struct str word = db_bytes(db, 0);
	int64_t *list = found;
	int i;

	if (str_starts(word, STR(LIFTED))) {
		word = (struct str){ word.at + strlen(LIFTED),
			word.len - strlen(LIFTED) };
		list = lifted;
	}
	for (i = 0; i < LEDGER_REASONS; i++)
		if (str_is(word, ledger_reason_word((enum ledger_reason)i)))
			list[i] = db_number(db, 1);
}

bool
ledger_suppressed(struct ledger *l, struct str channel, struct str address,
    int64_t at[LEDGER_REASONS], struct err *e)
{
	int64_t found[LEDGER_REASONS] = { 0 }, lifted[LEDGER_REASONS] = { 0 };
	unsigned char hash[HASH_SIZE];
	struct db_value value;
	bool any;
	int i;

	ledger_person(channel, address, hash);
	value = db_blob((struct str){ (const char *)hash, HASH_SIZE });
	if (!ledger_ask(l, suppressed, &value, 1, &any, e))
		return false;
	while (any) {
		note_reason(l->db, found, lifted);
		if (!db_row(l->db, &any, e))
			return false;
	}
	for (i = 0; i < LEDGER_REASONS; i++)
		at[i] = found[i] > lifted[i] ? found[i] : 0;
	return true;
}

bool
ledger_consent_put(struct ledger *l, struct str address, bool yes, int64_t at,
    struct str source, struct err *e)
{
	unsigned char hash[HASH_SIZE];
	struct buf folded = BUF_INIT;
	struct db_value values[5];
	bool ok;

	buf_folded(&folded, address);
	ledger_person(STR_NONE, address, hash);
	values[0] = db_blob((struct str){ (const char *)hash, HASH_SIZE });
	values[1] = db_text(buf_view(&folded));
	values[2] = db_int(yes);
	values[3] = db_int(at);
	values[4] = db_text(source);
	ok = db_run(l->db, consent_put, values, LEDGER_N(values), NULL, e);
	buf_done(&folded);
	return ok;
}

bool
ledger_consent(
    struct ledger *l, struct str address, int64_t *at, bool *yes, struct err *e)
{
	unsigned char hash[HASH_SIZE];
	struct db_value value;
	bool any;

	ledger_person(STR_NONE, address, hash);
	value = db_blob((struct str){ (const char *)hash, HASH_SIZE });
	if (!ledger_ask(l, consent, &value, 1, &any, e))
		return false;
	*at = any ? db_number(l->db, 0) : 0;
	*yes = any && db_number(l->db, 1) != 0;
	db_end(l->db);
	return true;
}

/* A window is kept in so many parts, and one more that has only begun. */
enum { PARTS = 20, RING = 32 };

/*
 * The newest part that must go out of the window before there is a place, or -1: parts
 * are read from the newest on.  What lies far ahead is from a clock that was wrong.
 */
static bool
full_until(struct ledger *l, const struct db_value values[3], int64_t n, int64_t *slot,
    struct err *e)
{
	int64_t taken = 0;
	bool any;

	*slot = -1;
	if (!ledger_ask(l, rate_read, values, 3, &any, e))
		return false;
	while (any) {
		taken += db_number(l->db, 1);
		if (taken >= n) {
			*slot = db_number(l->db, 0);
			db_end(l->db);
			return true;
		}
		if (!db_row(l->db, &any, e))
			return false;
	}
	return true;
}

bool
ledger_rate(struct ledger *l, struct str name, int64_t n, int64_t per_seconds,
    int64_t now_ms, bool take, int64_t *wait_ms, struct err *e)
{
	int64_t part = per_seconds * 1000 / PARTS, slot = now_ms / part, full;
	const struct db_value window[] = { db_text(name), db_int(slot - PARTS),
		db_int(slot + PARTS) };
	const struct db_value values[] = { db_text(name), db_int(slot % RING),
		db_int(slot) };

	if (!full_until(l, window, n, &full, e))
		return false;
	if (full >= 0) {
		*wait_ms = (full + PARTS + 1) * part - now_ms;
		return true;
	}
	*wait_ms = 0;
	return !take || db_run(l->db, rate_take, values, LEDGER_N(values), NULL, e);
}
