/* fit - which of several layouts an export was written by */
/* SPDX-License-Identifier: ISC */

#include "data/fit.h"

#include "data/bind.h"

#define PATH_ROOM 256

/* What is looked at: a header, or an object. */
struct subject {
	const struct str *header;
	size_t n;
	struct val object;
};

void
fit_init(struct fit *f, struct layout *const *layouts, size_t n)
{
	*f = (struct fit){ .layouts = layouts, .n = n };
}

static bool
has_path(struct val object, struct str path)
{
	char text[PATH_ROOM];
	struct val found;
	struct err ignored;

	if (path.len >= sizeof text)
		return false;
	memcpy(text, path.at, path.len);
	text[path.len] = '\0';
	return rec_find(object, text, &found, &ignored) && val_there(found);
}

static bool
has(const struct subject *s, const struct column *c)
{
	size_t at;

	if (s->header != NULL)
		return bind_find(c, s->header, s->n, &at);
	for (size_t i = 0; i < c->n; i++)
		if (has_path(s->object, c->names[i]))
			return true;
	return false;
}

/* Whether all that L needs is there; otherwise how much was, and what is missing. */
static bool
fits(const struct layout *l, const struct subject *s, size_t *had, struct str *missing)
{
	*had = 0;
	for (size_t i = 0; i < l->n_require; i++) {
		struct column c = { &l->require[i], 1 };

		if (has(s, &c))
			++*had;
		else
			*missing = l->require[i];
	}
	if (*had != l->n_require)
		return false;
	for (size_t i = 0; i < l->n_key; i++)
		if (!has(s, &l->key[i])) {
			*missing = l->key[i].names[0];
			return false;
		}
	return true;
}

static enum fit_kind
try_all(struct fit *f, const struct subject *s)
{
	struct str missing = STR_NONE;
	size_t had;

	f->best = f->second = NULL;
	for (size_t i = 0; i < f->n; i++) {
		const struct layout *l = f->layouts[i];

		if (l->log || l->json != (s->header == NULL))
			continue;
		if (!fits(l, s, &had, &missing)) {
			if (f->nearest == NULL || had > f->had) {
				f->nearest = l;
				f->missing = missing;
				f->had = had;
			}
			continue;
		}
		if (f->best == NULL || l->n_require > f->best->n_require) {
			f->best = l;
			f->second = NULL;
		} else if (l->n_require == f->best->n_require) {
			f->second = l;
		}
	}
	return f->best == NULL ? FIT_NONE : f->second == NULL ? FIT_ONE : FIT_SEVERAL;
}

enum fit_kind
fit_header(struct fit *f, const struct str *header, size_t n)
{
	struct subject s = { header, n, VAL_NONE };

	return try_all(f, &s);
}

enum fit_kind
fit_object(struct fit *f, struct val object)
{
	struct subject s = { NULL, 0, object };

	f->object = true;
	return try_all(f, &s);
}

bool
fit_error(const struct fit *f, struct err *e)
{
	const struct layout *log = NULL;
	size_t csv = 0;

	if (f->second != NULL)
		return err_set(e, ERR_TROUBLE,
		    "the layouts %.*s and %.*s both fit: say which with --from",
		    STR_ARG(f->best->name), STR_ARG(f->second->name));
	for (size_t i = 0; i < f->n; i++) {
		csv += !f->layouts[i]->json && !f->layouts[i]->log;
		if (f->layouts[i]->log)
			log = f->layouts[i];
	}
	if (csv == 0 && f->nearest == NULL)
		return err_set(
		    e, ERR_TROUBLE, "the file is CSV, and the layout reads JSON");
	if (f->nearest != NULL && (f->n == 1 || 2 * f->had > f->nearest->n_require))
		return err_set(e, ERR_TROUBLE,
		    "no header of layout %.*s found: it has no column \"%.*s\"",
		    STR_ARG(f->nearest->name), STR_ARG(f->missing));
	if (f->n == 1)
		return err_set(e, ERR_TROUBLE, "no header of layout %.*s found",
		    STR_ARG(f->layouts[0]->name));
	if (f->object && log != NULL)
		return err_set(e, ERR_TROUBLE,
		    "none of the %zu layouts is known by the first object; the log of a web "
		    "server in JSON wants --from %.*s",
		    f->n, STR_ARG(log->name));
	return err_set(e, ERR_TROUBLE,
	    "none of the %zu layouts knows these columns; --list-layouts shows them, and "
	    "aftercare-layout(5) how to write one",
	    f->n);
}
