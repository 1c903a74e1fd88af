/* num - strict numbers */
/* SPDX-License-Identifier: ISC */

#include "base/num.h"

#include <string.h>

bool
num_whole(struct str s, int64_t *out)
{
	int64_t n = 0;
	size_t i = s.len > 0 && s.at[0] == '-';

	if (i == s.len)
		return false;
	for (; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		/* Counted downwards, since the lowest number has no positive twin. */
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, s.at[i] - '0', &n))
			return false;
	}
	if (s.at[0] != '-' && __builtin_sub_overflow((int64_t)0, n, &n))
		return false;
	*out = n;
	return true;
}

bool
num_between(struct str s, int64_t low, int64_t high, int64_t *out)
{
	int64_t n;

	if (!num_whole(s, &n) || n < low || n > high)
		return false;
	*out = n;
	return true;
}

bool
num_span(struct str s, int64_t *seconds)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {
		{ 's', 1 },
		{ 'm', 60 },
		{ 'h', 3600 },
		{ 'd', 86400 },
		{ 'w', 604800 },
	};
	int64_t n;
	size_t i;

	if (str_is(s, "0")) {
		*seconds = 0;
		return true;
	}
	if (s.len < 2 || !num_whole((struct str){ s.at, s.len - 1 }, &n) || n < 0)
		return false;
	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (s.at[s.len - 1] == units[i].unit)
			return !__builtin_mul_overflow(n, units[i].seconds, seconds);
	return false;
}

bool
num_size(struct str s, int64_t *bytes)
{
	static const char units[] = "KMGT";
	const char *unit = s.len == 0 || s.at[s.len - 1] == '\0'
			       ? NULL
			       : strchr(units, s.at[s.len - 1]);
	int64_t n, factor = 1;

	if (unit != NULL) {
		factor = INT64_C(1) << (10 * (unit - units + 1));
		s.len--;
	}
	if (!num_between(s, 0, INT64_MAX / factor, &n))
		return false;
	*bytes = n * factor;
	return true;
}
