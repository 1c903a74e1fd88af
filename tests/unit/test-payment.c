/* test-payment - shop/payment */
/* SPDX-License-Identifier: ISC */

#include "shop/payment.h"

#include "tap.h"

static void
word(const char *method, const char *want)
{
	struct payment_name name = payment_name(str_of(method));

	OK(name.word != NULL && strcmp(name.word, want) == 0, "%s is %s", method, want);
}

static void
brand(const char *method, const char *want)
{
	struct payment_name name = payment_name(str_of(method));

	OK(name.word == NULL, "%s has no word", method);
	IS(name.brand, want, "it is written %s", want);
}

static void
unknown(const char *method)
{
	struct payment_name name = payment_name(str_of(method));

	OK(name.word == NULL && name.brand.at == NULL, "%.30s is not known", method);
}

int
main(void)
{
	/* The first and the last row, and one beside each: the table is in order. */
	brand("afterpay", "Afterpay");
	brand("amazon_pay", "Amazon Pay");
	word("wire transfer", "pay_transfer");
	word("WooCommerce Payments", "pay_card");
	word("Credit Card", "pay_card");
	word("credit/debit-card", "pay_card");
	word("Shopify Payments", "pay_card");
	word("bacs", "pay_transfer");
	word("cod", "pay_on_delivery");
	word("Cash on Delivery", "pay_on_delivery");
	word("gift_card", "pay_gift_card");
	word("cheque", "pay_cheque");
	word("SEPA Direct Debit", "pay_debit");
	word("store credit", "pay_store_credit");
	word("invoice", "pay_invoice");
	brand("PAYPAL", "PayPal");
	brand("visa", "Visa");
	brand("American Express", "American Express");
	brand("blik", "BLIK");
	unknown("");
	unknown("Karte (Terminal)");
	unknown("наличные");
	unknown("a means of payment with a name that goes on and on");
	return tap_done();
}
