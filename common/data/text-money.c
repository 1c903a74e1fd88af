/* text-money - amounts and whole numbers as a locale writes them */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "data/text-locale.h"
#include "data/text.h"

#define PIECE 32 /* bytes that a piece may take; what is longer is left to ICU */

struct piece {
	uint8_t len;
	char at[PIECE];
};

/*
 * How a locale writes amounts of one currency (or, where the code is empty, whole
 * numbers): "-" prefix, digits in groups of three, the mark, further digits, suffix.
 */
struct number {
	struct number *next;
	struct currency currency;
	UNumberFormatter *formatter; /* NULL where ICU has none */
	UFormattedNumber *result;
	bool regular;	/* the pieces below say all; else ICU is asked every time */
	bool long_only; /* four digits stand without a group: "1234,50" */
	struct piece prefix[2], suffix[2]; /* [1] of negative amounts */
	struct piece group, mark;
};

/* The numbers of a locale, the last used first. */
struct numbers {
	struct number *first;
};

/* --- by ICU ----------------------------------------------------------------------- */

/*
 * ISO 4217's digits are asked for, since CLDR leaves those of some currencies out (RSD,
 * ISO 2), which would round.
 */
static void
open_formatter(struct number *n, const char *locale)
{
	UErrorCode status = U_ZERO_ERROR;
	char skeleton[48];
	UChar wide[48];

	if (n->currency.code[0] == '\0')
		(void)snprintf(skeleton, sizeof skeleton, "precision-integer");
	else if (n->currency.exponent == 0)
		(void)snprintf(skeleton, sizeof skeleton, "currency/%s precision-integer",
		    n->currency.code);
	else
		(void)snprintf(skeleton, sizeof skeleton, "currency/%s .%.*s",
		    n->currency.code, n->currency.exponent, "0000");
	u_charsToUChars(skeleton, wide, (int32_t)strlen(skeleton) + 1);
	n->formatter = unumf_openForSkeletonAndLocale(wide, -1, locale, &status);
	n->result = unumf_openResult(&status);
	if (U_SUCCESS(status))
		return;
	unumf_close(n->formatter);
	n->formatter = NULL;
}

/* What ICU writes; the plain decimal and the code where it has no formatter. */
static void
ask(const struct number *n, int64_t minor, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	char decimal[MONEY_MAX];
	size_t len = money_format(decimal, minor, &n->currency);
	UChar wide[128];
	int32_t n_wide = 0;

	if (n->formatter != NULL) {
		unumf_formatDecimal(
		    n->formatter, decimal, (int32_t)len, n->result, &status);
		n_wide = unumf_resultToString(n->result, wide, 128, &status);
		if (U_SUCCESS(status)) {
			text_narrow(out, wide, n_wide);
			return;
		}
	}
	buf_add(out, decimal, len);
	if (n->currency.code[0] != '\0')
		buf_fmt(out, " %s", n->currency.code);
}

/* --- by its pieces ------------------------------------------------------------------ */

static void
add_piece(struct buf *out, const struct piece *p)
{
	buf_add(out, p->at, p->len);
}

static void
put_together(const struct number *n, int64_t minor, struct buf *out)
{
	bool minus = minor < 0;
	uint64_t rest = minus ? 0 - (uint64_t)minor : (uint64_t)minor;
	unsigned places = n->currency.exponent;
	char digits[24];
	unsigned count = 0, whole;

	do
		digits[sizeof digits - ++count] = (char)('0' + rest % 10);
	while ((rest /= 10) != 0 || count <= places);
	whole = count - places;
	add_piece(out, &n->prefix[minus]);
	for (unsigned i = 0; i < count; i++) {
		unsigned behind = i < whole ? whole - i : 0;

		if (i == whole)
			add_piece(out, &n->mark);
		else if (i != 0 && i < whole && behind % 3 == 0 &&
			 (whole > 4 || !n->long_only))
			add_piece(out, &n->group);
		buf_char(out, digits[sizeof digits - count + i]);
	}
	add_piece(out, &n->suffix[minus]);
}

static bool
set_piece(struct piece *p, const char *from, const char *to)
{
	if (to < from || to - from > PIECE)
		return false;
	p->len = (uint8_t)(to - from);
	memcpy(p->at, from, p->len);
	return true;
}

/* Takes the pieces out of what ICU writes for 1234567 and the places behind it. */
static bool
take_apart(struct number *n, struct str text, bool minus)
{
	static const char *const parts[] = { "1", "234", "567", "8912" };
	const char *at[4], *stop[4], *from = text.at, *end = text.at + text.len;
	size_t count = n->currency.exponent == 0 ? 3 : 4;
	struct piece group;

	for (size_t i = 0; i < count; i++) {
		size_t len = i < 3 ? strlen(parts[i]) : n->currency.exponent;

		at[i] = memmem(from, (size_t)(end - from), parts[i], len);
		if (at[i] == NULL)
			return false;
		from = stop[i] = at[i] + len;
	}
	return set_piece(&n->prefix[minus], text.at, at[0]) &&
	       set_piece(&n->group, stop[0], at[1]) &&
	       set_piece(&group, stop[1], at[2]) && group.len == n->group.len &&
	       memcmp(group.at, n->group.at, group.len) == 0 &&
	       (count == 3 || set_piece(&n->mark, stop[2], at[3])) &&
	       set_piece(&n->suffix[minus], stop[count - 1], end);
}

/* Whether the pieces say what ICU says, of amounts of every length. */
static bool
holds(const struct number *n)
{
	struct buf icu = BUF_INIT, own = BUF_INIT;
	bool same = true;
	int64_t amount = 5;

	for (int i = 0; i < 17 && same; i++, amount = amount * 10 + (i * 7 + 1) % 10)
		for (int sign = -1; sign <= 1 && same; sign++) {
			buf_clear(&icu);
			buf_clear(&own);
			ask(n, amount * sign, &icu);
			put_together(n, amount * sign, &own);
			same = str_eq(buf_view(&icu), buf_view(&own));
		}
	buf_done(&icu);
	buf_done(&own);
	return same;
}

static void
learn(struct number *n)
{
	static const int64_t scale[] = { 1, 10, 100, 1000, 10000 };
	static const int64_t places[] = { 0, 8, 89, 891, 8912 };
	unsigned e = n->currency.exponent;
	int64_t sample = 1234567 * scale[e] + places[e];
	struct buf text = BUF_INIT;
	bool whole;

	ask(n, sample, &text);
	whole = take_apart(n, buf_view(&text), false);
	buf_clear(&text);
	ask(n, -sample, &text);
	whole = whole && take_apart(n, buf_view(&text), true);
	buf_clear(&text);
	ask(n, 1234 * scale[e], &text);
	n->long_only = str_find(buf_view(&text), STR("1234")) >= 0;
	buf_done(&text);
	n->regular = whole && holds(n);
}

/* --- finding ---------------------------------------------------------------------- */

static struct number *
number_of(struct locale *l, const struct currency *c)
{
	struct number **at, *n;

	if (l->numbers == NULL)
		l->numbers = mem_zero(1, sizeof *l->numbers);
	for (at = &l->numbers->first; (n = *at) != NULL; at = &n->next)
		if (memcmp(n->currency.code, c->code, sizeof c->code) == 0)
			break;
	if (n == NULL) {
		n = mem_zero(1, sizeof *n);
		n->currency = *c;
		open_formatter(n, l->id);
		learn(n);
	} else {
		*at = n->next;
	}
	n->next = l->numbers->first;
	l->numbers->first = n;
	return n;
}

static void
write_number(const struct number *n, int64_t minor, struct buf *out)
{
	if (n->regular)
		put_together(n, minor, out);
	else
		ask(n, minor, out);
}

void
text_money(struct locale *l, int64_t minor, const struct currency *c, struct buf *out)
{
	write_number(number_of(l, c), minor, out);
}

void
text_whole(struct locale *l, int64_t n, struct buf *out)
{
	static const struct currency none = { "", 0 };

	write_number(number_of(l, &none), n, out);
}
