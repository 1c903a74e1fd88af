/* cart-mend-members - the members of a customer and of an item */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "data/decimal.h"
#include "data/tag.h"
#include "shop/cart-mend-parts.h"
#include "shop/form.h"
#include "shop/link.h"

void
cart_mend_warn(struct cart_mend *m, const struct err *e)
{
	if (m->warned++ < CART_MEND_WARNINGS)
		texts_add(&m->warnings, pool_copy(&m->pool, str_of(e->text)));
}

/* "-12.50": a sign, digits, a point. */
static bool
is_decimal(struct str s)
{
	size_t i, points = 0, digits = 0;

	for (i = s.len > 0 && *s.at == '-'; i < s.len; i++) {
		if (s.at[i] == '.')
			points++;
		else if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		else
			digits++;
	}
	return digits > 0 && points <= 1;
}

struct str
cart_mend_written(struct val v)
{
	return val_kind(v) == TOK_TEXT	   ? val_text(v)
	       : val_kind(v) == TOK_NUMBER ? val_raw(v)
					   : STR_NONE;
}

static bool
mend_money(struct cart_mend *m, struct val v, struct mended *out, struct err *e)
{
	const struct currency *c = &m->source->of_items, *cart = &m->cart->currency;
	const struct marks plain = { .decimal = MARK_DOT, .round = true };
	struct str text = cart_mend_written(v);
	char what[40] = "an amount in ";

	if (c->code[0] == '\0')
		return val_err(v, e, "an amount, and nothing says in which currency");
	if (cart->code[0] != '\0' && strcmp(cart->code, c->code) != 0)
		return val_err(
		    v, e, "an amount in %s, and the cart is in %s", c->code, cart->code);
	if (is_decimal(text) && decimal_read(text, &plain, c, &out->n, e) &&
	    out->n <= CART_MEND_MOST && out->n >= -CART_MEND_MOST)
		return true;
	return val_expected(v, "", strcat(what, c->code), e);
}

static bool
mend_count(struct val v, struct mended *out, struct err *e)
{
	const struct marks plain = { .decimal = MARK_DOT };
	struct str text = cart_mend_written(v);

	return (is_decimal(text) && decimal_whole(text, &plain, &out->n, e) &&
		   out->n >= 0) ||
	       val_expected(v, "", "a whole number that is not negative", e);
}

static bool
mend_truth(struct val v, struct mended *out, struct err *e)
{
	struct str text = val_kind(v) == TOK_TEXT ? val_text(v) : val_raw(v);

	out->is = str_is(text, "true");
	return out->is || str_is(text, "false") ||
	       val_expected(v, "", "true or false", e);
}

static bool
mend_language(struct cart_mend *m, struct val v, struct mended *out, struct err *e)
{
	if (val_kind(v) != TOK_TEXT)
		return val_expected(v, "", "text", e);
	out->text = tag_hyphens(val_text(v), &m->pool);
	return form_locale(out->text) ||
	       val_expected(v, "", "a language tag such as it-IT", e);
}

struct str
cart_mend_link(struct cart_mend *m, struct str url)
{
	struct str out = pool_copy(&m->pool, link_web(url));
	char *at = (char *)(uintptr_t)out.at;
	size_t i;

	for (i = 0; i < out.len && at[i] != ':'; i++)
		at[i] = (char)(at[i] | 0x20);
	return out;
}

static bool
mend_value(struct cart_mend *m, struct val v, enum mend_kind kind, struct mended *out,
    struct err *e)
{
	switch (kind) {
	case MEND_WORD:
		return rec_get_word(v, "", &out->text, e);
	case MEND_TEXT:
		return rec_get_text(v, "", &out->text, e);
	case MEND_LANGUAGE:
		return mend_language(m, v, out, e);
	case MEND_TRUTH:
		return mend_truth(v, out, e);
	case MEND_COUNT:
		return mend_count(v, out, e);
	case MEND_MONEY:
		return mend_money(m, v, out, e);
	case MEND_LINK:
		if (val_kind(v) == TOK_TEXT)
			out->text = cart_mend_link(m, val_text(v));
		return out->text.len > 0 ||
		       val_expected(v, "", "a link of http or https", e);
	}
	return false;
}

bool
cart_mend_says(struct val v)
{
	return val_there(v) && !(val_kind(v) == TOK_TEXT && val_text(v).len == 0);
}

/* By NAME, one of WHAT's; true where it says something, be it none that can be kept. */
static bool
mend_named(struct cart_mend *m, struct val object, const struct mend_member *what,
    const char *name, struct mended *out)
{
	struct val v;
	struct err e;

	out->text = STR_NONE;
	if (rec_find(object, name, &v, &e)) {
		if (!cart_mend_says(v))
			return false;
		out->there = mend_value(m, v, what->kind, out, &e);
	}
	out->bad = !out->there;
	if (out->bad)
		cart_mend_warn(m, &e);
	return true;
}

void
cart_mend_member(struct cart_mend *m, struct val object, const struct mend_member *what,
    struct mended *out)
{
	*out = (struct mended){ .there = false };
	(void)mend_named(m, object, what, what->name.at, out);
	if (!out->there && what->other.at != NULL)
		out->other = mend_named(m, object, what, what->other.at, out);
}

static void
put_member(struct cart_mend *m, struct emit *to, const struct mend_member *what,
    const struct mended *v)
{
	if (!v->there)
		return;
	emit_name(to, what->name);
	switch (what->kind) {
	case MEND_WORD:
	case MEND_TEXT:
	case MEND_LANGUAGE:
	case MEND_LINK:
		emit_text(to, v->text);
		break;
	case MEND_TRUTH:
		emit_bool(to, v->is);
		break;
	case MEND_COUNT:
		emit_int(to, v->n);
		break;
	case MEND_MONEY:
		emit_money(to, v->n, &m->source->of_items);
		m->priced = true;
		break;
	}
}

/* Whether KEY is one that was read as one of the N members in LIST. */
static bool
is_read(
    struct str key, const struct mend_member *list, const struct mended *values, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (str_eq(key, list[i].name) ||
		    (values[i].other && str_eq(key, list[i].other)))
			return true;
	return false;
}

void
cart_mend_put(struct cart_mend *m, struct emit *to, struct val object,
    const struct mend_member *list, const struct mended *values, size_t n)
{
	struct val_iter it = val_iter(object);
	struct val value;
	struct str key;
	size_t i;

	emit_object(to);
	for (i = 0; i < n; i++)
		put_member(m, to, &list[i], &values[i]);
	while (val_next_member(&it, &key, &value)) {
		if (val_kind(value) == TOK_NULL || is_read(key, list, values, n))
			continue;
		emit_key(to, key);
		emit_raw(to, val_raw(value));
	}
	emit_object_end(to);
}
