/* test-tmpl - data/tmpl */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "data/emit.h"
#include "data/tmpl.h"
#include "tap.h"
#include "view-json.h"

static char dir[] = "/tmp/test-tmpl.XXXXXX";
static char *shop, *kit;
static struct search search;
static struct view_json data, constants;

static void
file(const char *root, const char *name, const char *text)
{
	char *path = mem_fmt("%s/%s", root, name);
	char *folder = path_dir(path);
	struct err e;

	if (!path_mkdirs(folder, &e) || !path_write(path, str_of(text), &e))
		(void)OK(false, "%s", e.text);
	free(folder);
	free(path);
}

/* What SOURCE makes of ROOT, as a C string that lives until the next call. */
static const char *
made(const char *source, const struct tmpl_options *o, const struct view *root)
{
	static struct buf out;
	struct err e = { 0 };
	struct tmpl *t = tmpl_parse(str_of(source), "t.html", o, &e);

	buf_clear(&out);
	if (t == NULL || !tmpl_render(t, root, &out, &e)) {
		buf_clear(&out);
		buf_fmt(&out, "ERROR %s", e.text);
	}
	tmpl_free(t);
	return buf_cstr(&out);
}

/* In a JSON string O makes of ROOT what emit makes of WANT. */
static void
same_in_json(const char *source, const struct tmpl_options *o, const struct view *root,
    const char *want)
{
	struct tmpl_options json = *o;
	struct buf escaped = BUF_INIT;

	json.json = true;
	if (!str_starts(str_of(want), STR("ERROR")))
		emit_escape(&escaped, str_of(want));
	else
		buf_text(&escaped, want);
	IS(str_of(made(source, &json, root)), buf_cstr(&escaped), "in JSON");
	buf_done(&escaped);
}

/* SOURCE with DATA and no list of names is WANT. */
static void
renders(const char *source, const char *json, const char *want)
{
	const struct tmpl_options o = {
		.escape = TMPL_HTML, .search = &search, .folder = "templates/t"
	};
	struct view root = view_json(&data, json);

	IS(str_of(made(source, &o, &root)), want, "%.60s", source);
	same_in_json(source, &o, &root, want);
	view_json_done(&data);
}

static void
test_language(void)
{
	renders("plain", "{}", "plain");
	renders("", "{}", "");
	renders("{{a}}{{{a}}}{{&a}}", "{\"a\": \"<b>\"}", "&lt;b&gt;<b><b>");
	renders("{{n}} {{f}} {{t}}", "{\"n\": 3, \"f\": false, \"t\": true}", "3  true");
	renders("{{a.b.c}}|{{a.x.c}}", "{\"a\": {\"b\": {\"c\": 1}}}", "1|");
	renders(
	    "{{#a}}{{b.c}}{{/a}}", "{\"a\": {\"b\": {}}, \"b\": {\"c\": \"out\"}}", "");
	renders("{{#a}}{{b}}{{/a}}", "{\"a\": {\"b\": null}, \"b\": \"out\"}", "");
	renders("{{#a}}{{b}}{{/a}}", "{\"a\": {}, \"b\": \"out\"}", "out");
	renders("{{#l}}{{.}},{{/l}}{{^l}}none{{/l}}", "{\"l\": [1, 2, \"x\"]}", "1,2,x,");
	renders("{{#l}}{{.}}{{/l}}{{^l}}none{{/l}}", "{\"l\": []}", "none");
	renders("{{#l}}{{#.}}{{.}}{{/.}};{{/l}}", "{\"l\": [[1, 2], [3]]}", "12;3;");
	renders("{{#l}}{{n}}{{m}}{{/l}}",
	    "{\"m\": \"-\", \"l\": [{\"n\": 1}, {\"n\": 2, "
	    "\"m\": \"+\"}]}",
	    "1-2+");
	renders("{{#s}}[{{.}}]{{/s}}{{^s}}no{{/s}}", "{\"s\": \"\"}", "no");
	renders("{{#z}}zero{{/z}}", "{\"z\": 0}", "zero");
	renders("a\n  {{! one\n two }}  \nb", "{}", "a\nb");
	renders("a {{! one }}\nb", "{}", "a \nb");
	renders("{{#a}}\r\nx\r\n{{/a}}\r\ny", "{\"a\": true}", "x\r\ny");
	renders("  {{#a}}  \n x\n\t{{/a}}", "{\"a\": true}", " x\n");
	renders("{{=<% %>=}}<% a %>{{a}}<%={{ }}=%>{{a}}", "{\"a\": 1}", "1{{a}}1");
	renders("{{= | | =}}\n|a|", "{\"a\": 1}", "1");
	renders("{{ a }}{{\n a\n}}", "{\"a\": 1}", "11");
}

static void
write_partials(void)
{
	file(kit, "templates/t/row.html", "<{{n}}>\n");
	file(kit, "templates/t/tree.html", "{{n}}\n{{#kids}}\n  {{>tree}}\n{{/kids}}\n");
	file(kit, "templates/common/foot.html", "kit foot of {{n}}");
	file(kit, "templates/t/sign.txt", "sign");
	file(kit, "templates/t/endless.html", "x{{>endless}}");
	file(kit, "templates/t/base.html",
	    "<{{$title}}{{n}}{{/title}}>\n  {{$main}}\n  {{/main}}\n");
	file(
	    kit, "templates/t/inner.html", "{{<base}}{{$title}}inner{{/title}}{{/base}}");
}

static void
test_partials(void)
{
	write_partials();
	renders("{{#l}}\n  {{>row}}\n{{/l}}", "{\"l\": [{\"n\": 1}, {\"n\": 2}]}",
	    "  <1>\n  <2>\n");
	renders("({{>row}})", "{\"n\": 1}", "(<1>\n)");
	renders("{{>tree}}",
	    "{\"n\": 1, \"kids\": [{\"n\": 2, \"kids\": [{\"n\": 3, \"kids\": []}]}, "
	    "{\"n\": 4, \"kids\": []}]}",
	    "1\n  2\n    3\n  4\n");
	renders("{{>foot}}", "{\"n\": 1}", "kit foot of 1");
	file(shop, "templates/common/foot.html", "shop foot");
	renders("{{>foot}}", "{\"n\": 1}", "shop foot");
	renders("{{>sign.txt}}{{>nothing}}", "{}", "sign");
	renders("{{>endless}}", "{}",
	    "ERROR expected sections and partials nested less deeply in the template");
	renders("{{>../t/sign.txt}}", "{}",
	    "ERROR t.html:1: {{>../t/sign.txt}}: expected the name of a template file");
	renders("{{>*n}}", "{\"n\": \"sign\"}",
	    "ERROR t.html:1: {{>*n}}: expected the name of a template file");
}

static void
test_inheritance(void)
{
	renders("{{<base}}{{/base}}", "{\"n\": 1}", "<1>\n");
	renders("{{<base}}ignored\n{{$main}}\n    a\n      b\n{{/main}}{{/base}}",
	    "{\"n\": 1}", "<1>\n  a\n    b\n");
	renders("{{<inner}}{{$title}}outer{{/title}}{{/inner}}", "{}", "<outer>\n");
	renders("{{<inner}}{{$main}}m{{/main}}{{/inner}}", "{}", "<inner>\n  m");
	renders("{{<base}}{{$title}}[{{$title}}{{n}}{{/title}}]{{/title}}{{/base}}",
	    "{\"n\": 1}", "<[1]>\n");
}

static const char *const foldable[] = {
	"<p>{{shop.name}} {{{shop.name}}}\n{{shop.none}}{{shop.away.too}}</p>",
	"{{#shop.social}}<a href=\"{{url}}\">{{name}} {{n}} {{shop.name}}</a>{{/shop.social}}",
	"{{#shop}}{{name}}{{#support}}{{hours}}{{name}}{{/support}}{{/shop}}",
	"{{#shop.phone}}call {{.}}{{/shop.phone}}{{^shop.phone}}write{{/shop.phone}}",
	"{{#shop.none}}call {{.}} {{n}}{{/shop.none}}{{^shop.none}}write {{n}}{{/shop.none}}",
	"{{#shop.empty}}x{{/shop.empty}}{{^shop.empty}}y{{/shop.empty}}",
	"{{#items}}{{#shop.support}}{{hours}}{{n}}{{/shop.support}}{{/items}}",
	"{{#shop.support}}{{#items}}{{hours}}{{n}};{{/items}}{{/shop.support}}",
	"{{#shop.social}}{{#items}}{{name}}{{url}}{{n}}{{/items}}{{/shop.social}}",
	"{{#shop.tags}}{{.}}, {{#items}}{{.}}{{n}}{{/items}}{{/shop.tags}}",
	"{{#shop.support}}{{#items}}{{>deep}}{{/items}}{{/shop.support}}",
	"{{#shop.support}}{{>deep}}{{/shop.support}}",
	"a{{#shop.yes}}b{{#shop.support}}c{{n}}{{/shop.support}}{{/shop.yes}}{{n}}",
};

/* Constants in the program and the same values in the data give the same bytes. */
static void
test_folding(void)
{
	const char *shop_json =
	    "{\"name\": \"L'Eco & <Figli> \\\"Srl\\\"\", \"phone\": \"+39\", \"yes\": true, "
	    "\"support\": {\"hours\": \"9-17\"}, \"empty\": [], \"tags\": [\"a\", \"b\"], "
	    "\"social\": [{\"name\": \"A\", \"url\": \"https://a/?x&y\"}, {\"name\": \"B\", "
	    "\"url\": \"\\\\b\"}]}";
	const char *order =
	    "\"n\": 7, \"kids\": [{\"n\": 8, \"kids\": []}], \"items\": [{\"n\": 1, \"kids\": []}, {\"n\": 2, \"name\": \"own\", "
	    "\"kids\": [{\"n\": 3, \"kids\": []}]}]";
	char *all = mem_fmt("{\"shop\": %s, %s}", shop_json, order);
	char *some = mem_fmt("{%s}", order);
	char *fixed = mem_fmt("{\"shop\": %s}", shop_json);
	struct view constant = view_json(&constants, fixed);
	size_t i, mode;

	file(kit, "templates/t/deep.html", "{{n}}{{hours}}{{#kids}}({{>deep}}){{/kids}}");
	for (i = 0; i < sizeof foldable / sizeof *foldable; i++)
		for (mode = 0; mode < 4; mode++) {
			struct tmpl_options o = { .search = &search,
				.folder = "templates/t",
				.escape = mode & 1 ? TMPL_HTML : TMPL_PLAIN,
				.json = (mode & 2) != 0 };
			struct view root = view_json(&data, all);
			char *want = mem_str(made(foldable[i], &o, &root));

			view_json_done(&data);
			root = view_json(&data, some);
			o.constants = &constant;
			OK(strlen(want) > 0, "%s makes something", foldable[i]);
			IS(str_of(made(foldable[i], &o, &root)), want, "folded %zu: %s",
			    mode, foldable[i]);
			view_json_done(&data);
			free(want);
		}
	view_json_done(&constants);
	free(all);
	free(some);
	free(fixed);
}

/* Inside a JSON string, the same text comes out of the string again. */
static void
test_json(void)
{
	const char *source = "<a href=\"{{u}}\">\t{{{u}}}\\\n{{#l}}'{{.}}'{{/l}}\x01</a>";
	const char *json = "{\"u\": \"a\\\"b\\\\c<&>'\\n\\u0001\\u2028\xc3\xa9\", \"l\": "
			   "[\"\\u001f\", \"\\b\\f\\r\\t\", \"/\"]}";
	int mode;

	for (mode = 0; mode < 2; mode++) {
		struct tmpl_options o = { .escape = mode ? TMPL_HTML : TMPL_PLAIN };
		struct view root = view_json(&data, json);
		char *want = mem_str(made(source, &o, &root)), *quoted;
		json_t *back;

		o.json = true;
		quoted = mem_fmt("\"%s\"", made(source, &o, &root));
		back = json_loads(quoted, JSON_DECODE_ANY, NULL);
		OK(back != NULL, "it is a JSON string");
		IS(str_of(json_string_value(back)), want, "that says the same");
		json_decref(back);
		view_json_done(&data);
		free(quoted);
		free(want);
	}
}

static const struct str names[] = { STR_INIT("customer.name"), STR_INIT("items"),
	STR_INIT("items.name"), STR_INIT("items.parts.sku"), STR_INIT("items.price"),
	STR_INIT("n"), STR_INIT("order.number"), STR_INIT("order.total"),
	STR_INIT("shop.name"), STR_INIT("shop.phone"), STR_INIT("shop.support.hours") };

static struct words *words;

/* SOURCE, held to the list of names above, makes WANT of DATA. */
static void
strict(const char *source, const char *want)
{
	struct view constant = view_json(&constants, "{\"shop\": {\"name\": \"Eco\"}}");
	const struct tmpl_options o = { .escape = TMPL_HTML,
		.search = &search,
		.folder = "templates/t",
		.words = words,
		.constants = &constant,
		.names = names,
		.n_names = sizeof names / sizeof *names };
	struct view root = view_json(&data,
	    "{\"n\": 2, \"customer\": {\"name\": \"Zo\xc3\xab <3\"}, \"order\": {\"number\": "
	    "\"A-1\"}, \"items\": [{\"name\": \"Cup\", \"price\": \"3\", \"parts\": [{\"sku\": "
	    "\"c1\"}]}, {\"name\": \"Pot\", \"price\": \"9\", \"parts\": []}]}");

	IS(str_of(made(source, &o, &root)), want, "%.70s", source);
	same_in_json(source, &o, &root, want);
	view_json_done(&data);
	view_json_done(&constants);
}

static void
test_names(void)
{
	strict("{{order.number}} {{order.total}}{{shop.phone}}{{n}}", "A-1 2");
	strict("{{#items}}{{name}} {{items.name}}{{order.number}} {{/items}}",
	    "Cup A-1 Pot A-1 ");
	strict("{{#items}}{{#parts}}{{sku}}{{name}}{{n}}{{/parts}}{{/items}}", "c1Cup2");
	strict("{{#shop.phone}}{{shop.phone}}{{.}}{{/shop.phone}}.", ".");
	strict("{{#shop.support}}{{hours}}{{/shop.support}}.", ".");
	strict("{{#customer}}{{name}}{{/customer}}", "Zo\xc3\xab &lt;3");
	strict("a\n{{ordr.number}}",
	    "ERROR t.html:2: {{ordr.number}}: there is no such value; did you mean "
	    "order.number?");
	strict("{{#items}}\n{{nmae}}\n{{/items}}",
	    "ERROR t.html:2: {{nmae}}: there is no such value; did you mean name?");
	strict("{{name}}", "ERROR t.html:1: {{name}}: there is no such value");
	strict("{{order.number.x}}",
	    "ERROR t.html:1: {{order.number.x}}: there is no such value; did you mean "
	    "order.number?");
	strict("{{#shop.phone}}{{nam}}{{/shop.phone}}",
	    "ERROR t.html:1: {{nam}}: there is no such value; did you mean n?");
	strict("{{shop.phnoe}}",
	    "ERROR t.html:1: {{shop.phnoe}}: there is no such value; did you mean "
	    "shop.phone?");
	strict("{{#shop.support}}\n{{horus}}{{/shop.support}}",
	    "ERROR t.html:2: {{horus}}: there is no such value; did you mean hours?");
	strict("{{>nowhere}}",
	    "ERROR t.html:1: {{>nowhere}}: there is no nowhere.html in templates/t or "
	    "templates/common");
	file(kit, "templates/t/bad.html", "\n\n{{oops}}");
	{
		char *want = mem_fmt(
		    "ERROR %s/templates/t/bad.html:3: {{oops}}: there is "
		    "no such value",
		    kit);

		strict("{{>bad}}", want);
		free(want);
	}
}

/* SOURCE puts in a word that is wrong in the second line of its catalogue, for WHY. */
static void
strict_in_words(const char *source, const char *why)
{
	char *want = mem_fmt("ERROR %s/words/it.json:2: %s", kit, why);

	strict(source, want);
	free(want);
}

static void
test_words(void)
{
	struct err e = { 0 };

	file(kit, "words/it.json",
	    "{\"thanks\": \"Grazie dell''ordine <b>\", \"hello\": \"Ciao {customer.name}, "
	    "l'ordine {order.number}\",\n\"count\": \"{n, plural, one {# cosa} other {# "
	    "cose}}\", \"both\": \"{n, plural, one {una da {shop.name} & c.} other {# da "
	    "{shop.name} & c. per {customer.name}}}\", \"odd\": \"{nobody}\", \"number\": "
	    "\"{order.number, number}\", \"odder\": \"{x, number}\", \"none\": \"\", \"wordy\": \"{w.none}\"}");
	words = words_open(&search, "it", &e);
	OK(words != NULL, "words %s", e.text);
	strict("{{w.thanks}}|{{{w.thanks}}}",
	    "Grazie dell&#39;ordine &lt;b&gt;|Grazie dell'ordine <b>");
	strict("{{w.hello}}", "Ciao Zo\xc3\xab &lt;3, l&#39;ordine A-1");
	strict("{{{w.hello}}}", "Ciao Zo\xc3\xab <3, l'ordine A-1");
	strict("{{w.count}} {{#items}}{{w.count}}{{/items}}", "2 cose 2 cose2 cose");
	strict("{{w.both}}", "2 da Eco &amp; c. per Zo\xc3\xab &lt;3");
	strict("{{{w.both}}}", "2 da Eco & c. per Zo\xc3\xab <3");
	strict(
	    "{{#w.thanks}}x{{/w.thanks}}{{^w.thanks}}y{{/w.thanks}}{{^w.none}}z{{/w.none}}",
	    "xz");
	strict("{{w.thnks}}",
	    "ERROR t.html:1: {{w.thnks}}: the catalogue of it has no such word; did you "
	    "mean thanks?");
	strict_in_words("\n{{w.odd}}",
	    "odd: {nobody}: there is no such value (in {{w.odd}}, t.html:2)");
	strict_in_words("{{w.odder}}",
	    "odder: {x}: there is no such value; did you mean n? (in {{w.odder}}, t.html:1)");
	strict("{{#w.count}}{{/w.count}}",
	    "ERROR t.html:1: {{#w.count}}: expected a word without arguments");
	strict_in_words(
	    "{{w.number}}", "number: order.number: expected a whole number, got \"A-1\"");
	strict_in_words("{{w.wordy}}",
	    "wordy: {w.none}: expected a value, not a word (in {{w.wordy}}, t.html:1)");
	words_free(words);
	words = NULL;
}

static void
test_errors(void)
{
	renders("a\n{{#a}}\nb", "{}",
	    "ERROR t.html:3: expected {{/a}}, which line 2 opens, the template ends");
	renders("{{#a}}\n{{/b}}", "{}",
	    "ERROR t.html:2: expected {{/a}}, which line 1 opens, got {{/b}}");
	renders("\n{{/b}}", "{}",
	    "ERROR t.html:2: {{/b}}: expected a section to be open here");
	renders("\n\n {{a", "{}", "ERROR t.html:3: expected \"}}\" behind \"{{a\"");
	renders("{{{a}}", "{}", "ERROR t.html:1: expected \"}}}\" behind \"{{{a}}\"");
	renders("{{}}", "{}", "ERROR t.html:1: {{}}: expected a name without spaces");
	renders(
	    "{{a b}}", "{}", "ERROR t.html:1: {{a b}}: expected a name without spaces");
	renders("{{a {{b}}", "{}",
	    "ERROR t.html:1: {{a {{b}}: expected a name without spaces");
	renders("{{<base}}\n{{$main}}\n a\n {{#x}}\n{{/main}}{{/base}}", "{}",
	    "ERROR t.html:5: expected {{/x}}, which line 4 opens, got {{/main}}");
	strict("{{<base}}\n{{$main}}\n a\n {{oops}}\n{{/main}}{{/base}}",
	    "ERROR t.html:4: {{oops}}: there is no such value");
	renders("\xef\xbb\xbfx", "{}", "x");
	renders("a\nb\xff", "{}", "ERROR t.html:2: expected UTF-8");
	renders("{{=a=}}", "{}",
	    "ERROR t.html:1: expected two delimiters without '=' and a space between them");
}

/* What one file can do to another is bounded. */
static void
test_limits(void)
{
	const struct tmpl_options o = { .search = &search, .folder = "templates/t" };
	struct view none = { .kind = VIEW_OBJECT };
	struct buf deep = BUF_INIT;
	struct view list[100], lists[100], root;
	int i;

	file(kit, "templates/t/down.html", "{{^no}}{{^no}}{{>down}}{{/no}}{{/no}}");
	file(kit, "templates/t/wide.html", "{{>w1}}{{>w1}}");
	for (i = 1; i < 40; i++) {
		char *name = mem_fmt("templates/t/w%d.html", i);
		char *text = mem_fmt("{{>w%d}}{{>w%d}}", i + 1, i + 1);

		file(kit, name, text);
		free(name);
		free(text);
	}
	OK(strstr(made("{{>wide}}", &o, &none), "expected a smaller template") != NULL,
	    "partials that double");
	for (i = 0; i < 70; i++)
		buf_text(&deep, "{{#a}}");
	OK(strstr(made(buf_cstr(&deep), &o, &none), "at most 64 sections") != NULL,
	    "sections within sections");
	for (i = 0; i < 100; i++) {
		list[i] = (struct view){ .kind = VIEW_TEXT, .text = STR("x") };
		lists[i] = (struct view){ .kind = VIEW_LIST, .n = 100, .items = list };
	}
	root = (struct view){ .kind = VIEW_LIST, .n = 100, .items = lists };
	buf_clear(&deep);
	buf_text(&deep, "{{#.}}{{#.}}{{#.}}");
	for (i = 0; i < 10000; i++)
		buf_text(&deep, "0123456789");
	buf_text(&deep, "{{/.}}{{/.}}{{/.}}");
	OK(strstr(made("{{#.}}{{^.}}{{/.}}{{>down}}{{/.}}", &o, &root), "less deeply") !=
		NULL,
	    "a partial that never ends");
	OK(strstr(made(buf_cstr(&deep), &o, &root), "bytes from the template") != NULL,
	    "a huge output");
	buf_done(&deep);
}

static void
test_files(void)
{
	const struct tmpl_options o = { .search = &search, .folder = "templates/t" };
	struct view root = view_json(&data, "{\"n\": 5}");
	struct buf out = BUF_INIT;
	struct err e = { 0 };
	struct tmpl *t;

	file(kit, "templates/t/mail.html", "{{n}} {{>foot}}");
	t = tmpl_open("mail.html", &o, &e);
	OK(t != NULL && tmpl_render(t, &root, &out, &e), "a template file %s", e.text);
	IS(buf_view(&out), "5 shop foot", "with the shop's partial");
	tmpl_free(t);
	file(shop, "templates/t/mail.html", "shop's {{n}}{{#n}}");
	OK(tmpl_open("mail.html", &o, &e) == NULL &&
		str_starts(str_of(e.text), str_of(shop)),
	    "the shop's own comes first: %s", e.text);
	OK(tmpl_open("male.html", &o, &e) == NULL, "a template that is not there");
	IS(str_of(e.text), "templates/t/male.html: there is no such template",
	    "is named");
	OK(tmpl_name(STR("n")) == tmpl_name(STR("n")) &&
		tmpl_name(STR("n")) != tmpl_name(STR("m")),
	    "names have numbers");
	buf_done(&out);
	view_json_done(&data);
}

int
main(void)
{
	char *clean;

	if (mkdtemp(dir) == NULL)
		return 1;
	shop = mem_fmt("%s/shop", dir);
	kit = mem_fmt("%s/kit", dir);
	search = (struct search){ shop, kit };
	test_language();
	test_partials();
	test_inheritance();
	test_folding();
	test_json();
	test_names();
	test_words();
	test_errors();
	test_limits();
	test_files();
	clean = mem_fmt("rm -rf %s", dir);
	OK(system(clean) == 0, "cleaned up");
	free(clean);
	free(shop);
	free(kit);
	return tap_done();
}
