/* test-letters - shop/letters */
/* SPDX-License-Identifier: ISC */

#include "shop/letters.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "tap.h"

static char top[] = "/tmp/test-letters.XXXXXX";
static struct err e;

static void
put(const char *file, const char *text)
{
	char *path = mem_fmt("%s/%s", top, file), *dir = path_dir(path);

	if (!path_mkdirs(dir, &e) || !path_write(path, str_of(text), &e))
		(void)printf("Bail out! %s\n", e.text);
	free(dir);
	free(path);
}

static void
says(const struct tmpl *t, const char *want, const char *what)
{
	struct view_field field = { tmpl_name(STR("number")),
		{ .kind = VIEW_TEXT, .text = STR("\"7\" & <8>") } };
	struct view root = { .kind = VIEW_OBJECT, .n = 1, .fields = &field };
	struct buf out = BUF_INIT;

	OK(tmpl_render(t, &root, &out, &e), "%s is rendered", what);
	IS(buf_view(&out), want, "%s", what);
	buf_done(&out);
}

static void
holds(struct tongues *tongues, struct letters *letters)
{
	const struct tongue *en = NULL, *it = NULL;
	const struct letter *l;
	char *want;
	size_t i;

	OK(tongues_find(tongues, STR("en-IE"), &en, &e) && en != NULL, "English");
	OK(tongues_find(tongues, STR("it"), &it, &e) && it != NULL, "Italian");
	l = letters_get(letters, 0, en->language, &e);
	if (!OK(l != NULL, "the letter in English"))
		(void)printf("# %s\n", e.text);
	says(l->subject, "Order \"7\" & <8> of Tin", "the subject is plain text");
	says(l->text, "Order \\\"7\\\" & <8> \\n", "the text is for a JSON string");
	says(l->html, "<b title=\\\"x\\\">&quot;7&quot; &amp; &lt;8&gt;</b>",
	    "the page is escaped, for a JSON string");
	OK(letters_get(letters, 0, en->language, &e) == l, "it is opened once");
	l = letters_get(letters, 0, it->language, &e);
	says(l->subject, "Ordine \"7\" & <8> of Tin", "in Italian it is another");
	OK(letters_get(letters, 1, en->language, &e) == NULL, "one without a page");
	OK(e.kind == ERR_TROUBLE && strstr(e.text, "half.html") != NULL,
	    "is told of by its file");
	OK(letters_get(letters, 2, en->language, &e) == NULL, "one with a wrong name");
	OK(strstr(e.text, "wrong.txt:2: {{nubmer}}") != NULL, "by its line");
	OK(letters_get(letters, 2, en->language, &e) == NULL, "every time");
	for (i = 3; i < 6; i++) {
		OK(letters_get(letters, i, en->language, &e) == NULL, "an empty part");
		want = mem_fmt("%s/templates/test/empty-%zu.%s: expected a template that "
			       "says something",
		    top, i - 3, letter_endings[i - 3]);
		OK(e.kind == ERR_TROUBLE, "ends the run");
		IS(str_of(e.text), want, "and is named");
		free(want);
	}
}

/* What the letters say of a number, as members of a message. */
static void
writes(struct tongues *tongues, struct letters *letters, const char *number,
    const char *want, const char *why)
{
	struct view_field field = { tmpl_name(STR("number")), { .kind = VIEW_NONE } };
	struct view root = { .kind = VIEW_OBJECT, .n = 1, .fields = &field };
	const struct tongue *en = NULL;
	const struct letter *l;
	struct emit m;
	bool ok;

	field.value.kind = *number == '\0' ? VIEW_NONE : VIEW_TEXT;
	field.value.text = str_of(number);
	OK(tongues_find(tongues, STR("en"), &en, &e), "English");
	l = letters_get(letters, 6, en->language, &e);
	if (!OK(l != NULL, "the letter"))
		(void)printf("# %s\n", e.text);
	emit_init(&m, -1);
	emit_object(&m);
	ok = letters_write(letters, 6, l, &root, &m, &e);
	emit_object_end(&m);
	OK(ok == (why == NULL), "the letter with '%s' %s", number,
	    why == NULL ? "" : why);
	if (why == NULL)
		IS(buf_view(&m.out), want, "is written");
	else
		IS(str_of(e.text), why, "and says which part");
	emit_done(&m);
}

static void
lists(const struct letters_kind *kind)
{
	const struct letter_info infos[] = { { "whole", true, "always", "a number" },
		{ "half", false, "never", NULL } };
	struct letters_kind two = *kind;
	struct buf out = BUF_INIT;
	char *want = mem_fmt("whole (marketing): always\n  needs a number\n"
			     "  %s/templates/test/whole.subject\n"
			     "  %s/templates/test/whole.txt\n"
			     "  %s/templates/test/whole.html\n\n"
			     "half (transactional): never\n"
			     "  %s/templates/test/half.subject\n"
			     "  %s/templates/test/half.txt\n"
			     "  (missing)\n\nWhat a template can use of the thing:\n"
			     "  number                       the number\n\n"
			     "and of the shop:\n",
	    top, top, top, top, top);

	two.n_names = 2;
	letters_list(&two, infos, &out);
	IS(str_head(buf_view(&out), strlen(want)), want, "the list of templates");
	free(want);
	buf_done(&out);
}

int
main(void)
{
	static const struct view_doc docs[] = { { "number", "the number" } };
	static const char *const names[] = { "whole", "half", "wrong", "empty-0",
		"empty-1", "empty-2", "numbered" };
	struct search search = { .kit = mkdtemp(top) };
	struct shop shop = { .name = STR("Tin") };
	struct letters_kind kind = { .search = &search,
		.shop = &shop,
		.folder = "templates/test",
		.about = "thing",
		.names = names,
		.n_names = 7,
		.view = docs,
		.n_view = 1 };
	struct tongues *tongues = tongues_new(&search);
	struct letters *letters = letters_new(&kind);
	char *command;

	put("words/en.json", "{\"order\": \"Order\"}");
	put("words/it.json", "{\"order\": \"Ordine\"}");
	put("templates/test/whole.subject", "{{w.order}} {{number}} of {{shop.name}}");
	put("templates/test/whole.txt", "{{w.order}} {{number}} \n");
	put("templates/test/whole.html", "<b title=\"x\">{{number}}</b>");
	put("templates/test/half.subject", "x");
	put("templates/test/half.txt", "x");
	put("templates/test/wrong.subject", "x");
	put("templates/test/wrong.txt", "x\n{{nubmer}}");
	put("templates/test/wrong.html", "x");
	put("templates/test/empty-0.subject", "");
	put("templates/test/empty-0.txt", "x");
	put("templates/test/empty-0.html", "x");
	put("templates/test/empty-1.subject", "x");
	put("templates/test/empty-1.txt", " \n\t\r\n");
	put("templates/test/empty-1.html", "x");
	put("templates/test/empty-2.subject", "x");
	put("templates/test/empty-2.txt", "x");
	put("templates/test/empty-2.html", "{{! x }}\n{{#shop.phone}}x{{/shop.phone}}\n");
	put("templates/test/numbered.subject", "{{number}}");
	put("templates/test/numbered.txt", "{{#number}}\"{{number}}\"{{/number}}");
	put("templates/test/numbered.html", "<{{number}}>");
	holds(tongues, letters);
	writes(tongues, letters, "7\r\nBcc: <x>",
	    "{\"subject\":\"7 Bcc: <x>\",\"text\":\"\\\"7\\r\\nBcc: <x>\\\"\","
	    "\"html\":\"<7\\r\\nBcc: &lt;x&gt;>\"}",
	    NULL);
	writes(tongues, letters, " ", NULL,
	    "templates/test/numbered.subject: the template says nothing of this thing");
	lists(&kind);
	letters_free(letters);
	tongues_free(tongues);
	letters_free(NULL);
	command = mem_fmt("rm -r %s", top);
	OK(system(command) == 0, "away");
	free(command);
	return tap_done();
}
