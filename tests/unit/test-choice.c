/* test-choice - shop/choice */
/* SPDX-License-Identifier: ISC */

#include "shop/choice.h"

#include "tap.h"

#define TODAY 20000

static struct shop shop;
static struct order order;
static struct choice c;

/* Chooses for the order and holds the template and the first reason to WANT. */
static void
chooses(enum confirm_template asked, const char *want, const char *rule,
    const char *field, const char *what)
{
	c = confirm_choose(&order, &shop, asked, TODAY);
	IS(str_of(confirm_template_info(c.template)->name), want, "%s", what);
	IS(str_of(c.reasons[0].rule), rule, "by the rule %s", rule);
	IS(str_of(c.reasons[0].field), field == NULL ? "" : field, "from its field");
	OK(c.reasons[0].why != NULL, "with a reason");
	IS(str_of(c.reasons[c.n_reasons - 1].chosen), want, "and the last rule chose it");
}

static void
again(void)
{
	order_clear(&order);
	memset(&shop, 0, sizeof shop);
}

static void
by_rule(void)
{
	again();
	chooses(CONFIRM_AUTO, "plain", "template", NULL, "an order with nothing to say");
	order.promised.to = (struct day){ true, TODAY };
	chooses(CONFIRM_AUTO, "reassure", "template", "promised.to", "a last day");
	order.promised.from = (struct day){ true, TODAY };
	chooses(CONFIRM_AUTO, "reassure", "template", "promised.from", "a first day");
	IS(str_of(c.reasons[0].lost), "plain", "plain lost");
	order.promised.to = order.promised.from = (struct day){ false, 0 };
	(void)order_add_shipment(&order);
	chooses(CONFIRM_AUTO, "reassure", "template", "shipments", "a parcel");
	order.customer.orders_count = (struct whole){ true, 2 };
	chooses(CONFIRM_AUTO, "reassure", "template", "shipments", "a second order");
	order.customer.orders_count.n = 1;
	chooses(
	    CONFIRM_AUTO, "welcome", "template", "customer.orders_count", "a first one");
	IS(str_of(c.reasons[0].lost), "reassure plain", "the others lost");
	order.customer.orders_count.n = 0;
	chooses(CONFIRM_AUTO, "reassure", "template", "shipments", "a count of 0");
	order.customer.accepts_marketing = (struct truth){ true, true };
	order.coupon.code = STR("X");
	chooses(CONFIRM_AUTO, "reassure", "template", "shipments",
	    "the rule never sells, whatever there is");
}

static void
asked_for(void)
{
	again();
	order.customer.orders_count = (struct whole){ true, 1 };
	chooses(
	    CONFIRM_PLAIN, "plain", "template", "--template", "plain for a first order");
	IS(c.reasons[0].value, "plain", "as the option says");
	OK(c.n_reasons == 1, "and nothing else decided");
}

static void
coupon(void)
{
	again();
	order.coupon.code = STR("X");
	chooses(CONFIRM_COUPON, "plain", "consent", "customer.accepts_marketing",
	    "no coupon where nothing is known of consent");
	OK(c.reasons[0].value.at == NULL, "nothing stands there");
	IS(str_of(c.reasons[0].lost), "coupon", "the coupon lost");
	order.customer.accepts_marketing = (struct truth){ true, false };
	chooses(CONFIRM_COUPON, "plain", "consent", "customer.accepts_marketing",
	    "nor where it was refused");
	IS(c.reasons[0].value, "false", "which stands there");
	order.customer.accepts_marketing.is = true;
	chooses(CONFIRM_COUPON, "coupon", "template", "--template", "with consent it is");
	order.coupon.expires_at = (struct day){ true, TODAY };
	chooses(
	    CONFIRM_COUPON, "coupon", "template", "--template", "on its last day too");
	order.coupon.expires_at.days--;
	chooses(CONFIRM_COUPON, "plain", "needs", "coupon.code", "but not after it");
	IS(str_of(c.reasons[0].why), "the coupon has ended", "and that is why");
	order.coupon.code = STR_NONE;
	chooses(CONFIRM_COUPON, "plain", "needs", "coupon.code", "nor without one");
	shop.coupon.code = STR("SHOP");
	chooses(CONFIRM_COUPON, "coupon", "template", "--template", "the shop's will do");
	shop.coupon.expires_at = STR("1999-12-31");
	chooses(CONFIRM_COUPON, "plain", "needs", "coupon.code", "if it has not ended");
}

static void
similar(void)
{
	again();
	order.customer.accepts_marketing = (struct truth){ true, true };
	order.promised.to = (struct day){ true, TODAY };
	chooses(CONFIRM_SIMILAR, "reassure", "needs", "recommendations",
	    "nothing similar without recommendations");
	order_add_recommendation(&order)->name = STR(" ");
	chooses(CONFIRM_SIMILAR, "reassure", "needs", "recommendations",
	    "nor with one that has no name");
	order_add_recommendation(&order)->name = STR("Filters");
	chooses(CONFIRM_SIMILAR, "similar", "template", "--template", "with one it is");
	order.customer.accepts_marketing.is = false;
	chooses(CONFIRM_SIMILAR, "reassure", "consent", "customer.accepts_marketing",
	    "not without consent");
}

static void
names(void)
{
	enum confirm_template t = CONFIRM_PLAIN;

	OK(confirm_template_find("auto", &t) && t == CONFIRM_AUTO, "auto");
	OK(confirm_template_find("similar", &t) && t == CONFIRM_SIMILAR, "similar");
	OK(!confirm_template_find("fancy", &t), "an unknown one");
}

int
main(void)
{
	order_init(&order);
	by_rule();
	asked_for();
	coupon();
	similar();
	names();
	order_done(&order);
	return tap_done();
}
