/* ledger - what was sent, is being sent and waits, in SQLite */
/* SPDX-License-Identifier: ISC */

#include "io/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/ledger_file.h"

/*
 * What a row's columns are called, in the order of bind_entry and fill_entry: texts
 * first, then numbers.
 */
#define TEXTS                                                                            \
	"key, scope, message_id, channel, recipient, kind, template, class, language,"   \
	" subject, order_id, customer_id, content, mail_id, state, rule, transport,"     \
	" code, detail, owner"
#define NUMBERS                                                                          \
	"attempts, priority, created_at, not_before, expires_at, accepted_at,"           \
	" updated_at, next_at, lease_until, first_tried_at"
#define COLUMNS TEXTS ", " NUMBERS
enum { N_TEXTS = 20, N_NUMBERS = 10, STATE = 14 };

enum statement {
	BY_VIEW, /* one for each view */
	PUT = LEDGER_VIEWS,
	PUT_BYTES,
	CLAIM,
	SETTLE,
	BYTES,
	STATEMENTS
};

#define SELECT "SELECT row, " COLUMNS " FROM message WHERE "
#define BEHIND " AND row > ?2 ORDER BY row LIMIT 1"

static const char *const sql[STATEMENTS] = {
	[LEDGER_BY_KEY] = SELECT "key = ?1" BEHIND,
	[LEDGER_BY_MESSAGE] = SELECT "message_id = ?1" BEHIND,
	[LEDGER_BY_ADDRESS] = SELECT "recipient = ?1 COLLATE NOCASE" BEHIND,
	[LEDGER_WAITING] = SELECT "scope = ?1 AND state IN"
				  " ('queued','held','sending','indoubt')" BEHIND,
	[PUT] = "INSERT INTO message (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
		" ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
		" ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)"
		" ON CONFLICT (key) DO UPDATE SET kind=?6, template=?7, class=?8,"
		" language=?9, subject=?10, order_id=?11, customer_id=?12, content=?13,"
		" mail_id=?14, state=?15, rule=?16, transport=?17, code=?18, detail=?19,"
		" owner=?20, attempts=?21, priority=?22, created_at=?23, not_before=?24,"
		" expires_at=?25, updated_at=?27, next_at=?28, lease_until=?29,"
		" first_tried_at=?30"
		" RETURNING row",
	[PUT_BYTES] = "INSERT OR REPLACE INTO content (row, bytes) VALUES (?1, ?2)",
	[CLAIM] = "UPDATE message SET state='sending', owner=?2, lease_until=?3,"
		  " updated_at=?4, transport=?5, attempts=attempts+1,"
		  " first_tried_at=coalesce(first_tried_at, ?4) WHERE row=?1",
	[SETTLE] = "UPDATE message SET state=?4, rule=?5, transport=?6, code=?7,"
		   " detail=?8, next_at=?9, updated_at=?10,"
		   " owner=CASE WHEN ?4 IN ('sending','indoubt') THEN owner END,"
		   " lease_until=CASE WHEN ?4 IN ('sending','indoubt') THEN lease_until"
		   " END WHERE row=?1 AND owner=?2 AND attempts=?3",
	[BYTES] = "SELECT bytes FROM content WHERE row = ?1",
};

_Static_assert(
    (int)STATEMENTS == (int)LEDGER_STATEMENTS, "the file half makes room for all");

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

/* Statement WHICH, ready for its parameters; NULL with E where it cannot be prepared. */
static sqlite3_stmt *
statement(struct ledger *l, enum statement which, struct err *e)
{
	sqlite3_stmt **s = &l->statements[which];

	if (*s == NULL && sqlite3_prepare_v3(l->db, sql[which], -1,
			      SQLITE_PREPARE_PERSISTENT, s, NULL) != SQLITE_OK)
		(void)ledger_failed(l, e);
	return *s;
}

/* Ends a statement that has done its work, or says why it has not. */
static bool
finish(struct ledger *l, sqlite3_stmt *s, int result, struct err *e)
{
	bool ok = result == SQLITE_DONE || result == SQLITE_ROW;

	if (!ok)
		(void)ledger_failed(l, e);
	(void)sqlite3_reset(s);
	(void)sqlite3_clear_bindings(s);
	return ok;
}

/* The memory of what is bound is the caller's until the statement is finished. */
static void
bind_text(sqlite3_stmt *s, int at, struct str text)
{
	if (text.at != NULL)
		(void)sqlite3_bind_text(s, at, text.at, (int)text.len, SQLITE_STATIC);
}

static void
bind_bytes(sqlite3_stmt *s, int at, struct str bytes)
{
	if (bytes.at != NULL)
		(void)sqlite3_bind_blob(s, at, bytes.at, (int)bytes.len, SQLITE_STATIC);
}

static void
bind_time(sqlite3_stmt *s, int at, int64_t seconds)
{
	if (seconds != 0)
		(void)sqlite3_bind_int64(s, at, seconds);
}

/* The entry's texts in the order of TEXTS; its state is put in by its word. */
static void
list_texts(struct ledger_entry *entry, struct str *list[N_TEXTS])
{
	struct str *const all[N_TEXTS] = { &entry->key, &entry->scope, &entry->message_id,
		&entry->channel, &entry->recipient, &entry->kind, &entry->template,
		&entry->class, &entry->language, &entry->subject, &entry->order_id,
		&entry->customer_id, &entry->content, &entry->mail_id, NULL, &entry->rule,
		&entry->transport, &entry->code, &entry->detail, &entry->owner };

	memcpy(list, all, sizeof all);
}

static void
list_numbers(struct ledger_entry *entry, int64_t *list[N_NUMBERS])
{
	int64_t *const all[N_NUMBERS] = { &entry->attempts, &entry->priority,
		&entry->created_at, &entry->not_before, &entry->expires_at,
		&entry->accepted_at, &entry->updated_at, &entry->next_at,
		&entry->lease_until, &entry->first_tried_at };

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

/* Copies the row that S stands on into ENTRY: all texts in one piece of memory. */
static void
fill(sqlite3_stmt *s, struct ledger_entry *entry)
{
	struct str *texts[N_TEXTS], word = STR_NONE;
	int64_t *numbers[N_NUMBERS];
	size_t room = 1, used = 0;
	int i;

	for (i = 0; i < N_TEXTS; i++)
		room += (size_t)sqlite3_column_bytes(s, i + 1);
	entry->keep = mem_alloc(room);
	entry->row = sqlite3_column_int64(s, 0);
	list_texts(entry, texts);
	list_numbers(entry, numbers);
	texts[STATE] = &word;
	for (i = 0; i < N_TEXTS; i++) {
		const void *at = sqlite3_column_blob(s, i + 1);
		size_t len = (size_t)sqlite3_column_bytes(s, i + 1);

		if (sqlite3_column_type(s, i + 1) == SQLITE_NULL)
			continue;
		if (len > 0)
			memcpy(entry->keep + used, at, len);
		*texts[i] = (struct str){ entry->keep + used, len };
		used += len;
	}
	for (i = 0; i < N_NUMBERS; i++)
		*numbers[i] = sqlite3_column_int64(s, i + 1 + N_TEXTS);
	entry->state = state_of(word);
}

bool
ledger_next(struct ledger *l, enum ledger_view view, struct str value, int64_t after,
    struct ledger_entry *entry, struct err *e)
{
	sqlite3_stmt *s = statement(l, BY_VIEW + view, e);
	int result;

	if (s == NULL)
		return false;
	if (view == LEDGER_BY_KEY)
		bind_bytes(s, 1, value);
	else
		bind_text(s, 1, value);
	(void)sqlite3_bind_int64(s, 2, after);
	ledger_entry_done(entry);
	result = sqlite3_step(s);
	if (result == SQLITE_ROW)
		fill(s, entry);
	return finish(l, s, result, e);
}

static void
bind_entry(sqlite3_stmt *s, const struct ledger_entry *entry)
{
	struct ledger_entry copy = *entry;
	struct str *texts[N_TEXTS], word = str_of(ledger_state_word(entry->state));
	int64_t *numbers[N_NUMBERS];
	int i;

	list_texts(&copy, texts);
	list_numbers(&copy, numbers);
	texts[STATE] = &word;
	for (i = 0; i < N_TEXTS; i++)
		if (texts[i] == &copy.key || texts[i] == &copy.content)
			bind_bytes(s, i + 1, *texts[i]);
		else
			bind_text(s, i + 1, *texts[i]);
	for (i = 0; i < N_NUMBERS; i++)
		if (numbers[i] == &copy.attempts || numbers[i] == &copy.priority)
			(void)sqlite3_bind_int64(s, N_TEXTS + i + 1, *numbers[i]);
		else
			bind_time(s, N_TEXTS + i + 1, *numbers[i]);
}

bool
ledger_put(struct ledger *l, struct ledger_entry *entry, struct str bytes, struct err *e)
{
	sqlite3_stmt *s = statement(l, PUT, e);
	int result;

	if (s == NULL)
		return false;
	bind_entry(s, entry);
	result = sqlite3_step(s);
	if (result == SQLITE_ROW) {
		entry->row = sqlite3_column_int64(s, 0);
		/* With RETURNING the row is in place once the statement is done. */
		result = sqlite3_step(s);
	}
	if (!finish(l, s, result, e))
		return false;
	if (bytes.at == NULL)
		return true;
	s = statement(l, PUT_BYTES, e);
	if (s == NULL)
		return false;
	(void)sqlite3_bind_int64(s, 1, entry->row);
	bind_bytes(s, 2, bytes);
	return finish(l, s, sqlite3_step(s), e);
}

bool
ledger_claim(struct ledger *l, struct ledger_entry *entry, struct err *e)
{
	sqlite3_stmt *s = statement(l, CLAIM, e);

	if (s == NULL)
		return false;
	(void)sqlite3_bind_int64(s, 1, entry->row);
	bind_text(s, 2, entry->owner);
	(void)sqlite3_bind_int64(s, 3, entry->lease_until);
	(void)sqlite3_bind_int64(s, 4, entry->updated_at);
	bind_text(s, 5, entry->transport);
	if (!finish(l, s, sqlite3_step(s), e))
		return false;
	entry->state = LEDGER_SENDING;
	entry->attempts++;
	if (entry->first_tried_at == 0)
		entry->first_tried_at = entry->updated_at;
	return true;
}

bool
ledger_settle(struct ledger *l, const struct ledger_entry *entry, struct err *e)
{
	sqlite3_stmt *s = statement(l, SETTLE, e);

	if (s == NULL)
		return false;
	(void)sqlite3_bind_int64(s, 1, entry->row);
	bind_text(s, 2, entry->owner);
	(void)sqlite3_bind_int64(s, 3, entry->attempts);
	bind_text(s, 4, str_of(ledger_state_word(entry->state)));
	bind_text(s, 5, entry->rule);
	bind_text(s, 6, entry->transport);
	bind_text(s, 7, entry->code);
	bind_text(s, 8, entry->detail);
	bind_time(s, 9, entry->next_at);
	(void)sqlite3_bind_int64(s, 10, entry->updated_at);
	if (!finish(l, s, sqlite3_step(s), e))
		return false;
	return sqlite3_changes(l->db) == 1 ||
	       err_set(e, ERR_LATER,
		   "ledger %s: the claim on %.*s was taken over by another process",
		   l->path, STR_ARG(entry->message_id));
}

bool
ledger_bytes(struct ledger *l, int64_t row, struct buf *out, struct err *e)
{
	sqlite3_stmt *s = statement(l, BYTES, e);
	int result;

	if (s == NULL)
		return false;
	(void)sqlite3_bind_int64(s, 1, row);
	result = sqlite3_step(s);
	if (result == SQLITE_ROW)
		buf_add(
		    out, sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0));
	return finish(l, s, result, e);
}
