/* remind-message - the message of a cart, or why there is none */
/* SPDX-License-Identifier: ISC */

#include "shop/form.h"
#include "shop/message.h"
#include "shop/remind-parts.h"

static const struct letter_info infos[REMIND_TEMPLATES] = {
	[REMIND_REMINDER] = { "reminder", true, "a cart that was left", "consent" },
	[REMIND_HELP] = { "payment-help", false,
	    "a cart that was left when a payment failed", NULL },
};

struct letters_kind
remind_letters(const struct search *search)
{
	static const char *const names[REMIND_TEMPLATES] = {
		[REMIND_REMINDER] = "reminder",
		[REMIND_HELP] = "payment-help",
	};
	struct letters_kind kind = { .search = search,
		.folder = REMIND_FOLDER,
		.about = "cart",
		.names = names,
		.n_names = REMIND_TEMPLATES };

	kind.view = cart_view_docs(&kind.n_view);
	return kind;
}

void
remind_list(const struct search *search, struct buf *out)
{
	const struct letters_kind kind = remind_letters(search);

	letters_list(&kind, infos, out);
}

static bool
choose_tongue(struct remind *r, struct err *e)
{
	r->wishes[0] = (struct tongue_wish){ "customer.locale", r->cart.customer.locale };
	r->wishes[1] = (struct tongue_wish){ "shop locale", r->o.shop->locale };
	r->wishes[2] = (struct tongue_wish){ "default", STR("en") };
	return tongue_choose(
	    r->tongues, r->o.language, r->wishes, REMIND_WISHES, &r->tongue, e);
}

/* "cart-remind:CART:10h", or ":help": each step once, whatever the run. */
static void
put_id(struct remind *r, struct emit *m)
{
	struct buf *id;

	emit_key(m, STR("id"));
	id = emit_text_begin(m);
	buf_text(id, "cart-remind:");
	emit_escape(id, r->cart.id);
	buf_char(id, ':');
	buf_text(id, r->verdict.template == REMIND_HELP ? "help" : r->verdict.span);
	emit_text_end(m);
}

static void
put_head(struct remind *r, struct emit *m)
{
	const struct letter_info *info = &infos[r->verdict.template];
	const struct cart *c = &r->cart;

	emit_put_text(m, STR("type"), STR("message"));
	put_id(r, m);
	message_put_mail(m, STR("cart-remind"), str_of(info->name), info->marketing);
	message_put_to(m, cart_view_name(r->view), c->customer.email,
	    form_country(c->country) ? c->country : STR_NONE);
}

static void
put_default(struct emit *m, bool is, const char *field, const char *why)
{
	if (is)
		reason_write(
		    m, &(struct reason){ .rule = "default", .field = field, .why = why });
}

/* What else was chosen for the mail, beyond whether there is one. */
static void
put_defaults(struct remind *r, struct emit *m)
{
	const struct shop *shop = r->o.shop;
	const struct reason *hidden;
	const char *why;
	bool of_shop;
	const char *way = cart_view_way(r->view, &of_shop, &why);
	size_t i, n;

	hidden = cart_view_hidden(r->view, &n);
	for (i = 0; i < n; i++)
		reason_write(m, &hidden[i]);

	if (of_shop)
		reason_write(m, &(struct reason){ .rule = "way back",
				    .chosen = way == NULL ? "none" : way,
				    .lost = "cart.url",
				    .field = "url",
				    .value = r->cart.url,
				    .why = why });
	put_default(m, shop->path == NULL, "shop",
	    "no shop file: no name, links, contacts or return policy");
	put_default(m, shop->path != NULL && shop->name.len == 0, "name",
	    "the shop file names no shop");
	put_default(m, shop->url.len == 0 && shop->links.cart.len == 0, "url",
	    "the shop has no url: links lead wherever the cart's do");
	put_default(m, r->countries.n == 0, "countries", "the shop serves every country");
	put_default(m,
	    infos[r->verdict.template].marketing && shop->mail.unsubscribe.len == 0,
	    "mail.unsubscribe",
	    "no URL to unsubscribe at: the mail asks for an answer instead");
}

/* The moment SECONDS after the customer left. */
static struct moment
after(const struct remind *r, int64_t seconds)
{
	return (struct moment){ true, instant_after(r->cart.last_seen_at.at, seconds) };
}

static void
put_tail(struct remind *r, struct emit *m)
{
	const struct cart *c = &r->cart;
	struct moment now = { true, r->o.now };
	size_t i;

	emit_put_text(m, STR("language"), r->tongue.tongue->tag);
	if (c->customer.id.len > 0)
		emit_put_text(m, STR("customer_id"), c->customer.id);
	message_put_consent(m, c->customer.accepts_marketing);
	emit_put_time(m, STR("created_at"), now);
	emit_put_time(m, STR("not_before"), after(r, r->verdict.from));
	emit_put_time(m, STR("expires_at"), after(r, r->verdict.until));
	if (!r->o.explain)
		return;
	emit_key(m, STR("explain"));
	emit_list(m);
	for (i = 0; i < r->verdict.n_reasons; i++)
		reason_write(m, &r->verdict.reasons[i]);
	tongue_choice_explain(&r->tongue, m);
	put_defaults(r, m);
	emit_list_end(m);
}

bool
remind_put_message(struct remind *r, struct emit *out, struct err *e)
{
	const struct remind_verdict *v = &r->verdict;
	const struct letter *letter;
	const struct view *view;
	struct cart_view_source source;

	if (!choose_tongue(r, e))
		return false;
	letter = letters_get(r->letters, v->template, r->tongue.tongue->language, e);
	if (letter == NULL)
		return false;
	source = (struct cart_view_source){ .cart = &r->cart,
		.tongue = r->tongue.tongue,
		.shop = r->o.shop,
		.step = v->step,
		.last = v->last,
		.our_fault = v->our_fault,
		.marketing = infos[v->template].marketing };
	view = cart_view_fill(r->view, &source);
	emit_object(out);
	put_head(r, out);
	if (!letters_write(r->letters, v->template, letter, view, out, e))
		return false;
	put_tail(r, out);
	emit_object_end(out);
	emit_line(out);
	return true;
}

void
remind_put_skipped(struct remind *r, struct emit *out)
{
	struct val_iter it = val_iter(r->cart.raw);
	struct val value;
	struct str key;
	size_t i;

	emit_object(out);
	while (val_next_member(&it, &key, &value)) {
		if (str_is(key, "explain"))
			continue;
		emit_key(out, key);
		emit_raw(out, val_raw(value));
	}
	emit_key(out, STR("explain"));
	emit_list(out);
	for (i = 0; i < r->verdict.n_reasons; i++)
		reason_write(out, &r->verdict.reasons[i]);
	emit_list_end(out);
	emit_object_end(out);
	emit_line(out);
}
