/* fuzz-visit-state - the states of cart-abandon-report, by whoever wrote them */
/* SPDX-License-Identifier: ISC */

/*
 * The first byte says whether times are wanted.  What is read of any lines is written as
 * a state that is taken whole and written again as the same; lines in reverse order make
 * that state, too; and with little memory.
 */

#include "fuzz/entry.h"
#include "unit/cart-kit.h"

/* The lines of TEXT, the last one first where BACKWARDS. */
static void
read_lines(struct kit_run *r, struct str text, bool backwards)
{
	struct str line = STR("");
	struct err e;
	size_t end;

	while (!backwards && str_cut(&text, '\n', &line))
		(void)kit_run_line(r, line, false, &e);
	for (; backwards && text.len != 0; text.len = end == 0 ? 0 : end - 1) {
		for (end = text.len; end > 0 && text.at[end - 1] != '\n'; end--)
			;
		line = (struct str){ text.at + end, text.len - end };
		(void)kit_run_line(r, line, false, &e);
	}
}

static void
state_of(struct str text, bool strict, bool backwards, size_t memory, struct buf *out)
{
	struct kit_run r;

	kit_run_start(&r, strict, memory);
	read_lines(&r, text, backwards);
	kit_run_write(&r, out);
	kit_run_end(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data + 1, size - 1 };
	struct buf once = BUF_INIT, again = BUF_INIT;
	struct kit_run r;
	bool strict;

	if (size == 0)
		return 0;
	strict = data[0] & 1;
	state_of(text, strict, false, (size_t)1 << 20, &once);
	state_of(text, strict, true, 1024, &again);
	MUST(str_eq(buf_view(&once), buf_view(&again)));
	kit_run_start(&r, strict, (size_t)1 << 20);
	kit_run_lines(&r, buf_view(&once), false);
	kit_run_write(&r, &again);
	kit_run_end(&r);
	MUST(str_eq(buf_view(&once), buf_view(&again)));
	buf_done(&once);
	buf_done(&again);
	return 0;
}
