/* order-confirm - turn orders into the mails that confirm them */
/* SPDX-License-Identifier: ISC */

#include "cli/mailing.h"
#include "shop/confirm.h"

static const char *template = "auto";
static struct mailing mailing = MAILING_INIT;

static const struct opt opts[] = {
	{ 't', "template", "auto|plain|welcome|reassure|coupon|similar",
	    "which mail to send (default: auto, by rule)", .text = &template },
	MAILING_ROWS(mailing),
	TOOL_EXPLAIN,
	TOOL_PASS,
	OPT_END,
};

static const struct usage usage = {
	.name = "order-confirm",
	.about = "turn orders into the mails that confirm them",
	.operands = "[FILE ...]",
	.reads = "order",
	.writes = "message",
	.opts = opts,
};

static struct confirm *
make_confirm(const struct tool *t)
{
	struct confirm_options o = {
		.search = &t->search,
		.shop = t->shop,
		.language = str_of(mailing.language),
		.max_age = mailing.max_age,
		.now = t->now,
		.explain = t->explain,
	};

	(void)confirm_template_find(template, &o.template);
	return confirm_new(&o);
}

int
main(int argc, char *argv[])
{
	struct confirm *confirm;
	struct tool t;
	struct rec *rec;
	struct err e;

	tool_init(&t, &usage, argc, argv);
	if (mailing_lists(&t, &mailing, confirm_list))
		return tool_finish(&t);
	confirm = make_confirm(&t);
	while ((rec = tool_next(&t)) != NULL)
		if (!confirm_write(confirm, rec_root(rec), &t.out, &e))
			tool_reject(&t, &e);
	confirm_free(confirm);
	return tool_finish(&t);
}
