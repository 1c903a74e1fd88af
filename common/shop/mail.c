/* mail - a message as a mail of the shop: who it is from, what headers it has */
/* SPDX-License-Identifier: ISC */

#include "shop/mail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/mime.h"
#include "shop/enclosure.h"
#include "shop/signing.h"

enum {
	HEADERS_MAX = 32,
	EXACT_MAX = OPTOUT_MAX, /* bytes of a value that is not folded; a line may have
				   998 */
};

/* Whether the settings that have a place for a token have a key to sign one with. */
static bool
has_key(const struct mail_sender *s, struct err *e)
{
	const char *setting = NULL;

	if (token_has_place(s->return_path))
		setting = "mail.return_path";
	else if (optout_needs_token(&s->optout))
		setting = "mail.unsubscribe";
	return s->keys.n > 0 || setting == NULL ||
	       err_set(e, ERR_TROUBLE,
		   "%s has a place for a token, and there is no key to sign it with: "
		   "secrets.signing_key_file says where it is",
		   setting);
}

/* Whether ADDRESS is beyond ASCII before its '@', and so stands in a header as UTF-8. */
static bool
is_wide(struct str address)
{
	struct str local = STR_NONE;
	size_t i;

	(void)str_cut(&address, '@', &local);
	for (i = 0; i < local.len; i++)
		if ((unsigned char)local.at[i] >= 0x80)
			return true;
	return false;
}

/*
 * A server has to be told that a header is UTF-8 (RFC 6531, 3.4), and libcurl tells it so
 * where the envelope is.
 */
static bool
fits_envelope(const struct mail_sender *s, struct err *e)
{
	return s->return_path.at == NULL || !is_wide(buf_view(&s->from)) ||
	       is_wide(s->return_path) ||
	       err_set(e, ERR_TROUBLE,
		   "mail.return_path: the sender %.*s is not ASCII before the '@', and "
		   "then this must not be either, since a server is told by it",
		   STR_ARG(buf_view(&s->from)));
}

bool
mail_sender_init(struct mail_sender *s, const struct shop *shop, const char *fallback,
    const char *attachments, struct err *e)
{
	struct str from = shop->mail.from.at != NULL ? shop->mail.from : shop->email;

	*s = (struct mail_sender){ .return_path = shop->mail.return_path };
	if (from.at == NULL)
		from = str_of(fallback);
	if (from.at == NULL)
		return err_set(e, ERR_TROUBLE,
		    "the shop file says neither mail.from nor email: customers would "
		    "not know who writes to them");
	if (!mime_mailbox_read(from, &s->from_name, &s->from, e))
		return err_prefix(e, "mail.from: ");
	if (s->from_name.len == 0)
		buf_str(&s->from_name, shop->name);
	if (shop->mail.reply_to.at != NULL &&
	    !mime_mailbox_read(shop->mail.reply_to, &s->reply_name, &s->reply_to, e))
		return err_prefix(e, "mail.reply_to: ");
	if (!optout_init(&s->optout, shop, e) || !signing_keys(&s->keys, shop, e) ||
	    (fallback == NULL && (!has_key(s, e) || !fits_envelope(s, e))))
		return false;
	if (attachments == NULL)
		return true;
	s->attachments = realpath(attachments, NULL);
	return s->attachments != NULL ||
	       err_set(e, ERR_TROUBLE, "%s: %s", attachments, strerror(errno));
}

void
mail_sender_done(struct mail_sender *s)
{
	buf_done(&s->from_name);
	buf_done(&s->from);
	buf_done(&s->reply_name);
	buf_done(&s->reply_to);
	optout_done(&s->optout);
	token_keys_done(&s->keys);
	free(s->attachments);
}

void
mail_return_path(const struct mail_sender *s, const unsigned char *key, struct buf *out)
{
	struct buf token = BUF_INIT;

	if (s->return_path.at == NULL ||
	    (token_has_place(s->return_path) && s->keys.n == 0)) {
		buf_str(out, buf_view(&s->from));
		return;
	}
	if (s->keys.n > 0)
		token_make(&s->keys, TOKEN_BOUNCE, key, &token);
	token_fill(s->return_path, buf_view(&token), out);
	buf_done(&token);
}

struct str
mail_recipient(const struct mail_sender *s, const struct message *m)
{
	return s->redirect.at != NULL ? s->redirect : m->to.address;
}

void
mail_name(const struct mail_sender *s, const struct message *m, char name[HASH_NAME])
{
	unsigned char hash[HASH_SIZE];
	struct hash h;

	hash_init(&h);
	hash_part(&h, m->id);
	hash_part(&h, m->channel);
	hash_part(&h, m->to.address);
	if (s->redirect.at != NULL)
		hash_part(&h, s->redirect);
	hash_end(&h, hash);
	hash_name(hash, name);
}

/* How a header that a record gives is written; those not named here are the kit's own. */
struct rule {
	struct str name;
	bool exact;
};

static const struct rule allowed[] = {
	{ STR_INIT("Comments"), false },
	{ STR_INIT("Importance"), true },
	{ STR_INIT("In-Reply-To"), true },
	{ STR_INIT("Keywords"), false },
	{ STR_INIT("List-Id"), true },
	{ STR_INIT("List-Unsubscribe"), true },
	{ STR_INIT("List-Unsubscribe-Post"), true },
	{ STR_INIT("Organization"), false },
	{ STR_INIT("Precedence"), true },
	{ STR_INIT("References"), true },
};

static bool
is_name(struct str name)
{
	size_t i;

	for (i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return name.len > 0 && name.len <= 60;
}

static bool
find_rule(struct str name, struct rule *out)
{
	static const struct str own = STR_INIT("X-Original-To");
	size_t i;

	for (i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (str_same(name, allowed[i].name)) {
			*out = allowed[i];
			return true;
		}
	*out = (struct rule){ name, false };
	return name.len > 2 && str_same((struct str){ name.at, 2 }, STR("X-")) &&
	       !str_same(name, own) && is_name(name);
}

/* Whether TEXT can be written without encoding and folding. */
static bool
is_exact(struct str text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return text.len > 0 && text.len <= EXACT_MAX;
}

struct headers {
	struct mime_header at[HEADERS_MAX + 4];
	size_t n;
};

static void
add(struct headers *h, struct str name, struct str value, bool exact)
{
	h->at[h->n++] = (struct mime_header){ name, value, exact };
}

static bool
has(const struct headers *h, struct str name)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		if (str_same(h->at[i].name, name))
			return true;
	return false;
}

static bool
add_given(struct headers *h, struct val headers, struct err *e)
{
	struct val_iter it = val_iter(headers);
	struct rule rule;
	struct str name, text;
	struct val value;

	while (val_next_member(&it, &name, &value)) {
		size_t i;

		if (!find_rule(name, &rule) || has(h, rule.name))
			return val_err(value, e, "is no header that a message can add");
		if (!rec_get_text(value, "", &text, e))
			return false;
		for (i = 0; i < text.len; i++)
			if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
				return val_err(value, e,
				    "has a control character or a line end in it");
		if (rule.exact && !is_exact(text))
			return val_err(value, e,
			    "expected at most %d printable ASCII characters", EXACT_MAX);
		if (h->n == HEADERS_MAX)
			return val_err(value, e, "is one header too many");
		add(h, rule.name, text, rule.exact);
	}
	return true;
}

/* What the token of a message adds to its mail. */
struct ways_out {
	struct buf token, header, text, html;
};

static void
ways_out_done(struct ways_out *w)
{
	buf_done(&w->token);
	buf_done(&w->header);
	buf_done(&w->text);
	buf_done(&w->html);
}

static void
add_optout(const struct mail_sender *s, struct ways_out *w, struct headers *h)
{
	static const struct str list = STR_INIT("List-Unsubscribe");
	static const struct str post = STR_INIT("List-Unsubscribe-Post");

	if (has(h, list))
		return;
	optout_header(&s->optout, buf_view(&w->token), &w->header);
	if (w->header.len == 0)
		return;
	add(h, list, buf_view(&w->header), true);
	if (w->token.len > 0 && s->optout.one_click && !has(h, post))
		add(h, post, STR("List-Unsubscribe=One-Click"), true);
}

/* All headers beside those that every mail has. */
static bool
collect_headers(const struct mail_sender *s, const struct message *m, struct ways_out *w,
    struct headers *h, struct err *e)
{
	add(h, STR("Auto-Submitted"), STR("auto-generated"), true);
	if (!add_given(h, m->headers, e))
		return false;
	if (s->redirect.at != NULL)
		add(h, STR("X-Original-To"), m->to.address, false);
	if (str_is(m->class, "marketing"))
		add_optout(s, w, h);
	return true;
}

bool
mail_render(const struct mail_sender *s, const struct message *m,
    const unsigned char *key, struct instant now, struct buf *bytes, struct buf *id,
    struct err *e)
{
	struct headers headers = { .n = 0 };
	struct enclosures files = { .n = 0 };
	struct ways_out ways = { .token = BUF_INIT };
	char name[HASH_NAME];
	struct mime_mail mail;
	bool ok;

	mail_name(s, m, name);
	if (s->keys.n > 0)
		token_make(&s->keys, TOKEN_UNSUBSCRIBE, key, &ways.token);
	ok = collect_headers(s, m, &ways, &headers, e) &&
	     enclosures_read(&files, m, s->attachments, e);
	mail = (struct mime_mail){ .token = str_of(name),
		.date = m->created_at.there ? m->created_at.at : now,
		.from = { buf_view(&s->from_name), buf_view(&s->from) },
		.reply_to = { buf_view(&s->reply_name), buf_view(&s->reply_to) },
		.to = { m->to.name, mail_recipient(s, m) },
		.subject = m->subject,
		.text = optout_fill(
		    &s->optout, buf_view(&ways.token), m->text, false, &ways.text),
		.html = optout_fill(
		    &s->optout, buf_view(&ways.token), m->html, true, &ways.html),
		.headers = headers.at,
		.n_headers = headers.n,
		.files = files.at,
		.n_files = files.n };
	if (ok) {
		mime_render(&mail, bytes);
		mime_message_id(&mail, id);
	}
	enclosures_done(&files);
	ways_out_done(&ways);
	return ok;
}
