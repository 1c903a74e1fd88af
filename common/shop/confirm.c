/* confirm - an order's confirmation, as a message */
/* SPDX-License-Identifier: ISC */

#include "shop/confirm.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/clean.h"
#include "shop/form.h"
#include "shop/letters.h"
#include "shop/message.h"
#include "shop/order-view.h"
#include "shop/order.h"
#include "shop/tongue.h"

#define SUBJECT_MAX_BYTES 500
#define WISHES 4

/* A language that somebody asked for, and who. */
struct wish {
	const char *field;
	struct str tag;
};

struct confirm {
	struct confirm_options o;
	struct order order;
	struct tongues *tongues;
	struct letters *letters;
	struct order_view *view;
	struct buf subject;
	int64_t today;

	/* Of the order at hand. */
	struct choice choice;
	const struct tongue *tongue;
	struct wish wishes[WISHES];
	size_t granted; /* which of the wishes it is; those before had no catalogue */
};

struct confirm *
confirm_new(const struct confirm_options *o)
{
	static const char *names[CONFIRM_TEMPLATES];
	struct confirm *c = mem_zero(1, sizeof *c);
	struct letters_kind kind = { .search = o->search,
		.shop = o->shop,
		.folder = CONFIRM_FOLDER,
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
	buf_done(&c->subject);
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

/* The part of TAG before its first subtag. */
static bool
same_language(struct str a, struct str b)
{
	struct str x = STR_NONE, y = STR_NONE;

	return str_cut(&a, '-', &x) && str_cut(&b, '-', &y) && str_same(x, y);
}

/* --language decides the language; the customs are the order's where they fit. */
static bool
choose_asked(struct confirm *c, struct err *e)
{
	struct str asked = c->o.language, own = c->order.locale;

	c->granted = 0;
	c->wishes[0] = (struct wish){ "--language", asked };
	if (memchr(asked.at, '-', asked.len) == NULL && same_language(asked, own)) {
		if (!tongues_find(c->tongues, own, &c->tongue, e))
			return false;
		if (c->tongue != NULL)
			return true;
	}
	if (!tongues_find(c->tongues, asked, &c->tongue, e))
		return false;
	if (c->tongue == NULL)
		return err_set(e, ERR_TROUBLE,
		    "--language: there is no catalogue of words for '%.*s'",
		    STR_ARG(asked));
	return true;
}

static bool
choose_tongue(struct confirm *c, struct err *e)
{
	size_t i;

	if (c->o.language.len > 0)
		return choose_asked(c, e);
	c->wishes[0] = (struct wish){ "locale", c->order.locale };
	c->wishes[1] = (struct wish){ "customer.locale", c->order.customer.locale };
	c->wishes[2] = (struct wish){ "shop locale", c->o.shop->locale };
	c->wishes[3] = (struct wish){ "default", STR("en") };
	for (i = 0; i < WISHES; i++) {
		if (!tongues_find(c->tongues, c->wishes[i].tag, &c->tongue, e))
			return false;
		if (c->tongue != NULL) {
			c->granted = i;
			return true;
		}
	}
	return err_set(e, ERR_TROUBLE, "there is no catalogue words/en.json");
}

static void
put_reason(struct emit *m, const struct reason *r)
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

static void
explain_language(struct confirm *c, struct emit *m)
{
	size_t i;

	for (i = 0; i < c->granted; i++)
		if (c->wishes[i].tag.len > 0)
			put_reason(m, &(struct reason){ .rule = "language",
					  .field = c->wishes[i].field,
					  .value = c->wishes[i].tag,
					  .why = "there are no words for it" });
	emit_object(m);
	emit_put_text(m, STR("rule"), STR("language"));
	emit_put_text(m, STR("chosen"), c->tongue->tag);
	emit_put_text(m, STR("field"), str_of(c->wishes[c->granted].field));
	emit_put_text(m, STR("value"), c->wishes[c->granted].tag);
	emit_object_end(m);
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
			put_reason(m, &(struct reason){ .rule = "default",
					  .field = defaults[i].field,
					  .why = defaults[i].why });
}

static void
explain_ld(const struct confirm *c, struct emit *m)
{
	const char *lacks = order_view_ld_lacks(c->view);

	if (lacks != NULL)
		put_reason(m, &(struct reason){ .rule = "schema.org",
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
		put_reason(m, &c->choice.reasons[i]);
	explain_language(c, m);
	explain_ld(c, m);
	explain_defaults(c, m);
	emit_list_end(m);
}

/* The consent that was known, with where it is from. */
static void
put_consent(const struct order *o, struct emit *m)
{
	const struct truth known = o->customer.accepts_marketing;

	emit_key(m, STR("consent"));
	emit_object(m);
	emit_put_bool(m, STR("marketing"), known);
	emit_put_text(m, STR("source"),
	    known.there ? STR("customer.accepts_marketing") : STR("none"));
	emit_object_end(m);
}

static void
put_head(struct confirm *c, struct emit *m)
{
	const struct order *o = &c->order;
	const struct confirm_template_info *info = confirm_template_info(
	    c->choice.template);
	struct str name = order_view_clean(c->view, o->customer.name);
	struct buf *id;

	emit_put_text(m, STR("type"), STR("message"));
	emit_key(m, STR("id"));
	id = emit_text_begin(m);
	buf_text(id, "order-confirm:");
	emit_escape(id, o->id);
	emit_text_end(m);
	emit_put_text(m, STR("kind"), STR("order-confirm"));
	emit_put_text(m, STR("template"), str_of(info->name));
	emit_put_text(
	    m, STR("class"), info->marketing ? STR("marketing") : STR("transactional"));
	emit_put_text(m, STR("channel"), STR("email"));
	emit_key(m, STR("to"));
	emit_object(m);
	if (name.len > 0)
		emit_put_text(m, STR("name"), name);
	emit_put_text(m, STR("address"), o->customer.email);
	if (form_country(o->ship_to.country))
		emit_put_text(m, STR("country"), o->ship_to.country);
	emit_object_end(m);
}

/* A mail without a subject or a text is not one that anybody would send. */
static bool
is_empty(const struct confirm *c, int part, struct err *e)
{
	return err_set(e, ERR_RECORD,
	    CONFIRM_FOLDER "/%s.%s: the template says nothing of this order",
	    confirm_template_info(c->choice.template)->name, letter_endings[part]);
}

static bool
put_body(struct confirm *c, const struct tmpl *t, int part, const struct view *view,
    struct emit *m, struct err *e)
{
	struct buf *out;
	size_t from;

	emit_key(m, str_of(part == 1 ? "text" : "html"));
	out = emit_text_begin(m);
	from = out->len;
	if (!tmpl_render(t, view, out, e))
		return false;
	if (tmpl_blank((struct str){ out->at + from, out->len - from }, true))
		return is_empty(c, part, e);
	emit_text_end(m);
	return true;
}

static bool
put_mail(struct confirm *c, const struct letter *letter, const struct view *view,
    struct emit *m, struct err *e)
{
	struct pool pool = { NULL, NULL, 0 };
	struct str subject;

	buf_clear(&c->subject);
	if (!tmpl_render(letter->subject, view, &c->subject, e))
		return false;
	subject = clean_line(&pool, buf_view(&c->subject), SUBJECT_MAX_BYTES);
	if (subject.len > 0)
		emit_put_text(m, STR("subject"), subject);
	pool_done(&pool);
	return (subject.len > 0 || is_empty(c, 0, e)) &&
	       put_body(c, letter->text, 1, view, m, e) &&
	       put_body(c, letter->html, 2, view, m, e);
}

static void
put_tail(struct confirm *c, struct emit *m)
{
	const struct order *o = &c->order;
	struct moment now = { true, c->o.now }, expires = o->placed_at;
	/* The last second that RFC 3339 can write. */
	const int64_t last = date_days(9999, 12, 31) * 86400 + 86399 -
			     (int64_t)expires.at.offset * 60;

	if (c->o.max_age > last - expires.at.seconds)
		expires.at.seconds = last;
	else
		expires.at.seconds += c->o.max_age;
	emit_put_text(m, STR("language"), c->tongue->tag);
	emit_put_text(m, STR("order_id"), o->id);
	if (o->customer.id.len > 0)
		emit_put_text(m, STR("customer_id"), o->customer.id);
	put_consent(o, m);
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
	letter = letters_get(c->letters, c->choice.template, c->tongue->language, e);
	if (letter == NULL)
		return false;
	source = (struct order_view_source){ &c->order, c->tongue, c->o.shop,
		confirm_template_info(c->choice.template)->marketing };
	view = order_view_fill(c->view, &source);
	emit_object(out);
	put_head(c, out);
	if (!put_mail(c, letter, view, out, e))
		return false;
	put_tail(c, out);
	emit_object_end(out);
	emit_line(out);
	return true;
}
