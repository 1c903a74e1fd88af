/* choice - which template an order is confirmed with, and why */
/* SPDX-License-Identifier: ISC */

#include "shop/choice.h"

#include <string.h>

static const struct letter_info infos[CONFIRM_TEMPLATES] = {
	[CONFIRM_PLAIN] = { "plain", false, "any order that the others do not fit",
	    NULL },
	[CONFIRM_WELCOME] = { "welcome", false, "the customer's first order", NULL },
	[CONFIRM_REASSURE] = { "reassure", false, "a promised date or a parcel is known",
	    NULL },
	[CONFIRM_COUPON] = { "coupon", true, "only when asked for",
	    "consent, and a coupon in the order or the shop file" },
	[CONFIRM_SIMILAR] = { "similar", true, "only when asked for",
	    "consent, and recommendations in the order" },
};

const struct letter_info *
confirm_template_info(enum confirm_template t)
{
	return &infos[t];
}

bool
confirm_template_find(const char *name, enum confirm_template *out)
{
	int i;

	*out = CONFIRM_AUTO;
	for (i = 0; i < CONFIRM_TEMPLATES; i++)
		if (strcmp(infos[i].name, name) == 0) {
			*out = (enum confirm_template)i;
			return true;
		}
	return strcmp(name, "auto") == 0;
}

static void
add(struct choice *c, struct reason r)
{
	c->reasons[c->n_reasons++] = r;
}

static bool
has_coupon(const struct order *o, const struct shop *shop, int64_t today)
{
	struct day last = o->coupon.expires_at;

	if (o->coupon.code.len == 0) {
		if (shop->coupon.code.len == 0)
			return false;
		last.there = date_read(shop->coupon.expires_at, &last.days);
	}
	return !last.there || last.days >= today;
}

static bool
has_recommendations(const struct order *o)
{
	size_t i;

	for (i = 0; i < o->n_recommendations; i++)
		if (str_trim(o->recommendations[i].name).len > 0)
			return true;
	return false;
}

/* Whether the marketing template ASKED may be used; C says why not. */
static bool
may_sell(struct choice *c, const struct order *o, const struct shop *shop,
    enum confirm_template asked, int64_t today)
{
	const struct truth consent = o->customer.accepts_marketing;
	struct reason r = { .lost = infos[asked].name };

	if (!consent.is) {
		r.rule = "consent";
		r.field = "customer.accepts_marketing";
		r.value = consent.there ? STR("false") : STR_NONE;
		r.why = consent.there ? "the customer does not want marketing"
				      : "nothing says that the customer wants marketing";
		add(c, r);
		return false;
	}
	if (asked == CONFIRM_COUPON ? has_coupon(o, shop, today) : has_recommendations(o))
		return true;
	r.rule = "needs";
	if (asked == CONFIRM_COUPON) {
		r.field = "coupon.code";
		r.value = o->coupon.code.len > 0 ? o->coupon.code : shop->coupon.code;
		r.why = r.value.len > 0
			    ? "the coupon has ended"
			    : "there is no coupon in the order or the shop file";
	} else {
		r.field = "recommendations";
		r.why = "there are no recommendations in the order";
	}
	add(c, r);
	return false;
}

/* The rule for everybody. */
static void
choose_by_rule(struct choice *c, const struct order *o)
{
	struct reason r = { .rule = "template" };

	if (o->customer.orders_count.there && o->customer.orders_count.n == 1) {
		c->template = CONFIRM_WELCOME;
		r.lost = "reassure plain";
		r.field = "customer.orders_count";
		r.value = STR("1");
	} else if (o->promised.from.there || o->promised.to.there) {
		c->template = CONFIRM_REASSURE;
		r.lost = "plain";
		r.field = o->promised.from.there ? "promised.from" : "promised.to";
	} else if (o->n_shipments > 0) {
		c->template = CONFIRM_REASSURE;
		r.lost = "plain";
		r.field = "shipments";
	} else {
		c->template = CONFIRM_PLAIN;
	}
	r.chosen = infos[c->template].name;
	r.why = infos[c->template].when;
	add(c, r);
}

struct choice
confirm_choose(const struct order *o, const struct shop *shop,
    enum confirm_template asked, int64_t today)
{
	struct choice c = { .n_reasons = 0 };

	if (asked == CONFIRM_AUTO ||
	    (infos[asked].marketing && !may_sell(&c, o, shop, asked, today))) {
		choose_by_rule(&c, o);
		return c;
	}
	c.template = asked;
	add(&c, (struct reason){ .rule = "template",
		    .chosen = infos[asked].name,
		    .field = "--template",
		    .value = str_of(infos[asked].name),
		    .why = "asked for" });
	return c;
}
