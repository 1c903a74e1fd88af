/* fuzz-pattern - MessageFormat patterns */
/* SPDX-License-Identifier: ISC */

/*
 * A pattern that is accepted and needs no ICU says what ICU's MessageFormat makes of it.
 * The others are given to ICU, which may refuse them.
 */

#include "base/mem.h"
#include "data/pattern-icu.h"
#include "fuzz/entry.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = mem_copy(size == 0 ? "" : (const char *)data, size);
	struct str source = { copy, size };
	struct pattern_arg args[PATTERN_ARGS];
	struct buf ours = BUF_INIT, icu = BUF_INIT;
	struct err e = { .text = "" };
	struct pattern p;
	size_t bad, i;

	for (i = 0; i < PATTERN_ARGS; i++)
		args[i] = (struct pattern_arg){ STR("{'x'}"), (int64_t)size % 70, true };
	/* A catalogue holds UTF-8 without NULs. */
	if (str_utf8(source, &bad) && memchr(copy, '\0', size) == NULL) {
		if (!pattern_init(&p, source, &e))
			MUST(e.text[0] != '\0');
		else if (p.kind == PATTERN_DEPENDS) {
			if (!pattern_add(&p, "ru", args, &ours, &e))
				MUST(e.text[0] != '\0');
			else
				MUST(pattern_add(&p, "ru", args, &icu, &e) &&
				     str_eq(buf_view(&ours), buf_view(&icu)));
		} else {
			MUST(pattern_add(&p, "ru", args, &ours, &e));
			p.compiled = pattern_icu_new(buf_view(&p.numbered), "ru", &e);
			MUST(p.compiled != NULL);
			MUST(pattern_icu_add(&p, args, &icu, &e));
			MUST(str_eq(buf_view(&ours), buf_view(&icu)));
		}
		pattern_done(&p);
	}
	buf_done(&ours);
	buf_done(&icu);
	free(copy);
	return 0;
}
