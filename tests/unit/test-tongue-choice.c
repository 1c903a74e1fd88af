/* test-tongue-choice - shop/tongue-choice */
/* SPDX-License-Identifier: ISC */

#include "shop/tongue-choice.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "tap.h"

static char top[] = "/tmp/test-tongue-choice.XXXXXX";
static struct err e;

static void
put(const char *language)
{
	char *dir = mem_fmt("%s/words", top),
	     *path = mem_fmt("%s/%s.json", dir, language);

	if (!path_mkdirs(dir, &e) || !path_write(path, STR("{\"word\": \"x\"}"), &e))
		(void)printf("Bail out! %s\n", e.text);
	free(path);
	free(dir);
}

static void
chooses(struct tongues *t, const char *asked, const struct tongue_wish *wishes,
    const char *want, const char *explain)
{
	struct tongue_choice c;
	struct emit m;

	OK(tongue_choose(t, str_of(asked), wishes, 3, &c, &e), "%s is found", want);
	IS(c.tongue->tag, want, "%s", want);
	emit_init(&m, -1);
	emit_list(&m);
	tongue_choice_explain(&c, &m);
	emit_list_end(&m);
	IS(buf_view(&m.out), explain, "and why");
	emit_done(&m);
}

int
main(void)
{
	struct search search = { .kit = mkdtemp(top) };
	struct tongues *t = tongues_new(&search);
	struct tongue_wish wishes[] = { { "locale", STR_INIT("de-CH") },
		{ "customer.locale", STR_NONE }, { "default", STR_INIT("en") } };
	struct tongue_choice c;
	char *command;

	put("en");
	put("it");
	chooses(t, NULL, wishes, "en",
	    "[{\"rule\":\"language\",\"field\":\"locale\",\"value\":\"de-CH\","
	    "\"why\":\"there are no words for it\"},{\"rule\":\"language\","
	    "\"chosen\":\"en\",\"field\":\"default\",\"value\":\"en\"}]");
	chooses(t, "it", wishes, "it",
	    "[{\"rule\":\"language\",\"chosen\":\"it\",\"field\":\"--language\","
	    "\"value\":\"it\"}]");
	wishes[0].tag = STR("it-CH");
	chooses(t, NULL, wishes, "it-CH",
	    "[{\"rule\":\"language\",\"chosen\":\"it-CH\",\"field\":\"locale\","
	    "\"value\":\"it-CH\"}]");
	chooses(t, "it", wishes, "it-CH",
	    "[{\"rule\":\"language\",\"chosen\":\"it-CH\","
	    "\"field\":\"--language\",\"value\":\"it\"}]");
	OK(!tongue_choose(t, STR("de"), wishes, 3, &c, &e) && e.kind == ERR_TROUBLE,
	    "what was asked for and is not there is an error");
	IS(str_of(e.text), "--language: there is no catalogue of words for 'de'",
	    "which says so");
	wishes[0].tag = wishes[2].tag = STR("de");
	OK(!tongue_choose(t, STR_NONE, wishes, 3, &c, &e) && e.kind == ERR_TROUBLE,
	    "and so is a kit without any");
	tongues_free(t);
	command = mem_fmt("rm -r %s", top);
	OK(system(command) == 0, "away");
	free(command);
	return tap_done();
}
