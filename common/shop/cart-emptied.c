/* cart-emptied - whether what was taken out of a cart is all that was in it */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-emptied.h"

void
cart_emptied_init(struct cart_emptied *c)
{
	*c = (struct cart_emptied){ .text = BUF_INIT };
	rec_init(&c->rec);
}

void
cart_emptied_done(struct cart_emptied *c)
{
	rec_done(&c->rec);
	buf_done(&c->text);
}

/* What ITEM is known by, or none. */
static struct str
name_of(struct val item)
{
	static const char *const names[] = { "sku", "item_id", "name", "item_name" };
	struct str word = STR_NONE;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names && word.len == 0; i++)
		if (!rec_get_word(item, names[i], &word, &e))
			word = STR_NONE;
	return word;
}

static bool
is_removed(struct val item, struct val removed)
{
	struct val_iter it = val_iter(removed);
	struct str name = name_of(item), many = STR_NONE, less = STR_NONE;
	struct val other;
	struct err e;

	if (name.len == 0 || !rec_get_word(item, "quantity", &many, &e))
		return false;
	while (val_next(&it, &other)) {
		if (!str_eq(name_of(other), name) ||
		    !rec_get_word(other, "quantity", &less, &e))
			continue;
		if (many.len == 0 || less.len == 0 || str_is(many, "1") ||
		    str_eq(many, less))
			return true;
	}
	return false;
}

bool
cart_emptied(struct cart_emptied *c, struct str items, struct str removed)
{
	static const char behind[64];
	struct val_iter it;
	struct val all, out, item;
	size_t len;
	struct err e;

	buf_clear(&c->text);
	buf_text(&c->text, "{\"items\":");
	buf_str(&c->text, items);
	buf_text(&c->text, ",\"removed\":");
	buf_str(&c->text, removed);
	buf_text(&c->text, "}");
	len = c->text.len;
	buf_add(&c->text, behind, sizeof behind);
	if (!rec_read(&c->rec, (struct str){ c->text.at, len }, &e) ||
	    !rec_get_list(rec_root(&c->rec), "items", &all, &e) || !val_there(all) ||
	    !rec_get_list(rec_root(&c->rec), "removed", &out, &e) || !val_there(out))
		return false;
	it = val_iter(all);
	while (val_next(&it, &item))
		if (!is_removed(item, out))
			return false;
	return true;
}
