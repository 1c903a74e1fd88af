/* test-tongue - shop/tongue */
/* SPDX-License-Identifier: ISC */

#include "shop/tongue.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "tap.h"

static struct tongues *tongues;
static struct err e;

static const struct tongue *
find(const char *tag)
{
	const struct tongue *t = NULL;

	OK(tongues_find(tongues, str_of(tag), &t, &e), "%.40s is no error", tag);
	return t;
}

static void
is(const char *tag, const char *want, const char *language)
{
	const struct tongue *t = find(tag);

	if (!OK(t != NULL, "%s can be written", tag))
		return;
	IS(t->tag, want, "as %s", want);
	IS(t->language->name, language, "in %s", language);
}

static void
put(const char *dir, const char *file, const char *text)
{
	char *path = mem_fmt("%s/%s", dir, file);

	OK(path_write(path, str_of(text), &e), "writes %s", file);
	free(path);
}

/* A shop brings a language of its own, and another one is broken. */
static void
of_a_shop(const char *kit)
{
	char dir[] = "/tmp/test-tongue.XXXXXX", *words;
	struct search search = { .shop = mkdtemp(dir), .kit = kit };
	const struct tongue *t = NULL;

	words = mem_fmt("%s/words", dir);
	OK(path_mkdirs(words, &e), "a folder");
	put(words, "he.json", "{\"hello\": \"shalom\"}");
	put(words, "de.json", "{\"hello\": 1}");
	tongues = tongues_new(&search);
	is("he-IL", "he-IL", "he");
	t = find("he");
	OK(t->language->right_to_left, "Hebrew is written from right to left");
	OK(!find("it")->language->right_to_left, "Italian is not");
	OK(!tongues_find(tongues, STR("de-AT"), &t, &e), "a wrong catalogue");
	OK(e.kind == ERR_TROUBLE && strstr(e.text, "de.json") != NULL, "is told of");
	OK(!tongues_find(tongues, STR("de-AT"), &t, &e), "every time");
	tongues_free(tongues);
	if (OK(chdir(words) == 0, "into it")) {
		(void)unlink("he.json");
		(void)unlink("de.json");
		OK(chdir("/") == 0 && rmdir(words) == 0 && rmdir(dir) == 0, "and away");
	}
	free(words);
}

static void
many(void)
{
	const struct tongue *it = find("it-IT");
	char tag[32];
	int i, wrong = 0;

	for (i = 0; i < 5000; i++) {
		const struct tongue *t = NULL;

		(void)snprintf(tag, sizeof tag, "it-x-%04d", i);
		wrong += !tongues_find(tongues, str_of(tag), &t, &e) || t == NULL ||
			 !str_is(t->tag, "it");
		(void)snprintf(tag, sizeof tag, "xx-%04d", i);
		wrong += !tongues_find(tongues, str_of(tag), &t, &e) || t != NULL;
	}
	OK(wrong == 0, "any number of tags, known and unknown");
	OK(find("it-IT") == it, "and what was lent is still there");
}

int
main(void)
{
	const char *root = getenv("MESON_SOURCE_ROOT");
	char *kit = mem_fmt("%s/common/shop/data", root == NULL ? "." : root);
	struct search search = { .kit = kit };

	tongues = tongues_new(&search);
	is("it-IT", "it-IT", "it");
	is("it-CH", "it-CH", "it");
	is("it", "it", "it");
	is("IT-it", "it-IT", "it");
	is("it_IT", "it-IT", "it");
	is("pl-PL", "pl-PL", "pl");
	is("en", "en", "en");
	OK(find("it-CH") == find("it-CH"), "the same tag is the same tongue");
	OK(find("it-CH")->language == find("it")->language, "and shares the language");
	OK(find("it-CH")->locale != find("it-IT")->locale, "but not the customs");
	OK(find("de-DE") == NULL, "there is no German");
	OK(find("") == NULL, "nor no language");
	OK(find("../../etc/passwd") == NULL, "nor a path");
	OK(find("it-") == NULL, "nor half a tag");
	OK(find("i") == NULL, "nor a letter");
	OK(find("a-tag-that-is-much-longer-than-any-tag-may-be") == NULL, "nor a novel");
	many();
	tongues_free(tongues);
	of_a_shop(kit);
	free(kit);
	return tap_done();
}
