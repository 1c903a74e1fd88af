/* page - an address of the shop as a page that visits can be compared by */
/* SPDX-License-Identifier: ISC */

#include "shop/page.h"

#include "shop/page-secret.h"

/* The path within ADDRESS. */
static struct str
path_of(struct str address)
{
	ptrdiff_t scheme = str_find(address, STR("://"));
	size_t i = 0;

	if (scheme >= 0 && (address.len == 0 || address.at[0] != '/')) {
		i = (size_t)scheme + 3;
		while (i < address.len && strchr("/?#", address.at[i]) == NULL)
			i++;
	}
	address = (struct str){ address.at + i, address.len - i };
	for (i = 0; i < address.len && address.at[i] != '?' && address.at[i] != '#'; i++)
		;
	return (struct str){ address.at, i };
}

struct str
page_of(struct str address, struct pool *pool)
{
	struct str path = path_of(str_trim(address)), segment, rest;
	struct buf scratch = BUF_INIT;
	size_t len = 0;
	char *to;

	if (path.len == 0)
		return STR("/");
	to = pool_alloc(pool, path.len);
	for (bool first = true; str_cut(&path, '/', &segment); first = false) {
		if (!first)
			to[len++] = '/';
		rest = segment;
		(void)str_cut(&rest, ';', &segment);
		if (page_secret(segment, &scratch))
			segment = STR("*");
		if (segment.len != 0)
			memcpy(to + len, segment.at, segment.len);
		len += segment.len;
	}
	buf_done(&scratch);
	return str_head((struct str){ to, len }, PAGE_LONGEST);
}
