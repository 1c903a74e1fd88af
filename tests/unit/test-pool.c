/* test-pool - base/pool */
/* SPDX-License-Identifier: ISC */

#include "base/pool.h"

#include "tap.h"

int
main(void)
{
	struct pool p = { NULL, NULL, 0 };
	struct str first, other, none;
	char *big, *at;
	bool aligned = true, zero = true;
	int i;

	first = pool_copy(&p, STR("first"));
	other = pool_copy(&p, STR(""));
	none = pool_copy(&p, STR_NONE);
	OK(other.at != NULL && other.len == 0, "an empty text is a text");
	OK(none.at == NULL, "no text stays none");
	for (i = 0; i < 100000; i++)
		other = pool_copy(&p, STR("another one"));
	big = pool_alloc(&p, 1 << 20);
	memset(big, 'x', 1 << 20);
	IS(first, "first", "a text does not move while others are added");
	IS(other, "another one", "nor is it written over");
	pool_clear(&p);
	at = pool_alloc(&p, 1);
	pool_clear(&p);
	OK(pool_alloc(&p, 1) == at, "after a clear the memory is used again");
	for (i = 0; i < 1000; i++) {
		pool_clear(&p);
		big = pool_alloc(&p, 1 << 20);
		big[0] = 'y';
	}
	OK(p.left < (size_t)4 << 20, "and does not grow for what fits");
	for (i = 0; i < 100; i++) {
		static const char zeros[40];

		(void)pool_alloc(&p, 1);
		at = pool_zero(&p, sizeof zeros);
		aligned = aligned && (uintptr_t)at % sizeof(long double) == 0;
		zero = zero && memcmp(at, zeros, sizeof zeros) == 0;
		memset(at, 'z', sizeof zeros);
	}
	OK(aligned && zero, "things are zeroed and aligned");
	pool_done(&p);
	OK(p.last == NULL && p.left == 0, "done leaves an empty pool");
	pool_done(&p);
	return tap_done();
}
