/* lure - text from a log that a mail program would make a link of */
/* SPDX-License-Identifier: ISC */

#include "shop/lure.h"

#include <string.h>

#include "base/buf.h"
#include "data/text.h"

#define DIGITS_MAX 4 /* of a name */

/* --- the text as programs read it ----------------------------------------------------
 */

struct range {
	uint32_t first, last;
};

static bool
is_in(uint32_t c, const struct range *ranges, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static bool
is_unseen(uint32_t c)
{
	static const struct range unseen[] = { { 0xad, 0xad }, { 0x34f, 0x34f },
		{ 0x61c, 0x61c }, { 0x180b, 0x180e }, { 0x200b, 0x200f },
		{ 0x202a, 0x202e }, { 0x2060, 0x206f }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff }, { 0xe0000, 0xe0fff } };

	return is_in(c, unseen, sizeof unseen / sizeof *unseen);
}

/* Spaces, punctuation and signs beyond ASCII, which end a word. */
static bool
is_apart(uint32_t c)
{
	static const struct range apart[] = { { 0x80, 0xa9 }, { 0xab, 0xb4 },
		{ 0xb6, 0xb9 }, { 0xbb, 0xbf }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 },
		{ 0x1680, 0x1680 }, { 0x2000, 0x205f }, { 0x20a0, 0x20cf },
		{ 0x2122, 0x2122 }, { 0x3000, 0x3020 } };

	return is_in(c, apart, sizeof apart / sizeof *apart);
}

/* The plain form of C in ASCII where there is one, else C. */
static uint32_t
plain(uint32_t c)
{
	static const struct {
		uint32_t code;
		char plain;
	} forms[] = { { 0x2024, '.' }, { 0x2044, '/' }, { 0x2215, '/' }, { 0x2236, ':' },
		{ 0x29f8, '/' }, { 0x3002, '.' }, { 0xa789, ':' }, { 0xfe52, '.' },
		{ 0xfe55, ':' }, { 0xfe6b, '@' }, { 0xff61, '.' } };
	size_t i;

	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	for (i = 0; i < sizeof forms / sizeof *forms; i++)
		if (c == forms[i].code)
			return (unsigned char)forms[i].plain;
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return c;
}

/* TEXT in small letters and plain signs, without what is not seen. */
static void
fold(struct str text, struct buf *out)
{
	char utf8[4];
	size_t len, size;
	uint32_t c;

	for (; text.len > 0; text.at += len, text.len -= len) {
		c = plain(str_code_point(text, &len));
		if (is_unseen(c))
			continue;
		if (is_apart(c))
			c = ' ';
		size = str_encode(c, utf8);
		buf_add(out, utf8, size);
	}
}

/* --- words that are hosts ------------------------------------------------------------
 */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Letters beyond ASCII are of some script. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool
is_of_host(char c)
{
	return is_letter(c) || is_digit(c) || c == '-' || c == '_';
}

/* Parts with single dots between, and what stands before and behind them. */
struct word {
	struct str last;       /* part */
	size_t parts, longest; /* of all but the last, in bytes */
	bool numbers;	       /* all parts are */
	bool led;	       /* to a path or a port behind it */
	char before;	       /* or ' ' */
};

/* Whether TEXT goes on with a path or a port at I. */
static bool
leads_on(struct str text, size_t i)
{
	return i < text.len &&
	       (text.at[i] == '/' ||
		   (text.at[i] == ':' && i + 1 < text.len && is_digit(text.at[i + 1])));
}

/* The next word of TEXT from *AT on that has a dot in it; false behind the last. */
static bool
next_word(struct str text, size_t *at, struct word *w)
{
	size_t i = *at, start;

	do {
		while (i < text.len && !is_of_host(text.at[i]))
			i++;
		*w = (struct word){ .before = i == 0 ? ' ' : text.at[i - 1] };
		w->numbers = true;
		while (i < text.len && is_of_host(text.at[i])) {
			if (w->parts++ > 0 && w->last.len > w->longest)
				w->longest = w->last.len;
			for (start = i; i < text.len && is_of_host(text.at[i]); i++)
				w->numbers = w->numbers && is_digit(text.at[i]);
			w->last = (struct str){ text.at + start, i - start };
			if (i + 1 < text.len && text.at[i] == '.' &&
			    is_of_host(text.at[i + 1]))
				i++;
		}
		w->led = leads_on(text, i);
	} while (w->parts == 1);
	*at = i;
	return w->parts > 1;
}

/* Whether PART, the last of a word, is two letters or more, or punycode. */
static bool
is_top(struct str part)
{
	size_t i;

	if (str_starts(part, STR("xn--")))
		return true;
	for (i = 0; i < part.len; i++)
		if (!is_letter(part.at[i]))
			return false;
	return part.len >= 2;
}

/* Whether PART of two letters is a top-level domain: those are the countries'. */
static bool
is_of_country(struct str part)
{
	static const char *const others[] = { "ac", "eu", "su", "uk" };
	char code[2];
	size_t i;

	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (str_is(part, others[i]))
			return true;
	code[0] = (char)(part.at[0] - 'a' + 'A');
	code[1] = (char)(part.at[1] - 'a' + 'A');
	return text_country_known((struct str){ code, 2 });
}

/* Whether W is a host that a product's name would not have. */
static bool
is_host(const struct word *w)
{
	if (w->numbers)
		return w->parts == 4 && w->led;
	if (!is_top(w->last))
		return w->before == '@' && is_letter(*w->last.at);
	if (w->before == '@' || w->led)
		return true;
	if (w->last.len == 2 && (unsigned char)*w->last.at < 0x80)
		return is_of_country(w->last);
	return w->last.len < 4 || w->longest > 1;
}

/* --- what is asked -------------------------------------------------------------------
 */

static bool
has(struct str text, struct str what)
{
	return str_find(text, what) >= 0;
}

bool
lure_in_name(struct str text)
{
	struct buf folded = BUF_INIT;
	size_t i, at = 0, digits = 0;
	struct word w;
	struct str s;
	bool found;

	fold(text, &folded);
	s = buf_view(&folded);
	found = has(s, STR("www."));
	for (i = 0; i < s.len; i++) {
		found = found || strchr("/\\:@", s.at[i]) != NULL;
		digits += is_digit(s.at[i]);
	}
	found = found || digits > DIGITS_MAX;
	while (!found && next_word(s, &at, &w))
		found = is_top(w.last);
	buf_done(&folded);
	return found;
}

bool
lure_in_goods(struct str text)
{
	struct buf folded = BUF_INIT;
	struct word w;
	struct str s;
	size_t at = 0;
	bool found;

	fold(text, &folded);
	s = buf_view(&folded);
	found = has(s, STR("://")) || has(s, STR("www."));
	while (!found && next_word(s, &at, &w))
		found = is_host(&w);
	buf_done(&folded);
	return found;
}
