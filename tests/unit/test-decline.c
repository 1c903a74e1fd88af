/* test-decline - shop/decline */
/* SPDX-License-Identifier: ISC */

#include "shop/decline.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "tap.h"

static char top[] = "/tmp/test-decline.XXXXXX";
static char *kit;
static struct err e;

static void
is(const struct decline_lists *d, const char *error, enum decline want)
{
	OK(decline_find(d, str_of(error)) == want, "%s", error);
}

static void
of_kit(void)
{
	const struct search search = { .kit = kit };
	struct decline_lists *d = decline_open(&search, &e);

	if (!OK(d != NULL, "the kit's lists"))
		(void)printf("# %s\n", e.text);
	is(d, "card_declined", DECLINE_CUSTOMER);
	is(d, "insufficient_funds", DECLINE_CUSTOMER);
	is(d, "incorrect_cvc", DECLINE_CUSTOMER);
	is(d, "expired_card", DECLINE_CUSTOMER);
	is(d, "authentication_required", DECLINE_CUSTOMER);
	is(d, "3D Not Authenticated", DECLINE_CUSTOMER);
	is(d, "INSTRUMENT_DECLINED", DECLINE_CUSTOMER);
	is(d, "processing_error", DECLINE_SHOP);
	is(d, "Gateway timeout", DECLINE_SHOP);
	is(d, "Acquirer Error", DECLINE_SHOP);
	is(d, "psp-gateway-504", DECLINE_SHOP);
	is(d, "stolen_card", DECLINE_SILENT);
	is(d, "FRAUD-CANCELLED", DECLINE_SILENT);
	is(d, "coupon_expired", DECLINE_OTHER);
	is(d, "Shopper Cancelled", DECLINE_OTHER);
	is(d, "what is this?", DECLINE_UNKNOWN);
	is(d, "", DECLINE_UNKNOWN);
	is(d, "...", DECLINE_UNKNOWN);
	decline_free(d);
}

static void
refuses(const char *text, const char *why)
{
	const struct search search = { .shop = top, .kit = kit };
	char *path = mem_fmt("%s/%s", top, DECLINE_FILE);
	char *want = mem_fmt("%s: %s", path, why);

	OK(path_write(path, str_of(text), &e), "the shop's lists");
	OK(decline_open(&search, &e) == NULL && e.kind == ERR_TROUBLE, "%s", text);
	IS(str_of(e.text), want, "is wrong");
	free(want);
	free(path);
}

static void
shop(void)
{
	const struct search search = { .shop = top, .kit = kit };
	char *path = mem_fmt("%s/%s", top, DECLINE_FILE);
	struct decline_lists *d;

	OK(path_write(path, STR("{\"shop\": [\"E-1*\"], \"silent\": [\"e_12\"]}"), &e),
	    "the shop's lists");
	d = decline_open(&search, &e);
	OK(d != NULL, "in place of the kit's");
	is(d, "E 12", DECLINE_SHOP);
	is(d, "card_declined", DECLINE_UNKNOWN);
	decline_free(d);
	OK(unlink(path) == 0, "away");
	free(path);
}

int
main(void)
{
	const char *root = getenv("MESON_SOURCE_ROOT");
	const struct search nowhere = { .kit = mkdtemp(top) };

	kit = mem_fmt("%s/common/shop/data", root == NULL ? "." : root);
	of_kit();
	OK(decline_open(&nowhere, &e) == NULL && e.kind == ERR_TROUBLE, "no lists");
	refuses("{\"custom\": []}",
	    "custom: expected \"customer\", \"shop\", \"silent\" or \"other\"");
	refuses("{\"shop\": [7]}", "shop[0]: expected the name of an error, got 7");
	refuses(
	    "{\"shop\": [\"-\"]}", "shop[0]: expected the name of an error, got \"-\"");
	refuses("{\"shop\": \"x\"}", "shop: expected a list, got \"x\"");
	refuses("{\"shop\": [], \"shop\": []}", "shop: stands twice");
	shop();
	decline_free(NULL);
	OK(rmdir(top) == 0, "away");
	free(kit);
	return tap_done();
}
