/* accounts - the shop's accounts with services that take text messages and posts */
/* SPDX-License-Identifier: ISC */

#include "shop/accounts.h"

#include <stdio.h>
#include <stdlib.h>

#include "shop/accounts-parts.h"

bool
accounts_carry(struct str channel)
{
	return str_is(channel, "sms") || str_is(channel, "webhook");
}

void
accounts_free(struct accounts *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n; i++) {
		struct account *a = &all->at[i];

		gateway_free(a->gateway);
		secret_free(a->secret);
		secret_free(a->url);
		free(a->path);
		free(a->name);
		free(a->ca);
	}
	free(all->at);
	free(all);
}

const struct account *
accounts_at(const struct accounts *all, size_t n)
{
	return n < all->n ? &all->at[n] : NULL;
}

/* There is no account for ADDRESS: says which there are. */
static void
tell_missing(const struct accounts *all, bool sms, struct str address, struct err *e)
{
	struct buf list = BUF_INIT;

	for (size_t i = 0; i < all->n; i++)
		if (!all->at[i].sms)
			buf_fmt(&list, "%s%.*s", list.len > 0 ? ", " : "",
			    STR_ARG(all->at[i].entry));
	if (sms)
		(void)err_set(e, ERR_RECORD,
		    "channel: the shop file has no \"sms\", which says what carries it");
	else if (list.len > 0)
		(void)err_set(e, ERR_RECORD,
		    "to.address: expected a name of \"webhooks\" in the shop file (%s), "
		    "got \"%.*s\"",
		    buf_cstr(&list), STR_ARG(str_head(address, 60)));
	else
		(void)err_set(e, ERR_RECORD,
		    "channel: the shop file has no \"webhooks\", which says where it goes");
	buf_done(&list);
}

const struct account *
accounts_of(
    const struct accounts *all, struct str channel, struct str address, struct err *e)
{
	bool sms = str_is(channel, "sms");

	for (size_t i = 0; i < all->n; i++) {
		const struct account *a = &all->at[i];

		if (a->sms == sms && (sms || str_eq(a->entry, address)))
			return a;
	}
	tell_missing(all, sms, address, e);
	return NULL;
}

const struct account *
accounts_find(const struct accounts *all, const struct message *m, struct err *e)
{
	const struct account *a = accounts_of(all, m->channel, m->to.address, e);

	if (a != NULL && a->sms && !gateway_number(m->to.address, e)) {
		(void)err_prefix(e, "to.address: ");
		return NULL;
	}
	return a;
}

struct str
account_name(const struct account *a)
{
	return str_of(a->name);
}

bool
account_repeats(const struct account *a)
{
	return a->gateway->key_header.at != NULL;
}

bool
account_render(const struct account *a, const struct message *m, const char *key,
    struct buf *bytes, struct err *e)
{
	return gateway_render(a->gateway, &a->is, m, key, bytes, e);
}

/* Fills IS with A and its secrets. */
static bool
unlock(const struct account *a, struct gateway_account *is, struct err *e)
{
	const char *text;

	*is = a->is;
	if (gateway_needs_secret(a->gateway)) {
		text = secret_get(a->secret, e);
		if (text == NULL)
			return false;
		is->secret = str_of(text);
	}
	if (a->url != NULL) {
		text = secret_get(a->url, e);
		if (text == NULL)
			return false;
		is->url = str_of(text);
	}
	return true;
}

void
account_send(const struct account *a, struct http *h, const struct gateway_post *p,
    struct outcome *o)
{
	struct gateway_account is;
	struct err e;

	if (unlock(a, &is, &e)) {
		gateway_send(a->gateway, &is, h, p, o);
		return;
	}
	*o = (struct outcome){ .kind = OUTCOME_DOWN };
	(void)snprintf(o->detail, sizeof o->detail, "%s", e.text);
}

bool
account_check(const struct account *a, struct err *e)
{
	struct gateway_account is;
	struct err why;

	if (!unlock(a, &is, e))
		return false;
	if (is.url.at == NULL || http_url(is.url, &why))
		return true;
	return err_set(e, ERR_TROUBLE, "%s: its URL: %s", a->path, why.text);
}

void
account_show(const struct account *a, const struct message *m, struct str bytes,
    struct account_mail *mail)
{
	struct gateway_request r;
	struct str said = a->sms ? m->text : val_text(m->body);

	*mail = (struct account_mail){ .message = *m };
	(void)gateway_read(bytes, &r);
	/* RFC 2606: no mail can go there. */
	buf_fmt(&mail->address, "%.*s@%s.invalid", STR_ARG(m->to.address),
	    a->sms ? "sms" : "webhook");
	buf_fmt(&mail->subject, "%s to %.*s", a->sms ? "SMS" : "Webhook",
	    STR_ARG(m->to.address));
	if (a->sms)
		buf_fmt(&mail->subject, ", %d part%s", (int)r.segments,
		    r.segments == 1 ? "" : "s");
	if (said.at != NULL)
		buf_fmt(&mail->text, "%.*s\n\n", STR_ARG(said));
	buf_fmt(&mail->text, "Nothing was sent to the service. %s would post:\n\n%.*s\n",
	    a->name, STR_ARG(bytes));
	mail->message.to.address = buf_view(&mail->address);
	mail->message.subject = buf_view(&mail->subject);
	mail->message.text = buf_view(&mail->text);
	mail->message.html = STR_NONE;
	mail->message.headers = mail->message.attachments = VAL_NONE;
}

void
account_mail_done(struct account_mail *mail)
{
	buf_done(&mail->address);
	buf_done(&mail->subject);
	buf_done(&mail->text);
}
