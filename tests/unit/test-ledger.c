/* test-ledger - io/ledger */
/* SPDX-License-Identifier: ISC */

#include <sys/stat.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/path.h"
#include "ledger-kit.h"

static void
test_rows(void)
{
	struct ledger_entry one = kit_entry("order:1", LEDGER_SENDING), got = { 0 };
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e);
	struct buf bytes = BUF_INIT;
	struct stat st;

	OK(l != NULL, "a new ledger: %s", e.text);
	OK(kit_remote() || (stat(kit_where, &st) == 0 && (st.st_mode & 0777) == 0600),
	    "for its owner alone");
	OK(ledger_begin(l, &e) && ledger_put(l, &one, STR("From: a\0b"), &e) &&
		ledger_commit(l, &e),
	    "a row is put: %s", e.text);
	OK(one.row == 1, "and has a number");
	OK(kit_read(l, "order:1", &got) && got.row == 1, "found by its key");
	IS(got.subject, "Zam\xc3\xb3wienie", "with its texts");
	OK(got.state == LEDGER_SENDING && got.rule.at == NULL && got.next_at == 0,
	    "its state, and nothing where there is nothing");
	OK(ledger_bytes(l, 1, &bytes, &e) && str_eq(buf_view(&bytes), STR("From: a\0b")),
	    "and its bytes");
	OK(kit_first(l, LEDGER_BY_ADDRESS, STR("anna@X.it"), 1),
	    "found by address in any case");
	OK(ledger_next(l, LEDGER_BY_ADDRESS, STR("anna@X.it"), &got, &e) && got.row == 0,
	    "and no more behind it");
	OK(kit_first(l, LEDGER_WAITING, STR("customers"), 1), "what is claimed waits");
	OK(kit_first(l, LEDGER_WAITING, STR("elsewhere"), 0), "in its own scope");
	one.subject = STR("again");
	one.place = STR("Europe/Rome");
	one.consent_at = -77;
	one.accepted_at = 900;
	OK(ledger_put(l, &one, STR_NONE, &e) && one.row == 1, "put again over its key");
	OK(kit_read(l, "order:1", &got) && str_is(got.subject, "again") &&
		got.accepted_at == 100,
	    "with new texts and the old time");
	OK(str_is(got.place, "Europe/Rome") && got.consent_at == -77,
	    "and what the policy needs of the message");
	OK(ledger_check(l, &e), "whole");
	ledger_entry_done(&got);
	ledger_close(l);
	buf_done(&bytes);
}

/* Whoever lost the claim can no longer change the row. */
static void
test_fence(void)
{
	struct ledger_entry first = kit_entry("order:2", LEDGER_SENDING), second,
			    got = { 0 };
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e);

	OK(ledger_put(l, &first, STR("bytes"), &e), "a claimed row");
	second = first;
	second.owner = STR("you");
	second.updated_at = 200;
	OK(ledger_claim(l, &second, &e) && second.attempts == 2, "is claimed anew");
	second.updated_at = 300;
	OK(ledger_claim(l, &second, &e) && second.attempts == 3 &&
		second.first_tried_at == 200,
	    "and again");
	OK(kit_read(l, "order:2", &got) && got.first_tried_at == 200 &&
		got.updated_at == 300,
	    "the first claim's time stays");
	first.state = LEDGER_INDOUBT;
	OK(!ledger_settle(l, &first, &e) && e.kind == ERR_LATER,
	    "the first owner is refused");
	second.state = LEDGER_INDOUBT;
	OK(ledger_settle(l, &second, &e), "the second is not");
	second.state = LEDGER_SENT;
	second.code = STR("250");
	OK(ledger_settle(l, &second, &e), "twice");
	OK(!ledger_settle(l, &second, &e), "but its claim has ended");
	OK(kit_read(l, "order:2", &got) && got.state == LEDGER_SENT &&
		str_is(got.code, "250") && got.owner.at == NULL && got.lease_until == 0,
	    "and left nothing but the result");
	got.row = 1;
	OK(ledger_next(l, LEDGER_WAITING, STR("customers"), &got, &e) && got.row == 0,
	    "which waits for nothing");
	ledger_entry_done(&got);
	ledger_close(l);
}

static void
test_rollback(void)
{
	struct ledger_entry one = kit_entry("order:3", LEDGER_QUEUED), got = { 0 };
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e), *reader;

	OK(ledger_begin(l, &e) && ledger_put(l, &one, STR("x"), &e), "put");
	reader = ledger_open(kit_where, false, &e);
	OK(reader != NULL && kit_first(reader, LEDGER_BY_KEY, one.key, 0),
	    "not seen before it is committed");
	ledger_rollback(l);
	OK(kit_first(l, LEDGER_BY_KEY, one.key, 0), "nor after it was taken back");
	OK(!ledger_put(reader, &one, STR_NONE, &e), "a reader cannot write");
	ledger_entry_done(&got);
	ledger_close(reader);
	ledger_close(l);
}

static int steps;

/* Puts a row in, and fails where CONTEXT is not NULL. */
static bool
put_in(struct ledger *l, void *context, struct err *e)
{
	struct ledger_entry one = kit_entry("order:4", LEDGER_QUEUED);

	steps++;
	return ledger_put(l, &one, STR("x"), e) &&
	       (context == NULL || err_set(e, ERR_RECORD, "no"));
}

static void
test_transact(void)
{
	struct err e = { 0 };
	struct ledger *l = ledger_open(kit_where, true, &e);

	OK(ledger_transact(l, put_in, NULL, true, &e), "to see what would be");
	OK(kit_first(l, LEDGER_BY_KEY, STR("order:4"), 0), "changes nothing");
	OK(!ledger_transact(l, put_in, &e, false, &e) && e.kind == ERR_RECORD &&
		steps == 2,
	    "what fails is not repeated: %s", e.text);
	OK(kit_first(l, LEDGER_BY_KEY, STR("order:4"), 0), "and is taken back");
	OK(ledger_transact(l, put_in, NULL, false, &e) && steps == 3, "once and for all");
	ledger_close(l);
	l = ledger_open(kit_where, false, &e);
	OK(!kit_first(l, LEDGER_BY_KEY, STR("order:4"), 0), "is there");
	ledger_close(l);
}

static void
refuses(const char *name, struct str content, const char *word)
{
	char file[160];
	struct buf after = BUF_INIT;
	struct err e = { 0 };

	(void)snprintf(file, sizeof file, "%s/%s", kit_dir, name);
	OK(path_write(file, content, &e) && ledger_open(file, true, &e) == NULL &&
		e.kind == ERR_LATER,
	    "%s is refused: %s", name, e.text);
	OK(str_find(str_of(e.text), str_of(word)) >= 0, "and called so");
	OK(path_read(file, 1 << 20, &after, &e) && str_eq(buf_view(&after), content),
	    "and left as it was");
	buf_done(&after);
}

/* The ledger with the four bytes at offset AT of its header replaced. */
static void
refuses_header(const char *name, size_t at, const char *bytes, const char *word)
{
	struct buf file = BUF_INIT;
	struct err e;

	OK(path_read(kit_where, 1 << 20, &file, &e) && file.len > 100, "a ledger");
	memcpy(file.at + at, bytes, 4);
	refuses(name, buf_view(&file), word);
	buf_done(&file);
}

static void
test_refused(void)
{
	struct buf file = BUF_INIT;
	struct err e = { 0 };

	refuses("text",
	    STR("this is not a ledger, and it is longer than a header of "
		"SQLite's, which has one hundred bytes in all"),
	    "no ledger");
	refuses_header("foreign", 68, "\0\0\0\1", "another program");
	refuses_header("newer", 60, "\0\0\0\143", "newer");
	OK(path_read(kit_where, 1 << 20, &file, &e), "a ledger");
	memset(file.at + 100, 0xff, file.len - 100);
	refuses("damaged", buf_view(&file), "damaged");
	OK(ledger_open(kit_dir, true, &e) == NULL, "a folder is refused: %s", e.text);
	OK(ledger_open("/dev/null", true, &e) == NULL, "a device too: %s", e.text);
	e.text[0] = 'x';
	OK(ledger_open("/nowhere/at/all", false, &e) == NULL && e.text[0] == '\0',
	    "a reader of no ledger has none, and no error");
	buf_done(&file);
}

/* Several processes make and fill one new ledger at once. */
static void
test_together(const char *name)
{
	enum { PROCESSES = 4, ROWS = 25 };
	char where[400], id[32];
	struct ledger_entry got = { 0 };
	struct err e = { 0 };
	struct ledger *l;
	int64_t rows = 0;
	int i, j, status, well = 0;

	kit_name(where, name);
	for (i = 0; i < PROCESSES; i++) {
		if (fork() != 0)
			continue;
		l = ledger_open(where, true, &e);
		for (j = 0; l != NULL && j < ROWS; j++) {
			struct ledger_entry one;

			(void)snprintf(id, sizeof id, "%d-%d", i, j);
			one = kit_entry(id, LEDGER_QUEUED);
			if (!ledger_begin(l, &e) || !ledger_put(l, &one, STR("x"), &e) ||
			    !ledger_commit(l, &e))
				break;
		}
		ledger_close(l);
		_exit(j == ROWS ? 0 : 1);
	}
	for (i = 0; i < PROCESSES; i++)
		well += wait(&status) > 0 && status == 0;
	OK(well == PROCESSES, "%d of %d processes got on", well, PROCESSES);
	l = ledger_open(where, false, &e);
	while (ledger_next(l, LEDGER_WAITING, STR("customers"), &got, &e) && got.row != 0)
		rows++;
	OK(rows == PROCESSES * ROWS, "and all rows are there");
	ledger_entry_done(&got);
	ledger_close(l);
}

int
main(void)
{
	int i;

	kit_begin();
	test_rows();
	test_fence();
	test_rollback();
	test_transact();
	if (!kit_remote())
		test_refused();
	for (i = 0; i < 8; i++)
		test_together((char[]){ (char)('a' + i), '\0' });
	return kit_end();
}
