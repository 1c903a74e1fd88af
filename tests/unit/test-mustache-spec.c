/* test-mustache-spec - the mustache/spec suite, where it is on the machine */
/* SPDX-License-Identifier: ISC */

/*
 * Reads $AFTERCARE_TEST_DATA/mustache_spec (see CONTRIBUTING.md): the six required files
 * and ~inheritance.  ~lambdas and ~dynamic-names are not supported.
 */

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "data/tmpl.h"
#include "tap.h"
#include "view-json.h"

static struct view_json views;

static void
run(const char *file, json_t *test)
{
	struct tmpl_partial partials[8];
	struct tmpl_options o = { .escape = TMPL_HTML, .partials = partials };
	json_t *text = json_object_get(test, "template"), *partial;
	struct buf out = BUF_INIT;
	struct err e = { 0 };
	struct tmpl *t;
	struct view root;
	const char *name;

	views.n_views = views.n_fields = views.n_numbers = 0;
	root = view_of(&views, json_object_get(test, "data"));
	json_object_foreach(json_object_get(test, "partials"), name, partial)
	{
		if (o.n_partials == sizeof partials / sizeof *partials)
			abort();
		partials[o.n_partials++] = (struct tmpl_partial){ str_of(name),
			str_of(json_string_value(partial)) };
	}
	t = tmpl_parse(str_of(json_string_value(text)), "template", &o, &e);
	OK(t != NULL && tmpl_render(t, &root, &out, &e), "it renders %s", e.text);
	IS(buf_view(&out), json_string_value(json_object_get(test, "expected")), "%s: %s",
	    file, json_string_value(json_object_get(test, "name")));
	tmpl_free(t);
	buf_done(&out);
}

static size_t
run_file(const char *data, const char *file)
{
	char *path = mem_fmt("%s/mustache_spec/%s.json", data, file);
	json_t *suite = json_load_file(path, 0, NULL), *test;
	size_t n = json_array_size(json_object_get(suite, "tests")), i;

	json_array_foreach(json_object_get(suite, "tests"), i, test) run(file, test);
	json_decref(suite);
	free(path);
	return n;
}

int
main(void)
{
	static const char *const required[] = { "comments", "delimiters", "interpolation",
		"inverted", "partials", "sections" };
	const char *data = getenv("AFTERCARE_TEST_DATA");
	const char *source = getenv("MESON_SOURCE_ROOT");
	char *path = data != NULL
			 ? mem_str(data)
			 : mem_fmt("%s/../shared/data", source == NULL ? "." : source);
	char *suite = mem_fmt("%s/mustache_spec", path);
	size_t n = 0, i;

	if (access(suite, R_OK) != 0) {
		(void)printf("1..0 # SKIP no mustache_spec in the test data\n");
		free(suite);
		free(path);
		return 0;
	}
	for (i = 0; i < sizeof required / sizeof *required; i++)
		n += run_file(path, required[i]);
	OK(n == 136, "%zu required tests", n);
	OK(run_file(path, "~inheritance") > 0, "inheritance");
	free(suite);
	free(path);
	return tap_done();
}
