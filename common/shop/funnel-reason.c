/* funnel-reason - what a reason for lost carts costs, and which costs most */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-reason.h"

#include "shop/funnel-show.h"

__extension__ typedef __int128 wide;

struct proportion
reason_others(const struct funnel *f, const struct funnel_reason *r)
{
	const struct funnel_step *step = &f->whole.step[r->step];

	return (struct proportion){ step->lost - r->lost, step->in - r->in };
}

bool
reason_counts(const struct funnel *f, const struct funnel_reason *r)
{
	const struct funnel_step *step = &f->whole.step[r->step];

	/* Who goes on has a later page: the last one says where a visit ended, not why.
	 */
	return !r->others && r->field != CONTEXT_PAGE && r->in > 0 &&
	       reason_others(f, r).of > 0 &&
	       proportion_interval((struct proportion){ r->lost, r->in }).low >
		   millionths(step->lost, step->in);
}

/* What R lost beyond the others' rate, times the others' number. */
static wide
excess(const struct funnel_reason *r, struct proportion others)
{
	return (wide)r->lost * others.of - (wide)r->in * others.n;
}

/* N, of which PART is a part of ALL: so much of it, rounded; all are above 0. */
static int64_t
part_of(int64_t n, wide part, wide all)
{
	/* Shifted down until the product has room: far more digits than are shown. */
	while (part >= (wide)1 << 63) {
		part >>= 1;
		all >>= 1;
	}
	return (int64_t)((part * n + all / 2) / all);
}

int64_t
reason_excess(const struct funnel *f, const struct funnel_reason *r)
{
	struct proportion others = reason_others(f, r);

	return part_of(MILLION, excess(r, others), others.of);
}

int64_t
reason_excess_value(const struct funnel *f, const struct funnel_reason *r,
    const struct funnel_money *value)
{
	struct proportion others = reason_others(f, r);

	return part_of(value->minor, excess(r, others), (wide)r->lost * others.of);
}

const struct currency *
funnel_currency(const struct funnel *f)
{
	const struct currency *best = NULL;
	int64_t most = 0;
	size_t s, i, k;

	for (s = 0; s < f->n_steps; s++)
		for (i = 0; i < f->whole.step[s].value.n; i++) {
			const struct currency *c = &f->whole.step[s].value.at[i].currency;
			int64_t visits = 0;

			for (k = 0; k < f->n_steps; k++) {
				const struct funnel_money *m = funnel_sum(
				    &f->whole.step[k].value, c);

				visits += m == NULL ? 0 : m->visits;
			}
			if (visits > most) {
				most = visits;
				best = c;
			}
		}
	return best;
}

int64_t
reason_cost(const struct funnel *f, const struct funnel_reason *r)
{
	const struct currency *c = funnel_currency(f);
	const struct funnel_money *m = c == NULL ? NULL : funnel_sum(&r->value_lost, c);

	return m == NULL ? 0 : reason_excess_value(f, r, m);
}

bool
reason_worth(
    const struct funnel *f, const struct funnel_reason *r, struct funnel_money *out)
{
	const struct currency *c = funnel_currency(f);
	const struct funnel_money *m = c == NULL ? NULL : funnel_sum(&r->value_lost, c);
	size_t i;

	if (m == NULL)
		for (i = 0; i < r->value_lost.n; i++)
			if (m == NULL || r->value_lost.at[i].visits > m->visits)
				m = &r->value_lost.at[i];
	if (m == NULL)
		return false;
	*out = *m;
	out->minor = reason_excess_value(f, r, m);
	return out->minor > 0;
}

const struct funnel_reason *
funnel_worst(const struct funnel *f)
{
	const struct funnel_reason *worst = NULL;
	int64_t value = 0, visits = 0;
	size_t i;

	for (i = 0; i < f->n_reasons; i++) {
		const struct funnel_reason *r = &f->reason[i];
		int64_t this_value, this_visits;

		if (!reason_counts(f, r))
			continue;
		this_value = reason_cost(f, r);
		this_visits = reason_excess(f, r);
		if (worst != NULL && (this_value < value ||
					 (this_value == value && this_visits <= visits)))
			continue;
		worst = r;
		value = this_value;
		visits = this_visits;
	}
	return worst;
}

/* How a field's values are named, all of those that few saw, and none; and its visits. */
static const struct {
	const char *before, *others, *none, *with;
} words[CONTEXT_FIELDS] = {
	[CONTEXT_SHIPPING_COST] = { "Shipping of ", "Other shipping costs",
	    "No shipping cost", "that saw it" },
	[CONTEXT_COUPON] = { "The coupon ", "Other coupons", "No coupon", "with it" },
	[CONTEXT_PAYMENT_METHOD] = { "Payment by ", "Other payment methods",
	    "No payment method", "with it" },
	[CONTEXT_ERROR] = { "The error ", "Other errors", "No error", "that saw it" },
	[CONTEXT_DEVICE] = { "The device ", "Other devices", "No device", "with it" },
	[CONTEXT_BROWSER] = { "The browser ", "Other browsers", "No browser", "with it" },
	[CONTEXT_COUNTRY] = { "The country ", "Other countries", "No country",
	    "from there" },
	[CONTEXT_PAGE] = { "The page ", "Other pages", "No page", "that saw it" },
};

void
reason_name(const struct funnel_reason *r, struct buf *out)
{
	if (r->others) {
		buf_text(out, words[r->field].others);
	} else if (r->value.len == 0) {
		buf_text(out, words[r->field].none);
	} else {
		buf_text(out, words[r->field].before);
		show_plain(out, r->value);
	}
}

void
reason_sentence(const struct funnel *f, const struct funnel_reason *r, struct buf *out)
{
	struct proportion others = reason_others(f, r);
	struct funnel_money worth;

	reason_name(r, out);
	buf_text(out, " costs most: ");
	show_rate(out, millionths(r->lost, r->in));
	buf_text(out, " of the ");
	show_visits(out, r->in);
	buf_fmt(out, " %s left at ", words[r->field].with);
	show_plain(out, f->step[r->step]);
	buf_text(out, " instead of ");
	show_rate(out, millionths(others.n, others.of));
	buf_text(out, ", about ");
	show_visits(out, millionths_whole(reason_excess(f, r)));
	if (reason_worth(f, r, &worth)) {
		buf_text(out, " and ");
		show_money(out, worth.minor, &worth.currency);
	}
	buf_text(out, " more than otherwise.");
}
