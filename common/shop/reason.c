/* reason - one thing that decided, as --explain tells it */
/* SPDX-License-Identifier: ISC */

#include "shop/reason.h"

void
reason_write(struct emit *m, const struct reason *r)
{
	struct str rest = str_of(r->lost), name;

	emit_object(m);
	emit_put_text(m, STR("rule"), str_of(r->rule));
	emit_put_text(m, STR("chosen"), str_of(r->chosen));
	if (r->lost != NULL) {
		emit_key(m, STR("lost"));
		emit_list(m);
		while (str_cut(&rest, ' ', &name))
			emit_text(m, name);
		emit_list_end(m);
	}
	emit_put_text(m, STR("field"), str_of(r->field));
	emit_put_text(m, STR("value"), r->value);
	emit_put_text(m, STR("why"), str_of(r->why));
	emit_object_end(m);
}
