/* test-csv-agree - data/csv, held to libcsv and to csv-spectrum */
/* SPDX-License-Identifier: ISC */

#include "base/mem.h"
#include "base/path.h"
#include "fuzz/csv-agree.h"
#include "tap.h"

/* --- held to libcsv --- */

static uint32_t
chance(void)
{
	static uint32_t state = 12345;

	state = state * 1664525 + 1013904223;
	return state >> 8;
}

static void
random_text(struct buf *b, const char *alphabet, size_t len)
{
	size_t n = strlen(alphabet);

	buf_clear(b);
	while (len-- > 0)
		buf_char(b, alphabet[chance() % n]);
}

/* Whether TEXT is accounted for, and read as libcsv reads it where that finds it sound.
 */
static bool
agrees(struct str file, bool *sound)
{
	struct buf got = BUF_INIT, want = BUF_INIT, ended = BUF_INIT;
	int fd = memory_file(file);
	struct err e;
	struct csv *c = csv_open(fd, ',', NULL, &e);
	struct str text;
	size_t bad = 0;
	bool all, closed;

	buf_str(&ended, file);
	agree_ends(&ended);
	text = buf_view(&ended);
	all = agree_rows(c, text, &got, &bad);
	*sound = agree_sound(text, ',', &want);
	if (*sound)
		all = all && bad == 0 && str_eq(buf_view(&got), buf_view(&want));
	if (text.len == 0 || memchr(text.at, '\n', text.len) == NULL) {
		buf_clear(&want);
		closed = agree_line(text, ',', &want);
		all = all && closed == (bad == 0) &&
		      (!closed || str_eq(buf_view(&got), buf_view(&want)));
	}
	csv_close(c);
	(void)close(fd);
	buf_done(&got);
	buf_done(&want);
	buf_done(&ended);
	return all;
}

/*
 * Random texts; a single line is bad exactly where libcsv finds a quote open at its end.
 */
static void
differential(void)
{
	static const char *const alphabets[] = { "a,\"\r \t;", "ab,,\"\"\n", "a\",\n\r",
		"abcdefgh,,,,,,,,,\"" };
	struct buf text = BUF_INIT;
	int sound = 0, wrong = 0;

	for (int i = 0; i < 40000 && wrong == 0; i++) {
		bool is;

		random_text(&text, alphabets[i % 4], chance() % (i % 16 == 3 ? 300 : 24));
		if (!agrees(buf_view(&text), &is)) {
			wrong++;
			(void)printf("# text: ");
			for (size_t k = 0; k < text.len; k++)
				(void)printf("%02x", (unsigned char)text.at[k]);
			(void)printf("\n");
		}
		sound += is;
	}
	OK(wrong == 0 && sound > 5000, "40000 random texts, %d sound ones", sound);
	buf_done(&text);
}

/* --- csv-spectrum, where it is at hand --- */

/* ROW as csv-spectrum's JSON has it: keys and texts, without any space. */
static void
add_json(struct buf *out, struct str text)
{
	buf_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		char ch = text.at[i];

		if (ch == '"' || ch == '\\')
			buf_char(out, '\\');
		if (ch == '\n')
			buf_text(out, "\\n");
		else if (ch == '\r')
			buf_text(out, "\\r");
		else
			buf_char(out, ch);
	}
	buf_char(out, '"');
}

static void
as_json(struct csv *c, struct buf *out)
{
	struct csv_row row;
	struct err e;
	char *names[16] = { NULL };
	size_t n = 0, rows_read = 0;

	buf_char(out, '[');
	for (; csv_next(c, &row, &e) == CSV_ROW; rows_read++) {
		if (rows_read == 0) {
			for (n = 0; n < row.n && n < 16; n++)
				names[n] = mem_copy(row.fields[n].at, row.fields[n].len);
			continue;
		}
		buf_text(out, rows_read == 1 ? "{" : ",{");
		for (size_t i = 0; i < row.n && i < n; i++) {
			if (i != 0)
				buf_char(out, ',');
			add_json(out, str_of(names[i]));
			buf_char(out, ':');
			add_json(out, row.fields[i]);
		}
		buf_char(out, '}');
	}
	buf_char(out, ']');
	for (size_t i = 0; i < n; i++)
		free(names[i]);
}

/* JSON without the spaces between its tokens. */
static void
squeeze(struct str json, struct buf *out)
{
	bool quoted = false;

	for (size_t i = 0; i < json.len; i++) {
		char ch = json.at[i];

		if (ch == '"')
			quoted = !quoted;
		if (quoted || (ch != ' ' && ch != '\n' && ch != '\r' && ch != '\t'))
			buf_char(out, ch);
		if (ch == '\\')
			buf_char(out, json.at[++i]);
	}
}

/*
 * The one JSON file of the twelve that is no list, and that has another phone number than
 * its CSV.
 */
static void
mend(struct buf *want)
{
	struct buf mended = BUF_INIT;
	struct str text = buf_view(want), phone = STR("1234567890");
	ptrdiff_t at = str_find(text, phone);

	if (at < 0)
		return;
	buf_char(&mended, '[');
	buf_add(&mended, text.at, (size_t)at);
	buf_text(&mended, "2095257564");
	buf_add(&mended, text.at + at + phone.len, text.len - (size_t)at - phone.len);
	buf_char(&mended, ']');
	buf_done(want);
	*want = mended;
}

static void
spectrum(void)
{
	static const char *const names[] = { "comma_in_quotes", "empty", "empty_crlf",
		"escaped_quotes", "json", "location_coordinates", "newlines",
		"newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8" };
	const char *data = getenv("AFTERCARE_TEST_DATA"),
		   *root = getenv("MESON_SOURCE_ROOT");
	struct err e;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct buf csv = BUF_INIT, json = BUF_INIT, got = BUF_INIT,
			   want = BUF_INIT;
		char *folder = data != NULL ? mem_str(data)
					    : mem_fmt("%s/../shared/data",
						  root == NULL ? "." : root);
		char *path = mem_fmt("%s/csv_spectrum/csvs/%s.csv", folder, names[i]);
		char *wanted = mem_fmt("%s/csv_spectrum/json/%s.json", folder, names[i]);

		if (path_read(path, 1 << 20, &csv, &e) &&
		    path_read(wanted, 1 << 20, &json, &e)) {
			int fd = memory_file(buf_view(&csv));
			struct csv *c = csv_open(fd, ',', NULL, &e);

			as_json(c, &got);
			squeeze(buf_view(&json), &want);
			if (strcmp(names[i], "location_coordinates") == 0)
				mend(&want);
			IS(buf_view(&got), buf_cstr(&want), "csv-spectrum's %s",
			    names[i]);
			csv_close(c);
			(void)close(fd);
		} else
			OK(true, "csv-spectrum's %s # SKIP not here", names[i]);
		free(folder);
		free(path);
		free(wanted);
		buf_done(&csv);
		buf_done(&json);
		buf_done(&got);
		buf_done(&want);
	}
}

int
main(void)
{
	differential();
	spectrum();
	return tap_done();
}
