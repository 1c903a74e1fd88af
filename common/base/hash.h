/* hash - SHA-256, and short names made from it */
/* SPDX-License-Identifier: ISC */

/*
 * FIPS 180-4.  For keys and names that must come out the same in every run; it keeps no
 * secrets.
 */

#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define HASH_SIZE 32

struct hash {
	uint32_t state[8];
	uint64_t length; /* bytes so far */
	unsigned char block[64];
};

void hash_init(struct hash *h);
void hash_add(struct hash *h, const void *at, size_t len);
void hash_end(struct hash *h, unsigned char out[HASH_SIZE]);

/*
 * Adds a part together with its length, so that the parts "ab", "c" and "a", "bc" make
 * different hashes; no text at all differs from the empty text.
 */
void hash_part(struct hash *h, struct str part);

/*
 * The first 130 bits in RFC 4648's base32 alphabet, small letters: a name of 26
 * characters that is safe in a file name, a mail header and a MIME boundary.
 */
#define HASH_NAME 27
void hash_name(const unsigned char hash[HASH_SIZE], char out[HASH_NAME]);

#endif
