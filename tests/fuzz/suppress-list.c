/* fuzz-suppress-list - files of addresses, and suppression records */
/* SPDX-License-Identifier: ISC */

/*
 * A list is read whole or refused with a reason.  Where it is read, each of its lines is
 * either nothing, or an address or record that is found again; a record is found as it is
 * when it is written and read again.
 */

#include <sys/mman.h>
#include <unistd.h>

#include "base/lines.h"
#include "fuzz/entry.h"
#include "shop/suppress-list.h"

static void
must_be_found(const struct suppress_list *l, const struct suppression *s)
{
	int64_t at[SUPPRESSION_REASONS];

	suppress_list_find(l, s->channel, s->address, at);
	MUST(at[s->reason] >= (s->at.there ? s->at.at.seconds : INT64_MAX) ||
	     (s->at.there && s->at.at.seconds <= 0));
}

/* S reads back as it is written. */
static void
must_be_read_again(const struct suppression *s)
{
	struct suppression again;
	struct emit m;
	struct rec rec;
	struct err e;

	emit_init(&m, -1);
	rec_init(&rec);
	suppression_write(&m, s);
	buf_reserve(&m.out, 64);
	memset(m.out.at + m.out.len, 0, 64);
	MUST(rec_read(&rec, buf_view(&m.out), &e));
	MUST(suppression_read(&again, rec_root(&rec), &e));
	MUST(str_eq(again.address, s->address) && str_eq(again.channel, s->channel) &&
	     again.reason == s->reason && again.at.there == s->at.there &&
	     again.at.at.seconds == s->at.at.seconds);
	rec_done(&rec);
	emit_done(&m);
}

/* What LINE of the good list L says is in it. */
static void
check_line(const struct suppress_list *l, struct rec *rec, struct str line)
{
	struct suppression s = { .reason = SUPPRESSION_MANUAL,
		.address = str_trim(line) };
	struct err e;

	if (str_starts(s.address, STR("#")))
		return;
	if (str_starts(s.address, STR("{"))) {
		MUST(rec_read(rec, s.address, &e));
		MUST(suppression_read(&s, rec_root(rec), &e));
		must_be_read_again(&s);
	} else {
		s.channel = suppression_channel(s.address, &e);
		if (s.channel.at == NULL)
			return; /* nothing, or with a comment behind it */
	}
	must_be_found(l, &s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("list", MFD_CLOEXEC);
	struct suppress_list *l;
	struct lines lines;
	struct str line;
	struct rec rec;
	char path[40];
	struct err e;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	e.text[0] = '\0';
	l = suppress_list_read(path, &e);
	MUST(l != NULL || (e.kind == ERR_TROUBLE && e.text[0] != '\0'));
	if (l != NULL) {
		MUST(lseek(fd, 0, SEEK_SET) == 0);
		lines_init(&lines, fd);
		rec_init(&rec);
		while (lines_next(&lines, &line, &e) == LINE_TEXT)
			check_line(l, &rec, lines_chomp(line));
		rec_done(&rec);
		lines_done(&lines);
	}
	suppress_list_free(l);
	(void)close(fd);
	return 0;
}
