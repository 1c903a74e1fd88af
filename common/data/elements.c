/* elements - the objects of a JSON export, one by one */
/* SPDX-License-Identifier: ISC */

#include "data/elements.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define BLOCK ((size_t)256 << 10)
#define SLACK 64

void
elements_init(
    struct elements *x, int fd, struct str ahead, const struct str *lists, size_t n_lists)
{
	*x = (struct elements){ .fd = fd, .lists = lists, .n_lists = n_lists, .line = 1 };
	x->room = BLOCK + ahead.len;
	x->block = mem_alloc(x->room + SLACK);
	if (ahead.len != 0)
		memcpy(x->block, ahead.at, ahead.len);
	x->to = ahead.len;
	memset(x->block + x->to, 0, SLACK);
}

void
elements_done(struct elements *x)
{
	free(x->block);
	*x = (struct elements){ .fd = -1 };
}

/* Reads more behind block[at..to), which moves to the front; false at the end. */
static bool
fill(struct elements *x, struct err *e)
{
	ssize_t n;

	if (x->end || x->failed)
		return false;
	if (x->at != 0) {
		memmove(x->block, x->block + x->at, x->to - x->at);
		x->to -= x->at;
		x->at = 0;
	}
	if (x->room - x->to < BLOCK / 2) {
		x->room *= 2;
		x->block = mem_grow(x->block, x->room + SLACK, 1);
	}
	do
		n = read(x->fd, x->block + x->to, x->room - x->to);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		x->failed = true;
		return err_set(e, ERR_TROUBLE, "cannot read: %s", strerror(errno));
	}
	x->to += (size_t)n;
	memset(x->block + x->to, 0, SLACK);
	x->end = n == 0;
	return n > 0;
}

/* Goes over N bytes, counting lines. */
static void
pass(struct elements *x, size_t n)
{
	const char *p = x->block + x->at, *end = p + n;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		x->line++;
		p++;
	}
	x->at += n;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The first byte that is neither space nor comma, or -1 at the end. */
static int
peek(struct elements *x, struct err *e)
{
	for (;;) {
		size_t i = x->at;

		while (i < x->to && (is_space(x->block[i]) || x->block[i] == ','))
			i++;
		pass(x, i - x->at);
		if (x->at < x->to)
			return (unsigned char)x->block[x->at];
		if (!fill(x, e))
			return -1;
	}
}

/* Whether the '[' at AT, which is no deeper than its object, opens the list of objects.
 */
static bool
opens_list(const struct elements *x, size_t at)
{
	const char *b = x->block;
	size_t i;

	while (at > x->at && is_space(b[at - 1]))
		at--;
	if (at == x->at || b[--at] != ':')
		return false;
	while (at > x->at && is_space(b[at - 1]))
		at--;
	if (at == x->at || b[--at] != '"')
		return false;
	for (i = 0; i < x->n_lists; i++) {
		struct str name = x->lists[i];

		if (at - x->at > name.len && b[at - name.len - 1] == '"' &&
		    memcmp(b + at - name.len, name.at, name.len) == 0)
			return true;
	}
	return false;
}

/* Where the search for an element's end stands. */
struct search_end {
	size_t len;   /* bytes of the element looked at */
	size_t depth; /* of braces: a bracket that is wrong ends nothing */
	bool text, escape;
};

enum found {
	FOUND_END,
	FOUND_LIST,   /* the element wraps the list; len is just behind its '[' */
	FOUND_BROKEN, /* it cannot end well; len is up to where to go on */
	FOUND_MORE,   /* more bytes are needed */
};

/* One object a line: a line that begins with '{' begins an object of its own. */
static bool
starts_anew(const struct elements *x, size_t i)
{
	return !x->listed && i + 1 < x->to && x->block[i + 1] == '{';
}

static enum found
find_end(struct elements *x, struct search_end *s)
{
	for (; x->at + s->len < x->to; s->len++) {
		size_t i = x->at + s->len;
		char c = x->block[i];

		if (c == '\n' && !x->listed && i + 1 == x->to && !x->end)
			return FOUND_MORE;
		if (c == '\n' && (s->text || starts_anew(x, i)))
			return FOUND_BROKEN;
		if (s->escape) {
			s->escape = false;
		} else if (s->text) {
			s->escape = c == '\\';
			s->text = c != '"';
		} else if (c == '"') {
			s->text = true;
		} else if (c == '{') {
			s->depth++;
		} else if (c == '}' && --s->depth == 0) {
			s->len++;
			return FOUND_END;
		} else if (c == '[' && s->depth == 1 && !x->listed && opens_list(x, i)) {
			s->len++;
			return FOUND_LIST;
		}
		if (s->len == ELEMENT_MAX)
			return FOUND_BROKEN;
	}
	return FOUND_MORE;
}

/* What is no object: up to the next comma, bracket or line end. */
static enum element_kind
give_other(struct elements *x, struct element *out, struct err *e)
{
	size_t len = 0;

	for (;;) {
		while (x->at + len < x->to &&
		       memchr(",]\n", x->block[x->at + len], 3) == NULL && len < BLOCK)
			len++;
		if (x->at + len < x->to || !fill(x, e))
			break;
	}
	if (x->failed)
		return ELEMENT_ERROR;
	if (len == 0)
		len = 1;
	*out = (struct element){ { x->block + x->at, len }, x->line };
	pass(x, len);
	return err_set(e, ERR_RECORD, "expected a JSON object"), ELEMENT_BAD;
}

/* An object that does not end; in a list nothing tells where the next one begins. */
static enum element_kind
give_broken(struct elements *x, size_t len, struct element *out, struct err *e)
{
	*out = (struct element){ { x->block + x->at, len }, x->line };
	pass(x, len);
	if (!x->listed && len < ELEMENT_MAX)
		return err_set(e, ERR_RECORD, "the object is not closed"), ELEMENT_BAD;
	x->end = true;
	x->to = x->at;
	x->listed = false;
	return err_set(e, ERR_TROUBLE,
		   "line %llu: the object that begins here is %s, so that what follows "
		   "cannot be read",
		   (unsigned long long)out->line,
		   len < ELEMENT_MAX ? "not closed" : "over 16 MiB"),
	       ELEMENT_ERROR;
}

/* The object that begins at block[at]; false where it was a wrapper and is open now. */
static bool
give_object(
    struct elements *x, struct element *out, struct err *e, enum element_kind *kind)
{
	struct search_end s = { 0, 0, false, false };
	enum found found;

	while ((found = find_end(x, &s)) == FOUND_MORE)
		if (!fill(x, e))
			break;
	if (x->failed) {
		*kind = ELEMENT_ERROR;
		return true;
	}
	if (found == FOUND_LIST) {
		pass(x, s.len);
		x->listed = x->wrapped = true;
		return false;
	}
	*kind = ELEMENT_TEXT;
	if (found != FOUND_END) {
		*kind = give_broken(x, s.len, out, e);
		return true;
	}
	*out = (struct element){ { x->block + x->at, s.len }, x->line };
	pass(x, s.len);
	return true;
}

/* Goes over what stands behind the list in the object around it. */
static bool
close_wrapper(struct elements *x, struct err *e)
{
	struct search_end s = { 0, 1, false, false };

	x->listed = true; /* a list of another name within is no list of objects */
	while (find_end(x, &s) == FOUND_MORE) {
		pass(x, s.len);
		s.len = 0;
		if (!fill(x, e))
			break;
	}
	pass(x, s.len);
	x->listed = x->wrapped = false;
	return !x->failed;
}

enum element_kind
elements_next(struct elements *x, struct element *out, struct err *e)
{
	enum element_kind kind;
	int c;

	while ((c = peek(x, e)) >= 0) {
		if (c == '[' && !x->listed) {
			x->listed = true;
			pass(x, 1);
		} else if (c == ']' && x->listed) {
			pass(x, 1);
			x->listed = false;
			if (x->wrapped && !close_wrapper(x, e))
				return ELEMENT_ERROR;
		} else if (c != '{') {
			return give_other(x, out, e);
		} else if (give_object(x, out, e, &kind)) {
			return kind;
		}
	}
	if (x->failed)
		return ELEMENT_ERROR;
	if (!x->listed)
		return ELEMENT_END;
	x->listed = false;
	return err_set(e, ERR_TROUBLE, "the list is not closed: the file is cut off"),
	       ELEMENT_ERROR;
}

bool
elements_ready(struct elements *x)
{
	size_t i = x->at;

	while (i < x->to && (is_space(x->block[i]) || x->block[i] == ','))
		i++;
	pass(x, i - x->at);
	return x->at < x->to || x->end;
}
