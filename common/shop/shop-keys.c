/* shop-keys - what a shop file may say */
/* SPDX-License-Identifier: ISC */

#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/money.h"
#include "shop/form.h"
#include "shop/link.h"
#include "shop/shop-parts.h"
#include "shop/token.h"

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
	return str_is(s, SHOP_AUTH) || str_is(s, "plain") || str_is(s, "login") ||
	       str_is(s, "xoauth2");
}

#define SHOP(member) offsetof(struct shop, member)
#define LINE SHOP_LINE
#define PROSE "a text"
#define URL "an http or https URL without braces"
#define PATTERN "an http or https URL with no braces but those of " LINK_PLACES
#define EMAIL "an e-mail address"
#define TOKEN_EMAIL "an e-mail address with no braces but those of {token}"
#define COLOUR "a colour such as \"#0b5fff\""

static const struct shop_row rows[] = {
	{ { "name", LINE, NULL }, SHOP_TEXT, form_line, SHOP(name) },
	{ { "url", URL, NULL }, SHOP_TEXT, is_url, SHOP(url) },
	{ { "email", EMAIL, NULL }, SHOP_TEXT, form_email, SHOP(email) },
	{ { "phone", LINE, NULL }, SHOP_TEXT, form_line, SHOP(phone) },
	{ { "address", "a list of at most 6 lines", NULL }, SHOP_LINES, form_line,
	    SHOP(address) },
	{ { "locale", "a language tag such as \"it-IT\"", SHOP_LOCALE }, SHOP_TEXT,
	    form_locale, SHOP(locale) },
	{ { "timezone", "a time zone such as \"Europe/Rome\"", SHOP_ZONE }, SHOP_TEXT,
	    is_zone, SHOP(timezone) },
	{ { "currency", "a currency code such as \"EUR\"", NULL }, SHOP_TEXT, is_currency,
	    SHOP(currency) },
	{ { "brand.logo", URL, NULL }, SHOP_TEXT, is_url, SHOP(brand.logo) },
	{ { "brand.colour", COLOUR, NULL }, SHOP_TEXT, form_colour, SHOP(brand.colour) },
	{ { "brand.colour_dark", COLOUR, NULL }, SHOP_TEXT, form_colour,
	    SHOP(brand.colour_dark) },
	{ { "support.hours", LINE, NULL }, SHOP_TEXT, form_line, SHOP(support.hours) },
	{ { "support.chat", URL, NULL }, SHOP_TEXT, is_url, SHOP(support.chat) },
	{ { "support.forum", URL, NULL }, SHOP_TEXT, is_url, SHOP(support.forum) },
	{ { "support.faq", URL, NULL }, SHOP_TEXT, is_url, SHOP(support.faq) },
	{ { "support.url", URL, NULL }, SHOP_TEXT, is_url, SHOP(support.url) },
	{ { "support.email", EMAIL, NULL }, SHOP_TEXT, form_email, SHOP(support.email) },
	{ { "support.phone", LINE, NULL }, SHOP_TEXT, form_line, SHOP(support.phone) },
	{ { "support.social", "a list of at most 8 links", NULL }, SHOP_SOCIAL, NULL,
	    SHOP(support.social) },
	{ { "support.social[].name", LINE, NULL }, SHOP_TEXT, form_line,
	    offsetof(struct shop_link, name) },
	{ { "support.social[].url", URL, NULL }, SHOP_TEXT, is_url,
	    offsetof(struct shop_link, url) },
	{ { "returns.days", "a whole number of days", "0" }, SHOP_DAYS, NULL,
	    SHOP(returns.days) },
	{ { "returns.policy", PROSE, NULL }, SHOP_TEXT, form_prose,
	    SHOP(returns.policy) },
	{ { "returns.url", URL, NULL }, SHOP_TEXT, is_url, SHOP(returns.url) },
	{ { "links.order", PATTERN, NULL }, SHOP_TEXT, link_is_pattern,
	    SHOP(links.order) },
	{ { "links.cancel", PATTERN, NULL }, SHOP_TEXT, link_is_pattern,
	    SHOP(links.cancel) },
	{ { "links.change", PATTERN, NULL }, SHOP_TEXT, link_is_pattern,
	    SHOP(links.change) },
	{ { "links.community", URL, NULL }, SHOP_TEXT, is_url, SHOP(links.community) },
	{ { "links.account", URL, NULL }, SHOP_TEXT, is_url, SHOP(links.account) },
	{ { "links.cart", URL, NULL }, SHOP_TEXT, is_url, SHOP(links.cart) },
	{ { "mail.from", "\"Name <address>\" or an address", NULL }, SHOP_TEXT,
	    form_sender, SHOP(mail.from) },
	{ { "mail.reply_to", "\"Name <address>\" or an address, in ASCII before the '@'",
	      NULL },
	    SHOP_TEXT, form_reply, SHOP(mail.reply_to) },
	{ { "mail.transport", LINE, NULL }, SHOP_TEXT, form_line, SHOP(mail.transport) },
	{ { "mail.unsubscribe",
	      "an http, https or mailto URL without a #, and with no braces but those of {token}",
	      NULL },
	    SHOP_TEXT, is_unsubscribe, SHOP(mail.unsubscribe) },
	{ { "mail.unsubscribe_mailto", TOKEN_EMAIL, NULL }, SHOP_TEXT, is_token_address,
	    SHOP(mail.unsubscribe_mailto) },
	{ { "mail.return_path", TOKEN_EMAIL, NULL }, SHOP_TEXT, is_token_address,
	    SHOP(mail.return_path) },
	{ { "mail.user", LINE, NULL }, SHOP_TEXT, form_line, SHOP(mail.user) },
	{ { "mail.auth", "any, plain, login or xoauth2", SHOP_AUTH }, SHOP_TEXT, is_auth,
	    SHOP(mail.auth) },
	{ { "mail.password_file", LINE, NULL }, SHOP_TEXT, form_line,
	    SHOP(mail.password_file) },
	{ { "mail.password_command", LINE, NULL }, SHOP_TEXT, form_line,
	    SHOP(mail.password_command) },
	{ { "mail.ca_file", LINE, NULL }, SHOP_TEXT, form_line, SHOP(mail.ca_file) },
	{ { "ledger", LINE, NULL }, SHOP_TEXT, form_line, SHOP(ledger) },
	{ { "coupon.code", LINE, NULL }, SHOP_TEXT, form_line, SHOP(coupon.code) },
	{ { "coupon.terms", PROSE, NULL }, SHOP_TEXT, form_prose, SHOP(coupon.terms) },
	{ { "coupon.expires_at", "a date such as \"2026-12-31\"", NULL }, SHOP_TEXT,
	    is_date, SHOP(coupon.expires_at) },
	{ { "caps", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "quiet_hours", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "rates", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "sms", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "webhooks", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "carriers", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "countries", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "surveys", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "consent", NULL, NULL }, SHOP_OTHER, NULL, 0 },
	{ { "secrets.signing_key_file", LINE, NULL }, SHOP_TEXT, form_line,
	    SHOP(secrets.signing_key_file) },
	{ { "secrets.signing_key_command", LINE, NULL }, SHOP_TEXT, form_line,
	    SHOP(secrets.signing_key_command) },
	{ { "secrets.old_signing_key_files", "a list of at most 8 lines", NULL },
	    SHOP_TEXTS, form_line, SHOP(secrets.old_signing_key_files) },
};

#define ROWS (sizeof rows / sizeof *rows)

const struct shop_key *
shop_key(size_t i)
{
	return i < ROWS ? &rows[i].key : NULL;
}

const struct shop_row *
shop_row(struct str path)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (str_is(path, rows[i].key.path))
			return &rows[i];
	return NULL;
}

bool
shop_section(struct str path)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (str_starts(str_of(rows[i].key.path), path) &&
		    rows[i].key.path[path.len] == '.')
			return true;
	return false;
}

/* The last word of a path: "from" of "mail.from". */
static struct str
leaf(struct str path)
{
	struct str part = path;

	while (str_cut(&path, '.', &part))
		;
	return part;
}

bool
shop_unknown(struct str path, struct err *e)
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
