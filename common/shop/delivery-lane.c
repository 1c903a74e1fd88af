/* delivery-lane - what takes a message on its way out: the transport, or an account */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/delivery-parts.h"

/* Whether texts and posts go to their services; where not, a mail shows them. */
static bool
goes_out(const struct delivery *d)
{
	return transport_reaches(d->transport) && d->o.redirect == NULL;
}

bool
delivery_lanes(struct delivery *d, const struct shop *shop, struct err *e)
{
	const struct account *a;
	size_t n = 0;

	d->accounts = accounts_new(shop, d->o.search, e);
	if (d->accounts == NULL)
		return false;
	while (accounts_at(d->accounts, n) != NULL)
		n++;
	d->lanes = mem_zero(n + 2, sizeof *d->lanes);
	for (n = 0; (a = accounts_at(d->accounts, n)) != NULL; n++)
		d->lanes[n + 2].account = a;
	d->n_lanes = n + 2;
	d->lanes[LANE_NONE].down = true;
	d->lanes[LANE_NONE].why = (struct outcome){ .kind = OUTCOME_DOWN,
		.detail = "the shop file does not say any more what carries it" };
	return true;
}

void
delivery_lanes_done(struct delivery *d)
{
	accounts_free(d->accounts);
	account_mail_done(&d->shown);
	buf_done(&d->request);
	free(d->lanes);
}

struct lane *
delivery_lane(struct delivery *d, struct str channel, struct str address)
{
	const struct account *a;
	struct err unused;
	size_t i;

	if (!accounts_carry(channel) || !goes_out(d))
		return &d->lanes[LANE_MAIL];
	a = accounts_of(d->accounts, channel, address, &unused);
	for (i = LANE_NONE + 1; i < d->n_lanes; i++)
		if (d->lanes[i].account == a)
			return &d->lanes[i];
	return &d->lanes[LANE_NONE];
}

struct str
delivery_carrier(const struct delivery *d, const struct job *job)
{
	return job->lane != NULL && job->lane->account != NULL
		   ? account_name(job->lane->account)
		   : transport_name(d->transport);
}

bool
delivery_doubts(const struct delivery *d, const struct job *job)
{
	return job->lane->account != NULL || transport_doubts(d->transport);
}

/* Renders M for an account: its request, and a name in the form of a Message-ID. */
static bool
render_request(struct delivery *d, struct job *job, const struct message *m,
    const struct account *a, struct err *e)
{
	char name[HASH_NAME];

	mail_name(&d->sender, m, name);
	if (!account_render(a, m, name, &job->bytes, e))
		return false;
	buf_fmt(&job->id, "<%s@%.*s>", name, STR_ARG(account_name(a)));
	return true;
}

bool
delivery_prepare(
    struct delivery *d, struct job *job, const struct message *m, struct err *e)
{
	const struct account *a;
	char name[HASH_NAME];

	d->as = m;
	job->lane = &d->lanes[LANE_MAIL];
	if (!accounts_carry(m->channel))
		return message_address(m->to.address, e) || err_prefix(e, "to.address: ");
	a = accounts_find(d->accounts, m, e);
	if (a == NULL)
		return false;
	job->lane = delivery_lane(d, m->channel, m->to.address);
	if (job->lane->account != NULL)
		return true;
	buf_clear(&d->request);
	mail_name(&d->sender, m, name);
	if (!account_render(a, m, name, &d->request, e))
		return false;
	account_mail_done(&d->shown);
	account_show(a, m, buf_view(&d->request), &d->shown);
	d->as = &d->shown.message;
	return true;
}

bool
delivery_render(
    struct delivery *d, struct job *job, const struct message *m, struct err *e)
{
	struct instant now = { delivery_clock(d), 0, d->o.now.offset };

	if (job->lane->account != NULL)
		return render_request(d, job, m, job->lane->account, e);
	return mail_render(&d->sender, d->as, job->key, now, &job->bytes, &job->id, e);
}

bool
delivery_check_lanes(const struct delivery *d, struct buf *says, struct err *e)
{
	size_t i;

	for (i = LANE_NONE + 1; i < d->n_lanes && goes_out(d); i++) {
		const struct account *a = d->lanes[i].account;

		if (!account_check(a, e))
			return false;
		buf_fmt(says, "; %.*s: what it needs is there", STR_ARG(account_name(a)));
	}
	return true;
}
