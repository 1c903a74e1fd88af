/* bench-jsonl - what a byte of JSON Lines costs: scan, rec and emit beside jansson */
/* SPDX-License-Identifier: ISC */

/*
 * bench-jsonl [FILE]: the first 500 lines of FILE (or as many made-up orders) are
 * scanned, looked into, and written again, over and over, so that they are in the cache
 * as a line is that was just read.  Each row is the best of some rounds, the rows of a
 * round run in turn, so that a busy machine slows them all alike.
 */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/path.h"
#include "data/emit.h"
#include "data/rec.h"
#include "data/scan.h"

#define LINES 500
#define ROUNDS 7
#define SPAN 0.03 /* seconds a row runs in a round */
#define SLACK 64

static struct buf all;
static struct str *lines;
static json_t **trees;
static size_t n_lines, n_bytes;
static char room[1 << 20];
static uint64_t sum; /* so that no look-up is left out */

/* An order of the kind the kit reads; I makes each another. */
static void
add_order(struct emit *m, int64_t i)
{
	static const struct str goods[] = { STR_INIT("Tazza \"moka\", blu"),
		STR_INIT("Th\xc3\xa9i\xc3\xa8re en fonte, 0,8 l"),
		STR_INIT("Filter papers (100)"),
		STR_INIT("\xd0\xa7\xd0\xb0\xd0\xb9\xd0\xbd\xd0\xb8\xd0\xba") };
	struct currency eur = { "EUR", 2 };
	int64_t k;

	emit_object(m);
	emit_put_text(m, STR("type"), STR("order"));
	emit_put_int(m, STR("id"), 1000 + i);
	emit_put_text(m, STR("placed_at"), STR("2026-11-21T10:00:00+01:00"));
	emit_put_text(m, STR("status"), STR("open"));
	emit_put_text(m, STR("currency"), STR("EUR"));
	emit_put_text(m, STR("locale"), STR("it-IT"));
	emit_key(m, STR("customer"));
	emit_object(m);
	emit_put_text(m, STR("name"), STR("Bj\xc3\xb6rn M\xc3\xbcller"));
	emit_put_text(m, STR("email"), STR("customer@example.com"));
	emit_put_bool(m, STR("accepts_marketing"), (struct truth){ true, i % 2 == 0 });
	emit_object_end(m);
	emit_key(m, STR("items"));
	emit_list(m);
	for (k = 0; k <= i % 4; k++) {
		emit_object(m);
		emit_put_text(m, STR("sku"), STR("SKU-001"));
		emit_put_text(m, STR("name"), goods[(i + k) % 4]);
		emit_put_int(m, STR("quantity"), 1 + k);
		emit_put_money(
		    m, STR("unit_price"), (struct amount){ true, 199 + i }, &eur);
		emit_put_money(m, STR("total"), (struct amount){ true, 199 + i }, &eur);
		emit_put_text(m, STR("url"), STR("https://shop.example/p/001"));
		emit_object_end(m);
	}
	emit_list_end(m);
	emit_put_money(m, STR("total"), (struct amount){ true, 2000 + i }, &eur);
	emit_object_end(m);
	emit_line(m);
}

static void
make_orders(void)
{
	struct emit m;
	int64_t i;

	emit_init(&m, -1);
	for (i = 0; i < LINES; i++)
		add_order(&m, i);
	buf_str(&all, buf_view(&m.out));
	emit_done(&m);
}

/* One call of emit: what a tool has in its structs when it writes a record. */
struct call {
	enum call_kind { OPEN, CLOSE, LIST, LIST_END, KEY, TEXT, INT, RAW, LINE } kind;
	struct str text;
	int64_t n;
};

static struct call *calls;
static size_t n_calls, calls_room;

static void
add_call(enum call_kind kind, struct str text, int64_t n)
{
	if (n_calls == calls_room) {
		calls_room = calls_room == 0 ? 1024 : 2 * calls_room;
		calls = mem_grow(calls, calls_room, sizeof *calls);
	}
	if (text.len > 0)
		text.at = mem_copy(text.at, text.len);
	calls[n_calls++] = (struct call){ kind, text, n };
}

/* Adds the calls that write T as jansson's dump of it is. */
static void
add_calls(json_t *t)
{
	struct str key;
	json_t *v;
	size_t i;

	if (json_is_object(t)) {
		add_call(OPEN, STR_NONE, 0);
		json_object_keylen_foreach(t, key.at, key.len, v)
		{
			add_call(KEY, key, 0);
			add_calls(v);
		}
		add_call(CLOSE, STR_NONE, 0);
	} else if (json_is_array(t)) {
		add_call(LIST, STR_NONE, 0);
		json_array_foreach(t, i, v) add_calls(v);
		add_call(LIST_END, STR_NONE, 0);
	} else if (json_is_string(t))
		add_call(
		    TEXT, (struct str){ json_string_value(t), json_string_length(t) }, 0);
	else if (json_is_integer(t))
		add_call(INT, STR_NONE, json_integer_value(t));
	else
		add_call(RAW, str_of(json_dumps(t, JSON_ENCODE_ANY)), 0);
}

static void
cut_lines(void)
{
	struct str rest, line;
	json_error_t why;

	buf_reserve(&all, SLACK);
	memset(all.at + all.len, 0, SLACK);
	lines = mem_zero(LINES, sizeof *lines);
	for (rest = buf_view(&all); n_lines < LINES && str_cut(&rest, '\n', &line);)
		if (line.len > 0) {
			lines[n_lines++] = line;
			n_bytes += line.len + 1;
		}
	trees = mem_zero(n_lines, sizeof(json_t *));
	for (size_t i = 0; i < n_lines; i++) {
		trees[i] = json_loadb(lines[i].at, lines[i].len, 0, &why);
		if (trees[i] == NULL)
			diag_die(1, "line %zu: %s", i + 1, why.text);
		add_calls(trees[i]);
		add_call(LINE, STR_NONE, 0);
	}
}

static void
run_scan(void)
{
	static struct tape tape;
	struct err e;
	size_t i;

	for (i = 0; i < n_lines; i++)
		if (!scan(&tape, lines[i], &e))
			diag_die(1, "%s", e.text);
}

static void
run_loadb(void)
{
	json_error_t why;
	size_t i;

	for (i = 0; i < n_lines; i++)
		json_decref(json_loadb(lines[i].at, lines[i].len, 0, &why));
}

/* Looks for twenty fields, as a reader of orders does. */
static void
look_up(struct val v, bool bulk)
{
	static const struct str names[] = { STR_INIT("type"), STR_INIT("id"),
		STR_INIT("number"), STR_INIT("placed_at"), STR_INIT("status"),
		STR_INIT("currency"), STR_INIT("locale"), STR_INIT("customer"),
		STR_INIT("ship_to"), STR_INIT("bill_to"), STR_INIT("items"),
		STR_INIT("subtotal"), STR_INIT("discount"), STR_INIT("shipping"),
		STR_INIT("tax"), STR_INIT("total"), STR_INIT("payment"),
		STR_INIT("promised"), STR_INIT("shipments"), STR_INIT("coupon") };
	struct val out[20];
	struct err e;
	size_t i;

	if (bulk && !rec_fields(v, names, 20, out, &e))
		diag_die(1, "%s", e.text);
	for (i = 0; i < 20; i++) {
		if (!bulk && !rec_find(v, names[i].at, &out[i], &e))
			diag_die(1, "%s", e.text);
		sum += val_there(out[i]);
	}
}

static void
run_rec(bool look, bool bulk)
{
	static struct rec rec;
	struct err e;
	size_t i;

	for (i = 0; i < n_lines; i++) {
		if (!rec_read(&rec, lines[i], &e))
			diag_die(1, "%s", e.text);
		if (look)
			look_up(rec_root(&rec), bulk);
	}
}

static void
run_find(void)
{
	run_rec(true, false);
}

static void
run_fields(void)
{
	run_rec(true, true);
}

static void
run_pass(void)
{
	static struct rec rec;
	struct emit m;
	struct err e;
	size_t i;

	emit_init(&m, -1);
	for (i = 0; i < n_lines; i++) {
		if (!rec_read(&rec, lines[i], &e))
			diag_die(1, "%s", e.text);
		emit_raw(&m, val_raw(rec_root(&rec)));
		emit_line(&m);
		if (m.out.len > sizeof room)
			m.out.len = m.start = 0;
	}
	emit_done(&m);
}

static void
run_emit(void)
{
	static struct emit m;
	const struct call *c;

	if (m.out.at == NULL)
		emit_init(&m, -1);
	for (c = calls; c < calls + n_calls; c++)
		switch (c->kind) {
		case OPEN:
			emit_object(&m);
			break;
		case CLOSE:
			emit_object_end(&m);
			break;
		case LIST:
			emit_list(&m);
			break;
		case LIST_END:
			emit_list_end(&m);
			break;
		case KEY:
			emit_key(&m, c->text);
			break;
		case TEXT:
			emit_text(&m, c->text);
			break;
		case INT:
			emit_int(&m, c->n);
			break;
		case RAW:
			emit_raw(&m, c->text);
			break;
		case LINE:
			emit_line(&m);
			sum += m.out.len;
			m.out.len = m.start = 0;
			break;
		}
}

static void
run_dumpb(void)
{
	size_t i;

	for (i = 0; i < n_lines; i++)
		sum += json_dumpb(trees[i], room, sizeof room, JSON_COMPACT);
}

static const struct {
	const char *name;
	void (*run)(void);
} rows[] = {
	{ "scan", run_scan },
	{ "rec: 20 fields, one by one", run_find },
	{ "rec: 20 fields, in one pass", run_fields },
	{ "rec and emit_raw", run_pass },
	{ "json_loadb", run_loadb },
	{ "emit", run_emit },
	{ "json_dumpb", run_dumpb },
};

#define ROWS (sizeof rows / sizeof *rows)

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds for one run. */
static double
timed(void (*run)(void))
{
	double from = now(), s;
	int runs = 0;

	do {
		run();
		runs++;
		s = now() - from;
	} while (s < SPAN);
	return s / runs;
}

int
main(int argc, char *argv[])
{
	double best[ROWS] = { 0 }, s;
	struct err e;
	size_t i, round;

	diag_name("bench-jsonl");
	if (argc < 2)
		make_orders();
	else if (!path_read(argv[1], (size_t)1 << 30, &all, &e))
		diag_die(2, "%s", e.text);
	cut_lines();
	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < ROWS; i++) {
			s = timed(rows[i].run);
			if (round == 0 || s < best[i])
				best[i] = s;
		}
	(void)printf("%zu lines of %zu bytes\n", n_lines, n_bytes / n_lines);
	for (i = 0; i < ROWS; i++)
		(void)printf("%-28s %7.0f MB/s %8.0f ns/line\n", rows[i].name,
		    (double)n_bytes / best[i] / 1e6, best[i] / (double)n_lines * 1e9);
	(void)printf("scan is %.1f times json_loadb, emit %.1f times json_dumpb\n",
	    best[4] / best[0], best[6] / best[5]);
	return 0;
}
