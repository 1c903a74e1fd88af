/* mail-kit - what the tests of a record's view, for the templates of its mails, share */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_MAIL_KIT_H
#define TESTS_UNIT_MAIL_KIT_H

#include <stdlib.h>

#include "base/mem.h"
#include "data/rec.h"
#include "data/tmpl.h"
#include "shop/shop-view.h"
#include "shop/tongue.h"
#include "tap.h"

/* Zeroed at first. */
struct mail_kit {
	char *data; /* the kit's data folder */
	struct search search;
	struct tongues *tongues;
	struct buf line; /* the text of the record, which the test writes */
	struct rec rec;
	const struct view *root; /* of the record, when it is read: the test's to set */
	const struct view_doc *docs;
	size_t n_docs;
};

static inline void
mail_kit_begin(struct mail_kit *k)
{
	const char *top = getenv("MESON_SOURCE_ROOT");

	k->data = mem_fmt("%s/common/shop/data", top == NULL ? "." : top);
	k->search = (struct search){ .kit = k->data };
	k->tongues = tongues_new(&k->search);
	rec_init(&k->rec);
}

static inline void
mail_kit_end(struct mail_kit *k)
{
	tongues_free(k->tongues);
	rec_done(&k->rec);
	buf_done(&k->line);
	free(k->data);
}

/* Reads `line`; what is lent of it lives until it is written again. */
static inline bool
mail_kit_read(struct mail_kit *k, struct err *e)
{
	buf_reserve(&k->line, 64);
	memset(k->line.at + k->line.len, 0, 64);
	return rec_read(&k->rec, buf_view(&k->line), e);
}

static inline const struct tongue *
mail_kit_tongue(struct mail_kit *k, const char *tag)
{
	const struct tongue *tongue = NULL;
	struct err e;

	OK(tongues_find(k->tongues, str_of(tag), &tongue, &e) && tongue != NULL, "in %s",
	    tag);
	return tongue;
}

/* SOURCE as a template, with every name checked, gives WANT for the view. */
static inline void
mail_kit_gives(const struct mail_kit *k, const char *source, const char *want)
{
	struct tmpl_options o = { .escape = TMPL_PLAIN, .n_names = k->n_docs };
	struct str *names = mem_zero(o.n_names, sizeof *names);
	struct buf out = BUF_INIT;
	struct tmpl *t;
	struct err e;
	size_t i;

	for (i = 0; i < o.n_names; i++)
		names[i] = str_of(k->docs[i].name);
	o.names = names;
	t = tmpl_parse(str_of(source), "test", &o, &e);
	if (!OK(t != NULL && tmpl_render(t, k->root, &out, &e), "%.150s", source))
		(void)printf("# %s\n", e.text);
	IS(buf_view(&out), want, "gives what the record says");
	tmpl_free(t);
	buf_done(&out);
	free(names);
}

/* Every name of the view is documented, and every documented one is there. */
static inline void
mail_kit_names(const struct mail_kit *k)
{
	size_t i, tops = 0, wrong = 0, f;

	for (i = 0; i < k->n_docs; i++) {
		bool found = strchr(k->docs[i].name, '.') != NULL;

		wrong += i > 0 && strcmp(k->docs[i - 1].name, k->docs[i].name) >= 0;
		tops += !found;
		for (f = 0; f < (size_t)k->root->n; f++)
			found = found || k->root->fields[f].name ==
					     tmpl_name(str_of(k->docs[i].name));
		if (!found)
			(void)printf("# no %s\n", k->docs[i].name);
		wrong += !found;
	}
	OK(wrong == 0, "the documented names are in order, and all are there");
	OK(tops == (size_t)k->root->n, "and there are no others");
}

#endif
