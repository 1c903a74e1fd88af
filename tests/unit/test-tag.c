/* test-tag - data/tag */
/* SPDX-License-Identifier: ISC */

#include "data/tag.h"

#include "tap.h"

int
main(void)
{
	static const char *const good[] = { "it", "pt-BR", "zh-Hans-CN", "es-419",
		"deu" };
	static const char *const bad[] = { "", "i", "it-", "1t", "-it", "it_IT", "it IT",
		"abcdefghijklmnopqrstuvwxyz-abcdefghij" };
	struct pool pool = { NULL, NULL, 0 };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		OK(tag_is(str_of(good[i])), "%s is a tag", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		OK(!tag_is(str_of(bad[i])), "\"%s\" is none", bad[i]);
	IS(tag_hyphens(STR("pt_BR"), &pool), "pt-BR", "hyphens");
	OK(tag_hyphens(STR_NONE, &pool).at == NULL, "of nothing there is nothing");
	pool_done(&pool);
	return tap_done();
}
