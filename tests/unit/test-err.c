/* test-err - base/err */
/* SPDX-License-Identifier: ISC */

#include <errno.h>

#include "base/err.h"
#include "tap.h"

static void
test_errno(void)
{
	static const int later[] = { ENOSPC, EDQUOT, EMFILE, EIO, ENOLCK, EAGAIN };
	static const int wrong[] = { ENOTDIR, EISDIR, ENOENT, EROFS, EACCES, EPERM, ELOOP,
		ENAMETOOLONG, ENXIO };
	size_t i;

	for (i = 0; i < sizeof later / sizeof *later; i++)
		OK(err_errno(later[i]) == ERR_LATER, "passes: %s", strerror(later[i]));
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(err_errno(wrong[i]) == ERR_TROUBLE, "is wrong: %s",
		    strerror(wrong[i]));
}

int
main(void)
{
	struct err e;
	char shop[600];
	size_t n, i;

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
	for (n = 0; n < 12; n++) {
		/* n bytes, then characters of two, three and four bytes. */
		memset(shop, 'x', n);
		for (i = n; i + 10 < sizeof shop; i += 9)
			memcpy(shop + i, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10);
		(void)err_set(&e, ERR_RECORD, "%s", shop);
		OK(str_utf8(str_of(e.text), &i) && strlen(e.text) > sizeof e.text - 5,
		    "it is cut between characters, %zu", n);
		(void)err_prefix(&e, "%zu", n);
		OK(str_utf8(str_of(e.text), &i) && strlen(e.text) > sizeof e.text - 5,
		    "behind a prefix too");
	}
	test_errno();
	return tap_done();
}
