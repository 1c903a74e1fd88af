/* text-country - countries: their names, codes and likely locales */
/* SPDX-License-Identifier: ISC */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "data/text-alias.h"
#include "data/text-locale.h"
#include "data/text.h"

#define CODES (26 * 26)
#define NAME_LEN 96 /* bytes of a name; longer ones are none */
#define SLOTS 8192  /* of the map of names, a power of two well above their number */
#define RECENT 256  /* raw names whose code is remembered */

/* The names of countries in one language, by code; NULL where not asked for yet. */
struct regions {
	ULocaleDisplayNames *icu;
	char *names[CODES];
};

/* A name folded (see fold) and its code. */
struct entry {
	char *key;
	char code[3];
};

static struct entry map[SLOTS];
static enum { NO_NAMES, KIT_NAMES, ALL_NAMES } loaded;

/* The slot of an alpha-2 code, capitals, or -1. */
static int
slot_of(struct str code)
{
	if (code.len != 2 || code.at[0] < 'A' || code.at[0] > 'Z' || code.at[1] < 'A' ||
	    code.at[1] > 'Z')
		return -1;
	return (code.at[0] - 'A') * 26 + (code.at[1] - 'A');
}

bool
text_country_known(struct str code)
{
	static bool known[CODES], listed;
	int slot = slot_of(code);

	if (!listed) {
		const char *const *codes = uloc_getISOCountries();

		for (; *codes != NULL; codes++)
			known[slot_of(str_of(*codes))] = true;
		listed = true;
	}
	return slot >= 0 && known[slot];
}

/* --- names by code ------------------------------------------------------------------ */

static ULocaleDisplayNames *
open_names(const char *locale, UDisplayContext length)
{
	UDisplayContext contexts[] = { UDISPCTX_STANDARD_NAMES, length };
	UErrorCode status = U_ZERO_ERROR;

	return uldn_openForContext(locale, contexts, 2, &status);
}

/* The name of CODE by ICU, or nothing. */
static void
ask(const ULocaleDisplayNames *icu, const char *code, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[NAME_LEN];
	int32_t len = icu == NULL
			  ? 0
			  : uldn_regionDisplayName(icu, code, wide, NAME_LEN, &status);

	if (U_SUCCESS(status))
		text_narrow(out, wide, len);
}

void
text_country(struct locale *l, struct str code, struct buf *out)
{
	struct buf name = BUF_INIT;
	char text[3] = "";
	char **known;

	if (!text_country_known(code)) {
		buf_str(out, code);
		return;
	}
	if (l->regions == NULL) {
		l->regions = mem_zero(1, sizeof *l->regions);
		l->regions->icu = open_names(l->id, UDISPCTX_LENGTH_FULL);
	}
	known = &l->regions->names[slot_of(code)];
	if (*known == NULL) {
		memcpy(text, code.at, 2);
		ask(l->regions->icu, text, &name);
		if (name.len == 0)
			buf_text(&name, text);
		*known = mem_copy(name.at, name.len);
		buf_done(&name);
	}
	buf_text(out, *known);
}

/* --- codes by name ------------------------------------------------------------------ */

/*
 * Adds the letters and digits of NAME to OUT without case, accents, spaces and signs;
 * "&" is "and".  So "Cote d'Ivoire" finds "Côte d’Ivoire".
 */
static void
fold(struct str name, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
	UChar plain[4 * NAME_LEN], folded[4 * NAME_LEN];
	int32_t n, len;
	UChar *wide = text_widen(name, &n);
	struct buf letters = BUF_INIT;
	struct str rest;
	size_t size;

	len = u_strFoldCase(folded, 4 * NAME_LEN, wide, n, U_FOLD_CASE_DEFAULT, &status);
	len = unorm2_normalize(nfkd, folded, len, plain, 4 * NAME_LEN, &status);
	free(wide);
	if (U_SUCCESS(status))
		text_narrow(&letters, plain, len);
	rest = buf_view(&letters);
	while (rest.len > 0) {
		uint32_t c = str_code_point(rest, &size);

		if (u_isalnum((UChar32)c))
			buf_add(out, rest.at, size);
		else if (c == '&')
			buf_text(out, "and");
		rest.at += size;
		rest.len -= size;
	}
	buf_done(&letters);
}

static uint32_t
hash_of(struct str key)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.at[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* Where KEY is, or belongs. */
static struct entry *
place_of(struct str key)
{
	uint32_t i = hash_of(key);

	while (map[i % SLOTS].key != NULL && !str_is(key, map[i % SLOTS].key))
		i++;
	return &map[i % SLOTS];
}

/* NAME means CODE, unless it means something already. */
static void
add_name(struct str name, const char *code)
{
	struct buf key = BUF_INIT;
	struct entry *place;

	fold(name, &key);
	place = place_of(buf_view(&key));
	if (key.len > 1 && place->key == NULL) {
		place->key = mem_copy(key.at, key.len);
		memcpy(place->code, code, 2);
	}
	buf_done(&key);
}

static void
add_names_in(const char *locale, const char *only)
{
	static const UDisplayContext lengths[] = { UDISPCTX_LENGTH_FULL,
		UDISPCTX_LENGTH_SHORT };
	const char *const *codes;
	struct buf name = BUF_INIT;

	for (size_t k = 0; k < 2; k++) {
		ULocaleDisplayNames *icu = open_names(locale, lengths[k]);

		for (codes = uloc_getISOCountries(); *codes != NULL; codes++) {
			if (only != NULL && strcmp(*codes, only) != 0)
				continue;
			buf_clear(&name);
			ask(icu, *codes, &name);
			add_name(buf_view(&name), *codes);
		}
		uldn_close(icu);
	}
	buf_done(&name);
}

static void
load_kit_names(void)
{
	static const char *const languages[] = { "en", "it", "fr", "ru", "pl" };
	const char *const *codes;

	for (size_t i = 0; i < text_aliases_count; i++)
		add_name(str_of(text_aliases[i].name), text_aliases[i].code);
	for (codes = uloc_getISOCountries(); *codes != NULL; codes++) {
		char locale[8];

		(void)snprintf(locale, sizeof locale, "_%s", *codes);
		add_name(str_of(uloc_getISO3Country(locale)), *codes);
	}
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		add_names_in(languages[i], NULL);
}

/* What each country calls itself. */
static void
load_own_names(void)
{
	const char *const *codes;

	for (codes = uloc_getISOCountries(); *codes != NULL; codes++) {
		UErrorCode status = U_ZERO_ERROR;
		char country[8], locale[ULOC_FULLNAME_CAPACITY];

		(void)snprintf(country, sizeof country, "und_%s", *codes);
		(void)uloc_addLikelySubtags(country, locale, sizeof locale, &status);
		if (U_SUCCESS(status))
			add_names_in(locale, *codes);
	}
}

/* Looks NAME up in the map, which is made larger where it is not there yet. */
static bool
find_name(struct str name, char code[3])
{
	struct buf key = BUF_INIT;
	const struct entry *place;

	fold(name, &key);
	for (;;) {
		place = place_of(buf_view(&key));
		if (place->key != NULL || loaded == ALL_NAMES)
			break;
		if (loaded++ == NO_NAMES)
			load_kit_names();
		else
			load_own_names();
	}
	if (place->key != NULL)
		memcpy(code, place->code, 3);
	buf_done(&key);
	return place->key != NULL;
}

/* Whether NAME is that of several countries, of which brackets say which. */
static bool
is_shared(struct str name)
{
	static const char *const shared[] = { "Congo", "Cyprus", "Guinea", "Ireland",
		"Korea", "Saint Martin", "Samoa", "Sudan", "Timor", "Virgin Islands" };

	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
		if (str_same(name, str_of(shared[i])))
			return true;
	return false;
}

/* Looks up what stands before the brackets at NAME's end, in which no country is named.
 */
static bool
find_before_brackets(struct str name, char code[3])
{
	ptrdiff_t at = str_find(name, STR("("));
	struct str head, inside;
	char other[3];

	if (at <= 0 || !str_ends(name, STR(")")))
		return false;
	head = str_trim((struct str){ name.at, (size_t)at });
	inside = (struct str){ name.at + at + 1, name.len - (size_t)at - 2 };
	return !is_shared(head) && find_name(head, code) &&
	       (!find_name(inside, other) || memcmp(other, code, 2) == 0);
}

bool
text_country_code(struct str name, char code[3])
{
	static struct {
		char name[NAME_LEN];
		uint8_t len;
		char code[3]; /* empty where the name is none */
	} recent[RECENT];
	char found[3] = "";
	size_t slot;

	name = str_trim(name);
	slot = hash_of(name) % RECENT;
	if (name.len == 2) {
		found[0] = (char)toupper((unsigned char)name.at[0]);
		found[1] = (char)toupper((unsigned char)name.at[1]);
		if (text_country_known(str_of(found))) {
			memcpy(code, found, 3);
			return true;
		}
	}
	if (name.len < 2 || name.len >= NAME_LEN)
		return false;
	if (recent[slot].len != name.len ||
	    memcmp(recent[slot].name, name.at, name.len) != 0) {
		memset(&recent[slot], 0, sizeof recent[slot]);
		memcpy(recent[slot].name, name.at, name.len);
		recent[slot].len = (uint8_t)name.len;
		if (!find_name(name, recent[slot].code) &&
		    !find_before_brackets(name, recent[slot].code))
			recent[slot].code[0] = '\0';
	}
	if (recent[slot].code[0] == '\0')
		return false;
	memcpy(code, recent[slot].code, 3);
	return true;
}

/* --- likely locales ------------------------------------------------------------------
 */

bool
text_likely_locale(struct str country, struct buf *out)
{
	static char *likely[CODES];
	UErrorCode status = U_ZERO_ERROR;
	char id[8], full[ULOC_FULLNAME_CAPACITY], language[16];
	int slot = slot_of(country);

	if (!text_country_known(country))
		return false;
	if (likely[slot] == NULL) {
		(void)snprintf(id, sizeof id, "und_%.2s", country.at);
		(void)uloc_addLikelySubtags(id, full, sizeof full, &status);
		(void)uloc_getLanguage(full, language, sizeof language, &status);
		if (U_FAILURE(status) || *language == '\0' ||
		    strcmp(language, "und") == 0)
			return false;
		likely[slot] = mem_fmt("%s-%.2s", language, country.at);
	}
	buf_text(out, likely[slot]);
	return true;
}
