/* test-funnel-earlier - shop/funnel-earlier */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-earlier.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"
#include "tap.h"

#define HEAD                                                                             \
	"{\"type\":\"report\",\"steps\":[\"viewed\",\"cart\",\"purchased\"],"            \
	"\"order\":\"any\",\"gap\":1800,\"recover\":0,\"now\":\"2026-11-20T00:00:00Z\"}\n"
#define FIGURE "{\"type\":\"figure\",\"name\":"

static char path[] = "/tmp/test-funnel-earlier.XXXXXX";

static struct funnel_earlier *
read_text(const char *text, struct err *e)
{
	struct err ignored;

	*e = (struct err){ .text = "nothing" };
	if (!path_write(path, str_of(text), &ignored))
		return NULL;
	return funnel_earlier_read(path, e);
}

static void
is_bad(const char *text, const char *want)
{
	struct err e;
	struct funnel_earlier *r = read_text(text, &e);
	struct buf all = BUF_INIT;

	OK(r == NULL && e.kind == ERR_TROUBLE, "no report: %s", want);
	buf_fmt(&all, "%s:%s", path, want);
	IS(str_of(e.text), buf_cstr(&all), "and why");
	funnel_earlier_free(r);
	buf_done(&all);
}

static void
bad(void)
{
	is_bad("", " no report record; was it written with --format jsonl?");
	is_bad("day,device,currency\n", "1: column 1: expected a value, got 'd'");
	is_bad(
	    "{\"type\":\"order\"}\n", "1: neither a report nor a figure, but \"order\"");
	is_bad(FIGURE "\"visits\",\"value\":1}\n",
	    "1: a figure stands before its report record");
	is_bad("{\"type\":\"report\",\"steps\":[\"a\"],\"order\":\"any\",\"gap\":1800,"
	       "\"recover\":0,\"figures\":2}\n" FIGURE "\"visits\",\"value\":1}\n",
	    " not the whole report: it has 1 of 2 figures");
	is_bad(HEAD HEAD, "2: a second report begins here");
	is_bad("{\"type\":\"report\"}\n", "1: order: expected text, got nothing");
	is_bad(HEAD FIGURE "\"visits\",\"value\":1.5}\n",
	    "2: value: expected a whole number, got 1.5");
	is_bad(HEAD FIGURE "\"reason_lift\",\"value\":\"0.5\"}\n",
	    "2: value: expected a number, got \"0.5\"");
	is_bad(HEAD FIGURE "\"reason_excess\",\"value\":\"5\"}\n",
	    "2: value: expected a number, got \"5\"");
	is_bad(HEAD FIGURE "\"conversion_rate\",\"value\":0.5,\"n\":1}\n",
	    "2: of: expected a whole number, got nothing");
	is_bad(HEAD FIGURE "\"conversion_rate\",\"value\":0.5,\"n\":1,\"of\":0}\n",
	    "2: n: expected a part of what \"of\" says, got 1");
	is_bad(HEAD FIGURE "\"conversion_rate\",\"value\":0.5,\"n\":3,\"of\":2}\n",
	    "2: n: expected a part of what \"of\" says, got 3");
	is_bad(HEAD FIGURE "\"value_lost\",\"amount\":\"1.00\",\"currency\":\"EURO\"}\n",
	    "2: currency: expected an ISO 4217 code, got \"EURO\"");
	is_bad(HEAD FIGURE "\"value_lost\",\"currency\":\"EUR\"}\n",
	    "2: amount: expected an amount, got nothing");
	is_bad(HEAD FIGURE "\"visits\",\"value\":1,\"by\":{\"a\":\"\",\"b\":\"\",\"c\":"
			   "\"\",\"d\":\"\",\"e\":\"\"}}\n",
	    "2: by: more than 4 fields");
}

static void
is_found(const struct funnel_earlier *r, struct earlier_place p, int64_t value)
{
	struct buf key = BUF_INIT;
	const struct earlier_entry *entry;

	earlier_key(&key, &p);
	entry = earlier_find(r, buf_view(&key));
	OK(entry != NULL && entry->value == value, "%.*s is %lld", STR_ARG(p.name),
	    (long long)value);
	buf_done(&key);
}

int
main(void)
{
	struct funnel_earlier *r;
	struct err e;
	int fd = mkstemp(path);

	(void)close(fd);
	bad();
	r = read_text(HEAD
	    "\n" FIGURE "\"visits\",\"value\":7}\r\n" FIGURE
	    "\"weather\",\"value\":\"fair\"}\n" FIGURE
	    "\"visits\",\"value\":9,\"from\":\"2026-11-19\"}\n" FIGURE
	    "\"carts\",\"value\":5,\"by\":{\"day\":\"d\",\"device\":\"\"}}\n" FIGURE
	    "\"abandoned_value\",\"amount\":\"1.5\",\"currency\":\"EUR\"}\n" FIGURE
	    "\"reason_excess\",\"value\":214,\"field\":\"error\",\"seen\":\"a\"}\n" FIGURE
	    "\"reason_excess\",\"value\":1.5,\"field\":\"error\",\"seen\":\"b\"}",
	    &e);
	if (OK(r != NULL, "a report of another version is read")) {
		OK(r->n == 5, "without what this one does not know, and without periods");
		is_found(r, (struct earlier_place){ .name = STR_INIT("visits") }, 7);
		is_found(r,
		    (struct earlier_place){ .name = STR_INIT("carts"),
			.by = { { STR_INIT("device"), STR_INIT("") },
			    { STR_INIT("day"), STR_INIT("d") } },
			.n_by = 2 },
		    5);
		is_found(r,
		    (struct earlier_place){ .name = STR_INIT("abandoned_value"),
			.currency = STR_INIT("EUR") },
		    150);
		is_found(r,
		    (struct earlier_place){ .name = STR_INIT("reason_excess"),
			.field = STR_INIT("error"),
			.seen = STR_INIT("a") },
		    214 * MILLION);
		is_found(r,
		    (struct earlier_place){ .name = STR_INIT("reason_excess"),
			.field = STR_INIT("error"),
			.seen = STR_INIT("b") },
		    1500000);
	}
	funnel_earlier_free(r);
	(void)unlink(path);
	OK(funnel_earlier_read(path, &e) == NULL && e.kind == ERR_TROUBLE,
	    "a file that is not there");
	OK(str_ends(str_of(e.text), STR(": No such file or directory")), "and why");
	return tap_done();
}
