/* place - the places in a gateway's patterns, and what they are filled with */
/* SPDX-License-Identifier: ISC */

#include "shop/place.h"

static const char *const words[PLACES] = { "text", "body", "to", "digits", "from",
	"account", "chat", "key", "coding", "secret" };

const char *
place_word(enum place p)
{
	return words[p];
}

static enum place
find(struct str word)
{
	int p = 0;

	while (p < PLACES && !str_is(word, words[p]))
		p++;
	return (enum place)p;
}

/*
 * Cuts the literal text before the next place, and the place's word, from *REST.  False
 * once nothing is left; WORD is none where there is no further place.
 */
static bool
next(struct str *rest, struct str *literal, struct str *word)
{
	struct str behind = *rest;

	*word = STR_NONE;
	if (!str_cut(&behind, '{', literal))
		return false;
	if (behind.at != NULL) {
		(void)str_cut(&behind, '}', word);
		/* What follows is a text, be it an empty one. */
		if (behind.at == NULL)
			behind = (struct str){ rest->at + rest->len, 0 };
	}
	*rest = behind.at != NULL && behind.len > 0 ? behind : STR_NONE;
	return true;
}

bool
place_check(struct str pattern, unsigned allowed, unsigned *used, struct err *e)
{
	struct str rest = pattern, literal, word;
	size_t open = 0, closed = 0;
	struct buf list = BUF_INIT;
	enum place p;

	for (size_t i = 0; i < pattern.len; i++) {
		open += pattern.at[i] == '{';
		closed += pattern.at[i] == '}';
		if (open - closed > 1)
			break;
	}
	if (open != closed)
		return err_set(e, ERR_RECORD, "has a brace that belongs to no place");
	while (next(&rest, &literal, &word)) {
		p = word.at == NULL ? PLACES : find(word);
		if (word.at == NULL || (p != PLACES && (allowed & PLACE_BIT(p)) != 0)) {
			*used |= word.at == NULL ? 0 : PLACE_BIT(p);
			continue;
		}
		for (int i = 0; i < PLACES; i++)
			if ((allowed & PLACE_BIT(i)) != 0)
				buf_fmt(
				    &list, "%s{%s}", list.len > 0 ? ", " : "", words[i]);
		(void)err_set(e, ERR_RECORD,
		    "{%.*s} is no place that can stand here; these can: %s",
		    STR_ARG(str_head(word, 40)), buf_cstr(&list));
		buf_done(&list);
		return false;
	}
	return true;
}

void
place_fill(struct buf *out, struct str pattern, const struct place_values *values,
    void (*escape)(struct buf *out, struct str value))
{
	struct str rest = pattern, literal, word;

	while (next(&rest, &literal, &word)) {
		enum place p = word.at == NULL ? PLACES : find(word);

		buf_str(out, literal);
		if (p == PLACES)
			continue;
		if (escape != NULL)
			escape(out, values->at[p]);
		else
			buf_str(out, values->at[p]);
	}
}
