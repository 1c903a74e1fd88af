/* form - whether a text has the form of a URL, an address, a colour */
/* SPDX-License-Identifier: ISC */

#include "shop/form.h"

#include <string.h>

#include "shop/message.h"

/* C0 controls and DEL are one byte; C1 controls are 0xc2 and 0x80 to 0x9f in UTF-8. */
static bool
control_at(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.at[i];

	return c < 0x20 || c == 0x7f ||
	       (c == 0xc2 && i + 1 < s.len && (unsigned char)s.at[i + 1] < 0xa0);
}

bool
form_line(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (control_at(s, i))
			return false;
	return s.len > 0;
}

bool
form_prose(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (control_at(s, i) && s.at[i] != '\n' && s.at[i] != '\t')
			return false;
	return s.len > 0;
}

/* Whether none of BAD's characters is in S. */
static bool
without(struct str s, const char *bad)
{
	for (; *bad != '\0'; bad++)
		if (s.len > 0 && memchr(s.at, *bad, s.len) != NULL)
			return false;
	return true;
}

/* Whether S has one of the spaces of Unicode, or a mark of the order of bytes. */
static bool
has_wide_space(struct str s)
{
	static const struct str marks[] = { STR_INIT("\u00a0"), STR_INIT("\u1680"),
		STR_INIT("\u2028"), STR_INIT("\u2029"), STR_INIT("\u202f"),
		STR_INIT("\u205f"), STR_INIT("\u3000"), STR_INIT("\ufeff") };
	size_t i;
	ptrdiff_t at;

	for (i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_find(s, marks[i]) >= 0)
			return true;
	/* From U+2000 to U+200A. */
	while ((at = str_find(s, STR("\xe2\x80"))) >= 0) {
		s.at += at + 2;
		s.len -= (size_t)at + 2;
		if (s.len > 0 && (unsigned char)*s.at <= 0x8a)
			return true;
	}
	return false;
}

bool
form_url(struct str s)
{
	struct str host = s, scheme, part;

	if (!form_line(s) || !without(s, " \"'<>\\`") || has_wide_space(s))
		return false;
	if (!str_cut(&host, ':', &scheme) || host.at == NULL ||
	    !(str_same(scheme, STR("http")) || str_same(scheme, STR("https"))))
		return false;
	if (!str_starts(host, STR("//")))
		return false;
	host = (struct str){ host.at + 2, host.len - 2 };
	return str_cut(&host, '/', &part) && part.len > 0 && part.at[0] != '?' &&
	       part.at[0] != '#' && part.at[0] != ':';
}

bool
form_email(struct str s)
{
	struct err unused;

	return message_address(s, &unused);
}

bool
form_unsubscribe(struct str s)
{
	struct str mailto = STR("mailto:");

	if (!str_starts(s, mailto))
		return form_url(s) && without(s, "#");
	return form_email((struct str){ s.at + mailto.len, s.len - mailto.len });
}

bool
form_sender(struct str s)
{
	struct str rest = s, name;

	if (s.len == 0 || s.at[s.len - 1] != '>')
		return form_email(s);
	(void)str_cut(&rest, '<', &name);
	name = str_trim(name);
	return rest.len > 1 && (name.len == 0 || form_line(name)) &&
	       without(name, "<>\"@") &&
	       form_email((struct str){ rest.at, rest.len - 1 });
}

bool
form_reply(struct str s)
{
	size_t at = s.len, i = 0;

	if (!form_sender(s))
		return false;
	while (s.at[at - 1] != '@')
		at--;
	if (s.at[s.len - 1] == '>')
		while (s.at[i] != '<')
			i++;
	for (; i < at; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

static bool
in(char c, char low, char high)
{
	return c >= low && c <= high;
}

bool
form_colour(struct str s)
{
	size_t i;

	if ((s.len != 4 && s.len != 7) || s.at[0] != '#')
		return false;
	for (i = 1; i < s.len; i++)
		if (!in(s.at[i], '0', '9') && !in(s.at[i], 'a', 'f') &&
		    !in(s.at[i], 'A', 'F'))
			return false;
	return true;
}

bool
form_country(struct str s)
{
	return s.len == 2 && s.at[0] >= 'A' && s.at[0] <= 'Z' && s.at[1] >= 'A' &&
	       s.at[1] <= 'Z';
}

bool
form_locale(struct str s)
{
	struct str rest = s, part;
	bool first = true;
	size_t i;

	while (str_cut(&rest, '-', &part)) {
		if (part.len < (first ? 2 : 1) || part.len > 8)
			return false;
		for (i = 0; i < part.len; i++)
			if (!in(part.at[i], 'a', 'z') && !in(part.at[i], 'A', 'Z') &&
			    (first || !in(part.at[i], '0', '9')))
				return false;
		first = false;
	}
	return !first;
}
