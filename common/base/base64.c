/* base64 - bytes as text (RFC 4648, section 4) */
/* SPDX-License-Identifier: ISC */

#include "base/base64.h"

#include <stdint.h>

static const char
    letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_add(struct buf *out, struct str bytes, size_t width)
{
	const unsigned char *p = (const unsigned char *)bytes.at;
	size_t i, column = 0;

	for (i = 0; i < bytes.len; i += 3) {
		size_t left = bytes.len - i;
		uint32_t three = (uint32_t)p[i] << 16 |
				 (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
				 (left > 2 ? p[i + 2] : 0);

		buf_char(out, letters[three >> 18]);
		buf_char(out, letters[three >> 12 & 63]);
		buf_char(out, left > 1 ? letters[three >> 6 & 63] : '=');
		buf_char(out, left > 2 ? letters[three & 63] : '=');
		column += 4;
		if (width != 0 && (column == width || left <= 3)) {
			buf_char(out, '\n');
			column = 0;
		}
	}
}

/* The value of a base64 character, or -1. */
static int
value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
base64_read(struct str text, struct buf *out)
{
	size_t start = out->len, i, n = 0, padding = 0;
	uint32_t four = 0;

	for (i = 0; i < text.len; i++) {
		int v = value(text.at[i]);

		if (text.at[i] == '\n' || text.at[i] == '\r')
			continue;
		if (text.at[i] == '=' && n % 4 >= 2)
			padding++;
		else if (v < 0 || padding > 0)
			break;
		four = four << 6 | (uint32_t)(v < 0 ? 0 : v);
		if (++n % 4 == 0) {
			char three[3] = { (char)(four >> 16), (char)(four >> 8),
				(char)four };

			/* The bits that padding leaves over must be 0. */
			if ((four & ((1U << padding * 8) - 1)) != 0)
				break;
			buf_add(out, three, 3 - padding);
		}
	}
	if (i == text.len && n % 4 == 0)
		return true;
	out->len = start;
	return false;
}
