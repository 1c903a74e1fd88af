/* test-postal - shop/postal */
/* SPDX-License-Identifier: ISC */

#include "shop/postal.h"

#include "base/buf.h"
#include "tap.h"

static struct pool pool;

/* The lines of A with '|' between them are WANT. */
static void
shows(struct address a, const char *want, const char *what)
{
	struct str lines[POSTAL_LINES];
	struct buf all = BUF_INIT;
	size_t i, n;

	n = postal_lines(&a, &pool, lines);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_char(&all, '|');
		buf_str(&all, lines[i]);
	}
	IS(buf_view(&all), want, "%s", what);
	buf_done(&all);
}

int
main(void)
{
	struct address a = { .there = true,
		.name = STR("Ana Rossi"),
		.company = STR("Studio"),
		.line1 = STR("Via Roma 5"),
		.line2 = STR("Scala B"),
		.city = STR("Torino"),
		.region = STR("TO"),
		.postal_code = STR("10121"),
		.country = STR("IT"),
		.phone = STR("+39") };
	struct address tokyo = { .name = STR("田中 春樹"),
		.line1 = STR("港町1-2-3"),
		.city = STR("横浜市"),
		.region = STR("神奈川県"),
		.postal_code = STR("231-0811"),
		.country = STR("JP") };

	shows(a, "Ana Rossi|Studio|Via Roma 5|Scala B|10121 Torino TO", "Italy");
	a.country = STR("PL");
	shows(a, "Ana Rossi|Studio|Via Roma 5|Scala B|10121 Torino",
	    "Poland writes no region");
	a.country = STR("US");
	shows(a, "Ana Rossi|Studio|Via Roma 5|Scala B|Torino, TO 10121", "America");
	a.country = STR("GB");
	shows(a, "Ana Rossi|Studio|Via Roma 5|Scala B|Torino|10121", "Britain");
	a.country = STR("RU");
	shows(a, "Ana Rossi|Studio|Via Roma 5|Scala B|Torino|TO|10121", "Russia");
	a.country = STR_NONE;
	shows(a, "Ana Rossi|Studio|Via Roma 5|Scala B|10121 Torino", "nowhere known");
	a.country = STR("US");
	a.company = a.line2 = STR("");
	a.region = STR_NONE;
	shows(a, "Ana Rossi|Via Roma 5|Torino 10121", "no comma for what is missing");
	a.city = STR_NONE;
	shows(a, "Ana Rossi|Via Roma 5|10121", "nor a space");
	a.country = STR("JP");
	a.city = STR("Yokohama");
	shows(a, "Ana Rossi|Via Roma 5|Yokohama 10121", "Japan in Latin letters");
	shows(tokyo, "231-0811|神奈川県 横浜市|港町1-2-3|田中 春樹", "Japan in its own");
	shows((struct address){ .there = true }, "", "an empty address has no lines");
	pool_done(&pool);
	return tap_done();
}
