/* test-err - base/err */
/* SPDX-License-Identifier: ISC */

#include "base/err.h"
#include "tap.h"

int
main(void)
{
	struct err e;
	char shop[600];

	OK(!err_set(&e, ERR_LATER, "%s:%d", "ledger", 7), "err_set is false");
	IS(str_of(e.text), "ledger:7", "the text is formatted");
	OK(e.kind == ERR_LATER, "the kind is kept");
	OK(!err_prefix(&e, "%s: ", "run"), "err_prefix is false");
	IS(str_of(e.text), "run: ledger:7", "the prefix stands before it");
	(void)err_set(&e, ERR_RECORD, "<%s>", e.text);
	IS(str_of(e.text), "<run: ledger:7>", "an error may quote itself");
	memset(shop, 'x', sizeof shop - 1);
	shop[sizeof shop - 1] = '\0';
	(void)err_set(&e, ERR_RECORD, "%s", shop);
	OK(strlen(e.text) == sizeof e.text - 1, "a long text is cut, not overrun");
	(void)err_prefix(&e, "%s", shop);
	OK(strlen(e.text) == sizeof e.text - 1, "and so is a long prefix");
	return tap_done();
}
