/* test-layout - data/layout, data/layout-source */
/* SPDX-License-Identifier: ISC */

#include "data/layout.h"
#include "tap.h"

static const char *const states[] = { "open", "closed", NULL };
static const struct target heads[] = {
	{ "id", FIELD_CODE, 0, NULL, false },
	{ "customer.email", FIELD_TEXT, 0, NULL, false },
	{ "state", FIELD_WORD, 0, states, false },
	{ "total", FIELD_MONEY, 0, NULL, false },
	{ "at", FIELD_TIME, 0, NULL, false },
};
static const struct target lines[] = { { "sku", FIELD_CODE, 0, NULL, false } };
static const struct schema schema = { "cart", "thing", heads, lines, 5, 1, false };

static struct layout *
parse(const char *text, struct err *e)
{
	return layout_parse(str_of(text), "some/till-2.json", &schema, e);
}

static void
test_all(void)
{
	struct err e;
	struct layout *l = parse(
	    "{\"about\":\"A till\",\"input\":\"csv\",\"separator\":\"tab\","
	    "\"encoding\":\"windows-1252\",\"rows\":\"lines\",\"key\":[\"A\",[\"B\",\"C\"]],"
	    "\"begins\":\"D\",\"empty_key_continues\":true,\"lines_when\":\"S\","
	    "\"require\":[\"A\",\"S\"],\"ignore\":\"Sum\",\"decimal\":\",\",\"spaced\":false,"
	    "\"symbols\":[\"$\"],\"dates\":[\"DD.MM.YYYY\",\"YYYY-MM-DD\"],\"zone\":\"UTC\","
	    "\"gather\":{\"total\":\"sum\",\"state\":\"least\"},\"cart\":{"
	    "\"id\":\"A\",\"customer.email\":[\"M\",{\"column\":[\"N\",\"O\"]}],"
	    "\"state\":[{\"column\":\"X\",\"filled\":\"closed\"},{\"column\":\"Y\","
	    "\"words\":{\"offen\":\"open\",\"\":\"open\"},\"unknown\":\"skip\"},"
	    "{\"value\":\"open\",\"derived\":true}],"
	    "\"total\":{\"add\":[\"P\",[\"Q\",\"R\"]],\"less\":[\"L\"],\"negate\":true},"
	    "\"at\":{\"join\":[\"T\",\"U\"],\"with\":\"/\",\"all\":true,\"dates\":\"YYYY/MM/DD\"}},"
	    "\"thing\":{\"sku\":{\"column\":\"S\",\"drop_start\":\"#\",\"drop_end\":\".0\"}}}",
	    &e);
	const struct layout_field *f;

	if (!OK(l != NULL, "a layout with every key: %s", l == NULL ? e.text : ""))
		return;
	IS(l->name, "till-2", "its name is the file's");
	IS(l->about, "A till", "about");
	OK(!l->json && l->line_a_row && l->separator == '\t', "input, rows, separator");
	IS(str_of(l->encoding), "windows-1252", "encoding");
	OK(l->n_key == 2 && l->key[0].n == 1 && l->key[1].n == 2, "key");
	IS(l->key[1].names[1], "C", "another name of a key's column");
	OK(l->empty_key && l->begins.n == 1 && l->lines_when.n == 1, "grouping");
	OK(l->n_require == 2 && l->n_ignore == 1, "require, ignore");
	OK(l->marks.decimal == MARK_COMMA && !l->marks.spaces && l->marks.n_symbols == 1,
	    "marks");
	OK(l->n_heads == 5 && l->n_lines == 1, "fields");
	f = &l->heads[1];
	OK(f->target == 1 && f->n_sources == 2 && f->sources[1].columns->n == 2,
	    "sources in turn, and names of a column");
	f = &l->heads[2];
	OK(f->gather == GATHER_LEAST && f->n_sources == 3, "gather, three sources");
	IS(f->sources[0].filled, "closed", "filled");
	OK(f->sources[1].n_words == 2 && f->sources[1].unknown == UNKNOWN_SKIP, "words");
	OK(f->sources[2].how == SOURCE_VALUE && f->sources[2].derived, "a guess");
	f = &l->heads[3];
	OK(f->gather == GATHER_SUM && f->sources->how == SOURCE_ADD &&
		f->sources->n_columns == 3 && f->sources->columns[1].n == 2 &&
		f->sources->n_less == 1 && f->sources->negate,
	    "a sum with the sign turned, less what is taken off");
	IS(f->sources->columns[2].names[0], "L", "which stands behind it");
	f = &l->heads[4];
	OK(f->sources->how == SOURCE_JOIN && f->sources->n_dates == 1,
	    "dates of its own");
	IS(f->sources->with, "/", "what joins");
	OK(f->sources->all, "... and that all must say something");
	OK(l->heads[0].sources->n_dates == 2 && l->heads[0].sources->zone != NULL,
	    "the layout's dates and zone else");
	IS(l->lines->sources->drop_start, "#", "drop_start");
	IS(l->lines->sources->drop_end, ".0", "drop_end");
	layout_free(l);
}

static void
test_defaults(void)
{
	struct err e;
	struct layout *l = parse("{\"require\":\"A\",\"cart\":{\"state\":"
				 "{\"column\":\"A\",\"words\":{\"x\":\"open\"}}}}",
	    &e);
	struct layout *j = parse(
	    "{\"require\":\"a.b\",\"input\":\"json\",\"list\":\"carts\","
	    "\"lines\":\"things\",\"cart\":{},\"thing\":{}}",
	    &e);

	OK(l != NULL && !l->json && !l->line_a_row && l->separator == 0 &&
		l->encoding == NULL && l->marks.decimal == MARK_EITHER && l->marks.spaces,
	    "the least layout");
	OK(l != NULL && l->heads->sources->unknown == UNKNOWN_REFUSE,
	    "an unknown state is refused");
	OK(j != NULL && j->json && j->marks.decimal == MARK_DOT && j->lists.n == 1 &&
		str_is(j->lines_path, "things"),
	    "JSON");
	layout_free(l);
	layout_free(j);
	layout_free(NULL);
}

#define HEAD "{\"require\":\"A\",\n"

struct wrong {
	const char *text, *why;
};

static const struct wrong wrong_files[] = {
	{ "", "some/till-2.json: column 1: expected a value" },
	{ "[]", "some/till-2.json: expected an object, got a list" },
	{ HEAD "\"carts\":{}}", ":2: carts: no such key; see aftercare-layout(5)" },
	{ HEAD "\"x\":1,\"cart\":{}}", ":2: x: no such key" },
	{ HEAD "\"about\":1}", ":2: about: expected text, got 1" },
	{ HEAD "\"input\":\"xml\"}",
	    ":2: input: expected csv, json or log, got \"xml\"" },
	{ HEAD "\"rows\":\"lines\",\"cart\":{}}", "rows that are lines need a key" },
	{ HEAD "\"rows\":\"lines\",\"input\":\"json\"}",
	    "rows cannot be lines where the input is json" },
	{ HEAD "\"rows\":\"lines\",\"key\":\"A\",\"cart\":{}}",
	    "thing: expected the fields of a line, got nothing" },
	{ HEAD "\"key\":[\"A\",1]}", ":2: key[1]: expected a text" },
	{ HEAD "\"separator\":\"ab\"}", ":2: separator: expected one character" },
	{ HEAD "\"decimal\":\"x\"}", ":2: decimal: expected \".\"" },
	{ HEAD "\"dates\":[\"YYYY-MM-DD\",\"QQ\"]}", ":2: dates: \"QQ\" is no" },
	{ HEAD "\"zone\":\"Mars\"}", ":2: zone: " },
	{ HEAD "\"require\":\"B\"}", "stands twice" },
	{ "{\"cart\":{}}", "require: expected the columns to know it by" },
	{ HEAD "\"require2\":\"B\"}", "require2: no such key" },
	{ HEAD "\"cart\":{\"id\":\"A\"},\"gather\":{\"id\":\"sum\"}}",
	    "gather.id: expected first, sum or most" },
	{ HEAD "\"cart\":{\"id\":\"A\"},\"gather\":{\"state\":\"sum\"}}",
	    "gather.state: expected first or least" },
	{ HEAD "\"cart\":{\"id\":\"A\"},\"gather\":{\"x\":\"sum\"}}",
	    "gather.x: no such field" },
	{ HEAD "\"cart\":{\"id\":\"A\"},\"needs\":\"x\"}", "needs: no such field" },
	{ HEAD "\"cart\":{\"id\":\"A\"},\"ignore_like\":\"x\"}",
	    "ignore_like: expected an object of columns and patterns" },
	{ HEAD "\"cart\":{\"id\":\"A\"},\"ignore_like\":{\"B\":[]}}",
	    "ignore_like.B: expected at least one pattern" },
	{ HEAD "\"cart\":{\"id\":\"A\"},\"ignore_like\":{\"B\":[1]}}",
	    "ignore_like.B[0]: expected a pattern" },
	{ "{\"input\":\"log\",\"rows\":\"lines\",\"cart\":{\"id\":\"A\"}}",
	    "rows cannot be lines where the input is log" },
	{ "{\"input\":\"log\",\"fields\":{\"x\":\"y\"},\"cart\":{\"id\":\"A\"}}",
	    "fields.x: no such part of a log" },
	{ HEAD "\"fields\":{\"time\":\"y\"},\"cart\":{\"id\":\"A\"}}",
	    "fields: is for the input log" },
};

static const struct wrong wrong_sources[] = {
	{ HEAD "\"cart\":{\n\"sku\":\"A\"}}", ":3: cart.sku: no such field" },
	{ HEAD "\"cart\":{\"id\":1}}", "cart.id: expected the name of a column" },
	{ HEAD "\"cart\":{\"id\":\"\"}}", "cart.id: expected a text that is not" },
	{ HEAD "\"cart\":{\"id\":[]}}", "cart.id: expected at least one source" },
	{ HEAD "\"cart\":{\"id\":{}}}", "cart.id: expected one of column, join" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\",\"colour\":1}}}",
	    "cart.id.colour: no such key" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\",\"value\":\"x\"}}}",
	    "cart.id: expected one of column, join" },
	{ HEAD "\"cart\":{\"id\":{\"add\":[\"A\",\"B\"]}}}",
	    "cart.id.add: adds up amounts, and this field is none" },
	{ HEAD "\"cart\":{\"total\":{\"column\":\"A\",\"less\":[\"B\"]}}}",
	    "cart.total.less: can only stand beside add" },
	{ HEAD "\"cart\":{\"total\":{\"add\":[\"A\"],\"less\":[]}}}",
	    "cart.total.less: expected a list of columns" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\",\"negate\":true}}}",
	    "cart.id: negate turns the sign of an amount" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\",\"all\":true}}}",
	    "cart.id: all can only stand beside join" },
	{ HEAD "\"cart\":{\"id\":{\"join\":\"A\"}}}",
	    "cart.id.join: expected a list of columns" },
	{ HEAD "\"cart\":{\"state\":{\"value\":\"lost\"}}}",
	    "cart.state.value: expected one of open, closed, got \"lost\"" },
	{ HEAD "\"cart\":{\"state\":{\"column\":\"A\",\"filled\":\"lost\"}}}",
	    "cart.state.filled: expected one of open, closed" },
	{ HEAD "\"cart\":{\"state\":{\"column\":\"A\",\n\"words\":{\"x\":2}}}}",
	    ":3: cart.state.words.x: expected text, got 2" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\",\"words\":{},\"starts\":{}}}}",
	    "cart.id.starts: cannot stand beside words" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\",\"unknown\":\"x\"}}}",
	    "cart.id.unknown: expected refuse, skip, warn or keep" },
	{ HEAD "\"cart\":{\"id\":\"A\",\"id\":\"B\"}}", "cart.id: stands twice" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\",\"words\":{},\"like\":{}}}}",
	    "cart.id.like: cannot stand beside words" },
	{ HEAD "\"cart\":{\"total\":{\"column\":\"A\",\"hash\":true}}}",
	    "cart.total: hash makes a text" },
	{ HEAD "\"cart\":{\"id\":{\"column\":\"A\","
	       "\"when\":{\"B\":\"x\",\"C\":\"y\"}}}}",
	    "cart.id.when: expected one column" },
};

/* Each of the N of WRONG is refused for what it says. */
static void
refused(const struct wrong *wrong, size_t n)
{
	struct err e;

	for (size_t i = 0; i < n; i++) {
		struct layout *l = parse(wrong[i].text, &e);

		OK(l == NULL && e.kind == ERR_TROUBLE &&
			strstr(e.text, wrong[i].why) != NULL,
		    "%s", l == NULL ? e.text : wrong[i].text);
		layout_free(l);
	}
}

static void
test_wrong(void)
{
	struct err e;

	refused(wrong_files, sizeof wrong_files / sizeof *wrong_files);
	refused(wrong_sources, sizeof wrong_sources / sizeof *wrong_sources);
	OK(layout_open("nowhere/x.json", &schema, &e) == NULL &&
		strstr(e.text, "nowhere/x.json") != NULL,
	    "%s", e.text);
}

int
main(void)
{
	test_all();
	test_defaults();
	test_wrong();
	return tap_done();
}
