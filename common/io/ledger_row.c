/* ledger_row - the rows of the ledger, read and put in */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/ledger_db.h"

/*
 * What a row's columns are called, in the order of list_texts and list_numbers: texts
 * first, then numbers.
 */
#define TEXTS                                                                            \
	"key, scope, message_id, channel, recipient, kind, template, class, language,"   \
	" subject, order_id, customer_id, content, mail_id, state, rule, transport,"     \
	" code, detail, owner, place"
#define NUMBERS                                                                          \
	"attempts, priority, created_at, not_before, expires_at, accepted_at,"           \
	" updated_at, next_at, lease_until, first_tried_at, claimed_at, consent_at"
#define COLUMNS TEXTS ", " NUMBERS
enum { N_TEXTS = 21, N_NUMBERS = 12, STATE = 14, ADDRESS = N_TEXTS + N_NUMBERS, RANK };

#define SELECT "SELECT row, " COLUMNS " FROM message WHERE "
#define WAITING                                                                          \
	"scope = $1 AND (" LEDGER_WAITS ")"                                              \
	" AND state IN ('queued','held','sending','indoubt')"
#define BEHIND " AND row > $2 ORDER BY row LIMIT 1"

/*
 * The conditions of partial indexes stand here as there, since neither database sees that
 * a parameter meets them; in old ledgers that of the waiting is an IN.
 */
static const char *const views[LEDGER_VIEWS] = {
	[LEDGER_BY_KEY] = SELECT "key = $1" BEHIND,
	[LEDGER_BY_MESSAGE] = SELECT "message_id = $1" BEHIND,
	[LEDGER_BY_ADDRESS] = SELECT "address = $1" BEHIND,
	[LEDGER_BY_MAIL] = SELECT "mail_id = $1" BEHIND,
	[LEDGER_BY_TOKEN] = SELECT "key >= $1 AND key <= $3" BEHIND,
	[LEDGER_BY_STATE] = SELECT "state = $1 AND state <> 'sent'" BEHIND,
	[LEDGER_WAITING] = SELECT WAITING " AND rank = $3" BEHIND,
	[LEDGER_UNSURE] = SELECT "scope = $1 AND state = 'unknown' AND state <> 'sent'"
				 " AND address <> ''" BEHIND,
};
static const char sent[] = SELECT "state = $1" BEHIND;
static const char lower[] = SELECT WAITING " AND rank > $3 ORDER BY rank, row LIMIT 1";

/*
 * What was forgotten stays so, where the row is not to go out: there is no address in it
 * then.
 */
#define KEEP(column, forgotten, value)                                                   \
	column "=CASE WHEN message.address = '' AND $15 IN ('suppressed','expired')"     \
	       " THEN " forgotten " ELSE " value " END"
#define WHO(column, value)                                                               \
	column "=CASE WHEN message.address <> '' THEN message." column                   \
	       " WHEN $15 IN ('suppressed','expired') THEN '' ELSE " value " END"

#define PUT                                                                              \
	"INSERT INTO message (" COLUMNS ", address, rank) VALUES ($1, $2, $3, $4, $5,"   \
	" $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,"   \
	" $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)"         \
	" ON CONFLICT (key) DO UPDATE SET kind=$6, template=$7, class=$8, language=$9,"  \
	" order_id=$11, content=$13, mail_id=$14, state=$15, rule=$16, transport=$17,"   \
	" code=$18, detail=$19, owner=$20, place=$21, attempts=$22, priority=$23,"       \
	" created_at=$24, not_before=$25, expires_at=$26, updated_at=$28, next_at=$29,"  \
	" lease_until=$30, first_tried_at=$31, claimed_at=$32, consent_at=$33,"          \
	" rank=$35, " KEEP("subject", "NULL", "$10") ", " KEEP("customer_id", "NULL",    \
	    "$12") ", " WHO("recipient", "$5") ", " WHO("address", "$34")

/* RETURNING saves a round trip; where there is none, it costs more than the question. */
static const char put_far[] = PUT " RETURNING row", put[] = PUT;
static const char row_of[] = "SELECT row FROM message WHERE key = $1";

static const char
    put_bytes[] = "INSERT INTO content (row, bytes) SELECT row, $2 FROM message"
		  " WHERE row = $1 AND address <> ''"
		  " ON CONFLICT (row) DO UPDATE SET bytes = excluded.bytes";

static const char get_bytes[] = "SELECT bytes FROM content WHERE row = $1";

const char *
ledger_state_word(enum ledger_state s)
{
	static const char *const words[LEDGER_STATES] = { "queued", "held", "sending",
		"indoubt", "sent", "unknown", "failed", "dead", "suppressed", "expired" };

	return words[s];
}

void
ledger_entry_done(struct ledger_entry *entry)
{
	free(entry->keep);
	*entry = (struct ledger_entry){ 0 };
}

bool
ledger_ask(struct ledger *l, const char *sql, const struct db_value *values, size_t n,
    bool *any, struct err *e)
{
	return db_query(l->db, sql, values, n, e) && db_row(l->db, any, e);
}

/* The entry's texts in the order of TEXTS; its state is put in by its word. */
static void
list_texts(struct ledger_entry *entry, struct str *list[N_TEXTS])
{
	struct str *const all[N_TEXTS] = { &entry->key, &entry->scope, &entry->message_id,
		&entry->channel, &entry->recipient, &entry->kind, &entry->template,
		&entry->class, &entry->language, &entry->subject, &entry->order_id,
		&entry->customer_id, &entry->content, &entry->mail_id, NULL, &entry->rule,
		&entry->transport, &entry->code, &entry->detail, &entry->owner,
		&entry->place };

	memcpy(list, all, sizeof all);
}

static void
list_numbers(struct ledger_entry *entry, int64_t *list[N_NUMBERS])
{
	int64_t *const all[N_NUMBERS] = { &entry->attempts, &entry->priority,
		&entry->created_at, &entry->not_before, &entry->expires_at,
		&entry->accepted_at, &entry->updated_at, &entry->next_at,
		&entry->lease_until, &entry->first_tried_at, &entry->claimed_at,
		&entry->consent_at };

	memcpy(list, all, sizeof all);
}

static enum ledger_state
state_of(struct str word)
{
	enum ledger_state s = LEDGER_QUEUED;

	while (s < LEDGER_STATES - 1 && !str_is(word, ledger_state_word(s)))
		s++;
	return s;
}

/* Copies the row at hand into ENTRY: all texts in one piece of memory. */
static void
fill(struct db *db, struct ledger_entry *entry)
{
	struct str *texts[N_TEXTS], word = STR_NONE;
	int64_t *numbers[N_NUMBERS];
	size_t room = 1, used = 0;
	int i;

	for (i = 0; i < N_TEXTS; i++)
		room += db_bytes(db, i + 1).len;
	entry->keep = mem_alloc(room);
	entry->row = db_number(db, 0);
	list_texts(entry, texts);
	list_numbers(entry, numbers);
	texts[STATE] = &word;
	for (i = 0; i < N_TEXTS; i++) {
		struct str text = db_bytes(db, i + 1);

		if (text.at == NULL)
			continue;
		if (text.len > 0)
			memcpy(entry->keep + used, text.at, text.len);
		*texts[i] = (struct str){ entry->keep + used, text.len };
		used += text.len;
	}
	for (i = 0; i < N_NUMBERS; i++)
		*numbers[i] = db_number(db, i + 1 + N_TEXTS);
	entry->state = state_of(word);
}

/* What is low comes first. */
static int64_t
rank_of(int64_t priority)
{
	return priority == INT64_MIN ? INT64_MAX : -priority;
}

/* The value as VIEW looks for it, and the last parameter of the view; made in MADE. */
static void
look_for(enum ledger_view view, const struct ledger_entry *after,
    struct db_value values[3], struct buf *made)
{
	struct str value = values[0].bytes;

	values[2] = db_int(after->row == 0 ? INT64_MIN : rank_of(after->priority));
	switch (view) {
	case LEDGER_BY_KEY:
		values[0].type = DB_BLOB;
		break;
	case LEDGER_BY_TOKEN:
		buf_str(made, value);
		while (made->len < 64)
			buf_char(made, '\xff');
		values[0].type = DB_BLOB;
		values[2] = db_blob(buf_view(made));
		break;
	case LEDGER_BY_ADDRESS:
		buf_folded(made, value);
		values[0].bytes = buf_view(made);
		break;
	case LEDGER_BY_MAIL:
		buf_fmt(made, "<%.*s>", STR_ARG(value));
		values[0].bytes = buf_view(made);
		break;
	case LEDGER_BY_MESSAGE:
	case LEDGER_BY_STATE:
	case LEDGER_WAITING:
	case LEDGER_UNSURE:
	case LEDGER_VIEWS:
		break;
	}
}

/*
 * What waits is looked for behind the row first, and then in what has a lower priority:
 * SQLite would go through the whole priority again for a comparison of both at once.
 */
static bool
look(struct ledger *l, enum ledger_view view, const struct db_value values[3], bool *any,
    struct err *e)
{
	size_t n = view == LEDGER_BY_TOKEN || view == LEDGER_WAITING ? 3 : 2;
	const char *sql = views[view];

	if (view == LEDGER_BY_STATE && str_is(values[0].bytes, "sent"))
		sql = sent;
	return ledger_ask(l, sql, values, n, any, e) &&
	       (*any || view != LEDGER_WAITING ||
		   ledger_ask(l, lower, values, 3, any, e));
}

bool
ledger_next(struct ledger *l, enum ledger_view view, struct str value,
    struct ledger_entry *entry, struct err *e)
{
	struct db_value values[3] = { db_text(value), db_int(entry->row) };
	struct buf made = BUF_INIT;
	bool any, ok;

	look_for(view, entry, values, &made);
	ok = look(l, view, values, &any, e);
	buf_done(&made);
	if (!ok)
		return false;
	ledger_entry_done(entry);
	if (any)
		fill(l->db, entry);
	db_end(l->db);
	return true;
}

static void
bind_entry(struct db_value values[RANK + 1], struct ledger_entry *entry)
{
	struct str *texts[N_TEXTS], word = str_of(ledger_state_word(entry->state));
	int64_t *numbers[N_NUMBERS];
	int i;

	list_texts(entry, texts);
	list_numbers(entry, numbers);
	texts[STATE] = &word;
	for (i = 0; i < N_TEXTS; i++)
		if (texts[i] == &entry->key || texts[i] == &entry->content)
			values[i] = db_blob(*texts[i]);
		else
			values[i] = db_text(*texts[i]);
	for (i = 0; i < N_NUMBERS; i++)
		if (numbers[i] == &entry->attempts || numbers[i] == &entry->priority)
			values[N_TEXTS + i] = db_int(*numbers[i]);
		else
			values[N_TEXTS + i] = db_time(*numbers[i]);
	values[RANK] = db_int(rank_of(entry->priority));
}

/* Puts the row of ENTRY in and sets its number. */
static bool
put_row(struct ledger *l, struct ledger_entry *entry, struct err *e)
{
	struct db_value values[RANK + 1];
	struct buf address = BUF_INIT;
	bool any = false, ok;

	buf_folded(&address, entry->recipient);
	bind_entry(values, entry);
	values[ADDRESS] = db_text(buf_view(&address));
	if (l->far)
		ok = ledger_ask(l, put_far, values, LEDGER_N(values), &any, e);
	else
		ok = db_run(l->db, put, values, LEDGER_N(values), NULL, e) &&
		     ledger_ask(l, row_of, values, 1, &any, e);
	if (ok && any) {
		entry->row = db_number(l->db, 0);
		/* With RETURNING the row is in place once the statement is done. */
		ok = db_row(l->db, &any, e);
	}
	buf_done(&address);
	return ok;
}

bool
ledger_put(struct ledger *l, struct ledger_entry *entry, struct str bytes, struct err *e)
{
	struct db_value values[2];

	if (entry->state == LEDGER_SENDING && entry->claimed_at == 0)
		entry->claimed_at = entry->updated_at;
	if (!put_row(l, entry, e))
		return false;
	values[0] = db_int(entry->row);
	values[1] = db_blob(bytes);
	return bytes.at == NULL || db_run(l->db, put_bytes, values, 2, NULL, e);
}

bool
ledger_bytes(struct ledger *l, int64_t row, struct buf *out, struct err *e)
{
	struct db_value value = db_int(row);
	bool any;

	if (!ledger_ask(l, get_bytes, &value, 1, &any, e))
		return false;
	if (any)
		buf_str(out, db_bytes(l->db, 0));
	db_end(l->db);
	return true;
}
