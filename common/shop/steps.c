/* steps - the steps of a checkout, and which events take a visit there */
/* SPDX-License-Identifier: ISC */

#include "shop/steps.h"

#include <string.h>

#include "base/path.h"
#include "data/emit.h"
#include "data/rec.h"

#define STEPS_FILE 65536 /* bytes, at most */

/* Few names, which differ in their length, their ends or their middle. */
static size_t
hash_of(struct str name)
{
	if (name.len == 0)
		return 0;
	return name.len * 31 + (size_t)(unsigned char)name.at[0] * 131 +
	       (size_t)(unsigned char)name.at[name.len / 2] * 17 +
	       (size_t)(unsigned char)name.at[name.len - 1] * 257;
}

/* The event NAME, or NULL; *SLOT is where it is or would be. */
static const struct steps_event *
find(const struct steps *s, struct str name, size_t *slot)
{
	size_t i = hash_of(name) & (s->n_slots - 1);

	for (; s->slot[i] != 0; i = (i + 1) & (s->n_slots - 1)) {
		const struct steps_event *event = &s->event[s->slot[i] - 1];

		if (event->name.len == name.len &&
		    memcmp(event->name.at, name.at, name.len) == 0) {
			*slot = i;
			return event;
		}
	}
	*slot = i;
	return NULL;
}

uint8_t
steps_of(const struct steps *s, struct str name)
{
	size_t slot;
	const struct steps_event *event = find(s, name, &slot);

	return event == NULL ? STEP_NONE : event->step;
}

static void
grow(struct steps *s)
{
	size_t i, slot;

	s->n_slots = s->n_slots == 0 ? 16 : 2 * s->n_slots;
	memset(s->slot, 0, sizeof s->slot);
	for (i = 0; i < s->n_events; i++) {
		(void)find(s, s->event[i].name, &slot);
		s->slot[slot] = (uint8_t)(i + 1);
	}
}

/* False where NAME is an event of a step already. */
static bool
add_event(struct steps *s, struct str name, size_t step)
{
	size_t slot;

	if (2 * s->n_events >= s->n_slots)
		grow(s);
	if (find(s, name, &slot) != NULL)
		return false;
	s->event[s->n_events] = (struct steps_event){ pool_copy(&s->pool, name),
		(uint8_t)step };
	s->slot[slot] = (uint8_t)++s->n_events;
	return true;
}

void
steps_default(struct steps *s)
{
	static const struct {
		struct str name, events[4];
	} own[] = {
		{ STR_INIT("viewed"), { STR_INIT("view_item"), STR_INIT("view_cart"),
					  STR_INIT("remove_from_cart") } },
		{ STR_INIT("cart"), { STR_INIT("add_to_cart") } },
		{ STR_INIT("checkout"), { STR_INIT("begin_checkout") } },
		{ STR_INIT("shipping"), { STR_INIT("add_shipping_info") } },
		{ STR_INIT("payment"),
		    { STR_INIT("add_payment_info"), STR_INIT("payment_failed") } },
		{ STR_INIT("purchased"), { STR_INIT("purchase") } },
	};
	size_t i, k;

	*s = (struct steps){ .n = sizeof own / sizeof *own };
	for (i = 0; i < s->n; i++) {
		s->name[i] = own[i].name;
		for (k = 0; k < 4 && own[i].events[k].at != NULL; k++)
			(void)add_event(s, own[i].events[k], i);
	}
}

/* A name stands in reports, in options and as a column. */
static bool
is_name(struct str name)
{
	size_t i;

	for (i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9' && i > 0) ||
			(c == '_' && i > 0)))
			return false;
	}
	return name.len > 0 && name.len <= 40;
}

static bool
read_events(struct steps *s, struct val step, struct err *e)
{
	struct val events, event;
	struct val_iter it;
	struct str name;

	if (!rec_get_list(step, "events", &events, e))
		return false;
	if (val_count(events) == 0)
		return val_expected(step, "events", "a list of event names", e);
	it = val_iter(events);
	while (val_next(&it, &event)) {
		if (!rec_need_text(event, "", &name, e))
			return false;
		if (s->n_events == STEPS_EVENTS)
			return val_err(event, e, "more than %d events", STEPS_EVENTS);
		if (!add_event(s, name, s->n))
			return val_err(event, e, "\"%.*s\" is an event of a step already",
			    STR_ARG(name));
	}
	return true;
}

static bool
read_step(struct steps *s, struct val step, struct err *e)
{
	struct str name;
	size_t i;

	if (!rec_need_text(step, "name", &name, e))
		return false;
	if (!is_name(name))
		return val_expected(
		    step, "name", "small letters, digits and '_', at most 40", e);
	for (i = 0; i < s->n; i++)
		if (str_eq(s->name[i], name))
			return val_err(
			    step, e, "a second step of the name \"%.*s\"", STR_ARG(name));
	s->name[s->n] = pool_copy(&s->pool, name);
	if (!read_events(s, step, e))
		return false;
	s->n++;
	return true;
}

static bool
read_steps(struct steps *s, struct rec *r, struct err *e)
{
	struct val list, step;
	struct val_iter it;

	if (!rec_get_list(rec_root(r), "steps", &list, e))
		return false;
	if (val_count(list) < STEPS_LEAST || val_count(list) > STEPS_MAX)
		return val_err(val_there(list) ? list : rec_root(r), e,
		    "expected a list of %d to %d steps", STEPS_LEAST, STEPS_MAX);
	it = val_iter(list);
	while (val_next(&it, &step))
		if (!read_step(s, step, e))
			return false;
	return true;
}

bool
steps_read(struct steps *s, const char *path, struct err *e)
{
	struct buf text = BUF_INIT;
	struct rec r;
	bool ok;

	*s = (struct steps){ .n = 0 };
	rec_init(&r);
	ok = path_read(path, STEPS_FILE, &text, e);
	if (ok) {
		/* What scans words of bytes may look behind the end. */
		buf_reserve(&text, 64);
		memset(text.at + text.len, 0, 64);
		ok = rec_read(&r, buf_view(&text), e) && read_steps(s, &r, e);
		if (!ok && r.tape.n == 0)
			(void)err_prefix(e, "%s: ", path);
		else if (!ok)
			(void)err_prefix(e, "%s:%u: ", path, rec_blame(&r, e));
		if (!ok)
			e->kind = ERR_TROUBLE;
	}
	rec_done(&r);
	buf_done(&text);
	if (!ok)
		steps_done(s);
	return ok;
}

void
steps_done(struct steps *s)
{
	pool_done(&s->pool);
	*s = (struct steps){ .n = 0 };
}

/* Whether NAME can be told from what stands around it, and from a quoted one. */
static bool
is_bare(struct str name)
{
	size_t i;

	for (i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] <= ' ' ||
		    strchr(":;\"\\\x7f", name.at[i]) != NULL)
			return false;
	return name.len > 0;
}

static void
describe_event(struct str name, struct buf *out)
{
	bool bare = is_bare(name);

	buf_text(out, bare ? " " : " \"");
	if (bare)
		buf_str(out, name);
	else
		emit_escape(out, name);
	buf_text(out, bare ? "" : "\"");
}

/* The events of STEP in the order of their names. */
static void
describe_events(const struct steps *s, size_t step, struct buf *out)
{
	struct str last = STR_NONE, next;
	size_t i;

	do {
		next = STR_NONE;
		for (i = 0; i < s->n_events; i++) {
			const struct steps_event *event = &s->event[i];

			if (event->step != step ||
			    (last.at != NULL && str_cmp(event->name, last) <= 0))
				continue;
			if (next.at == NULL || str_cmp(event->name, next) < 0)
				next = event->name;
		}
		if (next.at != NULL)
			describe_event(next, out);
		last = next;
	} while (next.at != NULL);
}

void
steps_describe(const struct steps *s, struct buf *out)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		buf_fmt(out, "%s%.*s:", i == 0 ? "" : "; ", STR_ARG(s->name[i]));
		describe_events(s, i, out);
	}
}
