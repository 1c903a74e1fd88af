/* test-words - data/words and data/pattern */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "data/words.h"
#include "tap.h"

static char dir[] = "/tmp/test-words.XXXXXX";
static char *shop, *kit;

static void
catalogue(const char *where, const char *language, const char *text)
{
	char *folder = mem_fmt("%s/words", where);
	char *path = mem_fmt("%s/%s.json", folder, language);
	struct err e;

	OK(path_mkdirs(folder, &e) && path_write(path, str_of(text), &e), "%s is written",
	    path + sizeof dir);
	free(path);
	free(folder);
}

static struct words *
opened(const char *language)
{
	const struct search s = { shop, kit };
	struct err e = { 0 };
	struct words *w = words_open(&s, language, &e);

	OK(w != NULL, "the catalogue of %s opens %s", language, e.text);
	return w;
}

/* WORD with every argument the number N, shown as its digits. */
static void
says(struct words *w, const char *word, int64_t n, const char *want)
{
	const struct word *found = words_find(w, str_of(word));
	struct pattern_arg args[PATTERN_ARGS];
	struct buf out = BUF_INIT;
	char digits[24];
	struct err e = { 0 };
	size_t i;

	(void)snprintf(digits, sizeof digits, "%lld", (long long)n);
	for (i = 0; i < PATTERN_ARGS; i++)
		args[i] = (struct pattern_arg){ str_of(digits), n, true };
	OK(found != NULL && word_format(found, args, &out, &e), "%s of %lld %s", word,
	    (long long)n, e.text);
	IS(buf_view(&out), want, "%s of %lld", word, (long long)n);
	buf_done(&out);
}

static void
plain(struct words *w, const char *word, const char *want)
{
	const struct word *found = words_find(w, str_of(word));

	OK(found != NULL && word_kind(found) == PATTERN_PLAIN, "%s is plain", word);
	IS(found == NULL ? STR_NONE : word_text(found), want, "%s says", word);
	says(w, word, 0, want);
}

/* A catalogue with TEXT on its second line is refused for the reason WHY. */
static void
refused(const char *text, const char *why)
{
	const struct search s = { NULL, kit };
	char *whole = mem_fmt("{\n%s\n}", text);
	char *want = mem_fmt("%s/words/xx.json:%s", kit, why);
	struct err e = { 0 };

	catalogue(kit, "xx", whole);
	OK(words_open(&s, "xx", &e) == NULL && e.kind == ERR_TROUBLE, "refused");
	IS(str_of(e.text), want, "%s", why);
	free(want);
	free(whole);
}

static void
test_apostrophes(void)
{
	struct words *w;

	catalogue(kit, "fr",
	    "{\"one\": \"l'ordre\", \"two\": \"l''ordre\", \"quoted\": \"'{'nom'}' d'or\",\n"
	    " \"run\": \"'{it''s {x}' {y}\", \"open\": \"a '{b\", \"end\": \"c'\",\n"
	    " \"empty\": \"\", \"hash\": \"# 1 '#'\",\n"
	    " \"deep\": \"{n, plural, one {l''un '#' d'un '{'} other {#}}\"}");
	w = opened("fr");
	plain(w, "one", "l'ordre");
	plain(w, "two", "l'ordre");
	plain(w, "quoted", "{nom} d'or");
	says(w, "run", 7, "{it's {x} 7");
	plain(w, "open", "a {b");
	plain(w, "end", "c'");
	plain(w, "empty", "");
	plain(w, "hash", "# 1 '#'");
	says(w, "deep", 1, "l'un # d'un {");
	OK(words_find(w, STR("three")) == NULL, "a word that is not there");
	words_free(w);
}

static void
test_plurals(void)
{
	static const struct {
		int n;
		const char *ru, *pl;
	} rows[] = {
		{ 1, "1 товар", "1 produkt" },
		{ 2, "2 товара", "2 produkty" },
		{ 5, "5 товаров", "5 produktów" },
		{ 21, "21 товар", "21 produktów" },
		{ 22, "22 товара", "22 produkty" },
		{ 25, "25 товаров", "25 produktów" },
		{ 1, "1 товар", "1 produkt" }, /* remembered */
		{ 100, "100 товаров", "100 produktów" },
	};
	struct words *ru, *pl;
	size_t i;

	catalogue(kit, "ru",
	    "{\"items\": \"{n, plural, one {# товар} few {# товара} many {# товаров} "
	    "other {# товара}}\"}");
	catalogue(kit, "pl",
	    "{\"items\": \"{n, plural, one {# produkt} few {# produkty} many "
	    "{# produktów} other {# produktu}}\"}");
	ru = opened("ru");
	pl = opened("pl");
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		says(ru, "items", rows[i].n, rows[i].ru);
		says(pl, "items", rows[i].n, rows[i].pl);
	}
	words_free(ru);
	words_free(pl);
}

static void
test_arguments(void)
{
	struct pattern_arg args[PATTERN_ARGS] = { 0 };
	const struct word *word;
	const struct str *names;
	const struct pattern_piece *pieces;
	struct buf out = BUF_INIT;
	struct words *w;
	struct err e = { 0 };

	catalogue(kit, "en",
	    "{\"hello\": \"Hello {customer.name}, {n}\",\n"
	    "\"who\": \"{n, plural, =0 {Nobody} one {{a} alone} other {{a} and {rest, select, "
	    "few {few} other {# ''many'' {rest}}}}} on {day}\",\n"
	    "\"place\": \"{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}\",\n"
	    "\"more\": \"{n, plural, offset:1 =0 {none} one {you and # other} other {you and "
	    "# others}}\",\n"
	    "\"plain\": \"{n, number} ({n})\", \"kind\": \"{k, select, a {A} other {O}}\"}");
	w = opened("en");
	word = words_find(w, STR("hello"));
	OK(word_kind(word) == PATTERN_TEXTS, "texts alone need no ICU");
	OK(word_args(word, &names) == 2 && str_is(names[0], "customer.name"),
	    "its arguments");
	OK(word_pieces(word, &pieces) == 2 && pieces[0].arg == 0 && pieces[1].arg == 1,
	    "its pieces");
	IS(pieces[1].text, ", ", "the text between");

	word = words_find(w, STR("who"));
	OK(word_args(word, &names) == 4 && str_is(names[3], "day"), "nested arguments");
	args[0] = (struct pattern_arg){ STR("2"), 2, true };
	args[1].text = STR("Zoë");
	args[2].text = STR("some");
	args[3].text = STR("{n}");
	OK(word_format(word, args, &out, &e), "a select in a plural %s", e.text);
	IS(buf_view(&out), "Zoë and # 'many' some on {n}", "texts are not patterns");
	args[0].number = false;
	OK(!word_format(word, args, &out, &e) && e.kind == ERR_RECORD,
	    "a number is needed");
	OK(strstr(e.text, "en.json:2: who: n: expected a whole number, got \"2\""),
	    "and named: %s", e.text);

	buf_done(&out);
	words_free(w);
}

static void
test_kinds(void)
{
	struct words *w = opened("en");
	struct pattern_arg arg = { .n = 5, .number = true };
	struct buf out = BUF_INIT;
	struct err e = { 0 };

	says(w, "place", 22, "22nd");
	says(w, "more", 2, "you and 1 other");
	says(w, "more", 0, "none");
	says(w, "plain", 1234567, "1,234,567 (1234567)");
	says(w, "kind", 0, "O");
	arg.text = STR("five");
	OK(word_format(words_find(w, STR("plain")), &arg, &out, &e), "a number %s",
	    e.text);
	arg.text = STR("V");
	OK(word_format(words_find(w, STR("plain")), &arg, &out, &e), "and again");
	IS(buf_view(&out), "5 (five)5 (V)", "what shows its text is not remembered");
	buf_done(&out);
	for (size_t i = 0; words_at(w, i) != NULL; i++)
		OK(word_check(words_at(w, i), &e), "ICU has no objection");
	words_free(w);
}

static void
test_override(void)
{
	struct words *w;

	catalogue(kit, "it",
	    "\xef\xbb\xbf{\"thanks\": \"Grazie\", \"bye\": \"Ciao\", \"a\": \"1\"}");
	catalogue(shop, "it", "{\"zz\": \"Nuovo\", \"thanks\": \"Grazie mille\"}");
	w = opened("it");
	plain(w, "thanks", "Grazie mille");
	plain(w, "bye", "Ciao");
	plain(w, "zz", "Nuovo");
	OK(str_is(word_name(words_at(w, 0)), "a"), "words come in order");
	OK(str_is(word_name(words_at(w, 3)), "zz") && words_at(w, 4) == NULL, "all four");
	words_free(w);
}

static void
test_errors(void)
{
	const struct search s = { shop, kit };
	struct words *w;
	struct err e;

	refused("\"a\": \"x\",\n\"b\": 7", "3: b: expected a text");
	refused("\"a\": \"x\",\n\"a\": \"y\"", "3: duplicate object key near '\"a\"'");
	refused("\"a\": \"x\"\n\"b\": 7", "3: '}' expected near '\"b\"'");
	refused("\"a b\": \"x\"",
	    "2: \"a b\": expected a name of letters, digits, '_', '-' and '.'");
	refused("\"a\": \"x }\"", "2: a: byte 3: expected a '{' before this '}'");
	refused("\"a\": \"x {\"", "2: a: expected an argument's name, the text ends");
	refused("\"a\": \"{n\"",
	    "2: a: expected ',' or '}' after the argument's name, the text ends");
	refused("\"a\": \"{n, date}\"",
	    "2: a: byte 5: expected plural, selectordinal, select or number");
	refused("\"a\": \"{n, plural, one {x}}\"",
	    "2: a: byte 20: expected a case \"other {...}\"");
	refused("\"a\": \"{n, plural, other {x}} {m, number}\"",
	    "2: a: byte 28: expected only one argument that is a number");
	refused("\"a\": \"{a}{b}{c}{d}{e}{f}{g}{h}{i}\"",
	    "2: a: byte 27: expected at most 8 arguments");
	catalogue(kit, "xx", "[]");
	OK(words_open(&s, "xx", &e) == NULL, "a list is no catalogue");
	OK(words_open(&s, "../it", &e) == NULL, "a language is no path");
	IS(str_of(e.text), "\"../it\": expected a language such as it", "and says so");
	OK(words_open(&s, "de", &e) == NULL, "no catalogue");
	IS(str_of(e.text), "words/de.json: there is no catalogue of this language",
	    "named");
	catalogue(kit, "xx", "{\"b\": \"\",\n\"a\": \"{n, plural, =x {1} other {2}}\"}");
	w = opened("xx");
	OK(word_check(words_at(w, 1), &e), "ICU has no objection to an empty word");
	OK(!word_check(words_at(w, 0), &e) &&
		strstr(e.text, "xx.json:2: a: expected a MessageFormat"),
	    "what ICU refuses is named: %s", e.text);
	words_free(w);
}

int
main(void)
{
	char *clean;

	if (mkdtemp(dir) == NULL)
		return 1;
	shop = mem_fmt("%s/shop", dir);
	kit = mem_fmt("%s/kit", dir);
	clean = mem_fmt("rm -rf %s", dir);
	test_apostrophes();
	test_plurals();
	test_arguments();
	test_kinds();
	test_override();
	test_errors();
	OK(system(clean) == 0, "cleaned up");
	free(clean);
	free(shop);
	free(kit);
	return tap_done();
}
