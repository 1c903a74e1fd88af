/* entry - a message as the row that the ledger will have of it */
/* SPDX-License-Identifier: ISC */

#include "shop/entry.h"

#include "base/buf.h"

void
entry_key(struct str scope, const struct message *m, unsigned char key[HASH_SIZE])
{
	struct buf folded = BUF_INIT;
	struct hash h;
	size_t i;

	for (i = 0; i < m->to.address.len; i++) {
		char c = m->to.address.at[i];

		buf_char(&folded, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	hash_init(&h);
	hash_part(&h, scope);
	hash_part(&h, m->id);
	hash_part(&h, m->channel);
	hash_part(&h, buf_view(&folded));
	hash_end(&h, key);
	buf_done(&folded);
}

void
entry_content(const struct message *m, unsigned char content[HASH_SIZE])
{
	struct hash h;

	hash_init(&h);
	hash_part(&h, m->subject);
	hash_part(&h, m->text);
	hash_part(&h, m->html);
	hash_part(&h, val_there(m->headers) ? val_raw(m->headers) : STR_NONE);
	hash_part(&h, val_there(m->attachments) ? val_raw(m->attachments) : STR_NONE);
	hash_end(&h, content);
}

static int64_t
seconds_of(struct moment t)
{
	return t.there ? t.at.seconds : 0;
}

void
entry_fill(struct ledger_entry *entry, const struct message *m)
{
	*entry = (struct ledger_entry){ .message_id = m->id,
		.channel = m->channel,
		.recipient = m->to.address,
		.kind = m->kind,
		.template = m->template,
		.class = m->class,
		.language = m->language,
		.subject = m->subject,
		.order_id = m->order_id,
		.customer_id = m->customer_id,
		.state = LEDGER_QUEUED,
		.priority = m->priority.there ? m->priority.n : 0,
		.created_at = seconds_of(m->created_at),
		.not_before = seconds_of(m->not_before),
		.expires_at = seconds_of(m->expires_at) };
}

bool
entry_consents(const struct message *m, bool *yes, struct err *e)
{
	struct truth said;

	if (!rec_get_bool(m->consent, "marketing", &said, e))
		return false;
	*yes = !str_is(m->class, "marketing") || (said.there && said.is);
	return true;
}
