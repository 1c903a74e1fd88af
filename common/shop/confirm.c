/* confirm - an order's confirmation, as a message */
/* SPDX-License-Identifier: ISC */

#include "shop/confirm.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/form.h"
#include "shop/letters.h"
#include "shop/message.h"
#include "shop/order-view.h"
#include "shop/order.h"
#include "shop/tongue-choice.h"

#define WISHES 4

struct confirm {
	struct confirm_options o;
	struct order order;
	struct tongues *tongues;
	struct letters *letters;
	struct order_view *view;
	int64_t today;

	/* Of the order at hand. */
	struct choice choice;
	struct tongue_wish wishes[WISHES];
	struct tongue_choice tongue;
};

struct confirm *
confirm_new(const struct confirm_options *o)
{
	static const char *names[CONFIRM_TEMPLATES];
	struct confirm *c = mem_zero(1, sizeof *c);
	struct letters_kind kind = { .search = o->search,
		.shop = o->shop,
		.folder = CONFIRM_FOLDER,
		.about = "order",
		.names = names,
		.n_names = CONFIRM_TEMPLATES };
	int i;

	for (i = 0; i < CONFIRM_TEMPLATES; i++)
		names[i] = confirm_template_info((enum confirm_template)i)->name;
	kind.view = order_view_docs(&kind.n_view);
	c->o = *o;
	c->today = (o->now.seconds + (int64_t)o->now.offset * 60) / 86400;
	c->tongues = tongues_new(o->search);
	c->letters = letters_new(&kind);
	c->view = order_view_new();
	order_init(&c->order);
	return c;
}

void
confirm_free(struct confirm *c)
{
	if (c == NULL)
		return;
	letters_free(c->letters);
	tongues_free(c->tongues);
	order_view_free(c->view);
	order_done(&c->order);
	free(c);
}

static bool
check(const struct order *o, struct err *e)
{
	struct err why;

	if (o->status == ORDER_CANCELLED || o->status == ORDER_REFUNDED)
		return err_set(e, ERR_RECORD,
		    "status: the order is %s, and is not confirmed",
		    order_status_word(o->status));
	if (o->customer.email.len == 0)
		return err_set(
		    e, ERR_RECORD, "customer.email: the order has no e-mail address");
	if (!message_address(o->customer.email, &why))
		return err_set(e, ERR_RECORD, "customer.email: %s", why.text);
	return true;
}

static bool
choose_tongue(struct confirm *c, struct err *e)
{
	c->wishes[0] = (struct tongue_wish){ "locale", c->order.locale };
	c->wishes[1] = (struct tongue_wish){ "customer.locale",
		c->order.customer.locale };
	c->wishes[2] = (struct tongue_wish){ "shop locale", c->o.shop->locale };
	c->wishes[3] = (struct tongue_wish){ "default", STR("en") };
	return tongue_choose(c->tongues, c->o.language, c->wishes, WISHES, &c->tongue, e);
}

static void
explain_defaults(struct confirm *c, struct emit *m)
{
	const struct shop *shop = c->o.shop;
	const struct {
		bool is;
		const char *field, *why;
	} defaults[] = {
		{ shop->path == NULL, "shop",
		    "no shop file: no name, links, contacts or return policy; dates on "
		    "the clock of the order's own offset" },
		{ shop->path != NULL && shop->name.len == 0, "name",
		    "the shop file names no shop" },
		{ shop->path != NULL && shop->email.len == 0 &&
			shop->support.email.len == 0,
		    "email", "the shop file has no address to write to" },
		{ shop->path != NULL && shop->returns.days == 0 &&
			shop->returns.policy.len == 0 && shop->returns.url.len == 0,
		    "returns", "the shop file has no return policy" },
		{ shop->brand.colour.len == 0, "brand.colour", "the kit's own colour" },
		{ c->order.n_items == 0, "items", "the order lists none" },
		{ c->order.n_warnings > 0, "warnings",
		    "the importer had doubts; the figures are shown as they are" },
		{ confirm_template_info(c->choice.template)->marketing &&
			shop->mail.unsubscribe.len == 0,
		    "mail.unsubscribe",
		    "no URL to unsubscribe at: the mail asks for an answer instead" },
	};
	size_t i;

	for (i = 0; i < sizeof defaults / sizeof *defaults; i++)
		if (defaults[i].is)
			reason_write(m, &(struct reason){ .rule = "default",
					    .field = defaults[i].field,
					    .why = defaults[i].why });
}

static void
explain_ld(const struct confirm *c, struct emit *m)
{
	const char *lacks = order_view_ld_lacks(c->view);

	if (lacks != NULL)
		reason_write(
		    m, &(struct reason){ .rule = "schema.org",
			   .chosen = "none",
			   .field = lacks,
			   .why = "the data for mail programs are left out: they "
				  "need this too" });
}

static void
put_explain(struct confirm *c, struct emit *m)
{
	size_t i;

	emit_key(m, STR("explain"));
	emit_list(m);
	for (i = 0; i < c->choice.n_reasons; i++)
		reason_write(m, &c->choice.reasons[i]);
	tongue_choice_explain(&c->tongue, m);
	explain_ld(c, m);
	explain_defaults(c, m);
	emit_list_end(m);
}

static void
put_head(struct confirm *c, struct emit *m)
{
	const struct order *o = &c->order;
	const struct letter_info *info = confirm_template_info(c->choice.template);
	struct str name = order_view_clean(c->view, o->customer.name);
	struct buf *id;

	emit_put_text(m, STR("type"), STR("message"));
	emit_key(m, STR("id"));
	id = emit_text_begin(m);
	buf_text(id, "order-confirm:");
	emit_escape(id, o->id);
	emit_text_end(m);
	message_put_mail(m, STR("order-confirm"), str_of(info->name), info->marketing);
	message_put_to(m, name, o->customer.email,
	    form_country(o->ship_to.country) ? o->ship_to.country : STR_NONE);
}

static void
put_tail(struct confirm *c, struct emit *m)
{
	const struct order *o = &c->order;
	struct moment now = { true, c->o.now }, expires = o->placed_at;

	expires.at = instant_after(expires.at, c->o.max_age);
	emit_put_text(m, STR("language"), c->tongue.tongue->tag);
	emit_put_text(m, STR("order_id"), o->id);
	if (o->customer.id.len > 0)
		emit_put_text(m, STR("customer_id"), o->customer.id);
	message_put_consent(m, o->customer.accepts_marketing);
	emit_put_time(m, STR("created_at"), now);
	emit_put_time(m, STR("expires_at"), expires);
	if (c->o.explain)
		put_explain(c, m);
}

bool
confirm_write(struct confirm *c, struct val record, struct emit *out, struct err *e)
{
	const struct letter *letter;
	const struct view *view;
	struct order_view_source source;

	if (!order_read(&c->order, record, e) || !check(&c->order, e) ||
	    !choose_tongue(c, e))
		return false;
	c->choice = confirm_choose(&c->order, c->o.shop, c->o.template, c->today);
	letter = letters_get(
	    c->letters, c->choice.template, c->tongue.tongue->language, e);
	if (letter == NULL)
		return false;
	source = (struct order_view_source){ &c->order, c->tongue.tongue, c->o.shop,
		confirm_template_info(c->choice.template)->marketing };
	view = order_view_fill(c->view, &source);
	emit_object(out);
	put_head(c, out);
	if (!letters_write(c->letters, c->choice.template, letter, view, out, e))
		return false;
	put_tail(c, out);
	emit_object_end(out);
	emit_line(out);
	return true;
}
