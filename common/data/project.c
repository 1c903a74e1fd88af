/* project - the wanted fields of a line, strictly read, without a tape */
/* SPDX-License-Identifier: ISC */

#include "data/project.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "data/rec.h"
#include "data/shape.h"

/*
 * Where more than a third of the lines are laid out as none before, learning costs more
 * than it saves: so many lines are read without, and then it begins anew.
 */
#define TRUST 64
#define MISSED 2
#define REST 1024

struct project {
	struct str names[PROJECT_MAX];
	size_t n;
	struct shape *shape;
	int trust;     /* in the shape, up to TRUST; none is left below 0 */
	uint32_t rest; /* lines to read without */
	struct rec rec;
};

struct project *
project_new(const struct str *names, size_t n)
{
	struct project *p = mem_zero(1, sizeof *p);

	assert(n <= PROJECT_MAX);
	for (p->n = 0; p->n < n; p->n++)
		p->names[p->n] = (struct str){ mem_copy(names[p->n].at, names[p->n].len),
			names[p->n].len };
	p->shape = shape_new(n);
	p->trust = TRUST;
	return p;
}

void
project_free(struct project *p)
{
	if (p == NULL)
		return;
	while (p->n-- > 0)
		free((char *)(uintptr_t)p->names[p->n].at);
	shape_free(p->shape);
	rec_done(&p->rec);
	free(p);
}

/* Which of the wanted names KEY is, or p->n. */
static size_t
find_name(const struct project *p, const struct tok *key)
{
	struct str text = { p->rec.line.at + key->at, key->len };
	size_t i;

	for (i = 0; i < p->n; i++)
		if (key->escaped ? scan_same(text, p->names[i])
				 : str_eq(text, p->names[i]))
			break;
	return i;
}

/* Fills FIELDS from the record's tape. */
static bool
members(struct project *p, struct project_field *fields, struct err *e)
{
	const struct tok *toks = p->rec.tape.toks, *t;
	uint32_t i;
	size_t f;

	for (f = 0; f < p->n; f++)
		fields[f] = (struct project_field){ .kind = PROJECT_ABSENT };
	for (i = 1; i < p->rec.tape.n; i = toks[i + 1].next) {
		f = find_name(p, &toks[i]);
		if (f == p->n)
			continue;
		if (fields[f].kind != PROJECT_ABSENT)
			return val_err((struct val){ &p->rec, i + 1 }, e, "stands twice");
		t = &toks[i + 1];
		fields[f] = (struct project_field){ p->rec.line.at + t->at, t->len,
			t->kind, t->escaped };
	}
	return true;
}

/* Counts a line that was not read by the shape; whether it is worth learning. */
static bool
is_worth(struct project *p)
{
	if (p->rest > 0) {
		if (--p->rest == 0) {
			shape_forget(p->shape);
			p->trust = TRUST;
		}
		return false;
	}
	p->trust -= MISSED;
	if (p->trust < 0)
		p->rest = REST;
	return p->rest == 0;
}

__attribute__((noinline)) static bool
by_tape(struct project *p, struct str line, struct project_field *fields, struct err *e)
{
	bool worth = is_worth(p);

	if (!rec_read(&p->rec, line, e) || !members(p, fields, e))
		return false;
	if (worth)
		shape_learn(p->shape, p->rec.line, &p->rec.tape, fields);
	return true;
}

/* Whether the shape reads the first line of TEXT, of *LEN bytes. */
static inline bool
by_shape(struct project *p, struct str text, struct project_field *fields, size_t *len)
{
	if (p->rest > 0 || text.len >= UINT32_MAX ||
	    !shape_read(p->shape, text, fields, len))
		return false;
	p->trust += p->trust < TRUST;
	return true;
}

bool
project_line(
    struct project *p, struct str line, struct project_field *fields, struct err *e)
{
	size_t len;

	if (by_shape(p, line, fields, &len) && len == line.len)
		return true;
	return by_tape(p, line, fields, e);
}

bool
project_next(struct project *p, struct str *rest, struct str *line,
    struct project_field *fields, struct err *e)
{
	bool read = by_shape(p, *rest, fields, &line->len);
	const char *lf;

	line->at = rest->at;
	if (!read) {
		lf = memchr(rest->at, '\n', rest->len);
		line->len = lf == NULL ? rest->len : (size_t)(lf - rest->at);
	}
	rest->at += line->len;
	rest->len -= line->len;
	if (rest->len > 0) {
		rest->at++;
		rest->len--;
	}
	return read || by_tape(p, *line, fields, e);
}
