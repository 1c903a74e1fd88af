/* shop - who the shop is: the shop file, read and checked */
/* SPDX-License-Identifier: ISC */

#include "shop/shop.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "shop/shop-parts.h"

#define FILE_MAX ((size_t)1 << 20)
#define SLACK 64 /* readable bytes behind a text that is scanned */
#define DAYS_MAX 3650

/* The line that an error would be on is that of the value looked at last. */
struct reader {
	struct shop *shop;
	uint32_t line;
};

static bool
read_text(struct str *field, const struct shop_row *r, struct val v, struct err *e)
{
	if (val_kind(v) != TOK_TEXT || !r->is(val_text(v)))
		return val_expected(v, "", r->key.expected, e);
	*field = val_text(v);
	return true;
}

static bool
read_days(int64_t *field, const struct shop_row *r, struct val v, struct err *e)
{
	struct whole n;

	if (val_kind(v) != TOK_NUMBER || !rec_get_whole(v, "", &n, e) || n.n < 0 ||
	    n.n > DAYS_MAX)
		return val_expected(v, "", r->key.expected, e);
	*field = n.n;
	return true;
}

static bool
read_lines(struct reader *r, struct str *at, size_t room, size_t *n,
    const struct shop_row *row, struct val v, struct err *e)
{
	struct val_iter it = val_iter(v);
	struct val item;

	if (val_kind(v) != TOK_ARRAY || val_count(v) > room)
		return val_expected(v, "", row->key.expected, e);
	while (val_next(&it, &item)) {
		r->line = val_line(item);
		if (val_kind(item) != TOK_TEXT || !row->is(val_text(item)))
			return val_expected(item, "", SHOP_LINE, e);
		at[(*n)++] = val_text(item);
	}
	return true;
}

static bool read_object(
    struct reader *r, void *base, struct val v, const char *prefix, struct err *e);

static bool
read_social(struct reader *r, const struct shop_row *row, struct val v, struct err *e)
{
	struct shop *s = r->shop;
	struct val_iter it = val_iter(v);
	struct val item;

	if (val_kind(v) != TOK_ARRAY ||
	    val_count(v) > sizeof s->support.social / sizeof *s->support.social)
		return val_expected(v, "", row->key.expected, e);
	while (val_next(&it, &item)) {
		struct shop_link *link = &s->support.social[s->support.n_social++];

		r->line = val_line(item);
		if (!read_object(r, link, item, "support.social[].", e) ||
		    !rec_need_text(item, "name", &link->name, e) ||
		    !rec_need_text(item, "url", &link->url, e))
			return false;
	}
	return true;
}

/* Reads V, the value of ROW's key, into the field below BASE. */
static bool
read_value(
    struct reader *r, void *base, const struct shop_row *row, struct val v, struct err *e)
{
	void *field = (char *)base + row->field;
	struct shop_texts *texts = field;
	struct shop *s = r->shop;

	if (val_kind(v) == TOK_NULL)
		return true;
	switch (row->how) {
	case SHOP_TEXT:
		return read_text(field, row, v, e);
	case SHOP_DAYS:
		return read_days(field, row, v, e);
	case SHOP_LINES:
		return read_lines(r, s->address, sizeof s->address / sizeof *s->address,
		    &s->n_address, row, v, e);
	case SHOP_TEXTS:
		return read_lines(r, texts->at, sizeof texts->at / sizeof *texts->at,
		    &texts->n, row, v, e);
	case SHOP_SOCIAL:
		return read_social(r, row, v, e);
	case SHOP_OTHER:
		break;
	}
	return true;
}

/* Reads the member KEY of the object V, which is called PATH in the table. */
static bool
read_member(struct reader *r, void *base, struct val v, struct str key, struct buf *path,
    struct val value, struct err *e)
{
	const struct shop_row *row = shop_row(buf_view(path));
	struct val same;

	if (key.len > 0 && memchr(key.at, '.', key.len) != NULL)
		return err_set(e, ERR_TROUBLE,
		    "\"%.*s\" in one key: expected an object in an object",
		    (int)str_head(key, 80).len, key.at);
	if (row == NULL && !shop_section(buf_view(path)))
		return shop_unknown(buf_view(path), e);
	/* Looking a key up finds out whether it stands twice. */
	if (!rec_find(v, buf_cstr(path) + (path->len - key.len), &same, e))
		return false;
	if (row != NULL)
		return read_value(r, base, row, value, e);
	if (val_kind(value) == TOK_NULL)
		return true;
	buf_char(path, '.');
	return read_object(r, base, value, buf_cstr(path), e);
}

/* Reads the members of V, whose keys begin with PREFIX, into the fields below BASE. */
static bool
read_object(struct reader *r, void *base, struct val v, const char *prefix, struct err *e)
{
	struct buf path = BUF_INIT;
	struct val_iter it;
	struct val value;
	struct str key;
	bool ok = val_kind(v) == TOK_OBJECT || val_expected(v, "", "an object", e);

	if (ok)
		it = val_iter(v);
	while (ok && val_next_member(&it, &key, &value)) {
		buf_clear(&path);
		buf_text(&path, prefix);
		buf_str(&path, key);
		r->line = val_line(value);
		ok = read_member(r, base, v, key, &path, value, e);
	}
	buf_done(&path);
	return ok;
}

static bool
read_file(struct shop *s, struct err *e)
{
	struct reader r = { .shop = s };

	if (!path_read(s->path, FILE_MAX, &s->file.text, e))
		return false;
	buf_reserve(&s->file.text, SLACK);
	memset(s->file.text.at + s->file.text.len, 0, SLACK);
	if (!rec_read(&s->file.rec, buf_view(&s->file.text), e)) {
		(void)err_prefix(e, "%s: ", s->path);
	} else {
		s->file.root = rec_root(&s->file.rec);
		if (read_object(&r, s, s->file.root, "", e))
			return true;
		(void)err_prefix(e, "%s:%u: ", s->path, r.line);
	}
	e->kind = ERR_TROUBLE;
	return false;
}

struct shop *
shop_read(const char *path, struct err *e)
{
	struct shop *s = mem_zero(1, sizeof *s);

	rec_init(&s->file.rec);
	s->locale = STR(SHOP_LOCALE);
	s->timezone = STR(SHOP_ZONE);
	s->mail.auth = STR(SHOP_AUTH);
	if (path == NULL)
		return s;
	s->path = mem_str(path);
	if (read_file(s, e))
		return s;
	shop_free(s);
	return NULL;
}

void
shop_free(struct shop *s)
{
	if (s == NULL)
		return;
	rec_done(&s->file.rec);
	buf_done(&s->file.text);
	free(s->path);
	free(s);
}

bool
shop_err(const struct shop *s, struct val v, struct err *e)
{
	e->kind = ERR_TROUBLE;
	return err_prefix(e, "%s:%u: ", s->path, val_line(v));
}

bool
shop_find(const struct shop *s, const char *path, struct val *out, struct err *e)
{
	return rec_find(s->file.root, path, out, e) || shop_err(s, s->file.root, e);
}

const struct zone *
shop_zone(const struct shop *s)
{
	char *name = mem_copy(s->timezone.at, s->timezone.len);
	struct err e;
	const struct zone *z = zone_find(name, &e);

	free(name);
	return z;
}
