/* confirm-list - the templates of order-confirm, for those who write their own */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/confirm.h"
#include "shop/letters.h"
#include "shop/order-view.h"

static void
list_names(struct buf *out, const char *title, const struct view_doc *docs, size_t n)
{
	size_t i;

	buf_fmt(out, "\n%s\n", title);
	for (i = 0; i < n; i++)
		buf_fmt(out, "  %-28s %s\n", docs[i].name, docs[i].shows);
}

void
confirm_list(const struct search *search, struct buf *out)
{
	const struct confirm_template_info *info;
	const struct view_doc *docs;
	char *name, *path;
	size_t i, part, n;

	for (i = 0; i < CONFIRM_TEMPLATES; i++) {
		info = confirm_template_info((enum confirm_template)i);
		buf_fmt(out, "%s%s (%s): %s\n", i == 0 ? "" : "\n", info->name,
		    info->marketing ? "marketing" : "transactional", info->when);
		if (info->needs != NULL)
			buf_fmt(out, "  needs %s\n", info->needs);
		for (part = 0; part < 3; part++) {
			name = mem_fmt(
			    CONFIRM_FOLDER "/%s.%s", info->name, letter_endings[part]);
			path = search_find(search, name);
			buf_fmt(out, "  %s\n", path == NULL ? "(missing)" : path);
			free(path);
			free(name);
		}
	}
	docs = order_view_docs(&n);
	list_names(out, "What a template can use of the order:", docs, n);
	docs = shop_view_docs(&n);
	list_names(out, "and of the shop:", docs, n);
}
