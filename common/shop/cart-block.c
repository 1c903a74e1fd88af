/* cart-block - what one thread makes of a block of lines */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-block.h"

#include <stdlib.h>

#include "base/lines.h"
#include "base/mem.h"

void
cart_outcome_free(struct cart_outcome *o)
{
	size_t i;

	if (o == NULL)
		return;
	for (i = 0; i < o->n; i++)
		free(o->refused[i].raw);
	free(o->refused);
	free(o);
}

void
cart_block_reader_init(struct cart_block_reader *r, const struct cart_log_settings *s)
{
	*r = (struct cart_block_reader){ .events = NULL };
	if (s->states)
		r->states = visit_state_reader_new(s->events, s->plan);
	else
		r->events = cart_event_reader_new(s->events);
	visits_batch_init(&r->batch, s->visits);
}

void
cart_block_reader_done(struct cart_block_reader *r)
{
	cart_event_reader_free(r->events);
	visit_state_reader_free(r->states);
	visits_batch_done(&r->batch);
	tape_done(&r->tape);
}

static void
refuse(struct cart_outcome *o, struct str raw, bool cut, const struct err *e)
{
	if (o->n == o->room) {
		o->room = o->room == 0 ? 8 : 2 * o->room;
		o->refused = mem_grow(o->refused, o->room, sizeof *o->refused);
	}
	o->refused[o->n++] = (struct cart_refusal){ o->all_lines,
		mem_copy(raw.at, raw.len), raw.len, cut, *e };
}

/*
 * Whether the last line of a source is one that somebody is still writing.  A state is
 * whole, or visits are missing from it.
 */
static bool
is_half(struct cart_block_reader *r, struct str line)
{
	struct err e;

	return r->states == NULL && !scan(&r->tape, line, &e);
}

/* The first line of *REST; false where it is refused (or E ends the run). */
static bool
read_line(struct cart_block_reader *r, struct str *rest, struct str *line, struct err *e)
{
	struct visit *piece = visits_batch_next(&r->batch);
	bool none = false, ok;

	ok = r->states != NULL ? visit_state_next(r->states, rest, line, piece, &none, e)
			       : cart_event_next(r->events, rest, line, piece, e);
	if (ok && !none)
		visits_batch_keep(&r->batch);
	return ok;
}

/* Takes the first line off *REST where there is nothing in it. */
static bool
skip_blank(struct str *rest)
{
	struct str after = *rest, line;

	if ((unsigned char)rest->at[0] > ' ')
		return false;
	(void)str_cut(&after, '\n', &line);
	if (str_trim(line).len != 0)
		return false;
	*rest = after;
	return true;
}

/* The line of O that was read last is refused, unless somebody is still writing it. */
static void
take_refused(struct cart_block_reader *r, const struct block *b, struct cart_outcome *o,
    struct str line, bool last, const struct err *e)
{
	bool whole = b->text.at[b->text.len - 1] == '\n';

	line = lines_chomp(line);
	if (last && !whole && b->last_of_source && !b->cut && is_half(r, line))
		o->unfinished = o->all_lines;
	else
		refuse(o, line, b->cut, e);
}

/*
 * A source that does not begin as a state does is none, and so are its other lines, of
 * which there may be millions: E, which says what is wrong with the first, ends the run.
 */
static void
judge_start(const struct cart_block_reader *r, const struct block *b,
    const struct cart_outcome *o, struct err *e)
{
	if (r->states == NULL || !b->first_of_source || o->lines != 1 ||
	    !visit_state_foreign(r->states))
		return;
	(void)err_prefix(e, "not a state that --partial wrote: ");
	e->kind = ERR_TROUBLE;
}

static bool
take_lines(struct cart_block_reader *r, const struct block *b, struct cart_outcome *o,
    struct err *e)
{
	struct str rest = b->text, line = b->text;

	while (rest.len != 0) {
		o->all_lines++;
		if (skip_blank(&rest))
			continue;
		o->lines++;
		if (b->cut) {
			rest.len = 0;
			(void)err_set(
			    e, ERR_RECORD, "a line over %zu MiB", LINES_MAX >> 20);
		} else if (read_line(r, &rest, &line, e))
			continue;
		else
			judge_start(r, b, o, e);
		o->unfit = e->kind != ERR_RECORD;
		if (o->unfit)
			return false;
		take_refused(r, b, o, line, rest.len == 0, e);
	}
	return true;
}

bool
cart_block_read(struct cart_block_reader *r, const struct block *b,
    struct cart_outcome *o, struct err *e)
{
	bool ok = take_lines(r, b, o, e) && visits_add(r->batch.visits, &r->batch, e);

	if (r->states != NULL)
		visit_state_forget(r->states);
	else
		cart_event_forget(r->events);
	return ok;
}
