/* order-confirm - turn orders into the mails that confirm them */
/* SPDX-License-Identifier: ISC */

#include "cli/tool.h"
#include "shop/confirm.h"

static const char *template = "auto", *language;
static int64_t max_age = 7 * 86400;
static bool list_templates;

static const struct opt opts[] = {
	{ 't', "template", "auto|plain|welcome|reassure|coupon|similar",
	    "which mail to send (default: auto, by rule)", .text = &template },
	{ 'l', "language", "TAG",
	    "write in TAG, such as it-CH, not in the customer's own", .text = &language },
	{ .name = "max-age",
	    .arg = "SPAN",
	    .help = "let a mail expire SPAN after what it is about (default: 7d)",
	    .span = &max_age },
	{ .name = "list-templates",
	    .help = "list the templates, and what they can use, and exit",
	    .flag = &list_templates },
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
		.language = str_of(language),
		.max_age = max_age,
		.now = t->now,
		.explain = t->explain,
	};

	(void)confirm_template_find(template, &o.template);
	return confirm_new(&o);
}

static void
list(struct tool *t)
{
	struct buf text = BUF_INIT;

	confirm_list(&t->search, &text);
	tool_print(t, buf_view(&text));
	buf_done(&text);
}

int
main(int argc, char *argv[])
{
	struct confirm *confirm;
	struct tool t;
	struct rec *rec;
	struct err e;

	tool_init(&t, &usage, argc, argv);
	if (list_templates) {
		list(&t);
		return tool_finish(&t);
	}
	confirm = make_confirm(&t);
	while ((rec = tool_next(&t)) != NULL)
		if (!confirm_write(confirm, rec_root(rec), &t.out, &e))
			tool_reject(&t, &e);
	confirm_free(confirm);
	return tool_finish(&t);
}
