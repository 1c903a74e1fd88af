/* shape-steps - what a shape is made of */
/* SPDX-License-Identifier: ISC */

/* Between shape.c, which reads by it, and shape-learn.c, which makes it. */

#ifndef DATA_SHAPE_STEPS_H
#define DATA_SHAPE_STEPS_H

#include "data/plain.h"
#include "data/shape.h"

#define STEPS 1024	   /* that are learnt at most */
#define STATES (STEPS + 1) /* each step adds one at most */
#define CHUNK 16	   /* bytes of a step; more are several steps */
#define GUESSES 256

/* The bytes of a step, between two values. */
enum step_kind {
	STEP_TEXT,   /* end with the opening quote; the next begin with the other */
	STEP_NUMBER, /* end before the number; that one begins is known */
	STEP_WORD,   /* end with true, false or null */
	STEP_OPEN,   /* end with the bracket that opens a wanted object or array */
	STEP_CLOSE,  /* end with the one that closes it */
	STEP_BYTES,  /* go on with another step */
	STEP_END,    /* end the line */
};

/*
 * No step of a state is the start of another of it, but for two ends; so the first that
 * fits is the one.  For that a number's step looks at one byte more than its own.
 */
struct step {
	struct plain_sixteen is;
	struct step *likely[2]; /* behind it */
	uint32_t wanted; /* the bit of the wanted field that begins with it, or 0 */
	uint16_t under;	 /* its state */
	uint16_t state;	 /* behind it and its value */
	uint16_t next;	 /* of the same state as it; 0: none */
	uint8_t len, kind;
	uint8_t field; /* what its value is, or NO_FIELD */
	uint8_t tok;   /* enum tok_kind of its value */
};

#define NO_FIELD PROJECT_MAX

/*
 * What is open: a bit for each object (1) or array (0) behind a leading 1, the wanted
 * field that one of them is, and whether a text is.  Between two steps with no value
 * between them it is the first of them instead.
 */
struct state {
	uint64_t open;
	uint16_t first; /* the step that was learnt last; 0: none */
};

struct shape {
	size_t n;
	uint32_t n_steps, n_states;
	struct step steps[STEPS]; /* the first is the start of a line, and fits nowhere */
	struct state states[STATES];
	struct step *guesses[GUESSES]; /* that have fitted, by some of their bytes */
};

#endif
