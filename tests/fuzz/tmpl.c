/* fuzz-tmpl - templates */
/* SPDX-License-Identifier: ISC */

/*
 * The bytes are a template and, behind NULs, the partials p and q.  Constants that are
 * folded give what the same values in the data give; a template that is held to the list
 * of names gives what it gives without; in a JSON string stands what emit would write.
 */

#include "data/tmpl.h"
#include "base/mem.h"
#include "data/emit.h"
#include "fuzz/entry.h"
#include "unit/view-json.h"

#define VALUES                                                                                \
	"\"a\": \"x<&>'\\\"\\\\\\n\", \"b\": {\"a\": 3, \"c\": \"\"}, \"t\": [\"y\", \"\"], " \
	"\"l\": [{\"a\": \"1\", \"l\": []}, {\"l\": [{\"c\": \"q\"}, {\"c\": false}]}]"
#define CONSTANTS                                                                              \
	"\"k\": {\"a\": \"<K>\", \"b\": {\"a\": true}, \"l\": [{\"a\": \"1\", \"c\": \"'\"}, " \
	"{\"a\": \"\"}], \"t\": [\"u\", \"v\"]}"

/* All names of the values and constants, and some that are absent there. */
static const struct str names[] = { STR_INIT("a"), STR_INIT("b.a"), STR_INIT("b.c"),
	STR_INIT("k.a"), STR_INIT("k.b.a"), STR_INIT("k.b.c"), STR_INIT("k.l.a"),
	STR_INIT("k.l.c"), STR_INIT("k.n"), STR_INIT("k.t"), STR_INIT("l.a"),
	STR_INIT("l.l.c"), STR_INIT("t"), STR_INIT("z") };

/* Renders to OUT; false where the template or the rendering is refused. */
static bool
made(struct str source, const struct tmpl_options *o, const struct view *root,
    struct buf *out)
{
	struct err e = { .text = "" };
	struct tmpl *t = tmpl_parse(source, "t", o, &e);
	bool ok = t != NULL && tmpl_render(t, root, out, &e);

	MUST(ok == (e.text[0] == '\0'));
	tmpl_free(t);
	return ok;
}

/* With the options A and B the same comes out, where both are accepted. */
static void
same(struct str source, const struct tmpl_options *a, const struct view *root_a,
    const struct tmpl_options *b, const struct view *root_b)
{
	struct buf out_a = BUF_INIT, out_b = BUF_INIT, escaped = BUF_INIT;

	if (made(source, a, root_a, &out_a) && made(source, b, root_b, &out_b)) {
		if (b->json && !a->json) {
			emit_escape(&escaped, buf_view(&out_a));
			MUST(str_eq(buf_view(&escaped), buf_view(&out_b)));
		} else
			MUST(str_eq(buf_view(&out_a), buf_view(&out_b)));
	}
	buf_done(&out_a);
	buf_done(&out_b);
	buf_done(&escaped);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct view_json values, both, constants;
	static struct view root, all, constant;
	struct tmpl_partial partials[2] = { { STR("p"), STR_NONE },
		{ STR("q"), STR_NONE } };
	struct tmpl_options plain = { .partials = partials, .n_partials = 2 }, o;
	char *copy = mem_copy(size == 0 ? "" : (const char *)data, size);
	struct str rest = { copy, size }, source;

	if (values.root == NULL) {
		root = view_json(&values, "{" VALUES "}");
		all = view_json(&both, "{" VALUES ", " CONSTANTS "}");
		constant = view_json(&constants, "{" CONSTANTS "}");
	}
	(void)str_cut(&rest, '\0', &source);
	if (str_cut(&rest, '\0', &partials[0].text))
		(void)str_cut(&rest, '\0', &partials[1].text);
	plain.escape = size % 2 == 0 ? TMPL_HTML : TMPL_PLAIN;
	o = plain;
	o.json = true;
	same(source, &plain, &all, &o, &all);
	o = plain;
	o.constants = &constant;
	same(source, &plain, &all, &o, &root);
	o.names = names;
	o.n_names = sizeof names / sizeof *names;
	same(source, &plain, &all, &o, &root);
	o.json = true;
	same(source, &plain, &all, &o, &root);
	free(copy);
	return 0;
}
