/* remind-rules - whether a cart is reminded of, and with which mail */
/* SPDX-License-Identifier: ISC */

#include "shop/remind-rules.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/num.h"
#include "shop/message.h"

bool
remind_steps_read(struct remind_steps *s, struct str text, struct err *e)
{
	struct remind_steps got = { .n = 0 };
	struct str rest = text, part;
	int64_t before = -1, span;

	while (str_cut(&rest, ',', &part)) {
		if (!num_span(part, &span))
			return err_set(e, ERR_TROUBLE,
			    "expected spans such as 1h,10h,3d, got '%.*s'",
			    STR_ARG(text));
		if (span <= before)
			return err_set(e, ERR_TROUBLE,
			    "expected each span to be longer than the one before, got "
			    "'%.*s'",
			    STR_ARG(text));
		if (got.n == REMIND_STEPS)
			return err_set(
			    e, ERR_TROUBLE, "expected at most %d spans", REMIND_STEPS);
		got.after[got.n++] = before = span;
	}
	if (got.n == 0)
		return err_set(
		    e, ERR_TROUBLE, "expected spans such as 1h,10h,3d, got ''");
	*s = got;
	return true;
}

void
remind_span(int64_t seconds, char out[REMIND_SPAN])
{
	static const struct {
		int64_t seconds;
		char name;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;

	while (seconds % units[i].seconds != 0 || seconds < units[i].seconds) {
		if (units[i].seconds == 1)
			break;
		i++;
	}
	(void)snprintf(
	    out, REMIND_SPAN, "%" PRId64 "%c", seconds / units[i].seconds, units[i].name);
}

/* Adds a reason and says that there is no mail. */
static bool
refuse(struct remind_verdict *v, const char *rule, const char *field, struct str value,
    const char *why)
{
	v->due = false;
	v->n_reasons = 1;
	v->reasons[0] = (struct reason){
		.rule = rule, .field = field, .value = value, .why = why
	};
	return false;
}

static bool
has_goods(const struct cart *c)
{
	size_t i;

	for (i = 0; i < c->n_items; i++)
		if (c->items[i].quantity > 0)
			return true;
	return !c->listed && c->value.there;
}

/* Whether C is known to cost nothing, by its value or by what is in it. */
static bool
is_free(const struct cart *c)
{
	bool known = c->n_items > 0;
	int64_t sum = 0;
	size_t i;

	for (i = 0; known && i < c->n_items; i++)
		if (c->items[i].quantity > 0)
			known = c->items[i].total.there &&
				money_add(&sum, c->items[i].total.minor);
	return (c->value.there && c->value.minor == 0) || (known && sum == 0);
}

static bool
is_served(const struct remind_rules *r, struct str country)
{
	size_t i;

	for (i = 0; i < r->n_countries; i++)
		if (str_same(r->countries[i], country))
			return true;
	return r->n_countries == 0 || country.len == 0;
}

/* What the cart itself must be. */
static bool
judge_cart(const struct remind_rules *r, const struct cart *c, struct remind_verdict *v)
{
	struct str country = c->country.len > 0 ? c->country : c->context.country;
	struct err why;

	if (str_is(c->step, "viewed"))
		return refuse(v, "step", "step", c->step, "nothing went into the cart");
	if (str_is(c->step, "purchased"))
		return refuse(v, "bought", "step", c->step, "the customer bought it");
	if (!has_goods(c))
		return refuse(v, "empty", "items", STR_NONE, "nothing is in the cart");
	if (is_free(c))
		return refuse(v, "free", "value", STR("0"), "the cart costs nothing");
	if (!is_served(r, country))
		return refuse(v, "country",
		    c->country.len > 0 ? "country" : "context.country", country,
		    "the shop does not serve this country");
	if (c->customer.email.len == 0)
		return refuse(v, "address", "customer.email", STR_NONE,
		    "there is no address to write to");
	return message_address(c->customer.email, &why) ||
	       refuse(v, "address", "customer.email", c->customer.email,
		   "mail cannot go to this address");
}

static void
add(struct remind_verdict *v, struct reason r)
{
	v->reasons[v->n_reasons++] = r;
}

/* Which mail it is, and whether it may be sent. */
static bool
judge_template(const struct cart *c, enum decline payment, struct remind_verdict *v)
{
	const struct truth consent = c->customer.accepts_marketing;
	const bool paying = str_is(c->step, "payment");

	if (payment == DECLINE_SILENT)
		return refuse(v, "payment", "context.error", c->context.error,
		    "a payment that failed so is not written about");
	if (payment == DECLINE_CUSTOMER || payment == DECLINE_SHOP ||
	    (payment == DECLINE_UNKNOWN && paying)) {
		v->template = REMIND_HELP;
		v->our_fault = payment == DECLINE_SHOP;
		add(v, (struct reason){ .rule = "template",
			   .chosen = "payment-help",
			   .lost = "reminder",
			   .field = "context.error",
			   .value = c->context.error,
			   .why = v->our_fault ? "the payment failed through the "
						 "shop's fault"
					       : "the payment failed" });
		return true;
	}
	if (!consent.is)
		return refuse(v, "consent", "customer.accepts_marketing",
		    consent.there ? STR("false") : STR_NONE,
		    consent.there ? "the customer does not want marketing"
				  : "nothing says that the customer wants marketing");
	add(v, (struct reason){ .rule = "template",
		   .chosen = "reminder",
		   .field = "step",
		   .value = c->step,
		   .why = "no payment failed" });
	add(v, (struct reason){ .rule = "consent",
		   .chosen = "marketing",
		   .field = "customer.accepts_marketing",
		   .value = STR("true"),
		   .why = "the customer wants marketing" });
	return true;
}

/* Seconds since the customer left, rounded down. */
static int64_t
age(const struct remind_rules *r, const struct cart *c)
{
	const struct instant left = c->last_seen_at.at;

	return r->now.seconds - left.seconds - (r->now.nanos < left.nanos);
}

/* The same for a rule that a span decides, which `chosen` names. */
static bool
refuse_span(struct remind_verdict *v, const char *rule, int64_t span, struct str left,
    const char *why)
{
	remind_span(span, v->span);
	(void)refuse(v, rule, "last_seen_at", left, why);
	v->reasons[0].chosen = v->span;
	return false;
}

static bool
judge_time(const struct remind_rules *r, const struct cart *c, struct remind_verdict *v)
{
	const struct remind_steps *s = &r->steps;
	const int64_t now = age(r, c);
	struct str left = STR_NONE;
	struct err e;
	size_t step = 0;

	(void)rec_get_text(c->raw, "last_seen_at", &left, &e);
	if (now >= r->max_age)
		return refuse_span(v, "max-age", r->max_age, left,
		    "the customer left that long ago, or longer");
	while (step < s->n && now >= s->after[step])
		step++;
	if (step == 0)
		return refuse_span(v, "after", s->after[0], left,
		    "the customer left less than that ago");
	if (v->template == REMIND_HELP)
		step = 1;
	else if ((int64_t)step > r->max)
		return refuse(
		    v, "max", "last_seen_at", left, "the cart had all of its reminders");
	v->step = step;
	v->last = step > 1 && (step == s->n || (int64_t)step == r->max);
	v->from = s->after[step - 1];
	v->until = r->max_age;
	if (v->template == REMIND_REMINDER && step < s->n && s->after[step] < v->until)
		v->until = s->after[step];
	remind_span(v->from, v->span);
	add(v, (struct reason){ .rule = "after",
		   .chosen = v->span,
		   .field = "last_seen_at",
		   .value = left });
	return true;
}

void
remind_judge(const struct remind_rules *r, const struct cart *c, enum decline payment,
    struct remind_verdict *out)
{
	*out = (struct remind_verdict){ .n_reasons = 0 };
	out->due = judge_cart(r, c, out) && judge_template(c, payment, out) &&
		   judge_time(r, c, out);
}
