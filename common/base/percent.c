/* percent - what "%41" stands for (RFC 3986, section 2.1) */
/* SPDX-License-Identifier: ISC */

#include "base/percent.h"

int
percent_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
percent_decode(struct str text, struct buf *out)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		int high = -1, low = -1;

		if (text.at[i] == '%' && text.len - i >= 3) {
			high = percent_digit(text.at[i + 1]);
			low = percent_digit(text.at[i + 2]);
		}
		if (high < 0 || low < 0) {
			buf_char(out, text.at[i]);
			continue;
		}
		buf_char(out, (char)(high << 4 | low));
		i += 2;
	}
}
