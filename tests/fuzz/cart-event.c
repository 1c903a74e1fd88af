/* fuzz-cart-event - the lines of logs of shop events */
/* SPDX-License-Identifier: ISC */

/*
 * The first byte says whether times are wanted and how much memory there is.  The visits
 * of some lines, as a state, are those of the lines in reverse order with little memory,
 * and those of the states of two halves of them; and a line that is refused is refused
 * by a field or a column.
 */

#include "fuzz/entry.h"
#include "unit/cart-kit.h"

/* Reads TEXT from the end of its lines to their start. */
static void
read_backwards(struct kit_run *r, struct str text)
{
	struct err e;
	size_t end;

	for (; text.len != 0; text.len = end == 0 ? 0 : end - 1) {
		for (end = text.len; end > 0 && text.at[end - 1] != '\n'; end--)
			;
		(void)kit_run_line(
		    r, (struct str){ text.at + end, text.len - end }, true, &e);
	}
}

static void
read_lines(struct kit_run *r, struct str text)
{
	struct str line;
	struct err e = { .text = "" };

	while (str_cut(&text, '\n', &line))
		if (!kit_run_line(r, line, true, &e))
			MUST(e.kind == ERR_RECORD && e.text[0] != '\0');
}

/* Where the line that the middle of TEXT is in ends. */
static size_t
middle(struct str text)
{
	size_t i = text.len / 2;

	while (i < text.len && text.at[i] != '\n')
		i++;
	return i;
}

static void
halves(struct str text, bool strict, size_t memory, struct buf *out)
{
	struct kit_run half, both;
	size_t cut = middle(text), i;

	kit_run_start(&both, strict, memory);
	for (i = 0; i < 2; i++) {
		kit_run_start(&half, strict, memory);
		read_lines(&half, i == 0 ? (struct str){ text.at, cut }
					 : (struct str){ text.at + cut, text.len - cut });
		kit_run_write(&half, out);
		kit_run_end(&half);
		kit_run_lines(&both, buf_view(out), false);
	}
	kit_run_write(&both, out);
	kit_run_end(&both);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data + 1, size - 1 };
	struct buf once = BUF_INIT, again = BUF_INIT;
	struct kit_run r;
	bool strict;
	size_t memory;

	if (size == 0)
		return 0;
	strict = data[0] & 1;
	memory = data[0] & 2 ? 1024 : (size_t)VISITS_PARTS * 4000;
	kit_run_start(&r, strict, (size_t)1 << 24);
	read_lines(&r, text);
	kit_run_write(&r, &once);
	kit_run_end(&r);
	kit_run_start(&r, strict, memory);
	read_backwards(&r, text);
	kit_run_write(&r, &again);
	kit_run_end(&r);
	MUST(str_eq(buf_view(&once), buf_view(&again)));
	halves(text, strict, memory, &again);
	MUST(str_eq(buf_view(&once), buf_view(&again)));
	buf_done(&once);
	buf_done(&again);
	return 0;
}
