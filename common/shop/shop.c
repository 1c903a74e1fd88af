/* shop - who the shop is: the shop file, read and checked */
/* SPDX-License-Identifier: ISC */

#include "shop/shop.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/money.h"
#include "base/path.h"
#include "shop/form.h"
#include "shop/link.h"
#include "shop/token.h"

#define FILE_MAX ((size_t)1 << 20)
#define SLACK 64 /* readable bytes behind a text that is scanned */
#define DAYS_MAX 3650
#define AUTH "any"

/* How the value of a key is read. */
enum how {
	TEXT,	/* a text that `is` accepts */
	DAYS,	/* a whole number */
	LINES,	/* a list of texts: the address */
	TEXTS,	/* the same, into a struct shop_texts */
	SOCIAL, /* a list of objects */
	OTHER,	/* anything: its tool reads it with shop_find */
};

struct row {
	struct shop_key key;
	enum how how;
	bool (*is)(struct str);
	size_t field; /* where the value goes, within struct shop or a list's item */
};

static bool
is_zone(struct str s)
{
	struct err e;
	char *name = mem_copy(s.at, s.len);
	bool known = s.len > 0 && zone_find(name, &e) != NULL;

	free(name);
	return known;
}

static bool
is_currency(struct str s)
{
	struct currency c;

	return currency_find(s, &c);
}

/* Nothing is filled into it, so a place to fill would be left in a customer's mail. */
static bool
is_url(struct str s)
{
	return form_url(s) && !link_has_brace(s);
}

static bool
is_unsubscribe(struct str s)
{
	struct str mailto = STR("mailto:");

	if (!form_unsubscribe(s) || !str_starts(s, mailto))
		return form_unsubscribe(s) && token_pattern(s);
	return token_address((struct str){ s.at + mailto.len, s.len - mailto.len });
}

/* An address whose local part has a place for a token, or none. */
static bool
is_token_address(struct str s)
{
	return form_email(s) && token_address(s);
}

static bool
is_date(struct str s)
{
	int64_t days;

	return date_read(s, &days);
}

static bool
is_auth(struct str s)
{
	return str_is(s, AUTH) || str_is(s, "plain") || str_is(s, "login") ||
	       str_is(s, "xoauth2");
}

#define LOCALE "en"
#define ZONE "UTC"
#define SHOP(member) offsetof(struct shop, member)
#define LINE "a text of one line"
#define PROSE "a text"
#define URL "an http or https URL without braces"
#define PATTERN "an http or https URL with no braces but those of " LINK_PLACES
#define EMAIL "an e-mail address"
#define TOKEN_EMAIL "an e-mail address with no braces but those of {token}"
#define COLOUR "a colour such as \"#0b5fff\""

static const struct row rows[] = {
	{ { "name", LINE, NULL }, TEXT, form_line, SHOP(name) },
	{ { "url", URL, NULL }, TEXT, is_url, SHOP(url) },
	{ { "email", EMAIL, NULL }, TEXT, form_email, SHOP(email) },
	{ { "phone", LINE, NULL }, TEXT, form_line, SHOP(phone) },
	{ { "address", "a list of at most 6 lines", NULL }, LINES, form_line,
	    SHOP(address) },
	{ { "locale", "a language tag such as \"it-IT\"", LOCALE }, TEXT, form_locale,
	    SHOP(locale) },
	{ { "timezone", "a time zone such as \"Europe/Rome\"", ZONE }, TEXT, is_zone,
	    SHOP(timezone) },
	{ { "currency", "a currency code such as \"EUR\"", NULL }, TEXT, is_currency,
	    SHOP(currency) },
	{ { "brand.logo", URL, NULL }, TEXT, is_url, SHOP(brand.logo) },
	{ { "brand.colour", COLOUR, NULL }, TEXT, form_colour, SHOP(brand.colour) },
	{ { "brand.colour_dark", COLOUR, NULL }, TEXT, form_colour,
	    SHOP(brand.colour_dark) },
	{ { "support.hours", LINE, NULL }, TEXT, form_line, SHOP(support.hours) },
	{ { "support.chat", URL, NULL }, TEXT, is_url, SHOP(support.chat) },
	{ { "support.forum", URL, NULL }, TEXT, is_url, SHOP(support.forum) },
	{ { "support.faq", URL, NULL }, TEXT, is_url, SHOP(support.faq) },
	{ { "support.url", URL, NULL }, TEXT, is_url, SHOP(support.url) },
	{ { "support.email", EMAIL, NULL }, TEXT, form_email, SHOP(support.email) },
	{ { "support.phone", LINE, NULL }, TEXT, form_line, SHOP(support.phone) },
	{ { "support.social", "a list of at most 8 links", NULL }, SOCIAL, NULL,
	    SHOP(support.social) },
	{ { "support.social[].name", LINE, NULL }, TEXT, form_line,
	    offsetof(struct shop_link, name) },
	{ { "support.social[].url", URL, NULL }, TEXT, is_url,
	    offsetof(struct shop_link, url) },
	{ { "returns.days", "a whole number of days", "0" }, DAYS, NULL,
	    SHOP(returns.days) },
	{ { "returns.policy", PROSE, NULL }, TEXT, form_prose, SHOP(returns.policy) },
	{ { "returns.url", URL, NULL }, TEXT, is_url, SHOP(returns.url) },
	{ { "links.order", PATTERN, NULL }, TEXT, link_is_pattern, SHOP(links.order) },
	{ { "links.cancel", PATTERN, NULL }, TEXT, link_is_pattern, SHOP(links.cancel) },
	{ { "links.change", PATTERN, NULL }, TEXT, link_is_pattern, SHOP(links.change) },
	{ { "links.community", URL, NULL }, TEXT, is_url, SHOP(links.community) },
	{ { "links.account", URL, NULL }, TEXT, is_url, SHOP(links.account) },
	{ { "mail.from", "\"Name <address>\" or an address", NULL }, TEXT, form_sender,
	    SHOP(mail.from) },
	{ { "mail.reply_to", "\"Name <address>\" or an address, in ASCII before the '@'",
	      NULL },
	    TEXT, form_reply, SHOP(mail.reply_to) },
	{ { "mail.transport", LINE, NULL }, TEXT, form_line, SHOP(mail.transport) },
	{ { "mail.unsubscribe",
	      "an http, https or mailto URL with no braces but those of {token}", NULL },
	    TEXT, is_unsubscribe, SHOP(mail.unsubscribe) },
	{ { "mail.unsubscribe_mailto", TOKEN_EMAIL, NULL }, TEXT, is_token_address,
	    SHOP(mail.unsubscribe_mailto) },
	{ { "mail.return_path", TOKEN_EMAIL, NULL }, TEXT, is_token_address,
	    SHOP(mail.return_path) },
	{ { "mail.user", LINE, NULL }, TEXT, form_line, SHOP(mail.user) },
	{ { "mail.auth", "any, plain, login or xoauth2", AUTH }, TEXT, is_auth,
	    SHOP(mail.auth) },
	{ { "mail.password_file", LINE, NULL }, TEXT, form_line,
	    SHOP(mail.password_file) },
	{ { "mail.password_command", LINE, NULL }, TEXT, form_line,
	    SHOP(mail.password_command) },
	{ { "mail.ca_file", LINE, NULL }, TEXT, form_line, SHOP(mail.ca_file) },
	{ { "ledger", LINE, NULL }, TEXT, form_line, SHOP(ledger) },
	{ { "coupon.code", LINE, NULL }, TEXT, form_line, SHOP(coupon.code) },
	{ { "coupon.terms", PROSE, NULL }, TEXT, form_prose, SHOP(coupon.terms) },
	{ { "coupon.expires_at", "a date such as \"2026-12-31\"", NULL }, TEXT, is_date,
	    SHOP(coupon.expires_at) },
	{ { "caps", NULL, NULL }, OTHER, NULL, 0 },
	{ { "quiet_hours", NULL, NULL }, OTHER, NULL, 0 },
	{ { "rates", NULL, NULL }, OTHER, NULL, 0 },
	{ { "sms", NULL, NULL }, OTHER, NULL, 0 },
	{ { "webhooks", NULL, NULL }, OTHER, NULL, 0 },
	{ { "carriers", NULL, NULL }, OTHER, NULL, 0 },
	{ { "surveys", NULL, NULL }, OTHER, NULL, 0 },
	{ { "consent", NULL, NULL }, OTHER, NULL, 0 },
	{ { "secrets.signing_key_file", LINE, NULL }, TEXT, form_line,
	    SHOP(secrets.signing_key_file) },
	{ { "secrets.signing_key_command", LINE, NULL }, TEXT, form_line,
	    SHOP(secrets.signing_key_command) },
	{ { "secrets.old_signing_key_files", "a list of at most 8 lines", NULL }, TEXTS,
	    form_line, SHOP(secrets.old_signing_key_files) },
};

#define ROWS (sizeof rows / sizeof *rows)

const struct shop_key *
shop_key(size_t i)
{
	return i < ROWS ? &rows[i].key : NULL;
}

static const struct row *
find_row(struct str path)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (str_is(path, rows[i].key.path))
			return &rows[i];
	return NULL;
}

/* Whether PATH ("mail") is the start of keys ("mail.from") and none itself. */
static bool
is_section(struct str path)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (str_starts(str_of(rows[i].key.path), path) &&
		    rows[i].key.path[path.len] == '.')
			return true;
	return false;
}

/* The line that an error would be on is that of the value looked at last. */
struct reader {
	struct shop *shop;
	uint32_t line;
};

/* The last word of a path: "from" of "mail.from". */
static struct str
leaf(struct str path)
{
	struct str part = path;

	while (str_cut(&path, '.', &part))
		;
	return part;
}

/* PATH is no key: says so, and which one may have been meant. */
static bool
unknown(struct str path, struct err *e)
{
	const char *nearest = NULL;
	size_t best = 3, i;

	for (i = 0; i < ROWS; i++) {
		struct str known = str_of(rows[i].key.path);
		size_t d = str_distance(path, known);

		/* The right word in the wrong section. */
		if (d > 1 && str_eq(leaf(path), leaf(known)))
			d = 1;
		if (d < best && d < known.len) {
			best = d;
			nearest = rows[i].key.path;
		}
	}
	return err_set(e, ERR_TROUBLE, "%.*s: there is no such key%s%s%s",
	    (int)str_head(path, 80).len, path.at,
	    nearest == NULL ? "" : "; did you mean ", nearest == NULL ? "" : nearest,
	    nearest == NULL ? "" : "?");
}

static bool
read_text(struct str *field, const struct row *r, struct val v, struct err *e)
{
	if (val_kind(v) != TOK_TEXT || !r->is(val_text(v)))
		return val_expected(v, "", r->key.expected, e);
	*field = val_text(v);
	return true;
}

static bool
read_days(int64_t *field, const struct row *r, struct val v, struct err *e)
{
	struct whole n;

	if (val_kind(v) != TOK_NUMBER || !rec_get_whole(v, "", &n, e) || n.n < 0 ||
	    n.n > DAYS_MAX)
		return val_expected(v, "", r->key.expected, e);
	*field = n.n;
	return true;
}

static bool
read_lines(struct reader *r, struct str *at, size_t room, size_t *n,
    const struct row *row, struct val v, struct err *e)
{
	struct val_iter it = val_iter(v);
	struct val item;

	if (val_kind(v) != TOK_ARRAY || val_count(v) > room)
		return val_expected(v, "", row->key.expected, e);
	while (val_next(&it, &item)) {
		r->line = val_line(item);
		if (val_kind(item) != TOK_TEXT || !row->is(val_text(item)))
			return val_expected(item, "", LINE, e);
		at[(*n)++] = val_text(item);
	}
	return true;
}

static bool read_object(
    struct reader *r, void *base, struct val v, const char *prefix, struct err *e);

static bool
read_social(struct reader *r, const struct row *row, struct val v, struct err *e)
{
	struct shop *s = r->shop;
	struct val_iter it = val_iter(v);
	struct val item;

	if (val_kind(v) != TOK_ARRAY ||
	    val_count(v) > sizeof s->support.social / sizeof *s->support.social)
		return val_expected(v, "", row->key.expected, e);
	while (val_next(&it, &item)) {
		struct shop_link *link = &s->support.social[s->support.n_social++];

		r->line = val_line(item);
		if (!read_object(r, link, item, "support.social[].", e) ||
		    !rec_need_text(item, "name", &link->name, e) ||
		    !rec_need_text(item, "url", &link->url, e))
			return false;
	}
	return true;
}

/* Reads V, the value of ROW's key, into the field below BASE. */
static bool
read_value(
    struct reader *r, void *base, const struct row *row, struct val v, struct err *e)
{
	void *field = (char *)base + row->field;
	struct shop_texts *texts = field;
	struct shop *s = r->shop;

	if (val_kind(v) == TOK_NULL)
		return true;
	switch (row->how) {
	case TEXT:
		return read_text(field, row, v, e);
	case DAYS:
		return read_days(field, row, v, e);
	case LINES:
		return read_lines(r, s->address, sizeof s->address / sizeof *s->address,
		    &s->n_address, row, v, e);
	case TEXTS:
		return read_lines(r, texts->at, sizeof texts->at / sizeof *texts->at,
		    &texts->n, row, v, e);
	case SOCIAL:
		return read_social(r, row, v, e);
	case OTHER:
		break;
	}
	return true;
}

/* Reads the member KEY of the object V, which is called PATH in the table. */
static bool
read_member(struct reader *r, void *base, struct val v, struct str key, struct buf *path,
    struct val value, struct err *e)
{
	const struct row *row = find_row(buf_view(path));
	struct val same;

	if (key.len > 0 && memchr(key.at, '.', key.len) != NULL)
		return err_set(e, ERR_TROUBLE,
		    "\"%.*s\" in one key: expected an object in an object",
		    (int)str_head(key, 80).len, key.at);
	if (row == NULL && !is_section(buf_view(path)))
		return unknown(buf_view(path), e);
	/* Looking a key up finds out whether it stands twice. */
	if (!rec_find(v, buf_cstr(path) + (path->len - key.len), &same, e))
		return false;
	if (row != NULL)
		return read_value(r, base, row, value, e);
	if (val_kind(value) == TOK_NULL)
		return true;
	buf_char(path, '.');
	return read_object(r, base, value, buf_cstr(path), e);
}

/* Reads the members of V, whose keys begin with PREFIX, into the fields below BASE. */
static bool
read_object(struct reader *r, void *base, struct val v, const char *prefix, struct err *e)
{
	struct buf path = BUF_INIT;
	struct val_iter it;
	struct val value;
	struct str key;
	bool ok = val_kind(v) == TOK_OBJECT || val_expected(v, "", "an object", e);

	if (ok)
		it = val_iter(v);
	while (ok && val_next_member(&it, &key, &value)) {
		buf_clear(&path);
		buf_text(&path, prefix);
		buf_str(&path, key);
		r->line = val_line(value);
		ok = read_member(r, base, v, key, &path, value, e);
	}
	buf_done(&path);
	return ok;
}

static bool
read_file(struct shop *s, struct err *e)
{
	struct reader r = { .shop = s };

	if (!path_read(s->path, FILE_MAX, &s->file.text, e))
		return false;
	buf_reserve(&s->file.text, SLACK);
	memset(s->file.text.at + s->file.text.len, 0, SLACK);
	if (!rec_read(&s->file.rec, buf_view(&s->file.text), e)) {
		(void)err_prefix(e, "%s: ", s->path);
	} else {
		s->file.root = rec_root(&s->file.rec);
		if (read_object(&r, s, s->file.root, "", e))
			return true;
		(void)err_prefix(e, "%s:%u: ", s->path, r.line);
	}
	e->kind = ERR_TROUBLE;
	return false;
}

struct shop *
shop_read(const char *path, struct err *e)
{
	struct shop *s = mem_zero(1, sizeof *s);

	rec_init(&s->file.rec);
	s->locale = STR(LOCALE);
	s->timezone = STR(ZONE);
	s->mail.auth = STR(AUTH);
	if (path == NULL)
		return s;
	s->path = mem_str(path);
	if (read_file(s, e))
		return s;
	shop_free(s);
	return NULL;
}

void
shop_free(struct shop *s)
{
	if (s == NULL)
		return;
	rec_done(&s->file.rec);
	buf_done(&s->file.text);
	free(s->path);
	free(s);
}

bool
shop_err(const struct shop *s, struct val v, struct err *e)
{
	e->kind = ERR_TROUBLE;
	return err_prefix(e, "%s:%u: ", s->path, val_line(v));
}

bool
shop_find(const struct shop *s, const char *path, struct val *out, struct err *e)
{
	return rec_find(s->file.root, path, out, e) || shop_err(s, s->file.root, e);
}

const struct zone *
shop_zone(const struct shop *s)
{
	char *name = mem_copy(s->timezone.at, s->timezone.len);
	struct err e;
	const struct zone *z = zone_find(name, &e);

	free(name);
	return z;
}
