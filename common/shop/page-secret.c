/* page-secret - whether a part of a path tells one visitor from another */
/* SPDX-License-Identifier: ISC */

#include "shop/page-secret.h"

#include <stddef.h>

#include "base/percent.h"

#define LONG ((size_t)20)    /* characters from which on any mixed word is one */
#define STRANGE ((size_t)16) /* characters of strange words, together */
#define JUMBLE ((size_t)14)
#define CAPITALS ((size_t)16)
#define UUID ((size_t)36)
#define PHONE ((size_t)7) /* digits */
#define ROUNDS 3	  /* of escapes: "%252540" */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_sign(char c)
{
	return is_digit(c) || is_small(c) || is_capital(c);
}

/* Whether C stands between the words of a name, or of a token. */
static bool
is_join(char c)
{
	return c == '-' || c == '_' || c == '.' || c == '~' || (unsigned char)c >= 0x80;
}

/* "8-4-4-4-12" hexadecimal digits. */
static bool
is_uuid(struct str s)
{
	if (s.len != UUID)
		return false;
	for (size_t i = 0; i < UUID; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.at[i] != '-'
							    : percent_digit(s.at[i]) < 0)
			return false;
	return true;
}

/* A '+' and digits behind it, with what is written between them. */
static bool
has_phone(struct str s)
{
	size_t digits = 0;
	bool plus = false;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '+') {
			plus = true;
			digits = 0;
		} else if (is_digit(s.at[i])) {
			digits++;
		} else if (strchr(" -.()", s.at[i]) == NULL) {
			plus = false;
			digits = 0;
		}
		if (plus && digits >= PHONE)
			return true;
	}
	return false;
}

/* What a word consists of. */
struct makeup {
	size_t digits, small, capitals;
	size_t changes; /* to another kind, but not from a capital to a small letter */
	size_t turns;	/* to another kind, behind the first character */
};

/* The 'x' of "24x36" is none of the letters. */
static bool
is_times(struct str word, size_t i)
{
	return (word.at[i] == 'x' || word.at[i] == 'X') && i > 0 && i + 1 < word.len &&
	       is_digit(word.at[i - 1]) && is_digit(word.at[i + 1]);
}

static struct makeup
look(struct str word)
{
	struct makeup m = { .digits = 0 };
	char last = '\0', kind;

	for (size_t i = 0; i < word.len; i++, last = kind) {
		kind = is_digit(word.at[i]) || is_times(word, i) ? '0'
		       : is_small(word.at[i])			 ? 'a'
								 : 'A';
		m.digits += kind == '0';
		m.small += kind == 'a';
		m.capitals += kind == 'A';
		if (i == 0 || kind == last)
			continue;
		m.changes += !(last == 'A' && kind == 'a');
		m.turns += i > 1 || last != 'A';
	}
	return m;
}

/* What the words of a part come to. */
struct part {
	size_t strange; /* characters of strange words */
	struct makeup all;
	size_t words, mixed;
	size_t len; /* of each word; 0 where they differ */
	bool found; /* a word that is a token by itself */
};

static void
add_word(struct part *p, struct str word)
{
	const struct makeup m = look(word);
	const size_t letters = m.small + m.capitals;
	const bool mixed = m.digits != 0 && letters != 0;

	p->len = p->words == 0 || p->len == word.len ? word.len : 0;
	p->words++;
	p->mixed += mixed;
	p->all.digits += m.digits;
	p->all.small += m.small;
	p->all.capitals += m.capitals;
	p->all.changes += m.changes;
	if (mixed && m.changes >= 2 && 4 * m.changes >= word.len)
		p->strange += word.len;
	p->found |= mixed && word.len >= LONG;
	p->found |= m.digits == 0 && word.len >= CAPITALS && 9 * m.turns > 4 * word.len;
}

/* Capitals, small letters and digits without any order. */
static bool
is_jumble(const struct makeup *m)
{
	const size_t signs = m->digits + m->small + m->capitals;

	return signs >= JUMBLE && m->digits != 0 && m->small != 0 && m->capitals != 0 &&
	       7 * m->changes >= 2 * signs;
}

/* Whether PART, of words and joins alone, is a token. */
static bool
is_token(struct str part)
{
	struct part p = { .words = 0 };
	size_t i, k;

	if (is_uuid(part))
		return true;
	for (i = 0; i < part.len; i = k + 1) {
		for (k = i; k < part.len && !is_join(part.at[k]); k++)
			;
		if (k > i)
			add_word(&p, (struct str){ part.at + i, k - i });
	}
	return p.found || p.strange >= STRANGE || is_jumble(&p.all) ||
	       (p.words >= 3 && p.len >= 4 && p.len <= 6 && 2 * p.mixed >= p.words);
}

/* Puts S without its escapes into OUT; those of escapes, too. */
static void
resolve(struct str s, struct buf *out)
{
	struct buf once = BUF_INIT;

	buf_clear(out);
	buf_str(out, s);
	for (int i = 0; i < ROUNDS && str_find(buf_view(out), STR("%")) >= 0; i++) {
		buf_clear(&once);
		percent_decode(buf_view(out), &once);
		buf_clear(out);
		buf_str(out, buf_view(&once));
	}
	buf_done(&once);
}

bool
page_secret(struct str segment, struct buf *scratch)
{
	struct str s;
	size_t i, k;

	resolve(segment, scratch);
	s = buf_view(scratch);
	if (str_find(s, STR("@")) >= 0 || str_find(s, STR("wc_order_")) >= 0 ||
	    has_phone(s))
		return true;
	for (i = 0; i < s.len; i = k + 1) {
		for (k = i; k < s.len && (is_sign(s.at[k]) || is_join(s.at[k])); k++)
			;
		if (is_token((struct str){ s.at + i, k - i }))
			return true;
	}
	return false;
}
