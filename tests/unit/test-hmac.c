/* test-hmac - base/hmac */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "base/hmac.h"
#include "tap.h"

/* COUNT bytes of C. */
static struct str
many(char *room, int c, size_t count)
{
	memset(room, c, count);
	return (struct str){ room, count };
}

/* The HMAC of DATA, added in pieces of STEP bytes, begins with HEX. */
static void
makes(struct str key, struct str data, size_t step, const char *hex)
{
	unsigned char out[HASH_SIZE];
	struct buf got = BUF_INIT;
	struct hmac h;
	size_t i;

	hmac_init(&h, key);
	for (i = 0; i < data.len; i += step)
		hmac_add(&h, data.at + i, data.len - i < step ? data.len - i : step);
	hmac_end(&h, out);
	for (i = 0; i < strlen(hex) / 2; i++)
		buf_fmt(&got, "%02x", out[i]);
	IS(buf_view(&got), hex, "a key of %zu bytes, %zu bytes in steps of %zu", key.len,
	    data.len, step);
	buf_done(&got);
}

/* RFC 4231, section 4: test cases 1 to 7. */
static void
vectors(void)
{
	char key[131], data[50];
	int i;

	makes(many(key, 0x0b, 20), STR("Hi There"), 3,
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	makes(STR("Jefe"), STR("what do ya want for nothing?"), 28,
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	makes(many(key, 0xaa, 20), many(data, 0xdd, 50), 1,
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
	for (i = 0; i < 25; i++)
		key[i] = (char)(i + 1);
	makes((struct str){ key, 25 }, many(data, 0xcd, 50), 50,
	    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
	makes(many(key, 0x0c, 20), STR("Test With Truncation"), 20,
	    "a3b6167473100ee06e0c796c2955552b");
	makes(many(key, 0xaa, 131),
	    STR("Test Using Larger Than Block-Size Key - Hash Key First"), 7,
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	makes(many(key, 0xaa, 131),
	    STR("This is a test using a larger than block-size key and a larger than "
		"block-size data. The key needs to be hashed before being used by the "
		"HMAC algorithm."),
	    64, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

static void
comparison(void)
{
	char a[HASH_SIZE] = { 0 }, b[HASH_SIZE] = { 0 };
	size_t i, told = 0;

	OK(hmac_same(a, b, sizeof a), "the same is the same");
	for (i = 0; i < sizeof a; i++) {
		b[i] = (char)0x80;
		told += !hmac_same(a, b, sizeof a);
		b[i] = 0;
	}
	OK(told == sizeof a, "one bit anywhere is told");
	b[4] = 1;
	OK(hmac_same(a, b, 4), "what is behind does not count");
	OK(hmac_same(a, b, 0), "nothing is the same as nothing");
}

int
main(void)
{
	char block[64];

	vectors();
	/* The length at which a key begins to be hashed, from Python's hmac module. */
	makes(many(block, 'k', 64), STR("m"), 1,
	    "3b7a8d453e76edb519238a515105a57508d0f169f480ebeee120a9e7803289fa");
	makes(STR(""), STR(""), 1,
	    "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
	comparison();
	return tap_done();
}
