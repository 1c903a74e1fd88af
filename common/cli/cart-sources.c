/* cart-sources - the logs or states that cart-abandon-report reads */
/* SPDX-License-Identifier: ISC */

#include "cli/cart-sources.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"

void
cart_sources_init(struct cart_sources *s, struct tool *t)
{
	*s = (struct cart_sources){ .t = t };
	(void)pthread_mutex_init(&s->desk, NULL);
}

void
cart_sources_done(struct cart_sources *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->at[i].name);
	free(s->at);
	(void)pthread_mutex_destroy(&s->desk);
}

int
cart_sources_open(void *context, const char **name)
{
	struct cart_sources *s = context;
	int fd;

	(void)pthread_mutex_lock(&s->desk);
	fd = tool_next_file(s->t, name);
	if (fd >= 0) {
		s->at = mem_grow(s->at, s->n + 1, sizeof *s->at);
		s->at[s->n] = (struct cart_source){ mem_str(*name), false };
		*name = s->at[s->n++].name;
	}
	(void)pthread_mutex_unlock(&s->desk);
	return fd;
}

static void
tell(struct cart_sources *s, enum cart_log_kind kind, const struct cart_log_item *item,
    const struct err *e)
{
	struct tool *t = s->t;
	const char *source = t->source;
	struct err failed;

	switch (kind) {
	case CART_LOG_REFUSED:
		t->source = s->at[item->source].name;
		t->truncated = item->cut;
		tool_reject_raw(t, item->line, item->raw, e);
		t->source = source;
		break;
	case CART_LOG_UNFINISHED:
		diag_note("%s:%" PRIu64 ": the last line is not finished; left out",
		    s->at[item->source].name, item->line);
		break;
	case CART_LOG_UNREADABLE:
		s->unreadable++;
		diag_warn("%s", e->text);
		tool_status(t, (int)e->kind);
		break;
	case CART_LOG_FAILED:
		failed = *e;
		if (item->blamed)
			(void)err_prefix(&failed, "%s: ", s->at[item->source].name);
		tool_fail(t, &failed);
		break;
	case CART_LOG_LINES:
		s->at[item->source].has_lines |= item->lines != 0;
		(void)tool_tick(t, (unsigned)item->lines);
		break;
	case CART_LOG_END:
		break;
	}
}

bool
cart_sources_read(struct cart_sources *s, struct cart_log *log)
{
	struct cart_log_item item;
	enum cart_log_kind kind;
	bool ok = true;
	struct err e;

	while (ok && (kind = cart_log_next(log, &item, &e)) != CART_LOG_END) {
		(void)pthread_mutex_lock(&s->desk);
		tell(s, kind, &item, &e);
		ok = kind != CART_LOG_FAILED && !s->t->stopped;
		(void)pthread_mutex_unlock(&s->desk);
	}
	return ok && s->unreadable < s->n;
}

int64_t
cart_sources_missing(struct cart_sources *s)
{
	size_t wanted = (size_t)s->t->n_operands, there = 0, i;

	for (i = 0; i < s->n; i++) {
		there += s->at[i].has_lines;
		if (s->at[i].has_lines || s->unreadable != 0 || wanted == 0)
			continue;
		diag_warn("%s: empty, where a state was expected", s->at[i].name);
		tool_status(s->t, ERR_TROUBLE);
	}
	return wanted == 0 ? 0 : (int64_t)(wanted - there);
}
