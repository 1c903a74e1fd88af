/* message - the message record: one mail, text or post, ready to go */
/* SPDX-License-Identifier: ISC */

#include "shop/message.h"

enum {
	ID_MAX = 500,	   /* bytes: an id is a name, and goes into an index */
	ADDRESS_MAX = 254, /* RFC 5321, 4.5.3.1, less the brackets of a path */
	LOCAL_MAX = 64,
};

static bool
one_of(struct val rec, const char *path, const char *const *words, const char *what,
    struct str *out, struct err *e)
{
	if (!rec_need_text(rec, path, out, e))
		return false;
	for (; *words != NULL; words++)
		if (str_is(*out, *words))
			return true;
	return val_expected(rec, path, what, e);
}

/* What each channel needs to say something. */
static bool
read_content(struct message *m, struct val rec, struct err *e)
{
	bool mail = str_is(m->channel, "email");

	if (str_is(m->channel, "webhook")) {
		if (!rec_find(rec, "body", &m->body, e))
			return false;
		return val_there(m->body) || val_expected(rec, "body", "a value", e);
	}
	return (mail ? rec_need_text(rec, "subject", &m->subject, e)
		     : rec_get_text(rec, "subject", &m->subject, e)) &&
	       rec_need_text(rec, "text", &m->text, e) &&
	       rec_get_text(rec, "html", &m->html, e) &&
	       rec_get_object(rec, "headers", &m->headers, e) &&
	       rec_get_list(rec, "attachments", &m->attachments, e);
}

static bool
read_about(struct message *m, struct val rec, struct err *e)
{
	return rec_get_text(rec, "kind", &m->kind, e) &&
	       rec_get_text(rec, "template", &m->template, e) &&
	       rec_get_text(rec, "language", &m->language, e) &&
	       rec_get_word(rec, "order_id", &m->order_id, e) &&
	       rec_get_word(rec, "customer_id", &m->customer_id, e) &&
	       rec_get_object(rec, "consent", &m->consent, e) &&
	       rec_get_time(rec, "created_at", &m->created_at, e) &&
	       rec_get_time(rec, "not_before", &m->not_before, e) &&
	       rec_get_time(rec, "expires_at", &m->expires_at, e) &&
	       rec_get_whole(rec, "priority", &m->priority, e);
}

bool
message_read(struct message *m, struct val rec, struct err *e)
{
	static const char *const classes[] = { "transactional", "marketing", NULL };
	static const char *const channels[] = { "email", "sms", "webhook", NULL };

	*m = (struct message){ .raw = rec };
	if (!rec_need_text(rec, "id", &m->id, e))
		return false;
	if (m->id.len > ID_MAX)
		return err_set(e, ERR_RECORD, "id: is longer than %d bytes", ID_MAX);
	return one_of(rec, "class", classes, "\"transactional\" or \"marketing\"",
		   &m->class, e) &&
	       one_of(rec, "channel", channels, "\"email\", \"sms\" or \"webhook\"",
		   &m->channel, e) &&
	       rec_get_text(rec, "to.name", &m->to.name, e) &&
	       rec_need_text(rec, "to.address", &m->to.address, e) &&
	       rec_get_text(rec, "to.timezone", &m->to.timezone, e) &&
	       rec_get_text(rec, "to.country", &m->to.country, e) &&
	       read_content(m, rec, e) && read_about(m, rec, e);
}

void
message_put_mail(struct emit *m, struct str kind, struct str template, bool marketing)
{
	emit_put_text(m, STR("kind"), kind);
	emit_put_text(m, STR("template"), template);
	emit_put_text(
	    m, STR("class"), marketing ? STR("marketing") : STR("transactional"));
	emit_put_text(m, STR("channel"), STR("email"));
}

void
message_put_to(struct emit *m, struct str name, struct str address, struct str country)
{
	emit_key(m, STR("to"));
	emit_object(m);
	if (name.len > 0)
		emit_put_text(m, STR("name"), name);
	emit_put_text(m, STR("address"), address);
	if (country.len > 0)
		emit_put_text(m, STR("country"), country);
	emit_object_end(m);
}

void
message_put_consent(struct emit *m, struct truth known)
{
	emit_name(m, STR("consent"));
	emit_object(m);
	emit_put_bool(m, STR("marketing"), known);
	emit_put_text(m, STR("source"),
	    known.there ? STR("customer.accepts_marketing") : STR("none"));
	emit_object_end(m);
}

/* Whether C cannot stand in an address: controls, spaces, and marks nobody can see. */
static bool
hidden(uint32_t c)
{
	return c <= ' ' || (c >= 0x7f && c <= 0xa0) || c == 0xad || c == 0x61c ||
	       c == 0x1680 || (c >= 0x2000 && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) ||
	       c == 0x3000 || c == 0xfeff;
}

/* RFC 5321's Dot-string, or its Quoted-string without what could end a path. */
static bool
local_part(struct str s)
{
	bool quoted = s.len > 2 && s.at[0] == '"' && s.at[s.len - 1] == '"';
	size_t i;

	if (s.len == 0 || s.len > LOCAL_MAX)
		return false;
	if (quoted)
		s = (struct str){ s.at + 1, s.len - 2 };
	for (i = 0; i < s.len; i++) {
		bool dot = s.at[i] == '.';

		if (strchr(quoted ? "\"\\<>" : "\"\\<>()[],;:@", s.at[i]) != NULL)
			return false;
		if (!quoted && dot && (i == 0 || i + 1 == s.len || s.at[i - 1] == '.'))
			return false;
	}
	return true;
}

/* Labels between single dots; letters, digits and inner hyphens, or UTF-8. */
static bool
domain(struct str s)
{
	struct str label;
	size_t i;

	while (str_cut(&s, '.', &label)) {
		if (label.len == 0 || label.len > 63 || label.at[0] == '-' ||
		    label.at[label.len - 1] == '-')
			return false;
		for (i = 0; i < label.len; i++) {
			unsigned char c = (unsigned char)label.at[i];

			if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			    !(c >= '0' && c <= '9') && c != '-' && c < 0x80)
				return false;
		}
	}
	return true;
}

bool
message_address(struct str address, struct err *e)
{
	struct str local = address, host;
	size_t i, len, at;

	if (!str_utf8(address, &i))
		return err_set(e, ERR_RECORD,
		    "expected a mail address, got one that is not UTF-8 at byte %zu",
		    i + 1);
	for (i = 0; i < address.len; i += len) {
		struct str rest = { address.at + i, address.len - i };

		if (hidden(str_code_point(rest, &len)))
			return err_set(e, ERR_RECORD,
			    "expected a mail address, got one with a space or an "
			    "invisible character at byte %zu",
			    i + 1);
	}
	/* A quoted local part may hold an '@': the last one divides. */
	for (at = address.len; at > 0 && address.at[at - 1] != '@'; at--)
		;
	if (at > 0) {
		local.len = at - 1;
		host = (struct str){ address.at + at, address.len - at };
		if (address.len <= ADDRESS_MAX && address.at[0] != '-' &&
		    local_part(local) && domain(host))
			return true;
	}
	return err_set(e, ERR_RECORD, "expected a mail address, got \"%.*s\"",
	    STR_ARG(str_head(address, 100)));
}
