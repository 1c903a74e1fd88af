/* entry - a message as a row of the ledger, and a row as a receipt */
/* SPDX-License-Identifier: ISC */

#include "shop/entry.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "shop/rules.h"

void
entry_key(struct str scope, const struct message *m, unsigned char key[HASH_SIZE])
{
	struct buf folded = BUF_INIT;
	struct hash h;

	buf_folded(&folded, m->to.address);
	hash_init(&h);
	hash_part(&h, scope);
	hash_part(&h, m->id);
	hash_part(&h, m->channel);
	hash_part(&h, buf_view(&folded));
	hash_end(&h, key);
	buf_done(&folded);
}

void
entry_content(const struct message *m, unsigned char content[FINGERPRINT_SIZE])
{
	struct fingerprint f;

	fingerprint_init(&f);
	fingerprint_part(&f, m->subject);
	fingerprint_part(&f, m->text);
	fingerprint_part(&f, m->html);
	fingerprint_part(&f, val_there(m->headers) ? val_raw(m->headers) : STR_NONE);
	fingerprint_part(
	    &f, val_there(m->attachments) ? val_raw(m->attachments) : STR_NONE);
	fingerprint_part(&f, val_there(m->body) ? val_raw(m->body) : STR_NONE);
	fingerprint_end(&f, content);
}

static int64_t
seconds_of(struct moment t)
{
	return t.there ? t.at.seconds : 0;
}

/* Copies all texts of ENTRY into one piece of memory, which it owns from then on. */
static void
keep_texts(struct ledger_entry *entry)
{
	struct str *const texts[] = { &entry->key, &entry->content, &entry->scope,
		&entry->recipient, &entry->mail_id, &entry->message_id, &entry->channel,
		&entry->kind, &entry->template, &entry->class, &entry->language,
		&entry->subject, &entry->order_id, &entry->customer_id, &entry->place };
	enum { N = sizeof texts / sizeof *texts };
	size_t room = 1, i;
	char *at;

	for (i = 0; i < N; i++)
		room += texts[i]->len;
	at = entry->keep = mem_alloc(room);
	for (i = 0; i < N; i++) {
		if (texts[i]->at == NULL)
			continue;
		if (texts[i]->len > 0)
			memcpy(at, texts[i]->at, texts[i]->len);
		texts[i]->at = at;
		at += texts[i]->len;
	}
}

void
entry_fill(
    struct ledger_entry *entry, const struct message *m, const struct entry_facts *facts)
{
	ledger_entry_done(entry);
	*entry = (struct ledger_entry){ .key = { (const char *)facts->key, HASH_SIZE },
		.content = { (const char *)facts->content, FINGERPRINT_SIZE },
		.scope = facts->scope,
		.recipient = facts->recipient,
		.mail_id = facts->mail_id,
		.accepted_at = facts->accepted_at,
		.consent_at = facts->consent_at,
		.place = m->to.timezone.len > 0 ? m->to.timezone : m->to.country,
		.message_id = m->id,
		.channel = m->channel,
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
	keep_texts(entry);
}

void
entry_name(const struct ledger_entry *entry, char name[HASH_NAME])
{
	struct str id = entry->mail_id;
	size_t len = id.len > HASH_NAME ? HASH_NAME - 1 : 0;

	if (len > 0)
		memcpy(name, id.at + 1, len);
	name[len] = '\0';
}

struct moment
entry_moment(int64_t seconds, int32_t offset)
{
	return (struct moment){ seconds != 0, { seconds, 0, offset } };
}

struct receipt
entry_receipt(const struct ledger_entry *entry, int32_t offset)
{
	return (struct receipt){ .message_id = entry->message_id,
		.status = rules_status(entry->state),
		.rule = entry->rule,
		.next_at = entry_moment(entry->next_at, offset),
		.at = entry_moment(entry->updated_at, offset),
		.channel = entry->channel,
		.to = entry->recipient,
		.transport = entry->transport,
		.attempts = entry->attempts,
		.code = entry->code,
		.detail = entry->detail,
		.expires_at = entry_moment(entry->expires_at, offset) };
}
