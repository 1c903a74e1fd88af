/* postal - a postal address as the country it lies in writes it */
/* SPDX-License-Identifier: ISC */

#include "shop/postal.h"

#include <string.h>

/*
 * A form: N name, O company, A and B the lines of the street, C town, S region, Z
 * postcode; '/' ends a line; anything else stands between two parts where both are there.
 */
static const char usual[] = "N/O/A/B/Z C";

static const struct {
	char country[3];
	const char *form;
} forms[] = {
	{ "AE", "N/O/A/B/S" },
	{ "AR", "N/O/A/B/Z C/S" },
	{ "AU", "N/O/A/B/C S Z" },
	{ "BR", "N/O/A/B/C-S/Z" },
	{ "CA", "N/O/A/B/C S Z" },
	{ "CL", "N/O/A/B/Z C/S" },
	{ "CN", "Z/S C/A/B/O/N" },
	{ "CO", "N/O/A/B/C, S, Z" },
	{ "ES", "N/O/A/B/Z C/S" },
	{ "GB", "N/O/A/B/C/Z" },
	{ "HK", "N/O/A/B/C/S" },
	{ "HU", "N/O/C/A/B/Z" },
	{ "ID", "N/O/A/B/C Z/S" },
	{ "IE", "N/O/A/B/C/S/Z" },
	{ "IL", "N/O/A/B/C Z" },
	{ "IN", "N/O/A/B/C Z/S" },
	{ "IT", "N/O/A/B/Z C S" },
	{ "JP", "Z/S C/A/B/O/N" },
	{ "KR", "S C/A/B/O/N/Z" },
	{ "KZ", "N/O/A/B/C/S/Z" },
	{ "MX", "N/O/A/B/Z C, S" },
	{ "MY", "N/O/A/B/Z C/S" },
	{ "NZ", "N/O/A/B/C Z" },
	{ "PH", "N/O/A/B/Z C/S" },
	{ "RU", "N/O/A/B/C/S/Z" },
	{ "SG", "N/O/A/B/C Z" },
	{ "TH", "N/O/A/B/C/S Z" },
	{ "TR", "N/O/A/B/Z C/S" },
	{ "TW", "Z/S C/A/B/O/N" },
	{ "UA", "N/O/A/B/C/S/Z" },
	{ "US", "N/O/A/B/C, S Z" },
	{ "VN", "N/O/A/B/C/S Z" },
	{ "ZA", "N/O/A/B/C/Z" },
};

/* Whether S has a letter of China, Japan or Korea (all of them are above U+1100). */
static bool
east_asian(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0xe3 && (unsigned char)s.at[i] <= 0xed)
			return true;
	return false;
}

/*
 * From large to small only where the address is written in the country's own letters; in
 * Latin letters it is written as in the west.
 */
static const char *
form_of(const struct address *a)
{
	size_t i;

	for (i = 0; i < sizeof forms / sizeof *forms; i++)
		if (str_is(a->country, forms[i].country)) {
			if (forms[i].form[0] == 'N' || east_asian(a->line1) ||
			    east_asian(a->city))
				return forms[i].form;
			return "N/O/A/B/C, S Z";
		}
	return usual;
}

static struct str
part(const struct address *a, char letter)
{
	switch (letter) {
	case 'N':
		return a->name;
	case 'O':
		return a->company;
	case 'A':
		return a->line1;
	case 'B':
		return a->line2;
	case 'C':
		return a->city;
	case 'S':
		return a->region;
	default:
		return a->postal_code;
	}
}

static bool
is_part(char c)
{
	return strchr("NOABCSZ", c) != NULL;
}

/* LEFT, then BETWEEN where both are there, then RIGHT. */
static struct str
join(struct pool *pool, struct str left, const char *between, size_t n, struct str right)
{
	char *at;

	if (left.len == 0 || right.len == 0)
		return left.len == 0 ? right : left;
	at = pool_alloc(pool, left.len + n + right.len);
	memcpy(at, left.at, left.len);
	memcpy(at + left.len, between, n);
	memcpy(at + left.len + n, right.at, right.len);
	return (struct str){ at, left.len + n + right.len };
}

size_t
postal_lines(const struct address *a, struct pool *pool, struct str lines[POSTAL_LINES])
{
	const char *f = form_of(a), *between = f;
	struct str line = STR_NONE;
	size_t n = 0;

	for (;; f++) {
		if (*f == '/' || *f == '\0') {
			if (line.len > 0)
				lines[n++] = line;
			line = STR_NONE;
			between = f + 1;
		} else if (is_part(*f)) {
			line = join(
			    pool, line, between, (size_t)(f - between), part(a, *f));
			between = f + 1;
		}
		if (*f == '\0')
			return n;
	}
}
