/* hmac - what only somebody with the key can have made (HMAC-SHA256) */
/* SPDX-License-Identifier: ISC */

#include "base/hmac.h"

#include <string.h>

enum {
	BLOCK = 64, /* bytes that SHA-256 takes at once */
};

/* Starts HASH with KEY, each of whose bytes is mixed with PAD. */
static void
start(struct hash *hash, const unsigned char key[BLOCK], unsigned char pad)
{
	unsigned char mixed[BLOCK];
	size_t i;

	for (i = 0; i < BLOCK; i++)
		mixed[i] = key[i] ^ pad;
	hash_init(hash);
	hash_add(hash, mixed, BLOCK);
	explicit_bzero(mixed, sizeof mixed);
}

void
hmac_init(struct hmac *h, struct str key)
{
	unsigned char block[BLOCK] = { 0 };

	if (key.len > BLOCK) {
		hash_init(&h->inner);
		hash_add(&h->inner, key.at, key.len);
		hash_end(&h->inner, block);
	} else if (key.len > 0) {
		memcpy(block, key.at, key.len);
	}
	start(&h->inner, block, 0x36);
	start(&h->outer, block, 0x5c);
	explicit_bzero(block, sizeof block);
}

void
hmac_add(struct hmac *h, const void *at, size_t len)
{
	hash_add(&h->inner, at, len);
}

void
hmac_end(struct hmac *h, unsigned char out[HASH_SIZE])
{
	hash_end(&h->inner, out);
	hash_add(&h->outer, out, HASH_SIZE);
	hash_end(&h->outer, out);
	explicit_bzero(h, sizeof *h);
}

bool
hmac_same(const void *a, const void *b, size_t len)
{
	const unsigned char *p = a, *q = b;
	volatile unsigned char differ = 0;
	size_t i;

	for (i = 0; i < len; i++)
		differ = (unsigned char)(differ | (p[i] ^ q[i]));
	return differ == 0;
}
