/* foretold - what a dry run has said would be sent, as the ledger would know it */
/* SPDX-License-Identifier: ISC */

#include "shop/foretold.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/seen.h"

/* Names of two kinds: a key as it is, and the N-th message of a class to an address. */
struct foretold {
	struct seen *names;
	struct buf name;
};

struct foretold *
foretold_new(void)
{
	struct foretold *f = mem_zero(1, sizeof *f);

	f->names = seen_new();
	return f;
}

void
foretold_free(struct foretold *f)
{
	if (f == NULL)
		return;
	seen_free(f->names);
	buf_done(&f->name);
	free(f);
}

/* The name of the N-th message; added to OUT.  No key begins so, being a hash. */
static void
name_nth(struct str address, struct str class, int64_t n, struct buf *out)
{
	buf_fmt(out, "%" PRId64 " %.*s ", n, STR_ARG(class));
	buf_folded(out, address);
}

static bool
has_nth(const struct foretold *f, struct str address, struct str class, int64_t n)
{
	struct buf name = BUF_INIT;
	bool has;

	name_nth(address, class, n, &name);
	has = seen_has(f->names, buf_view(&name));
	buf_done(&name);
	return has;
}

/* Where the first is known, so are all up to the last; it is looked for by halves. */
int64_t
foretold_count(
    const struct foretold *f, struct str address, struct str class, int64_t most)
{
	int64_t low = 0, high = 1;

	while (low < most && has_nth(f, address, class, high)) {
		low = high;
		high *= 2;
	}
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (has_nth(f, address, class, middle))
			low = middle;
		else
			high = middle;
	}
	return low < most ? low : most;
}

static void
add_one(struct foretold *f, struct str address, struct str class)
{
	int64_t n = foretold_count(f, address, class, INT64_MAX);

	buf_clear(&f->name);
	name_nth(address, class, n + 1, &f->name);
	(void)seen_add(f->names, buf_view(&f->name));
}

void
foretold_add(struct foretold *f, struct str key, struct str address, struct str class)
{
	(void)seen_add(f->names, key);
	add_one(f, address, STR(""));
	if (class.len > 0)
		add_one(f, address, class);
}

bool
foretold_has(const struct foretold *f, struct str key)
{
	return seen_has(f->names, key);
}
