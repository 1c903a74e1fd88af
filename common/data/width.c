/* width - how many columns of a terminal a text takes */
/* SPDX-License-Identifier: ISC */

#include "data/width.h"

#include <unicode/uchar.h>

static size_t
columns_of(uint32_t code)
{
	UChar32 c = (UChar32)code;
	int wide;

	if (code < 0x300)
		return 1;
	/* Vowels and final consonants that join the syllable before them. */
	if (code >= 0x1160 && code <= 0x11ff)
		return 0;
	switch (u_charType(c)) {
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
	case U_FORMAT_CHAR:
		return 0;
	default:
		break;
	}
	wide = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
	return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

struct str
width_head(struct str text, size_t columns)
{
	size_t at = 0, len, taken;

	while (at < text.len) {
		if ((unsigned char)text.at[at] < 0x80) {
			len = taken = 1;
		} else
			taken = columns_of(str_code_point(
			    (struct str){ text.at + at, text.len - at }, &len));
		if (taken > columns)
			break;
		columns -= taken;
		at += len;
	}
	return (struct str){ text.at, at };
}

size_t
width_of(struct str text)
{
	size_t at = 0, len, all = 0;

	while (at < text.len) {
		if ((unsigned char)text.at[at] < 0x80) {
			len = 1;
			all++;
		} else
			all += columns_of(str_code_point(
			    (struct str){ text.at + at, text.len - at }, &len));
		at += len;
	}
	return all;
}
