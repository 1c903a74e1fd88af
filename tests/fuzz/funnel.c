/* fuzz-funnel - earlier reports, and reports with any text in them */
/* SPDX-License-Identifier: ISC */

/*
 * The bytes are an earlier report: it is read or refused with a reason, and what is read
 * can be set beside another.  They are also what a browser sent: with them for every name
 * and value of a report each form is what it has to be, and its records are read again as
 * the same report.
 */

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/entry.h"
#include "shop/funnel-compare.h"
#include "shop/funnel-write.h"
#include "unit/funnel-kit.h"
#include "unit/markup.h"

static struct funnel_earlier *
read_bytes(struct str bytes, struct err *e)
{
	int fd = memfd_create("report", MFD_CLOEXEC);
	struct funnel_earlier *earlier;
	char path[40];

	MUST(fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	e->text[0] = '\0';
	earlier = funnel_earlier_read(path, e);
	MUST(earlier != NULL || (e->kind == ERR_TROUBLE && e->text[0] != '\0'));
	(void)close(fd);
	return earlier;
}

/* Every form of F is written beside EARLIER. */
static void
must_stand(const struct funnel *f, const struct funnel_earlier *earlier)
{
	enum funnel_form form;
	struct emit m;

	for (form = FUNNEL_JSONL; form < FUNNEL_FORMS; form++) {
		emit_init(&m, -1);
		funnel_write(&m, f, earlier, form, &(struct funnel_look){ true, 60 });
		MUST(str_utf8(buf_view(&m.out), NULL));
		emit_done(&m);
	}
}

/* Records: read again they are the same report, in which nothing has changed. */
static void
must_be_records(const struct funnel *f, struct str text)
{
	struct err e;
	struct funnel_earlier *earlier = read_bytes(text, &e);
	struct figures fs;
	size_t i;

	MUST(earlier != NULL && funnel_earlier_fits(earlier, f, &e));
	figures_init(&fs, f);
	figures_of_group(&fs, SCOPE_WHOLE, &f->whole);
	funnel_compare(earlier, &fs);
	for (i = 0; i < fs.n; i++)
		MUST(fs.at[i].change.there && fs.at[i].change.by == 0);
	figures_done(&fs);
	funnel_earlier_free(earlier);
}

/* A table (RFC 4180): as many cells in each row, and no cell that is a formula. */
static void
must_be_table(struct str text)
{
	size_t i = 0, cells, columns = 0;

	while (i < text.len) {
		for (cells = 1;; cells++) {
			bool quoted = text.at[i] == '"';
			size_t start = i += quoted;

			MUST((unsigned char)text.at[start] >= ' ' &&
			     strchr("=+-@", text.at[start]) == NULL);
			for (; quoted ? text.at[i] != '"' || text.at[i + 1] == '"'
				      : text.at[i] != ',' && text.at[i] != '\n';
			     i++)
				i += quoted && text.at[i] == '"';
			i += quoted;
			MUST(i < text.len && (text.at[i] == ',' || text.at[i] == '\n'));
			if (text.at[i++] == '\n')
				break;
		}
		MUST(columns == 0 || cells == columns);
		columns = cells;
	}
}

/* Plain text: no control but the ends of lines. */
static void
must_be_plain(struct str text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		MUST(text.at[i] == '\n' ||
		     ((unsigned char)text.at[i] >= 0x20 && text.at[i] != 0x7f));
	MUST(str_find(text, STR("\xc2\x9b")) < 0);
	MUST(str_find(text, STR("\xe2\x80\xae")) < 0);
}

static void
must_hold(const struct funnel *f, enum funnel_form form)
{
	struct emit m;
	struct str text;
	size_t bad;

	emit_init(&m, -1);
	funnel_write(&m, f, NULL, form, &(struct funnel_look){ false, 80 });
	text = buf_view(&m.out);
	if (form == FUNNEL_JSONL) {
		must_be_records(f, text);
	} else if (form == FUNNEL_CSV) {
		must_be_table(text);
	} else
		must_be_plain(text);
	if (form == FUNNEL_HTML)
		MUST(markup_sound(text, &bad) && str_find(text, STR("<script")) < 0);
	if (form == FUNNEL_MARKDOWN)
		MUST(memchr(text.at, '<', text.len) == NULL &&
		     str_find(text, STR("://")) < 0);
	emit_done(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct buf word = BUF_INIT;
	enum funnel_form form;
	struct funnel_earlier *earlier;
	struct funnel f;
	struct err e;

	kit_funnel(&f);
	earlier = read_bytes(bytes, &e);
	if (earlier != NULL) {
		(void)funnel_earlier_fits(earlier, &f, &e);
		must_stand(&f, earlier);
	}
	funnel_earlier_free(earlier);
	funnel_done(&f);

	/* No browser sends more, and a step has a name. */
	if (size > 256)
		return 0;
	buf_readable(&word, bytes);
	if (word.len == 0)
		buf_char(&word, '-');
	kit_hostile(&f, buf_view(&word));
	for (form = FUNNEL_JSONL; form < FUNNEL_FORMS; form++)
		must_hold(&f, form);
	funnel_done(&f);
	buf_done(&word);
	return 0;
}
