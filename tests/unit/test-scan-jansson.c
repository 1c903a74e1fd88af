/* test-scan-jansson - data/scan and data/rec held to jansson's answer */
/* SPDX-License-Identifier: ISC */

/*
 * Lines that are nearly JSON: good ones, mutated by a generator that makes the same
 * lines in every run, with bytes behind them that would go on with what they leave open.
 */

#include "fuzz/agree.h"
#include "tap.h"

#define LINES 200000
#define LONGEST 600

static const char *const seeds[] = {
	"{\"type\":\"order\",\"id\":\"1001\",\"total\":\"12.50\",\"n\":3,\"ok\":true}",
	"{\"items\":[{\"sku\":\"A\",\"quantity\":2},{\"sku\":\"B\",\"quantity\":-1}],\"x\":{}}",
	"{\"name\":\"Bj\xc3\xb6rn \xe2\x82\xac \xf0\x9f\x98\x80 \xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0\"}",
	"{\"e\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\\u0041\",\"k\\u0065y\":null}",
	"{\"n\":[0,-0,1.5,-2.25e10,1E-3,9223372036854775807,-9223372036854775808,1e308]}",
	"{\"n\":[9223372036854775808,1e999,-1e400,12345678901234567890123,0.1e-400]}",
	"{\"z\":\"\\u0000\",\"\\u0000\":1,\"d\":1,\"d\":2}",
	" { \"a\" : [ [ [ ] , { } ] , \"\" ] , \"\" : false }\r",
	"[[[[[[[[[[[[[[[[[[[[\"deep\"]]]]]]]]]]]]]]]]]]]]",
	"{\"long\":\"0123456789abcdef0123456789abcdef0123456789abcde\\n\",\"t\":\"\\ud800\"}",
	"\"a text\"",
	"-12.5e+3",
};

static const char odd[] = "\"\\{}[]:,0123456789-+.eEutfnrl \t\n\r\x01\x1f\x7f\x80\xbf\xc0"
			  "\xc3\xe2\xed\xa0\xf0\xf4\xff\0";

static uint64_t state = 42;

static size_t
below(size_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(state >> 33) % n;
}

/* Moves the bytes of LINE from AT on by BY, which may be negative. */
static void
shift(char *line, size_t *len, size_t at, int by)
{
	size_t from = by < 0 ? at + (size_t)-by : at;

	memmove(line + at + (by > 0 ? by : 0), line + from, *len - from);
	*len += (size_t)by;
}

static void
mutate(char *line, size_t *len)
{
	size_t at = *len == 0 ? 0 : below(*len), n;
	const char *other;

	switch (below(5)) {
	case 0:
		if (*len > 0)
			line[at] = odd[below(sizeof odd)];
		break;
	case 1:
		shift(line, len, at, 1);
		line[at] = odd[below(sizeof odd)];
		break;
	case 2:
		if (*len > 0)
			shift(line, len, at, -1);
		break;
	case 3:
		*len = at;
		break;
	default:
		other = seeds[below(sizeof seeds / sizeof *seeds)];
		n = below(strlen(other));
		shift(line, len, at, (int)n);
		memcpy(line + at, other, n);
		break;
	}
}

int
main(void)
{
	static const char *const behind[] = { "", "\"}]}", "0", "e5", "\\u0041\"}",
		"rue}" };
	char line[LONGEST + 4 * 128 + 64];
	size_t counts[3] = { 0 }, accepted = 0, len, i, k;
	struct rec rec;
	enum agreement a;

	rec_init(&rec);
	for (i = 0; i < LINES; i++) {
		const char *seed = seeds[below(sizeof seeds / sizeof *seeds)];

		memset(line, 0, sizeof line);
		memcpy(line, seed, len = strlen(seed));
		for (k = below(4); k > 0 && len < LONGEST; k--)
			mutate(line, &len);
		memset(line + len, 0, 64);
		memcpy(line + len, behind[i % 6], strlen(behind[i % 6]));
		a = agree(&rec, (struct str){ line, len });
		counts[a]++;
		accepted += rec.tape.n > 0;
		if (a == AGREE_NO)
			(void)printf("# %.*s\n", (int)len, line);
	}
	OK(counts[AGREE_NO] == 0, "jansson says the same of %zu lines",
	    counts[AGREE_YES]);
	OK(accepted > LINES / 8 && accepted < LINES - LINES / 8,
	    "%zu lines of %d were good ones", accepted, LINES);
	OK(counts[AGREE_POLICY] > 0 && counts[AGREE_POLICY] < LINES / 4,
	    "%zu lines differ as is meant", counts[AGREE_POLICY]);
	rec_done(&rec);
	return tap_done();
}
