/* bounce-proof - what shows that a mail that came back is about one of the shop's */
/* SPDX-License-Identifier: ISC */

#include "shop/bounce-parts.h"

void
bounce_proof_done(struct bounce_proof *p)
{
	ledger_entry_done(&p->token);
	for (size_t i = 0; i < p->n; i++)
		ledger_entry_done(&p->mail[i]);
}

/* The first token of PURPOSE in F that the shop signed. */
static bool
find_token(const struct bounce *b, const struct report_fields *f,
    enum token_purpose purpose, unsigned char row[TOKEN_ROW])
{
	struct str rest, token;

	for (size_t i = 0; i < f->n; i++) {
		rest = f->at[i].value;
		while (token_next(&rest, &token))
			if (token_check(b->keys, purpose, token, row))
				return true;
	}
	return false;
}

/*
 * The way back has a token of its own; that of the way out of marketing mail stands in
 * the header of the mail that is given back, and shows as well who it was sent to.
 */
static bool
any_token(const struct bounce *b, unsigned char row[TOKEN_ROW])
{
	const struct report *r = &b->report;

	return find_token(b, &r->head, TOKEN_BOUNCE, row) ||
	       find_token(b, &r->returned, TOKEN_BOUNCE, row) ||
	       find_token(b, &r->about, TOKEN_BOUNCE, row) ||
	       find_token(b, &r->returned, TOKEN_UNSUBSCRIBE, row);
}

/* A message that nobody was given cannot have come back. */
static bool
was_handed_over(const struct ledger_entry *entry)
{
	return entry->attempts > 0 && str_is(entry->channel, "email") &&
	       entry->recipient.len > 0;
}

static bool
find_by_token(struct bounce *b, struct bounce_proof *p, struct err *e)
{
	unsigned char row[TOKEN_ROW];
	struct str value = { (const char *)row, TOKEN_ROW };

	if (!any_token(b, row))
		return true;
	if (!ledger_next(b->ledger, LEDGER_BY_TOKEN, value, &p->token, e))
		return false;
	if (!was_handed_over(&p->token))
		p->token.row = 0;
	return true;
}

static bool
find_by_mail(struct bounce *b, struct bounce_proof *p, struct err *e)
{
	struct str id = report_address(
	    report_field(&b->report.returned, "Message-ID"), &b->report.pool);
	int64_t last = 0;

	if (id.at == NULL)
		return true;
	while (p->n < BOUNCE_ROWS_MAX) {
		struct ledger_entry *entry = &p->mail[p->n];

		entry->row = last;
		if (!ledger_next(b->ledger, LEDGER_BY_MAIL, id, entry, e))
			return false;
		if (entry->row == 0)
			return true;
		last = entry->row;
		if (was_handed_over(entry))
			p->n++;
		else
			ledger_entry_done(entry);
	}
	return true;
}

static bool
names(const struct report_recipient *one, const struct ledger_entry *entry)
{
	return str_same(one->final, entry->recipient) ||
	       str_same(one->original, entry->recipient);
}

bool
bounce_proof_find(struct bounce_proof *p, struct bounce *b, struct err *e)
{
	return b->ledger == NULL || (find_by_token(b, p, e) && find_by_mail(b, p, e));
}

const struct ledger_entry *
bounce_proof_row(const struct bounce_proof *p, const struct bounce *b,
    const struct report_recipient *one)
{
	if (p->token.row != 0 && (b->report.n_recipients == 1 || names(one, &p->token)))
		return &p->token;
	for (size_t i = 0; i < p->n; i++)
		if (names(one, &p->mail[i]))
			return &p->mail[i];
	return NULL;
}
