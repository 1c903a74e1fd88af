/* shape-learn - a shape from the lines that scan has taken */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "data/shape-steps.h"

#define TOKENS 4096 /* a line with more is not learnt */
#define DEPTH 48    /* nor one that nests deeper: a bit of a state for each */

#define STATE_OPEN(open, inside, text) ((open) << 7 | (uint64_t)(inside) << 1 | (text))
#define STATE_BEHIND(step) (UINT64_C(1) << 63 | (step))

/* A line that is learnt. */
struct lesson {
	struct shape *s;
	const struct tok *toks;
	const char *line, *from; /* where the bytes begin that no step has */
	uint32_t at;		 /* the step before */
	uint64_t open;		 /* of the state */
	uint8_t inside;		 /* the wanted object or array, and 1; or 0 */
	uint32_t depth, within[DEPTH];
};

/* The number of the state, which is made where it is new. */
static uint16_t
state_of(struct shape *s, uint64_t open)
{
	uint32_t i = 0;

	while (i < s->n_states && s->states[i].open != open)
		i++;
	if (i == s->n_states)
		s->states[s->n_states++] = (struct state){ .open = open };
	return (uint16_t)i;
}

/* Adds STEP behind the one before, where it is not yet. */
static bool
add(struct lesson *l, const struct step *step)
{
	struct shape *s = l->s;
	struct step *before = &s->steps[l->at];
	struct state *state = &s->states[before->state];
	uint32_t i = state->first;
	bool unset;

	while (i != 0 && memcmp(&s->steps[i].is, &step->is, sizeof step->is) != 0)
		i = s->steps[i].next;
	if (i == 0) {
		if (s->n_steps == STEPS)
			return false;
		i = s->n_steps++;
		s->steps[i] = *step;
		s->steps[i].likely[0] = s->steps[i].likely[1] = s->steps;
		s->steps[i].under = before->state;
		s->steps[i].next = state->first;
		state->first = (uint16_t)i;
		s->steps[i].state = state_of(
		    s, step->kind == STEP_OPEN || step->kind == STEP_BYTES
			   ? STATE_BEHIND(i)
			   : STATE_OPEN(l->open, l->inside, step->kind == STEP_TEXT));
	}
	unset = before->likely[0] == s->steps || before->likely[0] == &s->steps[i];
	before->likely[unset ? 0 : 1] = &s->steps[i];
	l->at = i;
	return true;
}

/*
 * The step of the LEN bytes at FROM and, of the byte behind them, what tells that a
 * number begins: a minus, or the high half of a digit, which nothing else that may stand
 * there has.
 */
static void
set_bytes(struct step *step, const char *from, size_t len)
{
	memcpy(step->is.bytes, from, len);
	memset(step->is.mask, 0xff, len);
	if (step->kind == STEP_NUMBER && len < CHUNK) {
		step->is.mask[len] = from[len] == '-' ? 0xff : 0xf0;
		step->is.bytes[len] = (unsigned char)from[len] & step->is.mask[len];
	}
	step->len = (uint8_t)len;
}

/* Learns the bytes up to TO and what is there; FIELD is the wanted one, or NO_FIELD. */
static bool
learn(struct lesson *l, const char *to, enum step_kind kind, enum tok_kind tok,
    uint8_t field)
{
	struct step bytes = { .kind = STEP_BYTES, .field = NO_FIELD },
		    step = { .kind = (uint8_t)kind, .field = field, .tok = (uint8_t)tok };
	size_t most = kind == STEP_NUMBER ? CHUNK - 1 : CHUNK;

	for (; (size_t)(to - l->from) > most; l->from += CHUNK) {
		set_bytes(&bytes, l->from, CHUNK);
		if (!add(l, &bytes))
			return false;
	}
	if (field != NO_FIELD && kind != STEP_CLOSE)
		step.wanted = UINT32_C(1) << field;
	set_bytes(&step, l->from, (size_t)(to - l->from));
	l->from = to;
	return add(l, &step);
}

/* Leaves the objects and arrays that end before token I. */
static bool
leave(struct lesson *l, uint32_t i)
{
	const struct tok *t;
	uint8_t inside;

	while (l->depth > 0 && l->toks[l->within[l->depth - 1]].next <= i) {
		t = &l->toks[l->within[--l->depth]];
		l->open >>= 1;
		if (l->depth != 1 || l->inside == 0)
			continue;
		inside = l->inside;
		l->inside = 0;
		if (!learn(l, l->line + t->at + t->len, STEP_CLOSE, TOK_NULL,
			(uint8_t)(inside - 1)))
			return false;
	}
	return true;
}

/* Learns the value that is token I. */
static bool
learn_value(struct lesson *l, uint32_t i, uint8_t field)
{
	const struct tok *t = &l->toks[i];
	const char *at = l->line + t->at;
	bool ok = true;

	switch ((enum tok_kind)t->kind) {
	case TOK_OBJECT:
	case TOK_ARRAY:
		if (l->depth == DEPTH)
			return false;
		l->within[l->depth++] = i;
		l->open = l->open << 1 | (t->kind == TOK_OBJECT);
		if (field == NO_FIELD)
			return true;
		l->inside = (uint8_t)(field + 1);
		return learn(l, at + 1, STEP_OPEN, (enum tok_kind)t->kind, field);
	case TOK_TEXT:
		ok = learn(l, at, STEP_TEXT, TOK_TEXT, field);
		l->from = at + t->len;
		return ok;
	case TOK_NUMBER:
		ok = learn(l, at, STEP_NUMBER, TOK_NUMBER, field);
		l->from = at + t->len;
		return ok;
	case TOK_TRUE:
	case TOK_FALSE:
	case TOK_NULL:
		return learn(l, at + t->len, STEP_WORD, (enum tok_kind)t->kind, field);
	case TOK_KEY:
		break;
	}
	return true;
}

/* Which wanted field begins at AT, or NO_FIELD. */
static uint8_t
field_at(const struct shape *s, const struct project_field *fields, const char *at)
{
	uint8_t f;

	for (f = 0; f < s->n; f++)
		if (fields[f].kind != PROJECT_ABSENT && fields[f].at == at)
			return f;
	return NO_FIELD;
}

void
shape_learn(struct shape *s, struct str line, const struct tape *tape,
    const struct project_field *fields)
{
	struct lesson l = {
		.s = s,
		.toks = tape->toks,
		.line = line.at,
		.from = line.at,
		.open = 1,
	};
	uint32_t i;

	/* An LF between two values would lead from one line to the next. */
	if (tape->n > TOKENS || memchr(line.at, '\n', line.len) != NULL)
		return;
	for (i = 0; i < tape->n; i++)
		if (!leave(&l, i) ||
		    !learn_value(&l, i, field_at(s, fields, line.at + l.toks[i].at)))
			return;
	if (leave(&l, i))
		(void)learn(&l, line.at + line.len, STEP_END, TOK_NULL, NO_FIELD);
}
