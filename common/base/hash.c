/* hash - SHA-256, and short names made from it */
/* SPDX-License-Identifier: ISC */

#include "base/hash.h"

#include <string.h>

static const uint32_t rounds[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
	0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
	0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138,
	0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624,
	0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f,
	0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };

static inline uint32_t
turn(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void
block_add(uint32_t state[8], const unsigned char *p)
{
	uint32_t w[64], s[8];
	int i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
		       (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
	for (; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		       (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) +
		       (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(s, state, sizeof s);
	for (i = 0; i < 64; i++) {
		uint32_t a = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) +
			     ((s[4] & s[5]) ^ (~s[4] & s[6])) + rounds[i] + w[i];
		uint32_t b = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) +
			     ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += a;
		s[0] = a + b;
	}
	for (i = 0; i < 8; i++)
		state[i] += s[i];
}

void
hash_init(struct hash *h)
{
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(h->state, start, sizeof start);
	h->length = 0;
}

void
hash_add(struct hash *h, const void *at, size_t len)
{
	const unsigned char *p = at;
	size_t used = h->length % 64, n;

	h->length += len;
	while (len > 0) {
		n = 64 - used < len ? 64 - used : len;
		memcpy(h->block + used, p, n);
		if (used + n == 64)
			block_add(h->state, h->block);
		used = (used + n) % 64;
		p += n;
		len -= n;
	}
}

void
hash_end(struct hash *h, unsigned char out[HASH_SIZE])
{
	static const unsigned char padding[64] = { 0x80 };
	uint64_t bits = h->length * 8;
	unsigned char length[8];
	int i;

	for (i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	hash_add(h, padding, 1 + (119 - h->length % 64) % 64);
	hash_add(h, length, 8);
	for (i = 0; i < HASH_SIZE; i++)
		out[i] = (unsigned char)(h->state[i / 4] >> (24 - 8 * (i % 4)));
}

void
hash_part(struct hash *h, struct str part)
{
	uint64_t len = part.at == NULL ? UINT64_MAX : part.len;
	unsigned char length[8];
	int i;

	for (i = 0; i < 8; i++)
		length[i] = (unsigned char)(len >> (56 - 8 * i));
	hash_add(h, length, sizeof length);
	if (part.at != NULL)
		hash_add(h, part.at, part.len);
}

void
hash_name(const unsigned char hash[HASH_SIZE], char out[HASH_NAME])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	size_t i;

	for (i = 0; i < HASH_NAME - 1; i++) {
		size_t bit = i * 5;
		unsigned pair = (unsigned)hash[bit / 8] << 8 |
				(unsigned)hash[bit / 8 + 1];

		out[i] = letters[pair >> (11 - bit % 8) & 31];
	}
	out[i] = '\0';
}
