/* fetch - the texts at a path in a JSON export */
/* SPDX-License-Identifier: ISC */

#include "data/fetch.h"

/* What a path says of the items of a list: before it, of which items, and behind it. */
struct step {
	struct str list;
	struct str key, is; /* STR_NONE: of every item */
	struct str rest;
};

/* Whether PATH has a "[]" or "[key=...]"; "[2]" is rec_find's. */
static bool
find_step(struct str path, struct step *s)
{
	size_t at = 0;

	for (; at < path.len; at++) {
		struct str inner = { path.at + at + 1, path.len - at - 1 };
		const char *end;

		if (path.at[at] != '[')
			continue;
		end = memchr(inner.at, ']', inner.len);
		if (end == NULL)
			return false;
		*s = (struct step){ .list = { path.at, at } };
		s->rest.at = end + 1;
		s->rest.len = (size_t)(path.at + path.len - s->rest.at);
		if (str_starts(s->rest, STR(".")))
			s->rest = (struct str){ s->rest.at + 1, s->rest.len - 1 };
		inner.len = (size_t)(end - inner.at);
		if (inner.len == 0)
			return true;
		if (memchr(inner.at, '=', inner.len) != NULL) {
			(void)str_cut(&inner, '=', &s->key);
			s->is = inner;
			return true;
		}
	}
	return false;
}

/* PATH as a C string in TEXT. */
static bool
path_text(struct str path, char text[FETCH_PATH + 1], struct err *e)
{
	if (path.len > FETCH_PATH)
		return err_set(
		    e, ERR_RECORD, "%.*s...: the path is too long", 40, path.at);
	memcpy(text, path.at, path.len);
	text[path.len] = '\0';
	return true;
}

static bool
get_list(struct val v, struct str path, struct val *out, struct err *e)
{
	char text[FETCH_PATH + 1];

	return path_text(path, text, e) && rec_get_list(v, text, out, e);
}

static bool
get_word(struct val v, struct str path, struct str *out, struct err *e)
{
	char text[FETCH_PATH + 1];

	return path_text(path, text, e) && rec_get_word(v, text, out, e);
}

/* The first member of the object at PATH that is a text or the like. */
static bool
get_any(struct val v, struct str path, struct str *out, struct err *e)
{
	char text[FETCH_PATH + 1];
	struct val object, value;
	struct val_iter it;
	struct str key;

	*out = STR_NONE;
	if (!path_text(path, text, e) || !rec_get_object(v, text, &object, e))
		return false;
	it = val_iter(object);
	while (out->len == 0 && val_next_member(&it, &key, &value))
		if (val_kind(value) != TOK_OBJECT && val_kind(value) != TOK_ARRAY &&
		    !rec_get_word(value, "", out, e))
			return false;
	return true;
}

/* The word at a PATH without steps. */
static bool
plain_word(struct val v, struct str path, struct str *out, struct err *e)
{
	if (str_is(path, "*"))
		return get_any(v, STR(""), out, e);
	if (str_ends(path, STR(".*")))
		return get_any(v, (struct str){ path.at, path.len - 2 }, out, e);
	return get_word(v, path, out, e);
}

static bool
is_it(struct val item, const struct step *s, bool *is, struct err *e)
{
	struct str word;

	*is = s->key.at == NULL;
	if (*is)
		return true;
	if (!get_word(item, s->key, &word, e))
		return false;
	*is = str_eq(word, s->is);
	return true;
}

bool
fetch_words(struct val v, struct str path, struct texts *out, struct err *e)
{
	struct step s;
	struct val list, item;
	struct val_iter it;
	struct str word;
	bool is;

	if (!find_step(path, &s)) {
		if (!plain_word(v, path, &word, e))
			return false;
		if (word.len != 0)
			texts_add(out, word);
		return true;
	}
	if (!get_list(v, s.list, &list, e))
		return false;
	it = val_iter(list);
	while (val_next(&it, &item)) {
		if (!is_it(item, &s, &is, e))
			return false;
		if (is && !fetch_words(item, s.rest, out, e))
			return false;
		if (is && s.key.at != NULL)
			break;
	}
	return true;
}

bool
fetch_word(struct val v, struct str path, struct str *out, struct err *e)
{
	struct texts all = { NULL, 0, 0 };
	bool done;

	*out = STR_NONE;
	if (path.len == 0 ||
	    (memchr(path.at, '[', path.len) == NULL && path.at[path.len - 1] != '*'))
		return get_word(v, path, out, e);
	done = fetch_words(v, path, &all, e);
	if (done && all.n != 0)
		*out = all.at[0];
	texts_done(&all);
	return done;
}
