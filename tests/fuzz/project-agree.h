/* project-agree - holds project to scan and rec */
/* SPDX-License-Identifier: ISC */

/* For the unit tests and the fuzzer. */

#ifndef TESTS_FUZZ_PROJECT_AGREE_H
#define TESTS_FUZZ_PROJECT_AGREE_H

#include <string.h>

#include "data/project.h"
#include "data/rec.h"

static const struct str agree_names[] = { STR_INIT("ts"), STR_INIT("items"),
	STR_INIT("n"), STR_INIT(""), STR_INIT("a long name that needs two steps"),
	STR_INIT("\xc3\xa9\"\\\n") };

#define AGREE_NAMES (sizeof agree_names / sizeof *agree_names)

/* Whether FIELDS are the members of REC that agree_names names. */
static inline bool
agree_fields(struct rec *rec, const struct project_field *fields)
{
	struct val_iter it = val_iter(rec_root(rec));
	size_t there = 0, i;
	const struct tok *t;
	struct val value;
	struct str key;

	for (i = 0; i < AGREE_NAMES; i++)
		there += fields[i].kind != PROJECT_ABSENT;
	while (val_next_member(&it, &key, &value))
		for (i = 0; i < AGREE_NAMES; i++) {
			if (!str_eq(key, agree_names[i]))
				continue;
			t = &rec->tape.toks[value.tok];
			if (fields[i].at != rec->line.at + t->at ||
			    fields[i].len != t->len || fields[i].kind != t->kind ||
			    fields[i].escaped != t->escaped)
				return false;
			there--;
		}
	return there == 0;
}

/* Whether LINE is for REC what it was for `project`: OK, FIELDS and E. */
static inline bool
agree_answer(struct rec *rec, struct str line, bool ok,
    const struct project_field *fields, const struct err *e)
{
	struct val values[AGREE_NAMES];
	struct err why;

	if (rec_read(rec, line, &why) &&
	    rec_fields(rec_root(rec), agree_names, AGREE_NAMES, values, &why))
		return ok && agree_fields(rec, fields);
	return !ok && e->kind == why.kind && strcmp(e->text, why.text) == 0;
}

/* Whether P, made for agree_names, says of LINE what REC does. */
static inline bool
agree_project(struct project *p, struct rec *rec, struct str line)
{
	struct project_field fields[AGREE_NAMES];
	struct err e = { .text = "" };
	bool ok = project_line(p, line, fields, &e);

	return agree_answer(rec, line, ok, fields, &e);
}

/* The same for the first line of *REST, which is taken off. */
static inline bool
agree_next(struct project *p, struct rec *rec, struct str *rest)
{
	struct project_field fields[AGREE_NAMES];
	struct err e = { .text = "" };
	struct str after = *rest, want, line;
	bool ok = project_next(p, rest, &line, fields, &e);

	(void)str_cut(&after, '\n', &want);
	return line.at == want.at && line.len == want.len && rest->len == after.len &&
	       (after.len == 0 || rest->at == after.at) &&
	       agree_answer(rec, line, ok, fields, &e);
}

#endif
