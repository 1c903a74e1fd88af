/* fields - one row of CSV becomes its fields */
/* SPDX-License-Identifier: ISC */

#include "data/fields.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <csv.h>

#include "base/mem.h"

#define LIBCSV_ROOM ((size_t)64 << 10) /* that libcsv's buffer grows by */

/* Makes room for N more, at most 64; false where there may not be so many. */
static bool
make_room(struct fields *f, size_t n)
{
	if (f->room - f->n >= n)
		return true;
	if (f->room == FIELDS_MAX)
		return false;
	f->room = f->room == 0 ? 64 : f->room * 2;
	f->at = mem_grow(f->at, f->room, sizeof *f->at);
	return true;
}

static bool
add(struct fields *f, const char *at, size_t len)
{
	if (!make_room(f, 1))
		return false;
	f->at[f->n++] = (struct str){ at, len };
	return true;
}

/* Begins a row of LEN bytes: no more than these will ever be decoded. */
static void
begin(struct fields *f, size_t len)
{
	f->n = 0;
	f->odd = STR_NONE;
	buf_clear(&f->text);
	buf_reserve(&f->text, len + 1);
}

/* --- rows of sound quoting ------------------------------------------------------ */

/* What 64 bytes hold: a bit for each separator, quote and odd byte. */
struct marks {
	uint64_t separators, quotes, odd;
};

static inline struct marks
marks_of(const char *at, char separator, char quote_mark)
{
	struct marks m = { 0, 0, 0 };
#ifdef __SSE2__
	const __m128i sep = _mm_set1_epi8(separator), quote = _mm_set1_epi8(quote_mark);
	const __m128i zero = _mm_setzero_si128();

	for (int i = 0; i < 64; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
		__m128i separators = _mm_cmpeq_epi8(v, sep);
		__m128i quotes = _mm_cmpeq_epi8(v, quote);
		__m128i odd = _mm_or_si128(_mm_cmpeq_epi8(v, zero), v);

		m.separators |= (uint64_t)(uint32_t)_mm_movemask_epi8(separators) << i;
		m.quotes |= (uint64_t)(uint32_t)_mm_movemask_epi8(quotes) << i;
		m.odd |= (uint64_t)(uint32_t)_mm_movemask_epi8(odd) << i;
	}
#else
	for (int i = 0; i < 64; i++) {
		m.separators |= (uint64_t)(at[i] == separator) << i;
		m.quotes |= (uint64_t)(at[i] == quote_mark) << i;
		m.odd |= (uint64_t)((unsigned char)at[i] > 0x7f || at[i] == '\0') << i;
	}
#endif
	return m;
}

/* Where the splitting of a row stands. */
struct split {
	struct str row;
	size_t field; /* where the current field begins, its quote included */
	size_t next;  /* stops before this one are done with */
	bool quoted, doubled;
};

/* A quoted field that ends before END; doubled quotes within become one. */
static bool
add_quoted(struct fields *f, const struct split *s, size_t end)
{
	const char *at = s->row.at + s->field + 1, *stop = s->row.at + end, *quote;
	size_t start = f->text.len;

	if (!s->doubled)
		return add(f, at, (size_t)(stop - at));
	while ((quote = memchr(at, '"', (size_t)(stop - at))) != NULL) {
		buf_add(&f->text, at, (size_t)(quote + 1 - at));
		at = quote + 2;
	}
	buf_add(&f->text, at, (size_t)(stop - at));
	return add(f, f->text.at + start, f->text.len - start);
}

/* The quote at P, in any field. */
static enum fields_end
take_quote(struct fields *f, struct split *s, size_t p)
{
	if (!s->quoted) {
		s->quoted = p == s->field;
		return FIELDS_DONE;
	}
	if (p + 1 < s->row.len && s->row.at[p + 1] == '"') {
		s->doubled = true;
		s->next = p + 2;
		return FIELDS_DONE;
	}
	if (p + 1 < s->row.len && s->row.at[p + 1] != f->separator)
		return FIELDS_ODD;
	if (!add_quoted(f, s, p))
		return FIELDS_MANY;
	s->field = s->next = p + 2;
	s->quoted = s->doubled = false;
	return FIELDS_DONE;
}

/* The separators and quotes whose bits are STOPS, from FROM on. */
static enum fields_end
take_stops(struct fields *f, struct split *s, size_t from, uint64_t stops)
{
	enum fields_end end;

	for (; stops != 0; stops &= stops - 1) {
		size_t p = from + (size_t)__builtin_ctzll(stops);

		if (p < s->next)
			continue;
		if (s->row.at[p] == '"') {
			end = take_quote(f, s, p);
			if (end != FIELDS_DONE)
				return end;
		} else if (!s->quoted) {
			if (!add(f, s->row.at + s->field, p - s->field))
				return FIELDS_MANY;
			s->field = p + 1;
		}
	}
	return FIELDS_DONE;
}

/*
 * The same for a block without quotes, where no field is quoted, as most are: the bits
 * are those of separators alone.
 */
static enum fields_end
take_separators(struct fields *f, struct split *s, size_t from, uint64_t stops)
{
	const char *row = s->row.at;
	size_t field = s->field, p;
	struct str *out;

	if (!make_room(f, 64))
		return take_stops(f, s, from, stops);
	if (s->next > from) /* it follows a closing quote, and is done with */
		stops &= ~(uint64_t)0 << (s->next - from);
	out = f->at + f->n;
	for (; stops != 0; stops &= stops - 1) {
		p = from + (size_t)__builtin_ctzll(stops);
		*out++ = (struct str){ row + field, p - field };
		field = p + 1;
	}
	f->n = (size_t)(out - f->at);
	s->field = field;
	return FIELDS_DONE;
}

/* The odd bytes of the block that begins at AT. */
static inline void
add_odd(struct fields *f, const char *at, uint64_t odd)
{
	if (odd == 0)
		return;
	if (f->odd.at == NULL)
		f->odd.at = at + __builtin_ctzll(odd);
	f->odd.len = (size_t)(at + 64 - __builtin_clzll(odd) - f->odd.at);
}

enum fields_end
fields_split(struct fields *f, struct str row)
{
	const char quote = f->bare ? '\0' : '"';
	struct split s = { .row = row };

	begin(f, row.len);
	for (size_t i = 0; i < row.len; i += 64) {
		struct marks m = marks_of(row.at + i, f->separator, quote);
		enum fields_end end;

		if (f->bare)
			m.quotes = 0;
		if (row.len - i < 64) {
			uint64_t within = (UINT64_C(1) << (row.len - i)) - 1;

			m.separators &= within;
			m.quotes &= within;
			m.odd &= within;
		}
		add_odd(f, row.at + i, m.odd);
		end = m.quotes == 0 && !s.quoted
			  ? take_separators(f, &s, i, m.separators)
			  : take_stops(f, &s, i, m.separators | m.quotes);
		if (end != FIELDS_DONE)
			return end;
	}
	if (s.quoted)
		return FIELDS_OPEN;
	/* A quoted last field is there already, and `field` is beyond the end. */
	if (s.field <= row.len && !add(f, row.at + s.field, row.len - s.field))
		return FIELDS_MANY;
	return FIELDS_DONE;
}

enum fields_end
fields_follow(char separator, struct str line)
{
	const char *at = line.at, *end = line.at + line.len;
	bool quoted = true;

	for (;;) {
		if (quoted) {
			at = memchr(at, '"', (size_t)(end - at));
			if (at == NULL)
				return FIELDS_OPEN;
			at++;
			if (at < end && *at == '"') {
				at++;
				continue;
			}
			if (at < end && *at != separator)
				return FIELDS_ODD;
			quoted = false;
		}
		at = memchr(at, separator, (size_t)(end - at));
		if (at == NULL)
			return FIELDS_DONE;
		at++;
		if (at < end && *at == '"') {
			quoted = true;
			at++;
		}
	}
}

/* --- libcsv, for lines of odd quoting ---------------------------------------------- */

/* That no character is a space to be trimmed, or none a line end. */
static int
none(unsigned char c)
{
	(void)c;
	return 0;
}

static void *
grow(void *old, size_t size)
{
	return mem_grow(old, size, 1);
}

static void
take_field(void *at, size_t len, void *fields)
{
	struct fields *f = fields;
	const char *copy = f->text.at + f->text.len;

	buf_add(&f->text, at, len);
	f->many = !add(f, copy, len) || f->many;
}

static void
take_end(int end, void *fields)
{
	(void)end;
	((struct fields *)fields)->ended = true;
}

static struct csv_parser *
open_libcsv(void)
{
	struct csv_parser *p = mem_zero(1, sizeof *p);

	(void)csv_init(p, 0);
	csv_set_space_func(p, none);
	csv_set_realloc_func(p, grow);
	csv_set_blk_size(p, LIBCSV_ROOM);
	return p;
}

enum fields_end
fields_split_odd(struct fields *f, struct str line)
{
	begin(f, line.len);
	if (f->libcsv == NULL)
		f->libcsv = open_libcsv();
	csv_set_delim(f->libcsv, (unsigned char)f->separator);
	f->odd = line;
	f->ended = f->many = false;
	csv_set_term_func(f->libcsv, none);
	(void)csv_parse(f->libcsv, line.at, line.len, take_field, take_end, f);
	csv_set_term_func(f->libcsv, NULL);
	(void)csv_parse(f->libcsv, "\n", 1, take_field, take_end, f);
	if (!f->ended) {
		/* Brings it back to the start of a row. */
		(void)csv_fini(f->libcsv, NULL, NULL, NULL);
		return FIELDS_OPEN;
	}
	return f->many ? FIELDS_MANY : FIELDS_DONE;
}

void
fields_done(struct fields *f)
{
	if (f->libcsv != NULL)
		csv_free(f->libcsv);
	free(f->libcsv);
	free(f->at);
	buf_done(&f->text);
}
