/* fuzz-project - the wanted fields of the lines of a log */
/* SPDX-License-Identifier: ISC */

/*
 * Each line is a line of one log: what was learnt of those before it is used for it.
 * Whatever they are, project says of each what scan and rec say: the same verdict, the
 * same fields, the same words.  Behind a line lies the next one, as in a block of a file,
 * or a copy of it lies alone, so that a sanitizer sees a look too far.
 */

#include "base/mem.h"
#include "fuzz/entry.h"
#include "fuzz/project-agree.h"

#define SLACK 64
#define PASSES 3 /* the last one knows all lines */

/* LINE in a block of its own, with BEHIND, the bytes after it, as far as they go. */
static void
alone(struct project *p, struct rec *rec, struct str line, struct str behind)
{
	char *copy = mem_zero(line.len + SLACK, 1);

	if (line.len > 0)
		memcpy(copy, line.at, line.len);
	if (behind.len > 0)
		memcpy(
		    copy + line.len, behind.at, behind.len < SLACK ? behind.len : SLACK);
	MUST(agree_project(p, rec, (struct str){ copy, line.len }));
	free(copy);
}

/* Attacks what was learnt of LINE: it ends early, or lacks a byte. */
static void
hurt(struct project *p, struct rec *rec, struct str line, uint8_t where)
{
	size_t at = line.len == 0 ? 0 : where * line.len / 256;
	struct buf copy = BUF_INIT;

	alone(p, rec, (struct str){ line.at, at },
	    (struct str){ line.at + at, line.len - at });
	buf_add(&copy, line.at, at);
	if (line.len > 0)
		buf_add(&copy, line.at + at + 1, line.len - at - 1);
	alone(p, rec, buf_view(&copy), line);
	buf_done(&copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rec rec;
	struct project *p = project_new(agree_names, AGREE_NAMES);
	char *copy = mem_zero(size + SLACK, 1);
	struct str rest, line;
	int pass;

	if (size > 0)
		memcpy(copy, data, size);
	for (pass = 0; pass < PASSES; pass++) {
		for (rest = (struct str){ copy, size }; rest.len > 0;)
			MUST(agree_next(p, &rec, &rest));
		rest = (struct str){ copy, size };
		while (str_cut(&rest, '\n', &line)) {
			MUST(agree_project(p, &rec, line));
			alone(p, &rec, line, rest);
			hurt(p, &rec, line, size > 0 ? data[size / 2] : 0);
		}
	}
	free(copy);
	project_free(p);
	return 0;
}
