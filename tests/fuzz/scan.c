/* fuzz-scan - the reader and the writer of JSON Lines */
/* SPDX-License-Identifier: ISC */

/*
 * scan agrees with jansson; every value is found by its own path; every getter stands
 * every value; what emit writes of a record is the record again.
 */

#include "base/buf.h"
#include "data/emit.h"
#include "data/rec.h"
#include "fuzz/agree.h"
#include "fuzz/entry.h"

#define SLACK 64
#define LOOKED_AT 200 /* values of one record, so that a run stays short */

/* A key that a path can name, and that an error shows as it is. */
static bool
plain_key(struct str key)
{
	size_t i;

	for (i = 0; i < key.len; i++)
		if (memchr(".[\\", key.at[i], 3) != NULL ||
		    (unsigned char)key.at[i] < ' ')
			return false;
	return key.len > 0 && key.len <= 60;
}

static bool
plain_keys(const struct rec *r)
{
	const struct tok *t = r->tape.toks, *end = t + r->tape.n;

	for (; t < end; t++)
		if (t->kind == TOK_KEY &&
		    !plain_key((struct str){ r->line.at + t->at, t->len }))
			return false;
	return true;
}

static void
getters(struct val root, const char *path)
{
	struct currency eur = { "EUR", 2 };
	struct val v = VAL_NONE;
	struct amount amount;
	struct moment moment;
	struct whole whole;
	struct truth truth;
	struct day day;
	struct str text;
	struct err e;
	int64_t n;

	(void)rec_find(root, path, &v, &e);
	(void)rec_get_text(root, path, &text, &e);
	(void)rec_need_text(root, path, &text, &e);
	if (rec_get_word(root, path, &text, &e))
		MUST((text.at != NULL) == val_there(v));
	(void)rec_get_whole(root, path, &whole, &e);
	(void)rec_need_whole(root, path, &n, &e);
	(void)rec_get_bool(root, path, &truth, &e);
	(void)rec_get_money(root, path, &eur, &amount, &e);
	(void)rec_get_time(root, path, &moment, &e);
	(void)rec_get_date(root, path, &day, &e);
	(void)rec_get_object(root, path, &v, &e);
	(void)rec_get_list(root, path, &v, &e);
	(void)val_expected(root, path, "something", &e);
	(void)val_line(v);
	(void)val_count(v);
}

/* Every value is where its path says. */
static void
paths(struct rec *r)
{
	struct val root = rec_root(r), v = root, found;
	struct buf path = BUF_INIT;
	bool plain = plain_keys(r);
	struct err e;

	for (v.tok = 0; v.tok < r->tape.n && v.tok < LOOKED_AT; v.tok++) {
		if (val_kind(v) == TOK_KEY)
			continue;
		buf_clear(&path);
		val_path(v, &path);
		getters(root, buf_cstr(&path));
		if (!plain)
			continue;
		if (!rec_find(root, buf_cstr(&path), &found, &e))
			MUST(strstr(e.text, "stands twice") != NULL);
		else if (val_kind(v) == TOK_NULL)
			MUST(!val_there(found));
		else
			MUST(found.tok == v.tok);
	}
	buf_done(&path);
}

/* One pass over the record's members says what single look-ups say. */
static void
fields(struct rec *r)
{
	struct val root = rec_root(r), out[8], one;
	struct val_iter it = val_iter(root);
	struct str names[8] = { STR("type") }, key;
	struct err e, twice;
	size_t n = 1, i;
	char *path;
	bool ok, single = true;

	while (n < 8 && val_next_member(&it, &key, &one)) {
		for (i = 0; i < n && !str_eq(names[i], key); i++)
			;
		if (i == n && plain_key(key))
			names[n++] = key;
	}
	ok = rec_fields(root, names, n, out, &e);
	for (i = 0; i < n; i++) {
		path = mem_copy(names[i].at, names[i].len);
		if (!rec_find(root, path, &one, &twice))
			single = false;
		else if (ok)
			MUST(val_there(one) == val_there(out[i]) &&
			     (!val_there(one) || one.tok == out[i].tok));
		free(path);
	}
	MUST(ok == single);
}

/* Writes V again; as deep as SCAN_DEPTH at most. */
static void
write_value(struct emit *m, struct val v)
{
	struct val_iter it = val_iter(v);
	struct val value;
	struct str key;

	if (val_kind(v) == TOK_OBJECT) {
		emit_object(m);
		while (val_next_member(&it, &key, &value)) {
			emit_key(m, key);
			write_value(m, value);
		}
		emit_object_end(m);
	} else if (val_kind(v) == TOK_ARRAY) {
		emit_list(m);
		while (val_next(&it, &value))
			write_value(m, value);
		emit_list_end(m);
	} else if (val_kind(v) == TOK_TEXT)
		emit_text(m, val_text(v));
	else
		emit_raw(m, val_raw(v));
}

static struct str
tok_text(const struct rec *r, const struct tok *t, struct buf *room)
{
	struct str s = { r->line.at + t->at, t->len };

	if (!t->escaped)
		return s;
	buf_clear(room);
	buf_reserve(room, s.len);
	room->len = scan_unescape(s, room->at);
	MUST(scan_same(s, buf_view(room)));
	return buf_view(room);
}

/* Whether the records have the same tokens. */
static bool
same(const struct rec *a, const struct rec *b)
{
	static struct buf room_a, room_b;
	uint32_t i;

	for (i = 0; i < a->tape.n && i < b->tape.n; i++) {
		const struct tok *s = &a->tape.toks[i], *t = &b->tape.toks[i];

		if (s->kind != t->kind || s->next != t->next)
			return false;
		if (s->kind != TOK_OBJECT && s->kind != TOK_ARRAY &&
		    !str_eq(tok_text(a, s, &room_a), tok_text(b, t, &room_b)))
			return false;
	}
	return a->tape.n == b->tape.n;
}

static void
round_trip(struct rec *r)
{
	static struct rec again;
	struct emit m;
	struct err e;

	emit_init(&m, -1);
	write_value(&m, rec_root(r));
	buf_reserve(&m.out, SLACK);
	memset(m.out.at + m.out.len, '"', SLACK);
	MUST(rec_read(&again, buf_view(&m.out), &e));
	MUST(same(r, &again));
	emit_done(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const behind[] = { "", "\"}]}", "0", "e5", "\\u0041\"}",
		"rue}" };
	static struct rec rec;
	char *copy = mem_zero(size + SLACK, 1);
	struct str line = { copy, size };
	struct err e;

	if (size > 0)
		memcpy(copy, data, size);
	memcpy(copy + size, behind[size % 6], strlen(behind[size % 6]));
	MUST(agree(&rec, line) != AGREE_NO);
	if (rec_read(&rec, line, &e)) {
		paths(&rec);
		fields(&rec);
		round_trip(&rec);
	} else
		MUST(e.text[0] != '\0' && e.kind == ERR_RECORD);
	free(copy);
	return 0;
}
