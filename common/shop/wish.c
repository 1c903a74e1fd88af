/* wish - what asks for an end of marketing mail: a request, or a mail */
/* SPDX-License-Identifier: ISC */

#include "shop/wish.h"

#include "io/mime.h"
#include "io/report-fields.h"
#include "shop/token.h"

void
wish_done(struct wish *w)
{
	buf_done(&w->token);
}

bool
wish_of_request(
    struct wish *w, const struct landing *landing, const struct weblog_entry *entry)
{
	struct buf room = BUF_INIT;
	struct str token = entry->token;
	bool is;

	if (!str_is(entry->method, "POST") || entry->status < 200 || entry->status > 299)
		return false;
	is = token.at != NULL ||
	     (landing != NULL && landing_reads(landing, entry->target, &room, &token));
	if (is) {
		buf_clear(&w->token);
		buf_str(&w->token, token);
		w->at = entry->at;
	}
	buf_done(&room);
	return is;
}

/* Takes the first token in TEXT, a field of the header. */
static bool
take_token(struct wish *w, struct str text)
{
	struct buf decoded = BUF_INIT;
	struct str rest, token;
	bool found;

	mime_decode(text, &decoded);
	rest = buf_view(&decoded);
	found = token_next(&rest, &token);
	if (found) {
		buf_clear(&w->token);
		buf_str(&w->token, token);
	}
	buf_done(&decoded);
	return found;
}

static bool
find_token(struct wish *w, const struct report_fields *head)
{
	static const struct str names[] = { STR_INIT("Subject"), STR_INIT("Delivered-To"),
		STR_INIT("X-Original-To"), STR_INIT("Envelope-To"), STR_INIT("To"),
		STR_INIT("Cc") };
	size_t i, n;

	for (n = 0; n < sizeof names / sizeof *names; n++)
		for (i = 0; i < head->n; i++)
			if (str_same(head->at[i].name, names[n]) &&
			    take_token(w, head->at[i].value))
				return true;
	return false;
}

/* The first Received is that of the shop's own mail system; Date is the sender's. */
static bool
find_time(struct wish *w, const struct report_fields *head)
{
	struct str received = report_field(head, "Received"), part = STR_NONE;

	while (str_cut(&received, ';', &part))
		continue;
	return (part.at != NULL && mime_date(part, &w->at)) ||
	       mime_date(report_field(head, "Date"), &w->at);
}

bool
wish_of_mail(struct wish *w, struct str mail, struct err *e)
{
	struct report_fields head = { .n = 0 };
	struct pool pool = { .at = NULL };
	bool ok = false;

	if (!report_fields_read(&head, &mail, &pool) || !find_token(w, &head))
		(void)err_set(e, ERR_RECORD,
		    "has no token in its subject or in the address it went to");
	else if (!find_time(w, &head))
		(void)err_set(e, ERR_RECORD, "has no date");
	else
		ok = true;
	report_fields_done(&head);
	pool_done(&pool);
	return ok;
}
