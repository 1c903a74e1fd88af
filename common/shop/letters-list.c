/* letters-list - the templates of one kind, for those who write their own */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/letters.h"

static void
list_names(struct buf *out, const char *of, const char *what, const struct view_doc *docs,
    size_t n)
{
	size_t i;

	buf_fmt(out, "\n%s %s:\n", of, what);
	for (i = 0; i < n; i++)
		buf_fmt(out, "  %-28s %s\n", docs[i].name, docs[i].shows);
}

void
letters_list(
    const struct letters_kind *kind, const struct letter_info *infos, struct buf *out)
{
	const struct view_doc *docs;
	char *name, *path;
	size_t i, part, n;

	for (i = 0; i < kind->n_names; i++) {
		buf_fmt(out, "%s%s (%s): %s\n", i == 0 ? "" : "\n", infos[i].name,
		    infos[i].marketing ? "marketing" : "transactional", infos[i].when);
		if (infos[i].needs != NULL)
			buf_fmt(out, "  needs %s\n", infos[i].needs);
		for (part = 0; part < 3; part++) {
			name = mem_fmt("%s/%s.%s", kind->folder, infos[i].name,
			    letter_endings[part]);
			path = search_find(kind->search, name);
			buf_fmt(out, "  %s\n", path == NULL ? "(missing)" : path);
			free(path);
			free(name);
		}
	}
	list_names(
	    out, "What a template can use of the", kind->about, kind->view, kind->n_view);
	docs = shop_view_docs(&n);
	list_names(out, "and of the", "shop", docs, n);
}
