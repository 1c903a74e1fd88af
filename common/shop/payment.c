/* payment - what a means of payment is called */
/* SPDX-License-Identifier: ISC */

#include "shop/payment.h"

#include <stdlib.h>
#include <string.h>

#define KEY_MAX 24

/* In the order of `key`, which has small letters and digits only. */
static const struct known {
	const char *key, *word, *brand;
} known[] = {
	{ "afterpay", NULL, "Afterpay" },
	{ "amazonpay", NULL, "Amazon Pay" },
	{ "americanexpress", NULL, "American Express" },
	{ "amex", NULL, "American Express" },
	{ "applepay", NULL, "Apple Pay" },
	{ "bacs", "pay_transfer", NULL },
	{ "bancontact", NULL, "Bancontact" },
	{ "bankdeposit", "pay_transfer", NULL },
	{ "banktransfer", "pay_transfer", NULL },
	{ "blik", NULL, "BLIK" },
	{ "card", "pay_card", NULL },
	{ "cashondelivery", "pay_on_delivery", NULL },
	{ "cc", "pay_card", NULL },
	{ "check", "pay_cheque", NULL },
	{ "cheque", "pay_cheque", NULL },
	{ "clearpay", NULL, "Clearpay" },
	{ "cod", "pay_on_delivery", NULL },
	{ "creditcard", "pay_card", NULL },
	{ "creditdebitcard", "pay_card", NULL },
	{ "debitcard", "pay_card", NULL },
	{ "dinersclub", NULL, "Diners Club" },
	{ "directbanktransfer", "pay_transfer", NULL },
	{ "directdebit", "pay_debit", NULL },
	{ "discover", NULL, "Discover" },
	{ "giftcard", "pay_gift_card", NULL },
	{ "giropay", NULL, "giropay" },
	{ "googlepay", NULL, "Google Pay" },
	{ "ideal", NULL, "iDEAL" },
	{ "invoice", "pay_invoice", NULL },
	{ "jcb", NULL, "JCB" },
	{ "klarna", NULL, "Klarna" },
	{ "maestro", NULL, "Maestro" },
	{ "mastercard", NULL, "Mastercard" },
	{ "multibanco", NULL, "Multibanco" },
	{ "p24", NULL, "Przelewy24" },
	{ "paypal", NULL, "PayPal" },
	{ "przelewy24", NULL, "Przelewy24" },
	{ "satispay", NULL, "Satispay" },
	{ "sepacredittransfer", "pay_transfer", NULL },
	{ "sepadebit", "pay_debit", NULL },
	{ "sepadirectdebit", "pay_debit", NULL },
	{ "shopifypayments", "pay_card", NULL },
	{ "shoppay", NULL, "Shop Pay" },
	{ "sofort", NULL, "Sofort" },
	{ "storecredit", "pay_store_credit", NULL },
	{ "stripe", "pay_card", NULL },
	{ "twint", NULL, "TWINT" },
	{ "unionpay", NULL, "UnionPay" },
	{ "visa", NULL, "Visa" },
	{ "wiretransfer", "pay_transfer", NULL },
	{ "woocommercepayments", "pay_card", NULL },
};

static int
compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct known *)row)->key);
}

/* Letters and digits of METHOD, small; false where there are others or too many. */
static bool
read_key(struct str method, char key[KEY_MAX])
{
	size_t i, n = 0;
	char c;

	for (i = 0; i < method.len; i++) {
		c = method.at[i];
		if (c == ' ' || c == '_' || c == '-' || c == '/')
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (n + 1 == KEY_MAX || c < '0' || (c > '9' && c < 'a') || c > 'z')
			return false;
		key[n++] = c;
	}
	key[n] = '\0';
	return true;
}

struct payment_name
payment_name(struct str method)
{
	const struct known *row;
	char key[KEY_MAX];

	if (!read_key(method, key))
		return (struct payment_name){ NULL, STR_NONE };
	row = bsearch(key, known, sizeof known / sizeof *known, sizeof *known, compare);
	if (row == NULL)
		return (struct payment_name){ NULL, STR_NONE };
	return (struct payment_name){ row->word, str_of(row->brand) };
}
