/* rec-get - the typed getters of a record */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>

#include "base/num.h"
#include "data/rec.h"

bool
rec_get_text(struct val v, const char *path, struct str *out, struct err *e)
{
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_there(f) && val_kind(f) != TOK_TEXT)
		return val_expected(v, path, "text", e);
	*out = val_text(f);
	return true;
}

bool
rec_need_text(struct val v, const char *path, struct str *out, struct err *e)
{
	struct str text;
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	text = val_text(f);
	if (text.len == 0)
		return val_expected(v, path, "text", e);
	*out = text;
	return true;
}

bool
rec_get_word(struct val v, const char *path, struct str *out, struct err *e)
{
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_kind(f) == TOK_OBJECT || val_kind(f) == TOK_ARRAY)
		return val_expected(v, path, "text", e);
	*out = val_kind(f) == TOK_TEXT ? val_text(f) : val_raw(f);
	return true;
}

bool
rec_get_whole(struct val v, const char *path, struct whole *out, struct err *e)
{
	struct val f;
	int64_t n = 0;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_there(f) && (val_kind(f) != TOK_NUMBER || !num_whole(val_raw(f), &n)))
		return val_expected(v, path, "a whole number", e);
	*out = (struct whole){ val_there(f), n };
	return true;
}

bool
rec_need_whole(struct val v, const char *path, int64_t *out, struct err *e)
{
	struct whole n;

	if (!rec_get_whole(v, path, &n, e))
		return false;
	if (!n.there)
		return val_expected(v, path, "a whole number", e);
	*out = n.n;
	return true;
}

bool
rec_get_bool(struct val v, const char *path, struct truth *out, struct err *e)
{
	enum tok_kind kind;
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	kind = val_kind(f);
	if (val_there(f) && kind != TOK_TRUE && kind != TOK_FALSE)
		return val_expected(v, path, "true or false", e);
	*out = (struct truth){ val_there(f), kind == TOK_TRUE };
	return true;
}

bool
rec_get_money(struct val v, const char *path, const struct currency *c,
    struct amount *out, struct err *e)
{
	char what[40];
	struct val f;
	struct str s = STR_NONE;
	int64_t minor = 0;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_kind(f) == TOK_TEXT)
		s = val_text(f);
	else if (val_kind(f) == TOK_NUMBER)
		s = val_raw(f);
	if (val_there(f) && (s.at == NULL || !money_read(s, c, &minor, e))) {
		(void)snprintf(what, sizeof what, "an amount in %s", c->code);
		return val_expected(v, path, what, e);
	}
	*out = (struct amount){ val_there(f), minor };
	return true;
}

bool
rec_get_time(struct val v, const char *path, struct moment *out, struct err *e)
{
	struct instant at = { 0 };
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_there(f) && (val_kind(f) != TOK_TEXT || !instant_read(val_text(f), &at)))
		return val_expected(v, path, "a time such as 2026-11-21T10:00:00Z", e);
	*out = (struct moment){ val_there(f), at };
	return true;
}

static bool
read_day(struct str text, int64_t *days)
{
	struct instant at;

	if (text.len > 10)
		return instant_read(text, &at) &&
		       date_read((struct str){ text.at, 10 }, days);
	return date_read(text, days);
}

bool
rec_get_date(struct val v, const char *path, struct day *out, struct err *e)
{
	int64_t days = 0;
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_there(f) && (val_kind(f) != TOK_TEXT || !read_day(val_text(f), &days)))
		return val_expected(v, path, "a date such as 2026-11-21", e);
	*out = (struct day){ val_there(f), days };
	return true;
}

bool
rec_get_object(struct val v, const char *path, struct val *out, struct err *e)
{
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_there(f) && val_kind(f) != TOK_OBJECT)
		return val_expected(v, path, "an object", e);
	*out = f;
	return true;
}

bool
rec_get_list(struct val v, const char *path, struct val *out, struct err *e)
{
	struct val f;

	if (!rec_find(v, path, &f, e))
		return false;
	if (val_there(f) && val_kind(f) != TOK_ARRAY)
		return val_expected(v, path, "a list", e);
	*out = f;
	return true;
}
