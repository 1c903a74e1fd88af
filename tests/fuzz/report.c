/* fuzz-report - mails that came back, and the mailboxes they lie in */
/* SPDX-License-Identifier: ISC */

/*
 * The input is a mailbox.  Every mail of it is read as a report: all texts are UTF-8, a
 * second reading gives the same, and what is written on its word alone are suppressions
 * that are read again as they were written, with addresses that a mail can go to.  A
 * mailbox that is read on from behind any of its mails gives those that follow.
 */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/entry.h"
#include "io/mbox.h"
#include "shop/bounce.h"
#include "shop/message.h"
#include "shop/suppression.h"

#define MAILS_MAX 64

static struct bounce_forms forms;
static struct token_keys keys;

static void
check_text(struct str text)
{
	size_t bad;

	MUST(text.at == NULL || str_utf8(text, &bad));
}

static void
check_fields(const struct report_fields *f)
{
	MUST(f->n <= REPORT_FIELDS_MAX);
	for (size_t i = 0; i < f->n; i++) {
		MUST(f->at[i].name.len > 0);
		check_text(f->at[i].name);
		check_text(f->at[i].value);
		MUST(memchr(f->at[i].value.at, '\n', f->at[i].value.len) == NULL);
	}
}

static void
check_report(const struct report *r)
{
	check_fields(&r->head);
	check_fields(&r->about);
	check_fields(&r->returned);
	check_text(r->text);
	MUST(r->text.len <= REPORT_TEXT_MAX);
	MUST(r->kind != REPORT_STATUS || r->n_recipients > 0);
	for (size_t i = 0; i < r->n_recipients; i++) {
		check_text(r->recipients[i].final);
		check_text(r->recipients[i].original);
		check_text(r->recipients[i].status);
		check_text(r->recipients[i].diagnostic);
		check_text(r->recipients[i].remote);
	}
}

/* LINE is a suppression of an address. */
static void
read_again(struct str line)
{
	struct buf copy = BUF_INIT;
	struct rec rec = { .line = STR_NONE };
	struct suppression s;
	struct err e;

	buf_str(&copy, line);
	buf_reserve(&copy, 64);
	memset(copy.at + copy.len, 0, 64);
	MUST(rec_read(&rec, buf_view(&copy), &e));
	MUST(suppression_read(&s, rec_root(&rec), &e));
	MUST(message_address(s.address, &e));
	MUST(s.reason == SUPPRESSION_BOUNCE || s.reason == SUPPRESSION_COMPLAINT);
	rec_done(&rec);
	buf_done(&copy);
}

/* What MAIL comes to, in OUT. */
static void
read_mail(struct str mail, struct emit *out)
{
	struct bounce b = { .forms = &forms, .keys = &keys, .trust = true };
	struct str rest, line;
	struct err e = { .text = "" };

	b.now.seconds = 1795251600;
	emit_init(out, -1);
	if (!bounce_read(&b, mail, out, &e))
		MUST(e.kind == ERR_RECORD && e.text[0] != '\0');
	check_report(&b.report);
	rest = buf_view(&out->out);
	while (str_cut(&rest, '\n', &line) && rest.at != NULL)
		read_again(line);
	bounce_done(&b);
}

static void
check_mail(struct str mail)
{
	struct emit first, second;

	read_mail(mail, &first);
	read_mail(mail, &second);
	MUST(str_eq(buf_view(&first.out), buf_view(&second.out)));
	emit_done(&first);
	emit_done(&second);
}

static int
file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", 0);

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	return fd;
}

/*
 * Reads the mails of FD from OFFSET on: their texts in ALL, one behind the other, and
 * where each ends in ENDS and the file goes on in NEXT.
 */
static size_t
read_box(int fd, int64_t offset, struct buf *all, size_t *ends, int64_t *next)
{
	struct letter letter;
	struct mbox *m;
	enum mbox_kind kind;
	struct err e;
	size_t n = 0;

	MUST(lseek(fd, 0, SEEK_SET) == 0);
	m = mbox_open(fd, offset, &e);
	MUST(m != NULL);
	while (n < MAILS_MAX && (kind = mbox_next(m, &letter, &e)) != MBOX_END) {
		MUST(kind != MBOX_ERROR);
		if (kind != MBOX_LETTER)
			continue;
		buf_str(all, letter.raw);
		MUST(letter.line > 0 && !letter.cut);
		ends[n] = all->len;
		next[n++] = mbox_offset(m);
	}
	mbox_close(m);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct search where = { NULL, FUZZ_DATA };
	struct buf all = BUF_INIT, rest = BUF_INIT;
	size_t ends[MAILS_MAX], again[MAILS_MAX], n, start = 0;
	int64_t next[MAILS_MAX], beyond[MAILS_MAX];
	struct err e;
	int fd;

	if (forms.n_forms == 0)
		MUST(bounce_forms_open(&forms, &where, &e));
	fd = file_of(data, size);
	n = read_box(fd, 0, &all, ends, next);
	for (size_t i = 0; i < n; i++) {
		check_mail((struct str){ buf_view(&all).at + start, ends[i] - start });
		start = ends[i];
		MUST(next[i] >= 0 && next[i] <= (int64_t)size);
		/* Of the last one the file may not have seen the end. */
		if (i + 1 == n || n == MAILS_MAX || next[i] == 0)
			continue;
		buf_clear(&rest);
		MUST(read_box(fd, next[i], &rest, again, beyond) == n - i - 1);
		MUST(str_eq(buf_view(&rest),
		    (struct str){ buf_view(&all).at + ends[i], all.len - ends[i] }));
	}
	(void)close(fd);
	buf_done(&all);
	buf_done(&rest);
	return 0;
}
