/* shape - how the lines of a log are laid out, learnt from them */
/* SPDX-License-Identifier: ISC */

#include "data/shape.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/quoted.h"
#include "data/shape-steps.h"

#define LOOKED_AT 32 /* steps that are tried where the guess was wrong */

struct shape *
shape_new(size_t n)
{
	struct shape *s = mem_zero(1, sizeof *s);

	s->n = n;
	shape_forget(s);
	return s;
}

void
shape_free(struct shape *s)
{
	free(s);
}

void
shape_forget(struct shape *s)
{
	s->n_steps = s->n_states = 1;
	s->steps[0] = (struct step){ .is = { .bytes = { 1 } },
		.likely = { s->steps, s->steps },
		.field = NO_FIELD };
	s->states[0] = (struct state){ .open = 0 };
	for (size_t i = 0; i < GUESSES; i++)
		s->guesses[i] = s->steps;
}

static inline bool
fits(const struct step *step, const char *p, const char *end)
{
	return plain_same(p, &step->is) &&
	       (step->kind != STEP_END || p + step->len == end || p[step->len] == '\n');
}

/* The place of a guess by the start of the key that may be at P, behind "," or ,". */
static inline struct step **
guess_at(struct shape *s, const char *p)
{
	uint32_t key;

	memcpy(&key, p + 2, sizeof key);
	return &s->guesses[key * UINT32_C(2654435761) >> 24];
}

/*
 * A step behind AT that fits at P, though it is not the likeliest; or NULL.  Where
 * members stand in any order, most are found by a guess.
 */
__attribute__((noinline)) static struct step *
find(struct shape *s, struct step *at, const char *p, const char *end)
{
	uint16_t i = s->states[at->state].first;
	struct step **guess = guess_at(s, p);
	int tried = 0;

	if (fits(at->likely[1], p, end))
		return at->likely[1];
	if ((*guess)->under == at->state && fits(*guess, p, end))
		return *guess;
	for (; i != 0 && tried < LOOKED_AT; i = s->steps[i].next, tried++)
		if (fits(&s->steps[i], p, end)) {
			*guess = at->likely[1] = &s->steps[i];
			return *guess;
		}
	return NULL;
}

static inline const char *
digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/*
 * P is at a minus or digit; returns where the number ends, or NULL.  That no digit
 * follows a leading zero is seen by the next step, which begins with none.
 */
static inline const char *
number_end(const char *p, const char *end)
{
	const char *from;

	p += *p == '-';
	from = p;
	p = p < end && *p == '0' ? p + 1 : digits(p, end);
	if (p == from)
		return NULL;
	if (p < end && *p == '.') {
		from = ++p;
		if ((p = digits(p, end)) == from)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		from = p;
		if ((p = digits(p, end)) == from)
			return NULL;
	}
	return p;
}

/*
 * P is within a text; returns where it, or a part of it, may end: at a quote, a
 * backslash, or what cannot stand there; or NULL.
 */
static inline const char *
part_end(const char *p, const char *end)
{
	const char *from = p;
	uint32_t wide = 0;
	size_t bad;

	p = quoted_plain(p, end, &wide);
	if (wide != 0 && !quoted_utf8(from, p, &bad))
		return NULL;
	return p;
}

/* Says what was not seen. */
static bool
finish(const struct shape *s, struct project_field *fields, uint32_t seen)
{
	uint32_t missing = ~seen & (uint32_t)((UINT64_C(1) << s->n) - 1);

	for (; missing != 0; missing &= missing - 1)
		fields[__builtin_ctz(missing)] = (struct project_field){
			.kind = PROJECT_ABSENT
		};
	return true;
}

/*
 * P is behind the bytes of AT, which is no text's; returns where its value ends, or NULL.
 * *FROM is where it begins.
 */
static inline const char *
value_end(const struct step *at, const char *p, const char *end, const char **from)
{
	*from = p;
	if (at->kind == STEP_NUMBER)
		return number_end(p, end);
	if (at->kind == STEP_WORD)
		*from -= at->tok == TOK_FALSE ? 5 : 4;
	else if (at->kind == STEP_OPEN)
		--*from;
	return p;
}

/*
 * P is where a part of the text of AT ends, at a backslash; returns where the next part
 * does, or NULL.
 */
__attribute__((noinline)) static const char *
next_part(
    const struct step *at, const char *p, const char *end, struct project_field *fields)
{
	size_t len = quoted_escape(p, end);

	if (len == 0 || (p = part_end(p + len, end)) == NULL)
		return NULL;
	if (at->field != NO_FIELD) {
		fields[at->field].len = (uint32_t)(p - fields[at->field].at);
		fields[at->field].escaped = true;
	}
	return p;
}

/* The value of AT, [FROM, P), is in the line; false where it was before. */
static inline bool
keep(const struct step *at, const char *from, const char *p, uint32_t *seen,
    struct project_field *fields)
{
	if (at->kind == STEP_CLOSE) {
		fields[at->field].len = (uint32_t)(p - fields[at->field].at);
		return true;
	}
	fields[at->field] = (struct project_field){ from, (uint32_t)(p - from), at->tok,
		false };
	if ((*seen & at->wanted) != 0)
		return false;
	*seen |= at->wanted;
	return true;
}

bool
shape_read(struct shape *s, struct str text, struct project_field *fields, size_t *len)
{
	const char *p = text.at, *end = p + text.len, *from;
	struct step *at = s->steps, *next;
	uint32_t seen = 0;

	while (p <= end) {
		next = at->likely[0];
		if (!fits(next, p, end)) {
			if (at->kind == STEP_TEXT && *p == '\\') {
				if ((p = next_part(at, p, end, fields)) == NULL)
					return false;
				continue;
			}
			if ((next = find(s, at, p, end)) == NULL)
				return false;
		}
		at = next;
		p += at->len;
		if (at->kind == STEP_TEXT) {
			from = p;
			p = part_end(p, end);
		} else if (at->kind == STEP_END) {
			*len = (size_t)(p - text.at);
			return p <= end && finish(s, fields, seen);
		} else
			p = value_end(at, p, end, &from);
		if (p == NULL)
			return false;
		if (at->field != NO_FIELD && !keep(at, from, p, &seen, fields))
			return false;
	}
	return false;
}
