/* rec - a record: one line of JSON Lines, its fields by path */
/* SPDX-License-Identifier: ISC */

#include "data/rec.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MARK "\xef\xbb\xbf" /* a byte order mark */
#define CHUNK ((size_t)4096)
#define CHUNK_KEPT ((size_t)1 << 20)

struct rec_chunk {
	struct rec_chunk *next;
	size_t used, room;
	char bytes[];
};

void
rec_init(struct rec *r)
{
	*r = (struct rec){ .line = STR_NONE };
}

/* Frees the chunks but the first, which is the newest and largest. */
static void
forget_decoded(struct rec *r)
{
	struct rec_chunk *c = r->decoded, *next;

	if (c == NULL)
		return;
	while ((next = c->next) != NULL) {
		c->next = next->next;
		free(next);
	}
	c->used = 0;
	if (c->room > CHUNK_KEPT) {
		free(c);
		r->decoded = NULL;
	}
}

void
rec_done(struct rec *r)
{
	forget_decoded(r);
	free(r->decoded);
	tape_done(&r->tape);
	rec_init(r);
}

bool
rec_read(struct rec *r, struct str line, struct err *e)
{
	forget_decoded(r);
	r->line = line;
	if (!scan(&r->tape, line, e)) {
		if (!str_starts(line, STR(MARK)))
			return false;
		r->line = (struct str){ line.at + 3, line.len - 3 };
		if (!scan(&r->tape, r->line, e))
			return false;
	}
	if (r->tape.toks[0].kind == TOK_OBJECT)
		return true;
	(void)val_expected((struct val){ r, 0 }, "", "an object", e);
	r->tape.n = 0;
	return false;
}

struct val
rec_root(struct rec *r)
{
	return (struct val){ r, 0 };
}

static inline const struct tok *
tok_of(struct val v)
{
	return &v.rec->tape.toks[v.tok];
}

/* The bytes of a key or text between its quotes, and of anything else. */
static inline struct str
tok_str(const struct rec *r, const struct tok *t)
{
	return (struct str){ r->line.at + t->at, t->len };
}

enum tok_kind
val_kind(struct val v)
{
	return v.rec == NULL ? TOK_NULL : (enum tok_kind)tok_of(v)->kind;
}

struct str
val_raw(struct val v)
{
	struct str s;

	if (v.rec == NULL)
		return STR_NONE;
	s = tok_str(v.rec, tok_of(v));
	if (tok_of(v)->kind == TOK_TEXT) {
		s.at--;
		s.len += 2;
	}
	return s;
}

/* The key or text T, decoded where it has escapes. */
static struct str
decoded(struct rec *r, const struct tok *t)
{
	struct str s = tok_str(r, t);
	struct rec_chunk *c = r->decoded;
	size_t room;
	char *out;

	if (!t->escaped)
		return s;
	if (c == NULL || c->room - c->used < s.len) {
		room = c == NULL ? CHUNK : 2 * c->room;
		if (room < s.len)
			room = s.len;
		c = mem_alloc(sizeof *c + room);
		*c = (struct rec_chunk){ .next = r->decoded, .room = room };
		r->decoded = c;
	}
	out = c->bytes + c->used;
	s.len = scan_unescape(s, out);
	s.at = out;
	c->used += s.len;
	return s;
}

struct str
val_text(struct val v)
{
	if (val_kind(v) != TOK_TEXT)
		return STR_NONE;
	return decoded(v.rec, tok_of(v));
}

static inline bool
key_is(const struct rec *r, const struct tok *key, struct str name)
{
	if (key->escaped)
		return scan_same(tok_str(r, key), name);
	return key->len == name.len &&
	       memcmp(r->line.at + key->at, name.at, name.len) == 0;
}

/* The value of OBJECT's member NAME, or VAL_NONE; false where there are two. */
static bool
find_member(struct val object, struct str name, struct val *out, struct err *e)
{
	const struct rec *r = object.rec;
	const struct tok *toks = r->tape.toks;
	uint32_t i = object.tok + 1, end = toks[object.tok].next, at = 0;

	for (; i < end; i = toks[i + 1].next) {
		if (!key_is(r, &toks[i], name))
			continue;
		if (at != 0)
			return val_err(
			    (struct val){ object.rec, i + 1 }, e, "stands twice");
		at = i + 1;
	}
	*out = at == 0 ? VAL_NONE : (struct val){ object.rec, at };
	return true;
}

/* The item of LIST at INDEX, or VAL_NONE. */
static struct val
find_item(struct val list, uint32_t index)
{
	struct val_iter it = val_iter(list);
	struct val item;

	while (val_next(&it, &item))
		if (index-- == 0)
			return item;
	return VAL_NONE;
}

/* The number in the brackets at *PATH, which is moved behind them. */
static uint32_t
read_index(const char **path)
{
	const char *p = *path + 1;
	uint32_t index = 0;

	for (; *p >= '0' && *p <= '9'; p++)
		index = index > 100000000 ? index : 10 * index + (uint32_t)(*p - '0');
	*path = *p == ']' ? p + 1 : p;
	return index;
}

bool
rec_find(struct val v, const char *path, struct val *out, struct err *e)
{
	struct str name;

	while (*path != '\0' && val_kind(v) != TOK_NULL) {
		if (*path == '[') {
			if (val_kind(v) != TOK_ARRAY)
				return val_expected(v, "", "a list", e);
			v = find_item(v, read_index(&path));
		} else {
			if (val_kind(v) != TOK_OBJECT)
				return val_expected(v, "", "an object", e);
			name.at = path;
			while (*path != '\0' && *path != '.' && *path != '[')
				path++;
			name.len = (size_t)(path - name.at);
			if (!find_member(v, name, &v, e))
				return false;
		}
		if (*path == '.')
			path++;
	}
	*out = val_kind(v) == TOK_NULL ? VAL_NONE : v;
	return true;
}

/* Which of the N NAMES the key is, tried from HINT on and around; or N. */
static inline size_t
find_name(const struct rec *r, const struct tok *key, const struct str *names, size_t n,
    size_t hint)
{
	size_t i;

	for (i = hint; i < n; i++)
		if (key_is(r, key, names[i]))
			return i;
	for (i = 0; i < hint; i++)
		if (key_is(r, key, names[i]))
			return i;
	return n;
}

bool
rec_fields(
    struct val object, const struct str *names, size_t n, struct val *out, struct err *e)
{
	const struct tok *toks;
	uint32_t i, end;
	size_t f, hint = 0;

	/* While it runs, `tok` says that a name was seen; token 0 is never a member's. */
	for (f = 0; f < n; f++)
		out[f] = VAL_NONE;
	if (val_kind(object) == TOK_NULL)
		return true;
	if (val_kind(object) != TOK_OBJECT)
		return val_expected(object, "", "an object", e);
	toks = object.rec->tape.toks;
	end = toks[object.tok].next;
	for (i = object.tok + 1; i < end; i = toks[i + 1].next) {
		f = find_name(object.rec, &toks[i], names, n, hint);
		if (f == n)
			continue;
		if (out[f].tok != 0)
			return val_err(
			    (struct val){ object.rec, i + 1 }, e, "stands twice");
		out[f].tok = i + 1;
		out[f].rec = toks[i + 1].kind == TOK_NULL ? NULL : object.rec;
		hint = f + 1;
	}
	return true;
}

struct val_iter
val_iter(struct val list)
{
	if (val_kind(list) != TOK_ARRAY && val_kind(list) != TOK_OBJECT)
		return (struct val_iter){ NULL, 0, 0 };
	return (struct val_iter){ list.rec, list.tok + 1, tok_of(list)->next };
}

bool
val_next(struct val_iter *it, struct val *item)
{
	if (it->tok >= it->end)
		return false;
	*item = (struct val){ it->rec, it->tok };
	it->tok = tok_of(*item)->next;
	return true;
}

bool
val_next_member(struct val_iter *it, struct str *key, struct val *value)
{
	if (it->tok >= it->end)
		return false;
	*key = decoded(it->rec, &it->rec->tape.toks[it->tok]);
	*value = (struct val){ it->rec, it->tok + 1 };
	it->tok = tok_of(*value)->next;
	return true;
}

uint32_t
val_count(struct val list)
{
	struct val_iter it = val_iter(list);
	bool object = val_kind(list) == TOK_OBJECT;
	struct val item;
	uint32_t n = 0;

	while (val_next(&it, &item))
		n++;
	return object ? n / 2 : n;
}
