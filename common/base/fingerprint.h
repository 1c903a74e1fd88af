/* fingerprint - 128 bits that tell whether two texts are the same */
/* SPDX-License-Identifier: ISC */

/*
 * SipHash-2-4-128 (Aumasson and Bernstein) with a key that is always the same: it comes
 * out alike in every run and on every machine, is many times faster than base/hash, and
 * does not withstand somebody who looks for two texts that are taken for one.
 */

#ifndef BASE_FINGERPRINT_H
#define BASE_FINGERPRINT_H

#include <stdint.h>

#include "base/str.h"

#define FINGERPRINT_SIZE 16

struct fingerprint {
	uint64_t v[4];
	uint64_t length; /* bytes so far */
	unsigned char rest[8];
};

void fingerprint_init(struct fingerprint *f);
void fingerprint_add(struct fingerprint *f, struct str bytes);
void fingerprint_end(struct fingerprint *f, unsigned char out[FINGERPRINT_SIZE]);

/*
 * Adds a part together with its length, so that the parts "ab", "c" and "a", "bc" differ,
 * and no text at all differs from the empty text.
 */
void fingerprint_part(struct fingerprint *f, struct str part);

#endif
