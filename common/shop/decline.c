/* decline - whose fault it is that a payment failed */
/* SPDX-License-Identifier: ISC */

#include "shop/decline.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/pool.h"
#include "data/glob.h"
#include "data/rec.h"

#define FILE_MAX ((size_t)1 << 20)
#define SLACK 64	    /* readable bytes behind a text that is scanned */
#define ERROR_MAX_BYTES 200 /* a longer one is prose, and no name of an error */

struct decline_lists {
	struct texts names[DECLINES];
	struct pool pool;
};

static const char *const keys[DECLINES] = { [DECLINE_CUSTOMER] = "customer",
	[DECLINE_SHOP] = "shop",
	[DECLINE_SILENT] = "silent",
	[DECLINE_OTHER] = "other" };

void
decline_free(struct decline_lists *d)
{
	int i;

	if (d == NULL)
		return;
	for (i = 0; i < DECLINES; i++)
		texts_done(&d->names[i]);
	pool_done(&d->pool);
	free(d);
}

/* Adds NAME with small letters and one '_' for all that is no letter or digit. */
static void
plain(struct buf *out, struct str name)
{
	size_t i;
	char c;

	for (i = 0; i < name.len; i++) {
		c = name.at[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '*' ||
		    (unsigned char)c >= 0x80)
			buf_char(out, c);
		else if (out->len > 0 && out->at[out->len - 1] != '_')
			buf_char(out, '_');
	}
	while (out->len > 0 && out->at[out->len - 1] == '_')
		out->len--;
}

static bool
read_list(struct decline_lists *d, enum decline list, struct val v, struct err *e)
{
	struct buf text = BUF_INIT;
	struct val_iter it;
	struct val item;
	bool ok = true;

	if (!rec_get_list(v, "", &v, e))
		return false;
	it = val_iter(v);
	while (ok && val_next(&it, &item)) {
		buf_clear(&text);
		if (val_kind(item) == TOK_TEXT)
			plain(&text, val_text(item));
		ok = text.len > 0 || val_expected(item, "", "the name of an error", e);
		texts_add(&d->names[list], pool_copy(&d->pool, buf_view(&text)));
	}
	buf_done(&text);
	return ok;
}

static bool
read_lists(struct decline_lists *d, struct val root, struct err *e)
{
	struct val_iter it = val_iter(root);
	struct val value, same;
	struct str key;
	int i;

	while (val_next_member(&it, &key, &value)) {
		for (i = 0; i < DECLINES && !str_is(key, keys[i]); i++)
			continue;
		if (i == DECLINES)
			return err_set(e, ERR_TROUBLE,
			    "%.*s: expected \"customer\", \"shop\", \"silent\" or "
			    "\"other\"",
			    (int)str_head(key, 80).len, key.at);
		/* Looking a key up finds out whether it stands twice. */
		if (!rec_find(root, keys[i], &same, e) ||
		    !read_list(d, (enum decline)i, value, e))
			return false;
	}
	return true;
}

struct decline_lists *
decline_open(const struct search *where, struct err *e)
{
	struct decline_lists *d = mem_zero(1, sizeof *d);
	char *path = search_find(where, DECLINE_FILE);
	struct rec rec = { .line = STR_NONE };
	struct buf text = BUF_INIT;
	bool ok = path != NULL;

	if (!ok)
		(void)err_set(e, ERR_TROUBLE, "there is no %s", DECLINE_FILE);
	ok = ok && path_read(path, FILE_MAX, &text, e);
	if (ok) {
		buf_reserve(&text, SLACK);
		memset(text.at + text.len, 0, SLACK);
		ok = (rec_read(&rec, buf_view(&text), e) &&
			 read_lists(d, rec_root(&rec), e)) ||
		     err_prefix(e, "%s: ", path);
		e->kind = ERR_TROUBLE;
	}
	rec_done(&rec);
	buf_done(&text);
	free(path);
	if (ok)
		return d;
	decline_free(d);
	return NULL;
}

enum decline
decline_find(const struct decline_lists *d, struct str error)
{
	struct buf name = BUF_INIT;
	enum decline found = DECLINE_UNKNOWN;
	size_t i;
	int list;

	if (error.len <= ERROR_MAX_BYTES)
		plain(&name, error);
	for (list = 0; found == DECLINE_UNKNOWN && name.len > 0 && list < DECLINES;
	     list++)
		for (i = 0; i < d->names[list].n; i++)
			if (glob_match(d->names[list].at[i], buf_view(&name), NULL)) {
				found = (enum decline)list;
				break;
			}
	buf_done(&name);
	return found;
}
