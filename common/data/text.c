/* text - locales; see text-money.c, text-date.c, text-country.c */
/* SPDX-License-Identifier: ISC */

#include "data/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "data/text-locale.h"

#define TAG_LEN 63 /* longer tags are none */

/* Every locale that was asked for, and the ids of all that ICU has, sorted. */
static struct locale *locales;
static char **available;
static size_t n_available;

void
text_narrow(struct buf *out, const UChar *wide, int32_t n)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = 0, room = n * 3;

	buf_reserve(out, (size_t)room + 1);
	(void)u_strToUTF8WithSub(
	    out->at + out->len, room, &len, wide, n, 0xfffd, NULL, &status);
	if (U_SUCCESS(status))
		out->len += (size_t)len;
}

UChar *
text_widen(struct str text, int32_t *n)
{
	UErrorCode status = U_ZERO_ERROR;
	size_t most = text.len < INT32_MAX / 2 ? text.len : INT32_MAX / 2;
	UChar *wide = mem_alloc((most + 1) * sizeof *wide);

	*n = 0;
	(void)u_strFromUTF8WithSub(wide, (int32_t)most + 1, n,
	    text.at == NULL ? "" : text.at, (int32_t)most, 0xfffd, NULL, &status);
	return wide;
}

/* --- which locales there are -------------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
list_available(void)
{
	UErrorCode status = U_ZERO_ERROR;
	UEnumeration *all = uloc_openAvailableByType(
	    ULOC_AVAILABLE_WITH_LEGACY_ALIASES, &status);
	size_t room = 0;
	const char *id;

	while (U_SUCCESS(status) && (id = uenum_next(all, NULL, &status)) != NULL) {
		if (n_available == room) {
			room = room == 0 ? 1024 : room * 2;
			available = mem_grow(available, room, sizeof *available);
		}
		available[n_available++] = mem_str(id);
	}
	uenum_close(all);
	qsort(available, n_available, sizeof *available, by_name);
}

static bool
is_available(const char *id)
{
	if (available == NULL)
		list_available();
	return n_available > 0 &&
	       bsearch(&id, available, n_available, sizeof *available, by_name) != NULL;
}

/*
 * The nearest locale that ICU has, in ID: "de_FR" is "de".  So a hostile file cannot fill
 * the memory with tags that are all new and all mean the same.
 */
static void
settle(char *id, size_t room)
{
	UErrorCode status = U_ZERO_ERROR;
	char likely[ULOC_FULLNAME_CAPACITY];

	if (is_available(id))
		return;
	(void)uloc_addLikelySubtags(id, likely, sizeof likely, &status);
	if (U_SUCCESS(status) && is_available(likely)) {
		(void)snprintf(id, room, "%s", likely);
		return;
	}
	while (*id != '\0' && !is_available(id)) {
		char *cut = strrchr(id, '_');

		*(cut == NULL ? id : cut) = '\0';
	}
}

/* Language, script and region of TAG as ICU writes them; false where it is malformed. */
static bool
parse(struct str tag, char id[ULOC_FULLNAME_CAPACITY])
{
	UErrorCode status = U_ZERO_ERROR;
	char text[TAG_LEN + 1], full[ULOC_FULLNAME_CAPACITY], script[16], region[16];
	int32_t parsed = 0;

	if (tag.len < 2 || tag.len > TAG_LEN)
		return false;
	for (size_t i = 0; i < tag.len; i++)
		text[i] = tag.at[i];
	text[tag.len] = '\0';
	for (char *at = text; (at = strchr(at, '_')) != NULL;)
		*at = '-';
	(void)uloc_forLanguageTag(text, full, sizeof full, &parsed, &status);
	if (U_FAILURE(status) || (size_t)parsed != tag.len)
		return false;
	(void)uloc_getLanguage(full, id, 16, &status);
	(void)uloc_getScript(full, script, sizeof script, &status);
	(void)uloc_getCountry(full, region, sizeof region, &status);
	if (U_FAILURE(status))
		return false;
	for (const char *part = script; part != NULL;
	     part = part == script ? region : NULL)
		if (*part != '\0') {
			strcat(id, "_");
			strcat(id, part);
		}
	return true;
}

static struct locale *
open_locale(const char *id)
{
	UErrorCode status = U_ZERO_ERROR;
	char tag[ULOC_FULLNAME_CAPACITY];
	struct locale *l = mem_zero(1, sizeof *l);

	(void)uloc_toLanguageTag(id, tag, sizeof tag, false, &status);
	l->id = mem_str(id);
	l->tag = mem_str(U_SUCCESS(status) ? tag : "und");
	l->next = locales;
	locales = l;
	return l;
}

struct locale *
locale_find(struct str tag)
{
	static struct {
		char tag[16];
		struct locale *locale;
	} last;
	char id[ULOC_FULLNAME_CAPACITY];
	struct locale *l;

	if (last.locale != NULL && str_is(tag, last.tag))
		return last.locale;
	if (!parse(tag, id))
		return NULL;
	settle(id, sizeof id);
	for (l = locales; l != NULL; l = l->next)
		if (strcmp(l->id, id) == 0)
			break;
	if (l == NULL)
		l = open_locale(id);
	if (tag.len < sizeof last.tag) {
		memcpy(last.tag, tag.at, tag.len);
		last.tag[tag.len] = '\0';
		last.locale = l;
	}
	return l;
}

struct str
locale_tag(const struct locale *l)
{
	return str_of(l->tag);
}
