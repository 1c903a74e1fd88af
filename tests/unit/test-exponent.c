/* test-exponent - data/exponent */
/* SPDX-License-Identifier: ISC */

#include "data/exponent.h"

#include "tap.h"

int
main(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "1e-07", "0.0000001" },
		{ "1.5E3", "1500" },
		{ "1.5e+3", "1500" },
		{ "-6.4699999E1", "-64.699999" },
		{ "64.70e0", "64.70" },
		{ "12.5e-1", "1.25" },
		{ "12.5e-2", "0.125" },
		{ "0.5e1", "5" },
		{ "0e99", "0" },
		{ "0.0e0", "0.0" },
		{ "007e1", "70" },
		{ "1e19", "10000000000000000000" },
		{ "1e20", NULL },
		{ "1e9999", NULL },
		{ "1e10000", NULL },
		{ "1e-9999", "0" },
		{ "12345678901234567890e0", "12345678901234567890" },
		{ "123456789012345678901e0", NULL },
		{ "1.2345678901234567890e-20",
		    "0.000000000000000000012345678901234567890" },
		{ "", NULL },
		{ "-", NULL },
		{ "e5", NULL },
		{ "1", NULL },
		{ "1.5", NULL },
		{ "1e", NULL },
		{ "1e+", NULL },
		{ "1e5x", NULL },
		{ "1.e5", NULL },
		{ ".5e1", NULL },
		{ "1,5e1", NULL },
	};
	char out[EXPONENT_MAX];
	size_t len;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const bool got = exponent_spread(str_of(cases[i].text), out, &len);

		if (cases[i].want == NULL)
			OK(!got, "\"%s\" is none", cases[i].text);
		else
			IS(got ? ((struct str){ out, len }) : STR("none"), cases[i].want,
			    "\"%s\"", cases[i].text);
	}
	return tap_done();
}
