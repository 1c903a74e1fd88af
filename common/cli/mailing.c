/* mailing - what tools that write mails from templates have in common */
/* SPDX-License-Identifier: ISC */

#include "cli/mailing.h"

bool
mailing_lists(struct tool *t, const struct mailing *m, mailing_list *list)
{
	struct buf text = BUF_INIT;

	if (!m->list_templates)
		return false;
	list(&t->search, &text);
	tool_print(t, buf_view(&text));
	buf_done(&text);
	return true;
}
