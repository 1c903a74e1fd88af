/* text-address - mail addresses as they are compared */
/* SPDX-License-Identifier: ISC */

#include "data/text.h"

#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>

#include "base/mem.h"
#include "data/text-locale.h"

#define DOMAIN_LEN 1000 /* bytes: longer ones are none */

/* Whether nobody sees C at the end of an address. */
static bool
is_blank(uint32_t c)
{
	return u_isUWhiteSpace((UChar32)c) || u_charType((UChar32)c) == U_FORMAT_CHAR ||
	       u_iscntrl((UChar32)c);
}

/* How many bytes the code point before the end of S takes. */
static size_t
last_length(struct str s)
{
	size_t n = 1;

	while (n < s.len && ((unsigned char)s.at[s.len - n] & 0xc0) == 0x80)
		n++;
	return n;
}

static struct str
trim(struct str s)
{
	struct str last;
	size_t len;

	while (s.len > 0 && is_blank(str_code_point(s, &len))) {
		s.at += len;
		s.len -= len;
	}
	while (s.len > 0) {
		last.len = last_length(s);
		last.at = s.at + s.len - last.len;
		if (!is_blank(str_code_point(last, &len)))
			break;
		s.len -= last.len;
	}
	return s;
}

/* Adds S in its compatible composed form and without case: NFKC_Casefold. */
static void
fold(struct str s, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&status);
	UChar *wide, *folded = NULL;
	int32_t n, room, len = 0;

	if (str_is_ascii(s) || U_FAILURE(status)) {
		buf_folded(out, s);
		return;
	}
	wide = text_widen(s, &n);
	room = 20 * n; /* NFKC makes at most 18 units of one */
	folded = mem_alloc(((size_t)room + 1) * sizeof *folded);
	len = unorm2_normalize(nfkc, wide, n, folded, room, &status);
	if (U_SUCCESS(status))
		text_narrow(out, folded, len);
	else
		buf_str(out, s);
	free(folded);
	free(wide);
}

/* Adds the domain S in the form in which it is looked up; false where it has none. */
static bool
look_up(struct str s, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	char ascii[DOMAIN_LEN];
	UIDNA *idna;
	int32_t len;

	if (s.len >= DOMAIN_LEN)
		return false;
	idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
	len = uidna_nameToASCII_UTF8(
	    idna, s.at, (int32_t)s.len, ascii, DOMAIN_LEN, &info, &status);
	uidna_close(idna);
	if (U_FAILURE(status) || info.errors != 0 || len > DOMAIN_LEN)
		return false;
	buf_add(out, ascii, (size_t)len);
	return true;
}

void
text_address(struct str address, struct buf *out)
{
	struct str s = str_trim(address), domain;
	size_t at;

	/* What is ASCII is its own form but for the case, and costs no ICU. */
	if (str_is_ascii(s)) {
		buf_folded(out, s);
		return;
	}
	s = trim(s);
	for (at = s.len; at > 0 && s.at[at - 1] != '@'; at--)
		continue;
	domain = (struct str){ s.at + at, s.len - at };
	fold((struct str){ s.at, at }, out);
	if (str_is_ascii(domain) || !look_up(domain, out))
		fold(domain, out);
}
