/* pattern-icu - the patterns that need ICU; used by pattern alone */
/* SPDX-License-Identifier: ISC */

#include "data/pattern-icu.h"

#include <stdlib.h>
#include <unicode/umsg.h>
#include <unicode/ustring.h>

#include "base/mem.h"

#define REMEMBERED 64

struct pattern_format {
	UMessageFormat *icu;
	struct str remembered[REMEMBERED];
};

/* TEXT as UTF-16 with a NUL, on the heap; what is not UTF-8 in it becomes U+FFFD. */
static UChar *
wide(struct str text, int32_t *len)
{
	int32_t room = (int32_t)text.len + 1;
	UChar *out = mem_alloc((size_t)room * sizeof *out);
	UErrorCode status = U_ZERO_ERROR;

	(void)u_strFromUTF8WithSub(out, room, len, text.at == NULL ? "" : text.at,
	    (int32_t)text.len, 0xfffd, NULL, &status);
	return out;
}

static void
add_narrow(struct buf *out, const UChar *text, int32_t len)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t bytes = 0;

	buf_reserve(out, (size_t)len * 3 + 1);
	(void)u_strToUTF8WithSub(
	    out->at + out->len, len * 3 + 1, &bytes, text, len, 0xfffd, NULL, &status);
	out->len += (size_t)bytes;
}

struct pattern_format *
pattern_icu_new(struct str numbered, const char *locale, struct err *e)
{
	struct pattern_format *f;
	UErrorCode status = U_ZERO_ERROR;
	UParseError at = { 0 };
	int32_t len = 0;
	UChar *text = wide(numbered, &len);
	UMessageFormat *icu = umsg_open(text, len, locale, &at, &status);

	free(text);
	if (U_FAILURE(status)) {
		(void)err_set(e, ERR_TROUBLE, "expected a MessageFormat pattern: %s",
		    u_errorName(status));
		umsg_close(icu);
		return NULL;
	}
	f = mem_zero(1, sizeof *f);
	f->icu = icu;
	return f;
}

void
pattern_icu_free(struct pattern_format *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < REMEMBERED; i++)
		free((char *)(uintptr_t)f->remembered[i].at);
	umsg_close(f->icu);
	free(f);
}

/*
 * umsg_format reads its variable arguments by the types that the pattern gives them:
 * number 0 is a double where the pattern has one and an ignored pointer where not, the
 * others are texts.  Those that the pattern does not use are not read.
 */
static int32_t
run(const struct pattern *p, const struct pattern_arg *args, UChar *const t[],
    UChar *room, int32_t size, UErrorCode *status)
{
	UMessageFormat *icu = p->compiled->icu;

	_Static_assert(PATTERN_ARGS == 8, "as many as are passed here");
	if (p->number < 0)
		return umsg_format(icu, room, size, status, (void *)NULL, t[0], t[1],
		    t[2], t[3], t[4], t[5], t[6], t[7]);
	return umsg_format(icu, room, size, status, (double)args[p->number].n, t[0], t[1],
	    t[2], t[3], t[4], t[5], t[6], t[7]);
}

static bool
add_formatted(const struct pattern *p, const struct pattern_arg *args, struct buf *out,
    struct err *e)
{
	static const struct str none = STR_INIT("");
	UChar *texts[PATTERN_ARGS], *room;
	UErrorCode status = U_ZERO_ERROR;
	int32_t size = 512, len = 0, ignored;
	size_t i;

	for (i = 0; i < PATTERN_ARGS; i++)
		texts[i] = wide(
		    i < p->n_args && p->shown[i] ? args[i].text : none, &ignored);
	room = mem_alloc((size_t)size * sizeof *room);
	len = run(p, args, texts, room, size, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		size = len + 1;
		room = mem_grow(room, (size_t)size, sizeof *room);
		status = U_ZERO_ERROR;
		len = run(p, args, texts, room, size, &status);
	}
	if (U_SUCCESS(status))
		add_narrow(out, room, len);
	free(room);
	for (i = 0; i < PATTERN_ARGS; i++)
		free(texts[i]);
	return U_SUCCESS(status) ||
	       err_set(e, ERR_TROUBLE, "cannot be formatted: %s", u_errorName(status));
}

bool
pattern_icu_add(
    struct pattern *p, const struct pattern_arg *args, struct buf *out, struct err *e)
{
	struct pattern_format *f = p->compiled;
	size_t start = out->len;
	int64_t n = p->number < 0 ? -1 : args[p->number].n;
	bool remember = p->n_args == 1 && !p->shown[0] && n >= 0 && n < REMEMBERED;

	if (p->number >= 0 && !args[p->number].number)
		return err_set(e, ERR_RECORD,
		    "%.*s: expected a whole number, got \"%.*s\"",
		    STR_ARG(p->args[p->number]),
		    STR_ARG(str_head(args[p->number].text, 40)));
	if (remember && f->remembered[n].at != NULL) {
		buf_str(out, f->remembered[n]);
		return true;
	}
	if (!add_formatted(p, args, out, e))
		return false;
	if (remember)
		f->remembered[n] = (struct str){
			mem_copy(out->at + start, out->len - start), out->len - start
		};
	return true;
}
