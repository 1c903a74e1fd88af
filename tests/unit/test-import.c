/* test-import - shop/import, shop/order-maker, shop/import-order, shop/layouts */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "import-kit.h"
#include "shop/layouts.h"
#include "shop/order-maker.h"
#include "tap.h"

static const char till[] =
    "{\"about\":\"A till\",\"require\":[\"No\",\"Item\"],\"rows\":\"lines\",\"key\":\"No\","
    "\"dates\":\"YYYY-MM-DD\",\"order\":{\"number\":\"No\",\"placed_at\":\"Date\","
    "\"currency\":{\"value\":\"EUR\"},\"discount\":\"Off\",\"tax\":\"Tax\","
    "\"net_subtotal\":\"Net\",\"total\":\"Total\",\"locale\":\"Lang\","
    "\"ship_to.country\":\"Land\",\"payment.last4\":\"Card\"},"
    "\"item\":{\"name\":\"Item\",\"quantity\":\"Qty\",\"unit_price\":\"Price\","
    "\"gross\":\"Gross\",\"unit_discount\":\"Less\",\"total\":\"Sum\"}}";

static struct layout *layout;

/* What becomes of TEXT: orders as "ID(items)", rejects as "!LINE". */
static const char *
flow(struct str text, bool whole, struct order_maker *m, struct buf *out)
{
	const struct order *o = &m->draft.order;
	struct kit_import k;
	struct import_item item;
	enum import_kind kind;
	struct err e;

	buf_clear(out);
	kit_import_open(&k, text, layout, &m->maker, whole);
	while ((kind = kit_import_next(&k, &item, &e)) != IMPORT_END)
		if (kind == IMPORT_RECORD)
			buf_fmt(out, "%.*s(%zu%s) ", STR_ARG(o->id), o->n_items,
			    o->n_warnings == 0 ? "" : " warned");
		else if (kind == IMPORT_REJECT)
			buf_fmt(out, "!%u ", (unsigned)item.line);
	kit_import_close(&k);
	return buf_cstr(out);
}

/* What becomes of a till's rows, and what where orders are refused whole. */
static const struct {
	const char *name, *text, *want, *whole;
} flows[] = {
	{ "nothing", "", "", "" },
	{ "orders",
	    "No,Date,Item,Qty,Price\n1,2026-01-01,a,1,1\n1,,b,1,1\n2,2026-01-01,c,1,1\n",
	    "1(2) 2(1) ", "1(2) 2(1) " },
	{ "a damaged item",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n1,,b,x\n1,,c,1\n2,2026-01-01,c,1\n",
	    "1(2 warned) !3 2(1) ", "!2 !3 !4 2(1) " },
	{ "all items damaged", "No,Date,Item,Qty\n1,2026-01-01,a,x\n1,,b,y\n", "!2 !3 ",
	    "!2 !3 " },
	{ "the first item damaged", "No,Date,Item,Qty\n1,2026-01-01,a,x\n1,,b,1\n",
	    "1(1 warned) !2 ", "!2 !3 " },
	{ "a damaged order", "No,Date,Item,Qty\n1,today,a,1\n1,,b,1\n2,2026-01-01,c,1\n",
	    "!2 !3 2(1) ", "!2 !3 2(1) " },
	{ "no date", "No,Date,Item,Qty\n1,,a,1\n1,,b,1\n", "!2 !3 ", "!2 !3 " },
	{ "a short row of an order", "No,Date,Item,Qty\n1,2026-01-01,a,1\n1,b\n1,,c,1\n",
	    "1(2 warned) !3 ", "!2 !3 !4 " },
	{ "a short row of none",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n3,b\n2,2026-01-01,c,1\n",
	    "1(1) !3 2(1) ", "1(1) !3 2(1) " },
	{ "a short first row",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n2,2026-01-01\n2,2026-01-01,b,1\n",
	    "1(1) !3 !4 ", "1(1) !3 !4 " },
	{ "a first row that is no text",
	    "No,Date,Item,Qty\n1,2026-01-01,\xc9,1\n1,2026-01-01,b,1\n"
	    "2,2026-01-01,c,1\n",
	    "!2 !3 2(1) ", "!2 !3 2(1) " },
	{ "two of them",
	    "No,Date,Item,Qty\n2,2026-01-01,\xc9,1\n1,2026-01-01,\xc9,1\n"
	    "1,2026-01-01,b,1\n",
	    "!2 !3 !4 ", "!2 !3 !4 " },
	{ "a first row cut in two",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n2,2026-01-01,one\ntwo,1\n"
	    "2,2026-01-01,b,1\n",
	    "1(1) !4 !3 !5 ", "1(1) !4 !3 !5 " },
	{ "a row of an order cut in two",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n1,,one\ntwo,1\n1,,b,1\n",
	    "1(2 warned) !3 !4 ", "!2 !3 !4 !5 " },
	{ "a key that is no text",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n\xc9,2026-01-01,b,1\n"
	    "2,2026-01-01,c,1\n3,2026-01-01,d,1\n",
	    "1(1 warned) !3 2(1 warned) 3(1) ", "!2 !3 !4 3(1) " },
	{ "such a key at the start and the end",
	    "No,Date,Item,Qty\n\xc9,2026-01-01,a,1\n1,2026-01-01,b,1\n"
	    "2,2026-01-01,c,1\n\xc9,,d,1\n",
	    "!2 1(1 warned) 2(1 warned) !5 ", "!2 !3 !4 !5 " },
	{ "a row without a key", "No,Date,Item,Qty\n1,2026-01-01,a,1\n,,b,1\n1,,c,1\n",
	    "1(2 warned) !3 ", "!2 !3 !4 " },
	{ "a quote without an end",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n2,2026-01-01,\"b,1\n"
	    "2,2026-01-01,c,1\n",
	    "1(1) !3 !4 ", "1(1) !3 !4 " },
	{ "an order that comes again",
	    "No,Date,Item,Qty\n1,2026-01-01,a,1\n2,2026-01-01,b,1\n1,2026-01-01,c,1\n",
	    "1(1) 2(1) 1(1 warned) ", "1(1) 2(1) 1(1 warned) " },
};

static void
test_flow(void)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
		struct order_maker orders, others;

		order_maker_init(&orders);
		order_maker_init(&others);
		IS(str_of(flow(str_of(flows[i].text), false, &orders, &out)),
		    flows[i].want, "%s", flows[i].name);
		IS(str_of(flow(str_of(flows[i].text), true, &others, &out)),
		    flows[i].whole, "%s, orders whole", flows[i].name);
		order_maker_done(&orders);
		order_maker_done(&others);
	}
	buf_done(&out);
}

/* An order of more rows than IMPORT_ROWS, and one behind it. */
static void
test_endless(void)
{
	struct buf text = BUF_INIT, out = BUF_INIT;
	struct order_maker orders;
	struct str got;
	size_t rejects = 0;

	order_maker_init(&orders);
	buf_text(&text, "No,Date,Item,Qty\n");
	for (size_t i = 0; i < IMPORT_ROWS + 50; i++)
		buf_text(&text, "1,2026-01-01,a,1\n");
	buf_text(&text, "2,2026-01-01,b,1\n");
	got = str_of(flow(buf_view(&text), false, &orders, &out));
	for (size_t i = 0; i < got.len; i++)
		rejects += got.at[i] == '!';
	OK(rejects == IMPORT_ROWS + 50, "each row of an endless order is refused once");
	OK(str_ends(got, STR(" 2(1) ")), "the next order is not");
	order_maker_done(&orders);
	buf_done(&text);
	buf_done(&out);
}

/* The one order of the row ROW under HEADER, as JSON. */
static const char *
one(const char *header, const char *row, struct emit *m)
{
	struct order_maker orders;
	struct kit_import k;
	struct import_item item;
	struct buf text = BUF_INIT;
	struct err e;

	buf_fmt(&text, "No,Date,Item,%s%s\n1,2026-01-01,a,%s%s\n",
	    str_starts(str_of(header), STR("Qty")) ? "" : "Qty,", header,
	    str_starts(str_of(header), STR("Qty")) ? "" : "2,", row);
	order_maker_init(&orders);
	kit_import_open(&k, buf_view(&text), layout, &orders.maker, false);
	buf_clear(&m->out);
	m->start = 0;
	if (kit_import_next(&k, &item, &e) == IMPORT_RECORD)
		order_write(m, &orders.draft.order);
	else
		buf_text(&m->out, e.text);
	kit_import_close(&k);
	order_maker_done(&orders);
	buf_done(&text);
	return buf_cstr(&m->out);
}

static void
test_computed(void)
{
	static const struct {
		const char *name, *header, *row, *has;
	} cases[] = {
		{ "an item's total", "Price", "1.50",
		    "\"unit_price\":\"1.50\",\"total\":\"3.00\"" },
		{ "less its discount", "Price,Less", "1.50,0.25",
		    "\"unit_price\":\"1.50\",\"discount\":\"0.50\",\"total\":\"2.50\"" },
		{ "its price", "Sum", "3.00",
		    "\"unit_price\":\"1.50\",\"total\":\"3.00\"" },
		{ "its price before a discount", "Gross,Less", "3.00,0.25",
		    "\"unit_price\":\"1.50\",\"discount\":\"0.50\",\"total\":\"2.50\"" },
		{ "no price where it is no whole cent", "Sum", "3.01",
		    "\"quantity\":2,\"total\":\"3.01\"}" },
		{ "the price of one that came back", "Qty,Sum", "-1,-3.01",
		    "\"quantity\":-1,\"unit_price\":\"3.01\",\"total\":\"-3.01\"" },
		{ "none of the least amount that there is", "Qty,Sum",
		    "-1,-92233720368547758.08",
		    "\"quantity\":-1,\"total\":\"-92233720368547758.08\"" },
		{ "the sums", "Price,Off,Tax", "1.50,1.00,0.40",
		    "\"subtotal\":\"3.00\",\"discount\":\"1.00\",\"tax\":\"0.40\","
		    "\"total\":\"2.40\"" },
		{ "the subtotal from a net one", "Price,Net,Off", "1.50,2.00,1.00",
		    "\"subtotal\":\"3.00\",\"discount\":\"1.00\",\"total\":\"2.00\"" },
		{ "tax that is added", "Price,Tax,Total", "1.50,0.60,3.60",
		    "\"taxes_included\":false" },
		{ "tax that is held", "Price,Tax,Total", "1.50,0.50,3.00",
		    "\"taxes_included\":true" },
		{ "a country's language", "Land", "Poland", "\"locale\":\"pl-PL\"" },
		{ "the export's own language", "Land,Lang", "Poland,de_AT",
		    "\"locale\":\"de-AT\"" },
		{ "a language that is none", "Lang", "deutsch!",
		    "\"warnings\":[\"locale: \\\"deutsch!\\\" is no language tag\"]" },
		{ "digits of a card", "Card", "**** 4242", "\"last4\":\"4242\"" },
		{ "the id", "Card", "12", "\"id\":\"1\",\"number\":\"1\"" },
		{ "what was derived", "Price", "1.50",
		    "\"derived\":[\"status\",\"items.total\",\"id\",\"subtotal\",\"total\"]" },
		{ "too much", "Price", "92233720368547758.07",
		    "the item's amounts are too large" },
		{ "too much of it", "Sum,Off", "92233720368547758.07,-1.00", "" },
	};
	struct emit m;

	emit_init(&m, -1);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = one(cases[i].header, cases[i].row, &m);

		OK(strstr(got, cases[i].has) != NULL, "%s: %s", cases[i].name,
		    cases[i].has);
		if (strstr(got, cases[i].has) == NULL)
			(void)printf("# %s", got);
	}
	OK(strstr(one("Card", "x 424", &m), "last4") == NULL, "other digits say nothing");
	emit_done(&m);
}

static void
put(const char *dir, const char *name, const char *text)
{
	char path[200];
	struct err e;

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	if (!path_write(path, str_of(text), &e))
		abort();
}

static void
test_layouts(void)
{
	char kit[] = "/tmp/layouts-kit-XXXXXX", own[] = "/tmp/layouts-own-XXXXXX";
	char sub[2][60];
	struct search where = { mkdtemp(own), mkdtemp(kit) };
	struct layouts l;
	struct buf list = BUF_INIT;
	struct err e;

	(void)snprintf(sub[0], sizeof sub[0], "%s/layouts", kit);
	(void)snprintf(sub[1], sizeof sub[1], "%s/layouts", own);
	if (mkdir(sub[0], 0700) != 0 || mkdir(sub[1], 0700) != 0)
		abort();
	put(sub[0], "till.json", till);
	put(sub[0], "till-two.json", till);
	put(sub[0], "tiller.json", till);
	put(sub[0], "readme.txt", "no layout");
	put(sub[1], "till.json", "{\"about\":\"ours\",\"require\":\"A\",\"order\":{}}");
	OK(layouts_open(&l, &where, "layouts", NULL, &order_schema, &e) && l.n == 3,
	    "all of them");
	layouts_list(&l, &list);
	IS(buf_view(&list),
	    "till               ours\ntill-two           A till\ntiller             A till\n",
	    "by name; the shop's own hides the kit's");
	layouts_done(&l);
	OK(layouts_open(&l, &where, "layouts", "till", &order_schema, &e) && l.n == 2,
	    "those of one system");
	layouts_done(&l);
	OK(!layouts_open(&l, &where, "layouts", "til", &order_schema, &e) &&
		e.kind == ERR_TROUBLE,
	    "a name that is none");
	IS(str_of(e.text),
	    "there is no layout \"til\"; expected one of till, till-two, tiller", "why");
	put(sub[1], "till.json", "{");
	OK(!layouts_open(&l, &where, "layouts", NULL, &order_schema, &e) &&
		strstr(e.text, "till.json: ") != NULL,
	    "one that is wrong");
	where.kit = "/nowhere";
	where.shop = NULL;
	OK(!layouts_open(&l, &where, "layouts", NULL, &order_schema, &e), "none at all");
	buf_done(&list);
	if (system("rm -r /tmp/layouts-kit-?????? /tmp/layouts-own-??????") != 0)
		abort();
}

int
main(void)
{
	struct err e;

	layout = layout_parse(str_of(till), "till.json", &order_schema, &e);
	if (OK(layout != NULL, "the layout: %s", layout == NULL ? e.text : "")) {
		test_flow();
		test_endless();
		test_computed();
	}
	test_layouts();
	layout_free(layout);
	return tap_done();
}
