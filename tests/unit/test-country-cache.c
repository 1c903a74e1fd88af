/* test-country-cache - data/country-cache */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "data/country-cache.h"
#include "tap.h"

static void
is(struct country_cache *c, struct str name, const char *want)
{
	struct str code = STR_NONE;

	OK(country_code(c, name, &code) == (want != NULL), "%.*s is %s",
	    STR_ARG(str_head(name, 20)), want == NULL ? "no country" : "a country");
	if (want != NULL)
		IS(code, want, "with its code");
}

/* Names of the same length that are kept in one place. */
static void
pairs(struct country_cache *c)
{
	static const struct {
		struct str name;
		const char *code;
	} pairs[][2] = {
		{ { STR_INIT("Andorra"), "AD" }, { STR_INIT("Senegal"), "SN" } },
		{ { STR_INIT("Armenia"), "AM" }, { STR_INIT("Burundi"), "BI" } },
		{ { STR_INIT("Austria"), "AT" }, { STR_INIT("Lebanon"), "LB" } },
		{ { STR_INIT("Eritrea"), "ER" }, { STR_INIT("Iceland"), "IS" } },
		{ { STR_INIT("Iraq"), "IQ" }, { STR_INIT("Laos"), "LA" } },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		for (size_t k = 0; k < 4; k++)
			is(c, pairs[i][k % 2].name, pairs[i][k % 2].code);
}

int
main(void)
{
	struct country_cache *c = country_cache_new();
	struct buf name = BUF_INIT;

	for (int again = 0; again < 2; again++) {
		is(c, STR("IT"), "IT");
		is(c, STR("Italy"), "IT");
		is(c, STR("Polska"), "PL");
		is(c, STR("Atlantis"), NULL);
		is(c, STR("XX"), NULL);
	}
	pairs(c);
	/* More names than there is room for, so that some take another's place. */
	for (int i = 0; i < 2000; i++) {
		struct str code;

		buf_clear(&name);
		buf_fmt(&name, "Nowhere %d", i);
		if (country_code(c, buf_view(&name), &code))
			break;
		if (i == 1999)
			OK(true, "2000 names of none");
	}
	is(c, STR("Italy"), "IT");
	buf_clear(&name);
	for (int i = 0; i < 30; i++)
		buf_text(&name, "Long ago ");
	is(c, buf_view(&name), NULL);
	/* Too long to be kept, and asked for beside one that is. */
	for (int i = 0; i < 2; i++)
		is(c, buf_view(&name), NULL);
	is(c, STR("United States of America"), "US");
	buf_done(&name);
	country_cache_free(c);
	country_cache_free(NULL);
	return tap_done();
}
