/* encoding - bytes in any encoding become UTF-8 as they are read, through ICU */
/* SPDX-License-Identifier: ISC */

#include "data/encoding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "base/str.h"

#define RAW ((size_t)64 << 10)
#define WIDE (2 * RAW)
#define GROWTH 8 /* no encoding makes more bytes of UTF-8 out of one of its own */
#define WRONG '\xff'

/* read(2), but first what was read before. */
static ssize_t
take(struct encoding *c, void *at, size_t room)
{
	size_t n = c->ahead_to - c->ahead_at;

	if (n == 0)
		return read(c->fd, at, room);
	if (n > room)
		n = room;
	memcpy(at, c->ahead + c->ahead_at, n);
	c->ahead_at += n;
	return (ssize_t)n;
}

static bool
open_converter(struct encoding *c, const char *name)
{
	UErrorCode status = U_ZERO_ERROR;

	c->converter = ucnv_open(name, &status);
	if (U_FAILURE(status))
		return false;
	ucnv_setToUCallBack(
	    c->converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
	c->raw = mem_alloc(RAW);
	c->wide = mem_alloc(WIDE * sizeof(UChar));
	return true;
}

static bool
is_utf8(const char *name)
{
	return str_same(str_of(name), STR("utf-8")) ||
	       str_same(str_of(name), STR("utf8"));
}

static bool
is_utf16(const char *name)
{
	return str_same(str_of(name), STR("utf-16")) ||
	       str_same(str_of(name), STR("utf16"));
}

bool
encoding_init(struct encoding *c, int fd, const char *name, struct err *e)
{
	*c = (struct encoding){ .fd = fd, .name = name };
	if (name == NULL || is_utf8(name)) {
		c->name = NULL;
		return true;
	}
	if (*name != '\0' && open_converter(c, name))
		return true;
	return err_set(e, ERR_TROUBLE,
	    "unknown encoding \"%s\": expected a name such as utf-8, utf-16le, "
	    "windows-1252, iso-8859-15 or windows-1251",
	    name);
}

void
encoding_done(struct encoding *c)
{
	if (c->converter != NULL)
		ucnv_close(c->converter);
	free(c->raw);
	free(c->wide);
	*c = (struct encoding){ .fd = -1 };
}

/* Another encoding than the one that was named. */
static void
change(struct encoding *c, const char *name)
{
	if (c->converter != NULL)
		ucnv_close(c->converter);
	free(c->raw);
	free(c->wide);
	c->converter = NULL;
	c->raw = NULL;
	c->wide = NULL;
	c->name = name;
	if (name != NULL)
		(void)open_converter(c, name);
}

/* Takes the encoding from the first bytes of the input, where they say it. */
static void
recognise(struct encoding *c, struct str start)
{
	if (str_starts(start, STR("\xff\xfe")))
		change(c, "UTF-16LE");
	else if (str_starts(start, STR("\xfe\xff")))
		change(c, "UTF-16BE");
	else if (str_starts(start, STR("\xef\xbb\xbf")))
		change(c, NULL);
	else if (c->name != NULL && is_utf16(c->name) && start.len >= 2)
		change(c, start.at[0] == '\0' ? "UTF-16BE" : "UTF-16LE");
}

/* Adds the UTF-8 of WIDE to OUT, of ROOM bytes; returns how many. */
static size_t
narrow(const UChar *wide, size_t n, char *out, size_t room)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = 0;

	(void)u_strToUTF8(out, (int32_t)room, &len, wide, (int32_t)n, &status);
	return (size_t)len;
}

/* The N bytes of `raw` as UTF-8 in OUT; with LAST, what was begun must be complete. */
static size_t
convert(struct encoding *c, size_t n, bool last, char *out, size_t room)
{
	const char *from = c->raw, *end = c->raw + n;
	size_t len = 0;
	UErrorCode status;

	do {
		UChar *wide = c->wide;

		status = U_ZERO_ERROR;
		ucnv_toUnicode(c->converter, &wide, (UChar *)c->wide + WIDE, &from, end,
		    NULL, last, &status);
		len += narrow(
		    c->wide, (size_t)(wide - (UChar *)c->wide), out + len, room - len);
		if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
			out[len++] = WRONG;
	} while (from < end || status == U_BUFFER_OVERFLOW_ERROR);
	return len;
}

/* Reads up to ROOM bytes, but at least the three that a mark has unless the input ends.
 */
static ssize_t
read_start(struct encoding *c, char *at, size_t room)
{
	size_t have = 0;
	ssize_t n;

	while (have < 3) {
		n = take(c, at + have, room - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

/* The first read: finds out the encoding, and converts what was read to do so. */
static ssize_t
begin(struct encoding *c, char *at, size_t room)
{
	size_t most = room / GROWTH < RAW ? room / GROWTH : RAW;
	ssize_t n = read_start(c, at, most);

	if (n < 0)
		return -1;
	c->begun = true;
	recognise(c, (struct str){ at, (size_t)n });
	if (c->converter == NULL || n == 0)
		return n;
	memcpy(c->raw, at, (size_t)n);
	return (ssize_t)convert(c, (size_t)n, false, at, room);
}

ssize_t
encoding_read(void *encoding, void *at, size_t room)
{
	struct encoding *c = encoding;
	size_t most = room / GROWTH < RAW ? room / GROWTH : RAW;
	ssize_t n;
	size_t len = 0;

	if (!c->begun) {
		n = begin(c, at, room);
		if (n != 0)
			return n;
	}
	if (c->converter == NULL)
		return take(c, at, room);
	/* Half a character gives nothing yet, and nothing would mean the end. */
	while (len == 0 && !c->ended) {
		n = take(c, c->raw, most);
		if (n < 0)
			return -1;
		c->ended = n == 0;
		len = convert(c, (size_t)n, c->ended, at, room);
	}
	return (ssize_t)len;
}

void
encoding_ahead(struct encoding *c, struct str ahead)
{
	memcpy(c->ahead, ahead.at, ahead.len);
	c->ahead_to = ahead.len;
}
