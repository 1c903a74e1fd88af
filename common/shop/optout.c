/* optout - the ways out of marketing mail that a mail shows */
/* SPDX-License-Identifier: ISC */

#include "shop/optout.h"

#include <string.h>

#include "data/html.h"
#include "io/mime.h"
#include "shop/token.h"

/* Adds TEXT; bytes that are not ASCII, or are among ALSO, become %XX. */
static void
encode(struct str text, const char *also, struct buf *out)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c <= ' ' || c > '~' || strchr(also, c) != NULL)
			buf_fmt(out, "%%%02X", (unsigned char)c);
		else
			buf_char(out, c);
	}
}

/* Adds HOST as DNS has it (IDNA). */
static void
add_host(struct str host, struct buf *out)
{
	struct buf address = BUF_INIT, ascii = BUF_INIT;

	buf_fmt(&address, "u@%.*s", STR_ARG(host));
	mime_address(buf_view(&address), &ascii);
	buf_add(out, ascii.at + 2, ascii.len - 2);
	buf_done(&ascii);
	buf_done(&address);
}

/* How much of S there is before the first of STOPS. */
static size_t
span(struct str s, const char *stops)
{
	size_t i;

	for (i = 0; i < s.len && strchr(stops, s.at[i]) == NULL; i++)
		continue;
	return i;
}

static struct str
from(struct str s, size_t at)
{
	return (struct str){ s.at + at, s.len - at };
}

/*
 * Adds URL as it goes into a header: in ASCII, and without commas, at which some programs
 * cut the list.
 */
static void
add_url(struct str url, struct buf *out)
{
	size_t start = span(url, "/") + 2, end = start + span(from(url, start), "/?#:@");
	struct str host = { url.at + start, end - start };

	/* A name before an '@' is no host. */
	buf_add(out, url.at, start);
	if (end < url.len && url.at[end] == '@')
		encode(host, ",|^", out);
	else
		add_host(host, out);
	encode(from(url, end), ",|^", out);
}

/* Adds URL, where it has none, with a place for a token behind its path: "?t={token}". */
static void
add_place(struct str url, struct buf *out)
{
	buf_str(out, url);
	if (token_has_place(url))
		return;
	buf_text(out, span(url, "?") < url.len ? "&t=" : "?t=");
	buf_text(out, TOKEN_PLACE);
}

/* Adds the URL of ADDRESS (RFC 6068). */
static void
add_mailto(struct str address, struct buf *out)
{
	struct buf ascii = BUF_INIT;

	mime_address(address, &ascii);
	buf_text(out, "mailto:");
	encode(buf_view(&ascii), ",|^%/?#[]&;=`\"", out);
	buf_text(out, "?subject=unsubscribe");
	buf_done(&ascii);
}

/* The address in MAILBOX, which is one alone or "Name <address>". */
static struct str
bare(struct str mailbox)
{
	size_t open = span(mailbox, "<");
	struct str inner;

	if (open == mailbox.len)
		return mailbox;
	inner = from(mailbox, open + 1);
	return str_head(inner, span(inner, ">"));
}

/* Where answers to the shop's mails go, which is the last way out; or none. */
static struct str
answers(const struct shop *shop)
{
	struct str to = shop->mail.reply_to;

	if (to.at == NULL)
		to = shop->mail.from.at != NULL ? shop->mail.from : shop->email;
	return to.at == NULL ? to : bare(to);
}

bool
optout_init(struct optout *o, const struct shop *shop, struct err *e)
{
	const struct str scheme = STR("mailto:");
	struct str page = shop->mail.unsubscribe, address = shop->mail.unsubscribe_mailto;
	struct buf placed = BUF_INIT;

	*o = (struct optout){ .link = STR_NONE };
	if (str_starts(page, scheme)) {
		if (address.at == NULL)
			address = from(page, scheme.len);
		if (token_has_place(page))
			o->link = page;
	} else if (page.at != NULL) {
		add_place(page, &placed);
		add_url(buf_view(&placed), &o->page);
		if (token_has_place(page))
			o->link = page;
		else
			add_url(page, &o->plain);
		o->one_click = str_starts(page, STR("https:"));
		buf_done(&placed);
	}
	if (page.at == NULL && address.at == NULL)
		address = answers(shop);
	if (address.at != NULL)
		add_mailto(address, &o->mailto);
	if (o->page.len + TOKEN_LEN > OPTOUT_MAX ||
	    o->mailto.len + TOKEN_LEN > OPTOUT_MAX)
		return err_set(e, ERR_TROUBLE,
		    "mail.unsubscribe%s: is too long for a header",
		    o->page.len + TOKEN_LEN > OPTOUT_MAX ? "" : "_mailto");
	return true;
}

void
optout_done(struct optout *o)
{
	buf_done(&o->page);
	buf_done(&o->plain);
	buf_done(&o->mailto);
}

bool
optout_needs_token(const struct optout *o)
{
	return o->link.at != NULL && o->mailto.len == 0;
}

/* Adds the address's URL. */
static void
fill_mailto(const struct optout *o, struct str token, struct buf *out)
{
	struct str mailto = buf_view(&o->mailto);

	token_fill(mailto, token, out);
	if (token.len > 0 && !token_has_place(mailto))
		buf_fmt(out, "%%20%.*s", STR_ARG(token));
}

void
optout_header(const struct optout *o, struct str token, struct buf *out)
{
	size_t start = out->len, end;

	if (token.len > 0 && o->page.len > 0) {
		buf_char(out, '<');
		token_fill(buf_view(&o->page), token, out);
		buf_char(out, '>');
	} else if (o->mailto.len == 0 && o->plain.len > 0) {
		buf_fmt(out, "<%.*s>", STR_ARG(buf_view(&o->plain)));
	}
	if (o->mailto.len == 0)
		return;
	end = out->len;
	buf_text(out, end > start ? ", <" : "<");
	fill_mailto(o, token, out);
	buf_char(out, '>');
	/* The page alone is better than a line that is cut. */
	if (out->len - start > OPTOUT_MAX)
		out->len = end;
}

/* Adds what a reader is to follow in place of o->link. */
static void
fill_link(const struct optout *o, struct str token, struct buf *out)
{
	if (o->page.len > 0 && (token.len > 0 || o->mailto.len == 0))
		token_fill(buf_view(&o->page), token, out);
	else
		fill_mailto(o, token, out);
}

struct str
optout_fill(const struct optout *o, struct str token, struct str body, bool html,
    struct buf *room)
{
	struct buf search = BUF_INIT, url = BUF_INIT, put = BUF_INIT;
	struct str rest = body;
	const char *at;

	if (o->link.at == NULL || body.len == 0)
		return body;
	fill_link(o, token, &url);
	if (html) {
		html_escape(&search, o->link);
		html_escape(&put, buf_view(&url));
	} else {
		buf_str(&search, o->link);
		buf_str(&put, buf_view(&url));
	}
	buf_clear(room);
	while ((at = memmem(rest.at, rest.len, search.at, search.len)) != NULL) {
		size_t before = (size_t)(at - rest.at);

		buf_add(room, rest.at, before);
		buf_str(room, buf_view(&put));
		rest = from(rest, before + search.len);
	}
	buf_done(&search);
	buf_done(&url);
	buf_done(&put);
	if (rest.at == body.at)
		return body;
	buf_str(room, rest);
	return buf_view(room);
}
