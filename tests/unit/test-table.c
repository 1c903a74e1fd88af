/* test-table - data/table, on data/bind and data/fit */
/* SPDX-License-Identifier: ISC */

#include <unistd.h>

#include "data/table.h"
#include "memory-file.h"
#include "tap.h"

static const char *const states[] = { "open", "sent", "closed", NULL };
enum { ID, STATE, TOTAL, FEE, MONEY, CODES, NAME };
static const struct target heads[] = {
	{ "id", FIELD_CODE, 0, NULL, false },
	{ "state", FIELD_WORD, 0, states, false },
	{ "total", FIELD_MONEY, 0, NULL, false },
	{ "fee", FIELD_MONEY, 0, NULL, false },
	{ "currency", FIELD_CURRENCY, 0, NULL, false },
	{ "codes", FIELD_LIST, 0, NULL, false },
	{ "name", FIELD_TEXT, 0, NULL, false },
};
static const struct target lines[] = {
	{ "sku", FIELD_CODE, 0, NULL, false },
	{ "quantity", FIELD_WHOLE, 0, NULL, false },
};
static const struct schema schema = { "cart", "thing", heads, lines, 7, 2, false };

static struct layout *
layout(const char *name, const char *text)
{
	struct err e;
	struct layout *l = layout_parse(str_of(text), name, &schema, &e);

	if (l == NULL)
		(void)printf("# %s\n", e.text);
	return l;
}

/* What the current row says, added to OUT; its E where it cannot be read. */
static void
show_row(struct table *t, const struct table_row *row, struct value *v, struct buf *out)
{
	struct value line[TARGETS_MAX];
	bool there;
	struct err e;

	if (row->begins)
		for (size_t i = 0; i < schema.n_heads; i++)
			v[i].there = false;
	buf_fmt(out, "%s%u", row->begins ? "=" : "-", (unsigned)row->line);
	if (!table_head(t, v, &e)) {
		buf_fmt(out, "<%s>", e.text);
		return;
	}
	for (size_t k = 0; k < row->lines; k++) {
		if (!table_line(t, k, line, &there, &e)) {
			buf_fmt(out, "<%s>", e.text);
			return;
		}
		if (there)
			buf_fmt(out, " %.*sx%d",
			    STR_ARG(line[0].there ? line[0].text : STR("?")),
			    line[1].there ? (int)line[1].n : -1);
	}
}

static void
show_heads(const struct value *v, struct buf *out)
{
	if (v[ID].there)
		buf_fmt(out, " id=%.*s", STR_ARG(v[ID].text));
	if (v[STATE].there)
		buf_fmt(
		    out, " state=%s%s", states[v[STATE].n], v[STATE].mixed ? "*" : "");
	if (v[TOTAL].there)
		buf_fmt(out, " total=%d", (int)v[TOTAL].n);
	if (v[FEE].there)
		buf_fmt(out, " fee=%d", (int)v[FEE].n);
	if (v[MONEY].there)
		buf_fmt(
		    out, " %s%s", v[MONEY].currency.code, v[MONEY].derived ? "?" : "");
	if (v[NAME].there)
		buf_fmt(out, " name=%.*s%s", STR_ARG(v[NAME].text),
		    v[NAME].derived ? "?" : "");
	for (size_t i = 0; v[CODES].there && i < v[CODES].list.n; i++)
		buf_fmt(out, " [%.*s]", STR_ARG(v[CODES].list.at[i]));
}

/* All of TEXT by the layouts: rows, and the heads as they stand after the last. */
static const char *
all(struct layout *const *layouts, size_t n, const char *text, struct buf *out)
{
	struct table_settings s = {
		.schema = &schema, .layouts = layouts, .n_layouts = n
	};
	struct value v[TARGETS_MAX] = { { .there = false } };
	struct pool pool = { NULL, NULL, 0 };
	struct texts warnings = { NULL, 0, 0 };
	struct table_row row;
	enum table_kind kind;
	struct err e;
	int fd = memory_file(str_of(text));
	struct table *t = table_open(fd, &s, &e);

	buf_clear(out);
	if (t == NULL) {
		buf_fmt(out, "!%s", e.text);
	} else {
		table_keep(t, &pool, &warnings);
		while ((kind = table_next(t, &row, &e)) == TABLE_ROW ||
		       kind == TABLE_BAD || kind == TABLE_IGNORED)
			if (kind == TABLE_ROW)
				show_row(t, &row, v, out);
			else if (kind == TABLE_BAD)
				buf_fmt(out, "!%u%s:%s", (unsigned)row.line,
				    row.begins ? "" : "-", e.text);
		if (kind == TABLE_ERROR)
			buf_fmt(out, "!%s", e.text);
		buf_text(out, " |");
		show_heads(v, out);
	}
	table_close(t);
	(void)close(fd);
	pool_done(&pool);
	texts_done(&warnings);
	return buf_cstr(out);
}

static const char grouped[] =
    "{\"require\":[\"Id\",\"Sku\"],\"rows\":\"lines\",\"key\":\"Id\",\"begins\":\"Total\","
    "\"ignore\":\"Sum:\",\"gather\":{\"fee\":\"sum\",\"state\":\"least\"},\"cart\":{"
    "\"id\":\"Id\",\"total\":\"Total\",\"fee\":{\"add\":[\"Fee\",\"Tip\"],"
    "\"less\":[\"Off\",\"Gift\"]},\"state\":\"State\",\"currency\":{\"value\":\"EUR\"},"
    "\"name\":[{\"join\":[\"First\",\"Last\"]},\"Nick\"],"
    "\"codes\":{\"column\":\"Codes\",\"split\":\",\"}},"
    "\"thing\":{\"sku\":\"Sku\",\"quantity\":[\"Qty\",{\"value\":\"1\"}]}}";

static const char numbered
    [] = "{\"require\":[\"Id\",\"Item 1\"],\"cart\":{\"id\":\"Id\",\"currency\":\"Cur\"},"
	 "\"thing\":{\"sku\":\"Item {n}\",\"quantity\":\"Item {n} Qty\"}}";

static const char
    keys[] = "{\"require\":[\"A\"],\"rows\":\"lines\",\"key\":[\"A\",\"B\"],"
	     "\"empty_key_continues\":true,\"lines_when\":\"Sku\",\"cart\":{\"id\":\"A\","
	     "\"currency\":{\"value\":\"EUR\"}},\"thing\":{\"sku\":\"Sku\"}}";

static const char
    picky[] = "{\"require\":[\"Id\",\"Path\"],\"needs\":\"state\",\"round\":true,"
	      "\"ignore_like\":{\"Agent\":[\"*bot*\",\"\"]},\"cart\":{\"id\":\"Id\","
	      "\"currency\":{\"value\":\"EUR\"},\"total\":{\"column\":\"Sum\","
	      "\"when\":{\"Path\":\"/thanks*\"}},\"name\":{\"value\":\"me\","
	      "\"when\":{\"Nick\":\"*\"}},\"state\":{\"join\":[\"Verb\",\"Path\"],"
	      "\"like\":{\"post /cart/*\":\"open\",\"get /thanks\":\"closed\"},"
	      "\"unknown\":\"skip\"}}}";

static const char events[] =
    "{\"require\":[\"id\",\"params\"],\"input\":\"json\",\"needs\":\"state\","
    "\"ignore_like\":{\"tags[]\":\"test\"},\"cart\":{\"id\":\"id\","
    "\"currency\":\"params[key=currency].value.*\","
    "\"total\":\"params[key=value].value.*\","
    "\"state\":{\"column\":\"what\",\"words\":{\"view\":\"open\",\"buy\":\"closed\"},"
    "\"unknown\":\"skip\"}}}";

static const char json[] =
    "{\"require\":[\"id\",\"things\"],\"input\":\"json\",\"list\":\"carts\","
    "\"lines\":\"things\",\"cart\":{\"id\":\"id\",\"currency\":\"money.code\","
    "\"total\":[\"money.none\",\"money.sum\"],\"fee\":{\"add\":[\"fees[].x\",\"tip\"],"
    "\"less\":[\"off[].x\"]},"
    "\"name\":{\"join\":[\"who.first\",\"who.last\"]},\"codes\":\"codes[]\"},"
    "\"thing\":{\"sku\":\"sku\",\"quantity\":\"n\"}}";

static void
test_rows(void)
{
	static const struct {
		const char *name, *text, *want;
	} cases[] = {
		{ "nothing", "", " |" },
		{ "a header", "Id,Sku\n", " |" },
		{ "rows that go together", "Id,Sku,Qty\n1,a,2\n1,b,3\n2,c,1\n",
		    "=2 ax2-3 bx3=4 cx1 | id=2 EUR" },
		{ "case and spaces of names", " ID ;SKU\n1;a\n", "=2 ax1 | id=1 EUR" },
		{ "the header further down", "report;x\n\nId,Sku\n1,a\n",
		    "=4 ax1 | id=1 EUR" },
		{ "the header again", "Id,Sku\n1,a\nId,Sku\n1,b\n",
		    "=2 ax1-4 bx1 | id=1 EUR" },
		{ "rows that are no data", "Id,Sku\n1,a\n,\nSum: 1\n\n1,b\n",
		    "=2 ax1-6 bx1 | id=1 EUR" },
		{ "what begins a record", "Id,Sku,Total\n1,a,5\n1,b,\n1,a,5\n",
		    "=2 ax1-3 bx1=4 ax1 | id=1 total=500 EUR" },
		{ "sums and words of several rows",
		    "Id,Sku,Fee,Tip,State\n1,a,1,0.50,closed\n1,b,2,,sent\n1,c,,,sent\n",
		    "=2 ax1-3 bx1-4 cx1 | id=1 state=sent* fee=350 EUR" },
		{ "what is taken off a sum", "Id,Sku,Off,Fee\n1,a,0.75,2\n1,b,-1,\n",
		    "=2 ax1-3 bx1 | id=1 fee=125 EUR" },
		{ "nothing to take it off", "Id,Sku,Off\n1,a,0.75\n",
		    "=2 ax1 | id=1 EUR" },
		{ "a sum that is too large",
		    "Id,Sku,Fee,Off\n1,a,92233720368547758.07,-0.01\n",
		    "=2<Off: the sum is too large> | id=1 EUR" },
		{ "a value that comes later", "Id,Sku,Nick\n1,a,\n1,b,Bo\n1,c,Cy\n",
		    "=2 ax1-3 bx1-4 cx1 | id=1 EUR name=Bo" },
		{ "names that are joined", "Id,Sku,First,Last\n1,a,Ana, Rossi\n",
		    "=2 ax1 | id=1 EUR name=Ana Rossi?" },
		{ "one of them alone", "Id,Sku,First,Last,Nick\n1,a,,Rossi,Bo\n",
		    "=2 ax1 | id=1 EUR name=Rossi" },
		{ "a list", "Id,Sku,Codes\n1,a,\"X, Y\"\n", "=2 ax1 | id=1 EUR [X] [Y]" },
		{ "too few cells", "Id,Sku\n1,a\n1\n1,b\n",
		    "=2 ax1!3-:the row has 1 cell, the header 2-4 bx1 | id=1 EUR" },
		{ "too many", "Id,Sku\n1,a\n2,b,c\n2,d,\n",
		    "=2 ax1!3:the row has 3 cells, the header 2=4 dx1 | id=2 EUR" },
		{ "no key", "Id,Sku\n,a\n", "!2:Id: expected text, got nothing |" },
		{ "a bad cell of the line", "Id,Sku,Qty\n1,a,two\n",
		    "=2<Qty: expected a whole number, got \"two\"> | id=1 EUR" },
		{ "a bad cell of the record", "Id,Sku,Total\n1,a,much\n",
		    "=2<Total: expected an amount in EUR such as \"12.50\", got \"much\"> | "
		    "id=1 EUR" },
		{ "another export", "a,b\n1,2\n",
		    "!no header of layout grouped found: it has no column \"Sku\"" },
		{ "a header that cannot be read", "\"Id,Sku\n1,a\n",
		    "!no header of layout grouped found: it has no column \"Sku\"" },
		{ "one row that cannot be", "\"Id,Sku",
		    "!no header found: a quote opened on line 1 is never closed" },
		{ "JSON", "[{}]", "!this is JSON, and the layout reads CSV" },
	};
	struct layout *l = layout("grouped.json", grouped);
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		IS(str_of(all(&l, 1, cases[i].text, &out)), cases[i].want, "%s",
		    cases[i].name);
	buf_done(&out);
	layout_free(l);
}

static void
test_one(const char *name, const char *source, const char *text, const char *want)
{
	struct layout *l = layout("one.json", source);
	struct buf out = BUF_INIT;

	IS(str_of(all(&l, 1, text, &out)), want, "%s", name);
	buf_done(&out);
	layout_free(l);
}

static void
test_others(void)
{
	test_one("numbered columns", numbered,
	    "Id,Cur,Item 1,Item 1 Qty,Item 2,Item 2 Qty,Item 4\n1,EUR,a,2,,,\n"
	    "1,PLN,,,b,3,\n2,,a,1,,,\n",
	    "=2 ax2=3 bx3=4<the export names no currency, and neither does the shop file>"
	    " |");
	test_one("a key of two columns, and none", keys,
	    "A,B,Sku\n1,1,a\n,,b\n1,2,c\n1,2,\n12,,d\n",
	    "=2 ax-1-3 bx-1=4 cx-1-5-6 dx-1 | id=1 EUR");
	test_one("rows that are beside the point", picky,
	    "Id,Verb,Path,Agent,Sum,Nick\n1,GET,/,Firefox,1,\n2,POST,/cart/add,Firefox,2,\n"
	    "3,POST,/cart/add,Googlebot/2.1,3,\n4,POST,/cart/add,,4,\n"
	    "5,GET,/thanks,Firefox,2.0051,Al\n6,GET,/style.css,Firefox,1,\n",
	    "=3=6 | id=5 state=closed total=201 EUR name=me");
	test_one("a source whose condition does not hold", picky,
	    "Id,Verb,Path,Agent,Sum,Nick\n2,POST,/cart/add,Firefox,2,\n",
	    "=2 | id=2 state=open EUR");
	test_one("a column to ignore by that is not there", picky,
	    "Id,Verb,Path\n2,POST,/cart/add\n", "=2 | id=2 state=open EUR");
	test_one("a field that is needed and has no column", picky, "Id,Verb,Path\n2,,\n",
	    " |");
	test_one("events in JSON", events,
	    "{\"id\":1,\"what\":\"scroll\",\"params\":[]}\n"
	    "{\"id\":2,\"what\":\"buy\",\"params\":[{\"key\":\"value\",\"value\":"
	    "{\"double_value\":12.5}},{\"key\":\"currency\",\"value\":"
	    "{\"string_value\":\"EUR\"}}]}\n"
	    "{\"id\":3,\"what\":\"buy\",\"tags\":[\"x\",\"test\"],\"params\":[]}\n",
	    "=2 | id=2 state=closed total=1250 EUR");
	test_one("JSON in a list", json,
	    "[{\"id\":7,\"money\":{\"code\":\"EUR\",\"sum\":12.5},\"fees\":[{\"x\":\"1\"},{},"
	    "{\"x\":2}],\"tip\":0.5,\"who\":{\"first\":\"Ana\"},\"codes\":[\"A\",\"B\"],"
	    "\"things\":[{\"sku\":\"a\",\"n\":1},{\"sku\":\"b\",\"n\":2}]}]",
	    "=1 ax1 bx2 | id=7 total=1250 fee=350 EUR name=Ana [A] [B]");
	test_one("JSON less a list of amounts", json,
	    "{\"id\":8,\"money\":{\"code\":\"EUR\"},\"tip\":5,\"off\":[{\"x\":1},{\"x\":\"0.5\"}],"
	    "\"things\":[]}",
	    "=1 | id=8 fee=350 EUR");
	test_one("JSON that is damaged", json,
	    "{\"id\":7,\"money\":{\"code\":\"EUR\"},\"things\":[]}\n{\"id\":8,]}\n"
	    "{\"id\":9,\"money\":{\"code\":\"EUR\"},\"things\":[{\"sku\":\"a\",\"n\":\"x\"}]}\n"
	    "{\"id\":10,\"money\":7,\"things\":[]}\n{\"id\":11,\"things\":{}}",
	    "=1!2:record 2: column 9: expected a key, got ']'=3<things[0].n: expected a whole number, "
	    "got \"x\">=4<money: expected an object, got 7>!5:record 5: things: expected a list, got "
	    "an object |");
	test_one("other JSON", json, "{\"id\":7}",
	    "!no header of layout one found: it has no column \"things\" |");
	test_one("CSV for JSON", json, "Id,Sku\n",
	    "!the file is CSV, and the layout reads JSON");
}

static void
test_choice(void)
{
	static const char general[] = "{\"require\":\"Id\",\"cart\":{\"id\":\"Id\"}}";
	static const char
	    special[] = "{\"require\":[\"Id\",\"Extra\"],\"cart\":{\"id\":\"Extra\","
			"\"currency\":{\"value\":\"EUR\"}}}";
	struct layout *two[] = { layout("general.json", general),
		layout("special.json", special) };
	struct layout *same[] = { layout("one.json", general),
		layout("two.json", general) };
	struct buf out = BUF_INIT;

	IS(str_of(all(two, 2, "Id,Extra\n1,x\n", &out)), "=2 | id=x EUR",
	    "the layout that requires most wins");
	IS(str_of(all(same, 2, "Id\n1\n", &out)),
	    "!the layouts one and two both fit: say which with --from",
	    "two that require as much do not");
	IS(str_of(all(two, 2, "a,b\n", &out)),
	    "!none of the 2 layouts knows these columns; --list-layouts shows them, and "
	    "aftercare-layout(5) how to write one",
	    "none fits");
	buf_done(&out);
	for (size_t i = 0; i < 2; i++) {
		layout_free(two[i]);
		layout_free(same[i]);
	}
}

int
main(void)
{
	test_rows();
	test_others();
	test_choice();
	return tap_done();
}
