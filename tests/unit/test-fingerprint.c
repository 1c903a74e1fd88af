/* test-fingerprint - base/fingerprint */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "base/fingerprint.h"
#include "tap.h"

/* The fingerprint of the bytes 0 to N-1, added in pieces of STEP, is HEX. */
static void
prints(size_t n, size_t step, const char *hex)
{
	unsigned char out[FINGERPRINT_SIZE];
	struct buf got = BUF_INIT;
	struct fingerprint f;
	char text[64];
	size_t i;

	for (i = 0; i < n; i++)
		text[i] = (char)i;
	fingerprint_init(&f);
	for (i = 0; i < n; i += step)
		fingerprint_add(
		    &f, (struct str){ text + i, n - i < step ? n - i : step });
	fingerprint_end(&f, out);
	for (i = 0; i < FINGERPRINT_SIZE; i++)
		buf_fmt(&got, "%02x", out[i]);
	IS(buf_view(&got), hex, "%zu bytes in steps of %zu", n, step);
	buf_done(&got);
}

static bool
same_parts(struct str a, struct str b, struct str c, struct str d)
{
	unsigned char one[FINGERPRINT_SIZE], two[FINGERPRINT_SIZE];
	struct fingerprint f;

	fingerprint_init(&f);
	fingerprint_part(&f, a);
	fingerprint_part(&f, b);
	fingerprint_end(&f, one);
	fingerprint_init(&f);
	fingerprint_part(&f, c);
	fingerprint_part(&f, d);
	fingerprint_end(&f, two);
	return memcmp(one, two, sizeof one) == 0;
}

int
main(void)
{
	size_t step;

	/* The first, second and a later one of the authors' vectors for 128 bits. */
	prints(0, 1, "a3817f04ba25a8e66df67214c7550293");
	prints(1, 1, "da87c1d86b99af44347659119b22fc45");
	for (step = 1; step <= 63; step++)
		prints(63, step, "5150d1772f50834a503e069a973fbd7c");
	OK(same_parts(STR("ab"), STR("c"), STR("ab"), STR("c")), "the same parts");
	OK(!same_parts(STR("ab"), STR("c"), STR("a"), STR("bc")), "parted elsewhere");
	OK(!same_parts(STR("a"), STR(""), STR("a"), STR_NONE),
	    "no text and the empty one");
	return tap_done();
}
