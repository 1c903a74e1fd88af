/* entry - what every fuzz entry is made of */
/* SPDX-License-Identifier: ISC */

/*
 * An entry is one file with this function.  libFuzzer calls it with whatever it thinks
 * of, seeds.c with the files of seeds/NAME.  It must stand any bytes, keep nothing from
 * one call to the next that would change its answer, and end with MUST where the code
 * under test is wrong.
 */

#ifndef TESTS_FUZZ_ENTRY_H
#define TESTS_FUZZ_ENTRY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process as a crash does where HOLDS is false. */
#define MUST(holds)                                                                      \
	do {                                                                             \
		if (!(holds)) {                                                          \
			(void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__,    \
			    __LINE__, #holds);                                           \
			abort();                                                         \
		}                                                                        \
	} while (0)

#endif
