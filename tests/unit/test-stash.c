/* test-stash - base/stash */
/* SPDX-License-Identifier: ISC */

#include "base/stash.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "tap.h"

#define TEXTS 2000

static char *block;

/* Text number I: as long as the number says, and of its digit alone. */
static struct str
text(size_t i)
{
	size_t len = 13 * i % 10000;

	memset(block, (int)('a' + i % 26), len);
	return (struct str){ block, len };
}

static void
keeps(size_t n, const char *what)
{
	uint64_t *at = mem_zero(n, sizeof *at);
	struct buf out = BUF_INIT;
	struct stash s;
	struct err e;
	bool ok = true;
	size_t i;

	stash_init(&s);
	for (i = 0; i < n; i++)
		ok = stash_add(&s, text(i), &at[i], &e) && ok;
	OK(ok, "%zu texts are kept", n);
	OK((s.fd >= 0) == (n == TEXTS), "%s", what);
	for (i = 0; i < n; i++) {
		buf_clear(&out);
		ok = stash_get(&s, at[n - 1 - i], text(n - 1 - i).len, &out, &e) &&
		     str_eq(buf_view(&out), text(n - 1 - i)) && ok;
	}
	OK(ok, "and come back");
	stash_done(&s);
	buf_done(&out);
	free(at);
}

int
main(void)
{
	struct stash s;
	struct err e = { .text = "" };
	uint64_t at;
	bool ok = true;
	int i;

	block = mem_zero(10000, 1);
	keeps(100, "a few stay in memory");
	keeps(TEXTS, "many go into a file");
	(void)signal(SIGXFSZ, SIG_IGN);
	OK(setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 1 << 20, 1 << 20 }) == 0,
	    "no room for it");
	stash_init(&s);
	memset(block, 'x', 10000);
	for (i = 0; ok && i < TEXTS; i++)
		ok = stash_add(&s, (struct str){ block, 10000 }, &at, &e);
	OK(!ok && e.kind == ERR_TROUBLE, "is an error, once memory is full");
	OK(i > 400, "and no earlier");
	OK(strstr(e.text, "File too large") != NULL, "which says so: %s", e.text);
	stash_done(&s);
	free(block);
	return tap_done();
}
