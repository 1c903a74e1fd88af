/* test-order-write - shop/order-write */
/* SPDX-License-Identifier: ISC */

#include "shop/order.h"
#include "tap.h"

static const char full[] =
    "{\"type\":\"order\",\"id\":\"5400\",\"number\":\"#1041\","
    "\"placed_at\":\"2026-11-16T08:12:40+01:00\",\"status\":\"fulfilled\","
    "\"currency\":\"EUR\",\"locale\":\"it-IT\",\"customer\":{\"id\":\"c1\","
    "\"name\":\"Giulia \\\"G\\\" Ferri\",\"email\":\"g@example.com\",\"phone\":\"+39 1\","
    "\"locale\":\"it\",\"accepts_marketing\":true,\"orders_count\":1},"
    "\"ship_to\":{\"name\":\"G\",\"company\":\"C\",\"line1\":\"Via Roma 5\",\"line2\":\"b\","
    "\"city\":\"Torino\",\"region\":\"TO\",\"postal_code\":\"00121\",\"country\":\"IT\","
    "\"phone\":\"1\"},\"bill_to\":{\"name\":\"F\"},\"items\":[{\"sku\":\"M\",\"name\":\"Moka\","
    "\"quantity\":2,\"unit_price\":\"29.90\",\"discount\":\"1.00\",\"tax\":\"2.00\","
    "\"total\":\"58.80\",\"url\":\"https://x.example/\",\"image\":\"https://x.example/i\","
    "\"category\":\"pots\",\"final_sale\":false},{\"name\":\"Gift\",\"quantity\":-1}],"
    "\"subtotal\":\"58.80\",\"discount\":\"0.05\",\"shipping\":\"4.90\",\"tax\":\"2.00\","
    "\"total\":\"65.65\",\"taxes_included\":false,\"discount_codes\":[\"A\",\"B\"],"
    "\"payment\":{\"method\":\"Visa\",\"status\":\"paid\",\"last4\":\"4242\"},"
    "\"promised\":{\"from\":\"2026-11-20\",\"to\":\"2026-11-22\"},"
    "\"shipments\":[{\"carrier\":\"GLS\",\"service\":\"Express\",\"tracking_number\":\"T1\","
    "\"url\":\"https://x.example/t\",\"shipped_at\":\"2026-11-17T10:00:00Z\"}],"
    "\"recommendations\":[{\"sku\":\"F\",\"name\":\"Filter\",\"url\":\"https://x.example/f\","
    "\"image\":\"https://x.example/fi\",\"unit_price\":\"4.50\"}],"
    "\"coupon\":{\"code\":\"TEN\",\"terms\":\"once\",\"expires_at\":\"2026-12-31\"},"
    "\"source\":{\"format\":\"shopify\",\"file\":\"orders.csv\",\"line\":2},"
    "\"derived\":[\"locale\"],\"warnings\":[\"w\"]}\n";

static const char least[] = "{\"type\":\"order\",\"id\":\"1\","
			    "\"placed_at\":\"2026-11-16T08:12:40Z\",\"status\":\"open\","
			    "\"currency\":\"JPY\",\"items\":[]}\n";

/* TEXT read and written again. */
static void
again(const char *text, const char *name)
{
	char line[4096] = { 0 };
	struct rec rec = { .line = STR_NONE };
	struct order o;
	struct emit m;
	struct err e = { .text = "" };
	size_t len = strlen(text) - 1;

	memcpy(line, text, len);
	order_init(&o);
	emit_init(&m, -1);
	OK(rec_read(&rec, (struct str){ line, len }, &e) &&
		order_read(&o, rec_root(&rec), &e),
	    "%s is read: %s", name, e.text);
	order_write(&m, &o);
	IS(buf_view(&m.out), text, "%s is written as it was read", name);
	emit_done(&m);
	order_done(&o);
	rec_done(&rec);
}

int
main(void)
{
	again(full, "an order with everything");
	again(least, "an order with nothing");
	return tap_done();
}
