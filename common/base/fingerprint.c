/* fingerprint - 128 bits that tell whether two texts are the same */
/* SPDX-License-Identifier: ISC */

#include "base/fingerprint.h"

#include <string.h>

/* The key of the published test vectors: bytes 0 to 15. */
#define KEY_0 UINT64_C(0x0706050403020100)
#define KEY_1 UINT64_C(0x0f0e0d0c0b0a0908)

static uint64_t
turn(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void
rounds(uint64_t v[4], int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = turn(v[1], 13) ^ v[0];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] = turn(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = turn(v[1], 17) ^ v[2];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] = turn(v[2], 32);
	}
}

/* The number that 8 bytes are, least significant first. */
static uint64_t
word(const unsigned char *at)
{
	uint64_t w = 0;
	int i;

	for (i = 0; i < 8; i++)
		w |= (uint64_t)at[i] << 8 * i;
	return w;
}

static void
take(struct fingerprint *f, uint64_t w)
{
	f->v[3] ^= w;
	rounds(f->v, 2);
	f->v[0] ^= w;
}

void
fingerprint_init(struct fingerprint *f)
{
	*f = (struct fingerprint){ .v = {
				       KEY_0 ^ UINT64_C(0x736f6d6570736575),
				       KEY_1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
				       KEY_0 ^ UINT64_C(0x6c7967656e657261),
				       KEY_1 ^ UINT64_C(0x7465646279746573),
				   } };
}

void
fingerprint_add(struct fingerprint *f, struct str bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.at;
	size_t left = bytes.len, held = f->length % 8, n;

	f->length += left;
	if (held > 0) {
		n = left < 8 - held ? left : 8 - held;
		if (n > 0)
			memcpy(f->rest + held, at, n);
		if (held + n < 8)
			return;
		take(f, word(f->rest));
		at += n;
		left -= n;
	}
	for (; left >= 8; at += 8, left -= 8)
		take(f, word(at));
	if (left > 0)
		memcpy(f->rest, at, left);
}

void
fingerprint_part(struct fingerprint *f, struct str part)
{
	uint64_t len = part.at == NULL ? UINT64_MAX : part.len;
	char head[8];
	int i;

	for (i = 0; i < 8; i++)
		head[i] = (char)(len >> 8 * i);
	fingerprint_add(f, (struct str){ head, 8 });
	fingerprint_add(f, part);
}

static void
put(uint64_t x, unsigned char *out)
{
	int i;

	for (i = 0; i < 8; i++)
		out[i] = (unsigned char)(x >> 8 * i);
}

void
fingerprint_end(struct fingerprint *f, unsigned char out[FINGERPRINT_SIZE])
{
	uint64_t *v = f->v;

	memset(f->rest + f->length % 8, 0, 8 - f->length % 8);
	f->rest[7] = (unsigned char)f->length;
	take(f, word(f->rest));
	v[2] ^= 0xee;
	rounds(v, 4);
	put(v[0] ^ v[1] ^ v[2] ^ v[3], out);
	v[1] ^= 0xdd;
	rounds(v, 4);
	put(v[0] ^ v[1] ^ v[2] ^ v[3], out + 8);
}
