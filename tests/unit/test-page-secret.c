/* test-page-secret - shop/page-secret */
/* SPDX-License-Identifier: ISC */

#include "shop/page-secret.h"

#include "tap.h"

static const char *const secrets[] = {
	/* Tokens of checkouts, of all sorts. */
	"5f2c91aa-0000-4000-8000-0123456789ab",
	"5F2C91AA-0000-4000-8000-0123456789AB",
	"wc_order_58d2d042d1d58d2d042d1d",
	"wc_order_abc",
	"a1B2c3D4-e5F6g7H8_i9J0k1L2m3N4",
	"Z2NwLWV1cm9wZS13ZXN0NDowMUpDVk1",
	"Z2NwLWV1cm9wZS13ZXN0MTowMUo",
	"5f2c-91ab-Z2NwLWV1cm9wZS13ZXN0NDowMUpDVk1",
	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
	"key:a1B2c3D4e5F6g7H8",
	"key=a1B2c3D4e5F6g7H8",
	"x,a1B2c3D4e5F6g7H8,y",
	"58d2d042d1d58d2d",
	"58d2-d042-d1d5-8d2d",
	"AB12-CD34-EF56-GH78",
	"cs_live_b1Q2w3E4r5T6y7U8",
	"pi_3MtwBwLkdIwHu7ix28a3tqPa",
	"djebpyx2b74ilmf3teeuik25bs",
	"aBcDeFgHiJkLmNoPqRsT",
	"qWeRTzUiOpaSDfgHJk",
	"a1B2c3D4%2De5F6g7H8",
	"0b9f1c2e~8f3a4c2b9a1d",
	/* Addresses and telephone numbers. */
	"ana@x.com",
	"ana%40x.com",
	"ana%2540x.com",
	"ana%252540x.com",
	"+393331234567",
	"%2B393331234567",
	"+39-333-123-4567",
	"call:+39 333 1234567",
};

static const char *const names[] = {
	"",
	"checkout",
	"running-shoe-ultra-2026-edition",
	"new-in",
	"samsung-galaxy-s24-ultra-256gb",
	"iphone-15-pro-max-256gb-titanium-blue",
	"iPhone15Pro-256gb",
	"YouTubeMusicKitPage",
	"MyVeryLongProductNamePage",
	"poster-24x36cm-12x18cm-30x40cm",
	"gtx1080-vs-rtx4090",
	"m3-16gb-512gb-14inch",
	"4k-60fps-h264-mp4-player",
	"moka-express-3-tazze",
	"caff%C3%A8-in-grani-1kg",
	"caff\xc3\xa8-in-grani-1kg-2026",
	"%D0%BA%D1%80%D0%BE%D1%81%D1%81%D0%BE%D0%B2%D0%BA%D0%B8-2026",
	"12345678901234567890",
	"4006381333931",
	"2026-11-18",
	"2026-11-18-2026-11-19",
	"B07XJ8C8F5",
	"moka_express.html",
	"order-received",
	"shop.example",
	"https:",
	"index.php",
	"IMG20261118.jpg",
	"women+shoes",
	"c++17",
	"50%",
	"100%-cotton-shirt",
	"usb-c-3a-60w-2m",
	"donaudampfschifffahrtsgesellschaft",
	"ALL-CAPITALS-SALE-2026",
	"iPhone-15-Pro-Max-256GB",
	"iPhone15ProMax-512GB-Blau",
	"Sony-WH-1000XM5-Kopfhoerer",
	"LEGO-Technic-42143-Ferrari-Daytona-SP3",
	"DeLonghi-ECAM22.110.B-Magnifica-S",
	"bosch-series-4-wgg244a20-washing-machine",
	"hp-15s-fq5000-i7-1255u-16gb-512gb-ssd",
	"TP-Link-AX3000-WiFi6-Archer-AX55",
	"nike-air-max-90-dz3522-001",
	"t-shirt-xl-100-cotton-2xl-3xl",
	"philips-hue-e27-1100lm-9w-4-pack",
	"woocommerce-order-received",
	"ProductDetailView.aspx",
	"Samsung-QE55Q80C-QLED-4K-2023",
	"category_12_34_sort-price_asc",
	"de-DE",
	"rx-7900-xtx-24gb-gddr6-oc-edition",
	"B0CHX1W1XY",
	"ISBN-978-3-16-148410-0",
	"nvidia-geforce-rtx-4070ti-super-16gb",
	"seagate-st4000dm004-barracuda",
	"GU55CU7199UXZG",
	"intel-core-i9-14900k-bx8071514900k",
};

int
main(void)
{
	struct buf scratch = BUF_INIT;
	size_t i;

	for (i = 0; i < sizeof secrets / sizeof *secrets; i++)
		OK(page_secret(str_of(secrets[i]), &scratch), "a secret: %s", secrets[i]);
	for (i = 0; i < sizeof names / sizeof *names; i++)
		OK(!page_secret(str_of(names[i]), &scratch), "a name: %s", names[i]);
	buf_done(&scratch);
	return tap_done();
}
