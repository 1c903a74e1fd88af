/* bounce-status - what a status code says about an address */
/* SPDX-License-Identifier: ISC */

#include "shop/bounce-status.h"

#include <stddef.h>

/*
 * Codes of class 5 that say more than their subject does.  Those of the subjects 1
 * (address) and 2 (mailbox) that are not here are left unclear.
 */
static const struct {
	int subject, detail;
	enum bounce_class class;
} known[] = {
	{ 1, 1, BOUNCE_HARD },	  /* bad destination mailbox address */
	{ 1, 2, BOUNCE_HARD },	  /* bad destination system address */
	{ 1, 3, BOUNCE_HARD },	  /* bad destination mailbox address syntax */
	{ 1, 6, BOUNCE_HARD },	  /* mailbox has moved, no forwarding address */
	{ 1, 7, BOUNCE_REFUSED }, /* bad sender's mailbox address syntax */
	{ 1, 8, BOUNCE_REFUSED }, /* bad sender's system address */
	{ 1, 9, BOUNCE_REFUSED }, /* relayed to a non-compliant mailer */
	{ 1, 10, BOUNCE_HARD },	  /* recipient address has null MX */
	{ 2, 1, BOUNCE_HARD },	  /* mailbox disabled, not accepting messages */
	{ 2, 2, BOUNCE_SOFT },	  /* mailbox full */
	{ 2, 3, BOUNCE_REFUSED }, /* message length exceeds administrative limit */
	{ 3, 4, BOUNCE_REFUSED }, /* message too big for system */
	{ 4, 4, BOUNCE_HARD },	  /* unable to route: the domain has no mail server */
};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
word(char c)
{
	return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* One to three digits at *AT of TEXT. */
static bool
number(struct str text, size_t *at, int *n)
{
	size_t start = *at;

	*n = 0;
	while (*at < text.len && digit(text.at[*at]) && *at - start < 3)
		*n = *n * 10 + (text.at[(*at)++] - '0');
	return *at > start;
}

/* A status code at START of TEXT; *END is behind it. */
static bool
code_at(struct str text, size_t start, size_t *end, struct bounce_status *out)
{
	struct bounce_status s;
	size_t at = start + 2;

	if (start + 5 > text.len ||
	    (text.at[start] != '2' && text.at[start] != '4' && text.at[start] != '5') ||
	    text.at[start + 1] != '.')
		return false;
	s.class = text.at[start] - '0';
	if (!number(text, &at, &s.subject) || at == text.len || text.at[at++] != '.' ||
	    !number(text, &at, &s.detail))
		return false;
	*end = at;
	*out = s;
	return true;
}

bool
bounce_status_read(struct str text, struct bounce_status *out)
{
	struct bounce_status s;
	size_t end;

	if (!code_at(text, 0, &end, &s) || end != text.len)
		return false;
	*out = s;
	return true;
}

/* Whether TEXT goes on at AT so that what is before it is part of more: 5.1.1.9, 5.1.1a.
 */
static bool
goes_on(struct str text, size_t at)
{
	if (at < text.len && word(text.at[at]))
		return true;
	return at + 1 < text.len && (text.at[at] == '.' || text.at[at] == '-') &&
	       digit(text.at[at + 1]);
}

bool
bounce_status_find(struct str text, struct bounce_status *out)
{
	struct bounce_status s;
	size_t end;

	for (size_t i = 0; i < text.len; i++) {
		if (i > 0 && (word(text.at[i - 1]) || text.at[i - 1] == '.'))
			continue;
		if (code_at(text, i, &end, &s) && !goes_on(text, end)) {
			*out = s;
			return true;
		}
	}
	return false;
}

int
bounce_reply_find(struct str text)
{
	for (size_t i = 0; i + 3 <= text.len; i++) {
		if ((text.at[i] != '4' && text.at[i] != '5') || !digit(text.at[i + 1]) ||
		    !digit(text.at[i + 2]))
			continue;
		/* Neither a part of an address or a number, nor one behind a dot. */
		if (i > 0 && (word(text.at[i - 1]) || strchr(".-:@/[", text.at[i - 1])))
			continue;
		if (i + 3 < text.len && (word(text.at[i + 3]) || text.at[i + 3] == '.'))
			continue;
		return (text.at[i] - '0') * 100 + (text.at[i + 1] - '0') * 10 +
		       text.at[i + 2] - '0';
	}
	return 0;
}

struct bounce_status
bounce_status_of_reply(int code)
{
	switch (code) {
	case 521: /* the host takes no mail at all (RFC 7504) */
	case 556: /* nor does the domain */
		return (struct bounce_status){ 5, 1, 10 };
	case 551: /* user not local */
		return (struct bounce_status){ 5, 1, 6 };
	case 552: /* exceeded storage allocation */
		return (struct bounce_status){ 5, 2, 2 };
	case 553: /* mailbox name not allowed */
		return (struct bounce_status){ 5, 1, 3 };
	default: /* 550 and 554 may be anything */
		return (struct bounce_status){ code / 100, 0, 0 };
	}
}

bool
bounce_status_vague(struct bounce_status s)
{
	/* 5.5.0 is what some write before "mailbox unavailable". */
	return s.class == 0 || (s.class == 5 && s.detail == 0 && s.subject <= 5);
}

enum bounce_class
bounce_status_class(struct bounce_status s)
{
	if (s.class == 2)
		return BOUNCE_DELIVERED;
	if (s.class != 5)
		return BOUNCE_SOFT;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].subject == s.subject && known[i].detail == s.detail)
			return known[i].class;
	/* Protocol, content and policy; system and routing may work another time. */
	return s.subject >= 5 && !bounce_status_vague(s) ? BOUNCE_REFUSED : BOUNCE_SOFT;
}

void
bounce_status_write(struct bounce_status s, struct buf *out)
{
	buf_fmt(out, "%d.%d.%d", s.class, s.subject, s.detail);
}
