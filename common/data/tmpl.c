/* tmpl - Mustache templates, compiled once and rendered fast */
/* SPDX-License-Identifier: ISC */

#include "data/tmpl.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "data/tmpl-compile.h"

/* The names interned so far; number N is list[N - 1]. */
static struct {
	struct str *list;
	uint32_t n;
	uint32_t
	    *slots; /* numbers by hash, 0 is free; a power of two, half full at most */
	uint32_t n_slots;
} interned;

static uint32_t
slot_of(struct str name)
{
	uint32_t hash = 2166136261U, slot;
	size_t i;

	for (i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 16777619U;
	slot = hash & (interned.n_slots - 1);
	while (interned.slots[slot] != 0 &&
	       !str_eq(interned.list[interned.slots[slot] - 1], name))
		slot = (slot + 1) & (interned.n_slots - 1);
	return slot;
}

static void
more_slots(void)
{
	uint32_t i;

	interned.n_slots = interned.n_slots == 0 ? 256 : interned.n_slots * 2;
	free(interned.slots);
	interned.slots = mem_zero(interned.n_slots, sizeof *interned.slots);
	interned.list = mem_grow(
	    interned.list, interned.n_slots / 2, sizeof *interned.list);
	for (i = 0; i < interned.n; i++)
		interned.slots[slot_of(interned.list[i])] = i + 1;
}

view_name
tmpl_name(struct str name)
{
	uint32_t slot;

	if (interned.n >= interned.n_slots / 2)
		more_slots();
	slot = slot_of(name);
	if (interned.slots[slot] == 0) {
		interned.list[interned.n++] = (struct str){ mem_copy(name.at, name.len),
			name.len };
		interned.slots[slot] = interned.n;
	}
	return interned.slots[slot];
}

static struct tmpl *
compiled(struct str text, const char *file, const char *name,
    const struct tmpl_options *o, struct err *e)
{
	struct tmpl *t = mem_zero(1, sizeof *t);
	struct tmpl_source source;

	if (tmpl_source_file(text, file, &source, e) &&
	    tmpl_compile(t, &source, name, o, e))
		return t;
	tmpl_free(t);
	return NULL;
}

struct tmpl *
tmpl_parse(
    struct str source, const char *name, const struct tmpl_options *o, struct err *e)
{
	return compiled(source, name, name, o, e);
}

struct tmpl *
tmpl_open(const char *name, const struct tmpl_options *o, struct err *e)
{
	struct buf text = BUF_INIT;
	char *path = NULL;
	struct tmpl *t = NULL;

	if (tmpl_load(name, o, &path, &text, e) && path != NULL)
		t = compiled(buf_view(&text), path, name, o, e);
	else if (path == NULL)
		(void)err_set(e, ERR_TROUBLE, "%s/%s: there is no such template",
		    o->folder == NULL ? "." : o->folder, name);
	free(path);
	buf_done(&text);
	return t;
}

bool
tmpl_blank(struct str text, bool json)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (json && text.at[i] == '\\' && i + 1 < text.len &&
		    memchr("ntr", text.at[i + 1], 3) != NULL)
			i++;
		else if (memchr(" \n\t\r", text.at[i], 4) == NULL)
			return false;
	}
	return true;
}

void
tmpl_free(struct tmpl *t)
{
	if (t == NULL)
		return;
	free(t->ops);
	free(t->names);
	free(t->hints);
	free(t->uses);
	buf_done(&t->texts);
	pool_done(&t->kept);
	free(t);
}
