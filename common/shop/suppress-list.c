/* suppress-list - a file of addresses that are not to be written to */
/* SPDX-License-Identifier: ISC */

#include "shop/suppress-list.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/lines.h"
#include "base/mem.h"

#define KEY_SIZE 15
#define UNKNOWN INT64_MAX /* nothing that is said of the address later is later */

struct item {
	unsigned char key[KEY_SIZE]; /* of channel and address */
	unsigned char reason;
	int64_t at;
};

struct suppress_list {
	struct item *items; /* in the order of their keys */
	size_t n, room;
};

static void
make_key(struct str channel, struct str address, unsigned char key[KEY_SIZE])
{
	struct buf plain = BUF_INIT;
	unsigned char whole[HASH_SIZE];
	struct hash h;
	size_t i;

	suppression_plain(channel, address, &plain);
	for (i = 0; i < plain.len; i++)
		if (plain.at[i] >= 'A' && plain.at[i] <= 'Z')
			plain.at[i] = (char)(plain.at[i] + 32);
	hash_init(&h);
	hash_part(&h, channel);
	hash_part(&h, buf_view(&plain));
	hash_end(&h, whole);
	memcpy(key, whole, KEY_SIZE);
	buf_done(&plain);
}

static int
by_key(const void *a, const void *b)
{
	return memcmp(
	    ((const struct item *)a)->key, ((const struct item *)b)->key, KEY_SIZE);
}

static void
add(struct suppress_list *l, const struct suppression *s)
{
	struct item *item;

	if (l->n == l->room) {
		l->room = l->room == 0 ? 64 : 2 * l->room;
		l->items = mem_grow(l->items, l->room, sizeof *l->items);
	}
	item = &l->items[l->n++];
	make_key(s->channel, s->address, item->key);
	item->reason = (unsigned char)s->reason;
	item->at = s->at.there ? s->at.at.seconds : UNKNOWN;
}

static bool
read_record(struct rec *rec, struct str line, struct suppression *s, struct err *e)
{
	struct str type;

	if (!rec_read(rec, line, e) || !rec_need_text(rec_root(rec), "type", &type, e))
		return false;
	if (!str_is(type, "suppression"))
		return val_expected(rec_root(rec), "type", "\"suppression\"", e);
	return suppression_read(s, rec_root(rec), e);
}

/* LINE without a comment and the spaces around it; an address may hold a '#'. */
static struct str
bare(struct str line)
{
	size_t i;

	for (i = 0; i < line.len; i++)
		if (line.at[i] == '#' &&
		    (i == 0 || line.at[i - 1] == ' ' || line.at[i - 1] == '\t'))
			line.len = i;
	return str_trim(line);
}

/* Adds what LINE says. */
static bool
read_line(struct suppress_list *l, struct rec *rec, struct str line, struct err *e)
{
	struct suppression s = { .reason = SUPPRESSION_MANUAL, .address = bare(line) };
	struct str whole = str_trim(line);

	if (str_starts(whole, STR("{"))) {
		if (!read_record(rec, whole, &s, e))
			return false;
	} else if (s.address.len == 0) {
		return true;
	} else {
		s.channel = suppression_channel(s.address, e);
		if (s.channel.at == NULL)
			return false;
	}
	add(l, &s);
	return true;
}

static bool
read_all(struct suppress_list *l, const char *path, int fd, struct err *e)
{
	struct lines lines;
	struct rec rec;
	enum line_kind kind;
	struct str line;
	bool ok = true;

	lines_init(&lines, fd);
	rec_init(&rec);
	while (ok && (kind = lines_next(&lines, &line, e)) != LINE_END) {
		if (kind == LINE_ERROR)
			ok = err_prefix(e, "%s: ", path);
		else if (kind == LINE_LONG)
			ok = err_set(e, ERR_TROUBLE,
			    "%s:%" PRIu64 ": the line is too long", path, lines.number);
		else if (!read_line(l, &rec, lines_chomp(line), e))
			ok = err_prefix(e, "%s:%" PRIu64 ": ", path, lines.number);
	}
	rec_done(&rec);
	lines_done(&lines);
	return ok;
}

struct suppress_list *
suppress_list_read(const char *path, struct err *e)
{
	struct suppress_list *l;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		(void)err_set(e, ERR_TROUBLE, "%s: %s", path, strerror(errno));
		return NULL;
	}
	l = mem_zero(1, sizeof *l);
	if (!read_all(l, path, fd, e)) {
		e->kind = ERR_TROUBLE;
		suppress_list_free(l);
		l = NULL;
	} else if (l->n > 0) {
		qsort(l->items, l->n, sizeof *l->items, by_key);
	}
	(void)close(fd);
	return l;
}

void
suppress_list_free(struct suppress_list *l)
{
	if (l == NULL)
		return;
	free(l->items);
	free(l);
}

/* The number of the first item whose key is not before that of WANTED. */
static size_t
first(const struct suppress_list *l, const struct item *wanted)
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_key(&l->items[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
suppress_list_find(const struct suppress_list *l, struct str channel, struct str address,
    int64_t at[SUPPRESSION_REASONS])
{
	struct item wanted;
	size_t i;

	memset(at, 0, SUPPRESSION_REASONS * sizeof *at);
	make_key(channel, address, wanted.key);
	for (i = first(l, &wanted); i < l->n && by_key(&l->items[i], &wanted) == 0; i++)
		if (l->items[i].at > at[l->items[i].reason])
			at[l->items[i].reason] = l->items[i].at;
}
