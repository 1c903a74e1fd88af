/* layout-read - what the parts of a mapping file are read with */
/* SPDX-License-Identifier: ISC */

#include "data/layout-read.h"

#include <stdlib.h>

#include "base/mem.h"

bool
layout_known(struct val v, const char *const *names, struct err *e)
{
	struct val_iter it = val_iter(v);
	struct val value;
	struct str key;
	size_t i;

	while (val_next_member(&it, &key, &value)) {
		for (i = 0; names[i] != NULL && !str_is(key, names[i]); i++)
			;
		if (names[i] == NULL)
			return val_err(value, e, "no such key; see aftercare-layout(5)");
	}
	return true;
}

static bool
get_name(struct val v, struct str *out, struct err *e)
{
	if (val_kind(v) != TOK_TEXT || val_text(v).len == 0)
		return val_expected(v, "", "a text that is not empty", e);
	*out = val_text(v);
	return true;
}

bool
layout_texts(
    struct layout *l, struct val v, const struct str **out, size_t *n, struct err *e)
{
	struct val_iter it;
	struct val item;
	struct str *texts;

	*n = 0;
	*out = NULL;
	if (!val_there(v))
		return true;
	if (val_kind(v) != TOK_ARRAY) {
		texts = pool_zero(&l->pool, sizeof *texts);
		*out = texts;
		*n = 1;
		return get_name(v, texts, e);
	}
	if (val_count(v) == 0)
		return val_expected(v, "", "at least one text", e);
	texts = pool_zero(&l->pool, val_count(v) * sizeof *texts);
	it = val_iter(v);
	while (val_next(&it, &item))
		if (!get_name(item, &texts[(*n)++], e))
			return false;
	*out = texts;
	return true;
}

/* A pattern, or a list of them; the empty one stands for an empty cell. */
static bool
get_patterns(
    struct layout *l, struct val v, const struct str **out, size_t *n, struct err *e)
{
	struct val_iter it;
	struct val item = v;
	struct str *texts;

	*n = 0;
	texts = pool_zero(&l->pool, (val_count(v) + 1) * sizeof *texts);
	*out = texts;
	it = val_iter(v);
	if (val_kind(v) == TOK_ARRAY && !val_next(&it, &item))
		return val_expected(v, "", "at least one pattern", e);
	do {
		if (val_kind(item) != TOK_TEXT)
			return val_expected(item, "", "a pattern", e);
		texts[(*n)++] = val_text(item);
	} while (val_kind(v) == TOK_ARRAY && val_next(&it, &item));
	return true;
}

bool
layout_conditions(struct layout *l, struct val v, const struct condition **out, size_t *n,
    struct err *e)
{
	struct condition *list;
	struct val_iter it;
	struct val value;
	struct str *name, key;

	*n = 0;
	*out = NULL;
	if (!val_there(v))
		return true;
	if (val_kind(v) != TOK_OBJECT || val_count(v) == 0)
		return val_expected(v, "", "an object of columns and patterns", e);
	list = pool_zero(&l->pool, val_count(v) * sizeof *list);
	it = val_iter(v);
	while (val_next_member(&it, &key, &value)) {
		struct condition *c = &list[(*n)++];

		name = pool_zero(&l->pool, sizeof *name);
		*name = key;
		c->column = (struct column){ name, 1 };
		if (!get_patterns(l, value, &c->like, &c->n, e))
			return false;
	}
	*out = list;
	return true;
}

bool
layout_dates(
    struct layout *l, struct val v, const struct stamp **out, size_t *n, struct err *e)
{
	const struct str *texts;
	struct stamp *dates;
	struct err why;

	if (!layout_texts(l, v, &texts, n, e))
		return false;
	dates = pool_zero(&l->pool, (*n + 1) * sizeof *dates);
	for (size_t i = 0; i < *n; i++)
		if (!stamp_parse(&dates[i], texts[i], &why))
			return val_err(v, e, "%s", why.text);
	*out = dates;
	return true;
}

bool
layout_zone(struct val v, const struct zone **out, struct err *e)
{
	struct str name;
	struct err why;
	char *text;

	if (!rec_need_text(v, "", &name, e))
		return false;
	text = mem_copy(name.at, name.len);
	*out = zone_find(text, &why);
	free(text);
	return *out != NULL || val_err(v, e, "%s", why.text);
}

bool
layout_either(struct val v, const char *key, const char *no, const char *yes, bool *out,
    struct err *e)
{
	struct str word;
	struct val at;
	struct buf want = BUF_INIT;

	if (!rec_get_text(v, key, &word, e) || !rec_find(v, key, &at, e))
		return false;
	*out = str_is(word, yes);
	if (word.at == NULL || *out || str_is(word, no))
		return true;
	buf_fmt(&want, "%s or %s", no, yes);
	(void)val_expected(at, "", buf_cstr(&want), e);
	buf_done(&want);
	return false;
}

bool
layout_separator(struct str text, char *out)
{
	bool tab = str_is(text, "tab");

	if (!tab &&
	    (text.len != 1 || text.at[0] <= ' ' || text.at[0] > '~' || text.at[0] == '"'))
		return false;
	*out = tab ? '\t' : text.at[0];
	return true;
}
