/* header - values of mail headers: ASCII, folded, encoded words where they are needed */
/* SPDX-License-Identifier: ISC */

#include "io/header.h"

#include "base/base64.h"

enum {
	LINE = 76,	 /* where lines are folded; RFC 5322 asks for 78 at most */
	LONG_WORD = 60,	 /* a longer one cannot be folded and is encoded */
	WORD_BYTES = 45, /* of text in one encoded word, which makes 72 characters */
	WORD_FRAME = 12, /* of "=?UTF-8?B?" and "?=" */
};

void
header_clean(struct buf *out, struct str text)
{
	size_t start = out->len, i, len;

	for (i = 0; i < text.len; i += len) {
		struct str rest = { text.at + i, text.len - i };
		uint32_t c = str_code_point(rest, &len);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			c = ' ';
		if (c == ' ' && out->len == start)
			continue;
		if (c == ' ')
			buf_char(out, ' ');
		else
			buf_add(out, rest.at, len);
	}
	while (out->len > start && out->at[out->len - 1] == ' ')
		out->len--;
}

/* Whether TEXT can stand as it is: ASCII, foldable, and nothing a reader would decode. */
static bool
plain(struct str text)
{
	size_t i, word = 0;

	for (i = 0; i < text.len; i++) {
		word = text.at[i] == ' ' ? 0 : word + 1;
		if (text.at[i] < ' ' || text.at[i] > '~' || word > LONG_WORD)
			return false;
		/* A space before another could end a line, and be lost there. */
		if (i > 0 && text.at[i] == ' ' && text.at[i - 1] == ' ')
			return false;
	}
	return str_find(text, STR("=?")) < 0;
}

/* Adds the words of TEXT, folded between them; returns the column behind the last. */
static size_t
fold(struct buf *out, size_t column, struct str text)
{
	struct str word;
	bool first = true;

	while (str_cut(&text, ' ', &word)) {
		if (!first && column + 1 + word.len > LINE) {
			buf_text(out, "\n ");
			column = 1;
		} else if (!first) {
			buf_char(out, ' ');
			column++;
		}
		buf_str(out, word);
		column += word.len;
		first = false;
	}
	return column;
}

/* How many bytes of an encoded word still fit on a line that is COLUMN wide. */
static size_t
fits(size_t column)
{
	size_t room = column + WORD_FRAME < LINE ? LINE - WORD_FRAME - column : 0;

	return room / 4 * 3 < WORD_BYTES ? room / 4 * 3 : WORD_BYTES;
}

static size_t
encode(struct buf *out, size_t column, struct str text)
{
	while (text.len > 0) {
		struct str part = str_head(text, fits(column));
		size_t start;

		/* A fold between encoded words is no space in what is read. */
		if (part.len == 0) {
			buf_text(out, "\n ");
			column = 1;
			continue;
		}
		start = out->len;
		buf_text(out, "=?UTF-8?B?");
		base64_add(out, part, 0);
		buf_text(out, "?=");
		column += out->len - start;
		text.at += part.len;
		text.len -= part.len;
	}
	return column;
}

void
header_text(struct buf *out, size_t column, struct str text)
{
	struct buf clean = BUF_INIT;

	header_clean(&clean, text);
	if (plain(buf_view(&clean)))
		(void)fold(out, column, buf_view(&clean));
	else
		(void)encode(out, column, buf_view(&clean));
	buf_done(&clean);
}

/* NAME as a phrase: words as they are, a quoted string, or encoded words. */
static size_t
phrase(struct buf *out, size_t column, struct str name)
{
	static const char specials[] = "()<>[]:;@\\,.\"";
	struct buf quoted = BUF_INIT;
	bool atoms = true;
	size_t i;

	if (!plain(name))
		return encode(out, column, name);
	buf_char(&quoted, '"');
	for (i = 0; i < name.len; i++) {
		atoms = atoms && strchr(specials, name.at[i]) == NULL;
		if (name.at[i] == '"' || name.at[i] == '\\')
			buf_char(&quoted, '\\');
		buf_char(&quoted, name.at[i]);
	}
	buf_char(&quoted, '"');
	column = fold(out, column, atoms ? name : buf_view(&quoted));
	buf_done(&quoted);
	return column;
}

void
header_mailbox(struct buf *out, size_t column, struct str name, struct str address)
{
	struct buf clean = BUF_INIT;

	header_clean(&clean, name);
	if (clean.len == 0) {
		buf_str(out, address);
	} else {
		column = phrase(out, column, buf_view(&clean));
		buf_text(out, column + address.len + 3 > LINE ? "\n <" : " <");
		buf_str(out, address);
		buf_char(out, '>');
	}
	buf_done(&clean);
}
