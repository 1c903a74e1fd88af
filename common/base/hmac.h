/* hmac - what only somebody with the key can have made (HMAC-SHA256) */
/* SPDX-License-Identifier: ISC */

/*
 * RFC 2104 over FIPS 180-4's SHA-256.  What was made of the key is wiped at the end; the
 * key itself is the caller's.
 */

#ifndef BASE_HMAC_H
#define BASE_HMAC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"
#include "base/str.h"

struct hmac {
	struct hash inner, outer;
};

/* KEY may be of any length; one of fewer than 16 bytes is easily guessed. */
void hmac_init(struct hmac *h, struct str key);
void hmac_add(struct hmac *h, const void *at, size_t len);

/* H can be used again only after hmac_init. */
void hmac_end(struct hmac *h, unsigned char out[HASH_SIZE]);

/* Whether LEN bytes at A and B are the same; it takes as long when they are not. */
bool hmac_same(const void *a, const void *b, size_t len);

#endif
