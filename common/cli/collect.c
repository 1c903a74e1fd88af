/* collect - what customers want to end, from logs and mailboxes, as records */
/* SPDX-License-Identifier: ISC */

#include "cli/collect.h"

#include <unistd.h>

#include "io/logtail.h"
#include "io/mailbox.h"

#define KEPT 4000 /* bytes of a mail, or of a line that is too long, that are kept */

void
collect_done(struct collect *c)
{
	unsubscribe_done(&c->unsubscribe);
	if (c->has_page)
		landing_done(&c->landing);
	bookmarks_free(c->marks);
	weblog_done(&c->weblog);
	wish_done(&c->wish);
	buf_done(&c->source);
}

/* Writes the suppression that c->wish asks for. */
static bool
write_wish(struct collect *c, struct err *e)
{
	struct suppression s;

	if (!unsubscribe_find(
		&c->unsubscribe, buf_view(&c->wish.token), c->wish.at, &s, e))
		return false;
	suppression_write(&c->tool->out, &s);
	return true;
}

/* Whether there is a page to look for in a log that does not name tokens itself. */
static bool
knows_page(const struct collect *c, const struct weblog_entry *entry, struct err *e)
{
	return c->has_page || entry->token.at != NULL ||
	       err_set(e, ERR_TROUBLE,
		   "neither mail.unsubscribe of the shop file nor --page says which page "
		   "links lead to");
}

static bool
take_line(struct collect *c, enum line_kind kind, struct str line, struct err *e)
{
	struct weblog_entry entry;

	if (kind == LINE_LONG)
		return err_set(e, ERR_RECORD, "a line over %zu MiB", LINES_MAX >> 20);
	if (!weblog_read(&c->weblog, line, &entry, e) || !knows_page(c, &entry, e))
		return false;
	return !wish_of_request(&c->wish, c->has_page ? &c->landing : NULL, &entry) ||
	       write_wish(c, e);
}

/* The name of the operand, or of the file beside it or in it, for messages. */
static const char *
name_source(struct collect *c, const char *operand, const char *folder, const char *name)
{
	if (name == NULL)
		return operand;
	buf_clear(&c->source);
	if (folder != NULL)
		buf_fmt(&c->source, "%s/", folder);
	buf_readable(&c->source, str_of(name));
	return buf_cstr(&c->source);
}

/* All lines; false where the log could not be read to its end. */
static bool
take_lines(struct collect *c, struct logtail *log, const char *operand)
{
	struct tool *t = c->tool;
	enum line_kind kind;
	struct str line;
	struct err e;

	for (;;) {
		if (!logtail_ready(log))
			tool_idle(t);
		kind = logtail_next(log, &line, &e);
		t->source = name_source(c, operand, NULL, logtail_file(log));
		if (kind == LINE_ERROR)
			tool_complain(t, &e);
		if (kind == LINE_END || kind == LINE_ERROR)
			return kind == LINE_END;
		line = lines_chomp(line);
		if (str_trim(line).len == 0)
			continue;
		if (!tool_tick(t, 1))
			return false;
		t->truncated = kind == LINE_LONG;
		if (!take_line(c, kind, line, &e))
			tool_reject_raw(t, logtail_number(log),
			    t->truncated ? str_head(line, KEPT) : line, &e);
	}
}

void
collect_log(struct collect *c, int fd)
{
	struct tool *t = c->tool;
	const char *operand = t->source;
	struct logtail *log;
	struct err e;

	log = logtail_open(fd, fd == STDIN_FILENO ? NULL : operand, c->marks, &e);
	if (log == NULL) {
		tool_complain(t, &e);
		return;
	}
	if (take_lines(c, log, operand) && !t->stopped && c->marks != NULL &&
	    tool_sync(t) && !logtail_mark(log, &e))
		tool_fail(t, &e);
	t->source = operand;
	logtail_close(log);
}

/* All mails; false where the mailbox could not be read to its end. */
static bool
take_mails(struct collect *c, struct mailbox *box, const char *operand)
{
	struct tool *t = c->tool;
	struct letter letter = { .name = NULL };
	enum mbox_kind kind;
	bool whole = true;
	struct err e;

	while (tool_tick(t, 0) && (kind = mailbox_next(box, &letter, &e)) != MBOX_END) {
		t->source = name_source(c, operand, operand, letter.name);
		if (kind == MBOX_WAIT) {
			tool_idle(t);
		} else if (kind == MBOX_ERROR) {
			tool_complain(t, &e);
			whole = letter.name != NULL;
			if (!whole)
				break;
		} else if (!wish_of_mail(&c->wish, letter.raw, &e) ||
			   !write_wish(c, &e)) {
			t->truncated = letter.raw.len > KEPT;
			if (e.kind == ERR_RECORD)
				mailbox_flag(box);
			tool_reject_raw(t, letter.line,
			    (struct str){
				letter.raw.at, t->truncated ? KEPT : letter.raw.len },
			    &e);
		}
	}
	return whole && !t->stopped;
}

void
collect_mail(struct collect *c, int fd)
{
	struct tool *t = c->tool;
	const char *operand = t->source;
	struct mailbox *box;
	struct err e;

	box = mailbox_open(fd, c->marks, &e);
	if (box == NULL) {
		tool_complain(t, &e);
		return;
	}
	if (take_mails(c, box, operand) && tool_sync(t) && !mailbox_mark(box, &e))
		tool_fail(t, &e);
	t->source = operand;
	mailbox_close(box);
}
