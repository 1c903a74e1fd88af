/* tongue-choice - whose wish decides the language of a mail */
/* SPDX-License-Identifier: ISC */

#include "shop/tongue-choice.h"

#include <string.h>

#include "shop/reason.h"

/* Whether both tags have the same part before the first subtag. */
static bool
same_language(struct str a, struct str b)
{
	struct str x = STR_NONE, y = STR_NONE;

	return str_cut(&a, '-', &x) && str_cut(&b, '-', &y) && str_same(x, y);
}

/* --language decides the language; the customs are OWN's where they fit. */
static bool
choose_asked(struct tongues *t, struct str asked, struct str own,
    struct tongue_choice *out, struct err *e)
{
	*out = (struct tongue_choice){ .asked = { "--language", asked } };
	if (memchr(asked.at, '-', asked.len) == NULL && same_language(asked, own)) {
		if (!tongues_find(t, own, &out->tongue, e))
			return false;
		if (out->tongue != NULL)
			return true;
	}
	if (!tongues_find(t, asked, &out->tongue, e))
		return false;
	return out->tongue != NULL ||
	       err_set(e, ERR_TROUBLE,
		   "--language: there is no catalogue of words for '%.*s'",
		   STR_ARG(asked));
}

bool
tongue_choose(struct tongues *t, struct str asked, const struct tongue_wish *wishes,
    size_t n, struct tongue_choice *out, struct err *e)
{
	size_t i;

	if (asked.len > 0)
		return choose_asked(t, asked, wishes[0].tag, out, e);
	*out = (struct tongue_choice){ .wishes = wishes };
	for (i = 0; i < n; i++) {
		if (!tongues_find(t, wishes[i].tag, &out->tongue, e))
			return false;
		if (out->tongue != NULL) {
			out->granted = i;
			return true;
		}
	}
	return err_set(e, ERR_TROUBLE, "there is no catalogue words/en.json");
}

void
tongue_choice_explain(const struct tongue_choice *c, struct emit *m)
{
	const struct tongue_wish *granted = &c->asked;
	size_t i;

	for (i = 0; c->wishes != NULL && i < c->granted; i++)
		if (c->wishes[i].tag.len > 0)
			reason_write(m, &(struct reason){ .rule = "language",
					    .field = c->wishes[i].field,
					    .value = c->wishes[i].tag,
					    .why = "there are no words for it" });
	if (c->wishes != NULL)
		granted = &c->wishes[c->granted];
	emit_object(m);
	emit_put_text(m, STR("rule"), STR("language"));
	emit_put_text(m, STR("chosen"), c->tongue->tag);
	emit_put_text(m, STR("field"), str_of(granted->field));
	emit_put_text(m, STR("value"), granted->tag);
	emit_object_end(m);
}
