/* report-fields - header fields of mails and of the reports in them */
/* SPDX-License-Identifier: ISC */

#include "io/report-fields.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/lines.h"
#include "base/mem.h"

/* Takes the next line of *TEXT, without its line end. */
static bool
take_line(struct str *text, struct str *line)
{
	if (text->len == 0)
		return false;
	if (!str_cut(text, '\n', line))
		return false;
	*line = lines_chomp(*line);
	return true;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether LINE begins a field; *NAME is what stands before the colon. */
static bool
begins_field(struct str line, struct str *name)
{
	size_t len = 0;

	while (len < line.len && line.at[len] > ' ' && line.at[len] < 0x7f &&
	       line.at[len] != ':')
		len++;
	*name = (struct str){ line.at, len };
	while (len < line.len && blank(line.at[len]))
		len++;
	return name->len > 0 && len < line.len && line.at[len] == ':';
}

static void
add(struct report_fields *f, struct str name, struct buf *value, struct pool *pool)
{
	struct buf readable = BUF_INIT;

	if (name.at == NULL || f->n == REPORT_FIELDS_MAX)
		return;
	if (f->n == f->room) {
		f->room = f->room == 0 ? 16 : 2 * f->room;
		f->at = mem_grow(f->at, f->room, sizeof *f->at);
	}
	buf_readable(&readable, str_trim(buf_view(value)));
	f->at[f->n++] = (struct report_field){ pool_copy(pool, name),
		pool_copy(pool, buf_view(&readable)) };
	buf_done(&readable);
}

bool
report_fields_read(struct report_fields *f, struct str *text, struct pool *pool)
{
	struct str line, name = STR_NONE, begun;
	struct buf value = BUF_INIT;
	bool any = false;

	f->n = 0;
	while (take_line(text, &line)) {
		if (str_trim(line).len == 0 && !any)
			continue;
		if (line.len == 0)
			break;
		any = true;
		if (blank(line.at[0])) {
			buf_char(&value, ' ');
			buf_str(&value, str_trim(line));
			continue;
		}
		if (!begins_field(line, &begun))
			continue;
		add(f, name, &value, pool);
		name = begun;
		buf_clear(&value);
		line.at += begun.len;
		line.len -= begun.len;
		(void)str_cut(&line, ':', &begun);
		buf_str(&value, line);
	}
	add(f, name, &value, pool);
	buf_done(&value);
	return any;
}

struct str
report_field(const struct report_fields *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_same(f->at[i].name, str_of(name)))
			return f->at[i].value;
	return STR_NONE;
}

void
report_fields_done(struct report_fields *f)
{
	free(f->at);
	*f = (struct report_fields){ NULL, 0, 0 };
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "\x{E9}" at the start of TEXT: how many bytes it takes, 0 where it is none. */
static size_t
escape(struct str text, uint32_t *code)
{
	size_t len = 3;

	*code = 0;
	if (!str_starts(text, STR("\\x{")))
		return 0;
	while (len < text.len && len < 9 && hex(text.at[len]) >= 0)
		*code = *code << 4 | (uint32_t)hex(text.at[len++]);
	if (len == 3 || len == text.len || text.at[len] != '}' || *code < 0x20 ||
	    *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return len + 1;
}

static struct str
unescape(struct str text, struct pool *pool)
{
	struct buf out = BUF_INIT;
	struct str copy;
	uint32_t code;
	char bytes[4];

	while (text.len > 0) {
		size_t len = escape(text, &code);

		if (len > 0)
			buf_add(&out, bytes, str_encode(code, bytes));
		else
			buf_char(&out, text.at[0]);
		text.at += len > 0 ? len : 1;
		text.len -= len > 0 ? len : 1;
	}
	copy = pool_copy(pool, buf_view(&out));
	buf_done(&out);
	return copy;
}

struct str
report_address(struct str value, struct pool *pool)
{
	struct str rest = value, type, address;
	ptrdiff_t open;

	if (value.at == NULL)
		return STR_NONE;
	if (str_find(value, STR(";")) >= 0) {
		(void)str_cut(&rest, ';', &type);
		if (str_same(str_trim(type), STR("utf-8")))
			rest = unescape(rest, pool);
	}
	rest = str_trim(rest);
	open = str_find(rest, STR("<"));
	if (open >= 0) {
		rest.at += open + 1;
		rest.len -= (size_t)open + 1;
		(void)str_cut(&rest, '>', &address);
	} else {
		(void)str_cut(&rest, ' ', &address);
	}
	address = str_trim(address);
	return address.len == 0 ? STR_NONE : address;
}
