/* money - amounts in minor units, by ISO 4217 */
/* SPDX-License-Identifier: ISC */

#include "base/money.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* All active codes in order; the exponent is 2 but for those in the lists behind. */
static const char codes[] =
    "AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBHDBIFBMDBNDBOBBOVBRLBSDBTNBWPBYNBZDCADCDFCHE"
    "CHFCHWCLFCLPCNYCOPCOUCRCCUPCVECZKDJFDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYD"
    "HKDHNLHRKHTGHUFIDRILSINRIQDIRRISKJMDJODJPYKESKGSKHRKMFKPWKRWKWDKYDKZTLAKLBPLKRLRDLSLLYD"
    "MADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMXVMYRMZNNADNGNNIONOKNPRNZDOMRPABPENPGKPHPPKRPLNPYG"
    "QARRONRSDRUBRWFSARSBDSCRSDGSEKSGDSHPSLESLLSOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTNDTOPTRYTTDTWD"
    "TZSUAHUGXUSDUSNUYIUYUUYWUZSVEDVESVNDVUVWSTXAFXCDXCGXOFXPFYERZARZMWZWGZWL";
static const char none[] = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF";
static const char three[] = "BHDIQDJODKWDLYDOMRTND";
static const char four[] = "CLFUYW";

static bool
listed(const char *list, const char *code)
{
	for (; *list != '\0'; list += 3)
		if (memcmp(list, code, 3) == 0)
			return true;
	return false;
}

/* Three letters as a number of the same order. */
static uint32_t
rank(const char *code)
{
	return (uint32_t)(unsigned char)code[0] << 16 |
	       (uint32_t)(unsigned char)code[1] << 8 | (unsigned char)code[2];
}

static bool
is_active(const char *code)
{
	const uint32_t wanted = rank(code);
	size_t low = 0, high = sizeof codes / 3;

	while (low < high) {
		size_t middle = (low + high) / 2;
		uint32_t found = rank(codes + 3 * middle);

		if (found == wanted)
			return true;
		if (found < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

bool
currency_find(struct str code, struct currency *out)
{
	if (code.len != 3 || !is_active(code.at))
		return false;
	memcpy(out->code, code.at, 3);
	out->code[3] = '\0';
	out->exponent = listed(none, code.at)	 ? 0
			: listed(three, code.at) ? 3
			: listed(four, code.at)	 ? 4
						 : 2;
	return true;
}

static bool
parse(struct str s, uint8_t exponent, int64_t *minor)
{
	size_t i = s.len > 0 && s.at[0] == '-', digits = 0;
	int places = -1;
	int64_t n = 0;

	for (; i < s.len; i++) {
		if (s.at[i] == '.' && places < 0 && digits > 0) {
			places = 0;
			continue;
		}
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		digits++;
		if (places >= exponent) {
			if (s.at[i] != '0')
				return false;
			continue;
		}
		places += places >= 0;
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, s.at[i] - '0', &n))
			return false;
	}
	if (digits == 0 || s.at[s.len - 1] == '.')
		return false;
	for (places = places < 0 ? 0 : places; places < exponent; places++)
		if (__builtin_mul_overflow(n, 10, &n))
			return false;
	if (s.at[0] != '-' && __builtin_sub_overflow((int64_t)0, n, &n))
		return false;
	*minor = n;
	return true;
}

bool
money_wrong(struct str text, const struct currency *c, struct err *e)
{
	text = str_head(text, 40);
	return err_set(e, ERR_RECORD,
	    "expected an amount in %s such as \"%s\", got \"%.*s\"", c->code,
	    c->exponent == 0   ? "12"
	    : c->exponent == 2 ? "12.50"
	    : c->exponent == 3 ? "12.500"
			       : "12.5000",
	    STR_ARG(text));
}

bool
money_read(struct str text, const struct currency *c, int64_t *minor, struct err *e)
{
	return parse(text, c->exponent, minor) || money_wrong(text, c, e);
}

/* The last N digits of U go before AT; returns U without them. */
static inline uint64_t
put_digits(char *at, size_t n, uint64_t u)
{
	for (; n != 0; n--, u /= 10)
		*--at = (char)('0' + u % 10);
	return u;
}

size_t
money_format(char out[MONEY_MAX], int64_t minor, const struct currency *c)
{
	const size_t exponent = c->exponent;
	uint64_t u = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor, limit = 10;
	size_t digits = 1, len = minor < 0;

	for (; digits <= exponent || (digits < 19 && u >= limit); digits++)
		limit *= 10;
	out[0] = '-';
	len += digits - exponent;
	if (exponent != 0) {
		out[len] = '.';
		u = put_digits(out + len + 1 + exponent, exponent, u);
	}
	(void)put_digits(out + len, digits - exponent, u);
	len += exponent != 0 ? exponent + 1 : 0;
	out[len] = '\0';
	return len;
}

void
money_write(struct buf *b, int64_t minor, const struct currency *c)
{
	buf_reserve(b, MONEY_MAX);
	b->len += money_format(b->at + b->len, minor, c);
}

bool
money_add(int64_t *sum, int64_t minor)
{
	int64_t out;

	if (__builtin_add_overflow(*sum, minor, &out))
		return false;
	*sum = out;
	return true;
}

bool
money_times(int64_t minor, int64_t quantity, int64_t *out)
{
	int64_t product;

	if (__builtin_mul_overflow(minor, quantity, &product))
		return false;
	*out = product;
	return true;
}

/* Holds the product of any amount and any weight. */
__extension__ typedef unsigned __int128 wide;

struct remainder {
	wide rest;
	size_t index;
};

static int
by_remainder(const void *a, const void *b)
{
	const struct remainder *x = a, *y = b;

	if (x->rest != y->rest)
		return x->rest > y->rest ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

bool
money_allocate(int64_t total, const int64_t *weights, size_t n, int64_t *shares)
{
	uint64_t amount = total < 0 ? 0 - (uint64_t)total : (uint64_t)total,
		 left = amount, part;
	int64_t sum = 0;
	struct remainder *rest;
	wide product;
	size_t i;

	for (i = 0; i < n; i++)
		if (weights[i] < 0 || !money_add(&sum, weights[i]))
			return false;
	if (sum == 0 && n > INT64_MAX)
		return false;
	rest = mem_zero(n, sizeof *rest);
	for (i = 0; i < n; i++) {
		uint64_t weight = sum == 0 ? 1 : (uint64_t)weights[i];
		uint64_t whole = sum == 0 ? (uint64_t)n : (uint64_t)sum;

		product = (wide)amount * weight;
		part = (uint64_t)(product / whole);
		rest[i] = (struct remainder){ product % whole, i };
		shares[i] = (int64_t)part;
		left -= part;
	}
	qsort(rest, n, sizeof *rest, by_remainder);
	for (i = 0; i < left; i++)
		shares[rest[i].index]++;
	if (total < 0)
		for (i = 0; i < n; i++)
			shares[i] = (int64_t)(0 - (uint64_t)shares[i]);
	free(rest);
	return true;
}
