/* test-hash - base/hash */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "base/hash.h"
#include "tap.h"

/* The hash of TEXT, added in pieces of STEP bytes, is HEX. */
static void
hashes(struct str text, size_t step, const char *hex)
{
	unsigned char out[HASH_SIZE];
	struct buf got = BUF_INIT;
	struct hash h;
	size_t i;

	hash_init(&h);
	for (i = 0; i < text.len; i += step)
		hash_add(&h, text.at + i, text.len - i < step ? text.len - i : step);
	hash_end(&h, out);
	for (i = 0; i < HASH_SIZE; i++)
		buf_fmt(&got, "%02x", out[i]);
	IS(buf_view(&got), hex, "%zu bytes in steps of %zu", text.len, step);
	buf_done(&got);
}

static void
parts(struct str a, struct str b, char name[HASH_NAME])
{
	unsigned char out[HASH_SIZE];
	struct hash h;

	hash_init(&h);
	hash_part(&h, a);
	hash_part(&h, b);
	hash_end(&h, out);
	hash_name(out, name);
}

int
main(void)
{
	char million[1000], one[HASH_NAME], two[HASH_NAME];
	unsigned char bits[HASH_SIZE] = { 0 }, out[HASH_SIZE];
	struct buf got = BUF_INIT;
	struct hash h;
	int i;

	/* FIPS 180-4's examples. */
	hashes(STR(""), 1,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hashes(STR("abc"), 1,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hashes(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), 7,
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	hashes(STR("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
		   "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
	    112, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
	memset(million, 'a', sizeof million);
	hash_init(&h);
	for (i = 0; i < 1000; i++)
		hash_add(&h, million, sizeof million);
	hash_end(&h, out);
	for (i = 0; i < HASH_SIZE; i++)
		buf_fmt(&got, "%02x", out[i]);
	IS(buf_view(&got),
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
	    "a million a's");

	parts(STR("ab"), STR("c"), one);
	parts(STR("a"), STR("bc"), two);
	OK(strcmp(one, two) != 0, "where a part ends matters");
	parts(STR("ab"), STR_NONE, one);
	parts(STR("ab"), STR(""), two);
	OK(strcmp(one, two) != 0, "no text is not the empty text");
	hash_name(bits, one);
	OK(strcmp(one, "aaaaaaaaaaaaaaaaaaaaaaaaaa") == 0, "a name of zeros");
	memcpy(bits, "fooba", 5);
	hash_name(bits, one);
	OK(strncmp(one, "mzxw6ytb", 8) == 0 && strlen(one) == 26, "RFC 4648's fooba");
	buf_done(&got);
	return tap_done();
}
