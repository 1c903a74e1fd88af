/* gateway - a service that takes text messages or posts, described by a data file */
/* SPDX-License-Identifier: ISC */

#include "shop/gateway.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/gateway-parts.h"

enum {
	SLACK = 64,	   /* readable bytes behind a text that is scanned */
	LARGEST = 1 << 20, /* bytes of a data file */
	DIGITS_MIN = 7,
	DIGITS_MAX = 15, /* ITU-T E.164 */
};

static struct str
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash == NULL ? path : slash + 1);

	if (str_ends(name, STR(".json")))
		name.len -= 5;
	return name;
}

struct gateway *
gateway_parse(struct str text, const char *path, struct err *e)
{
	struct gateway *g = mem_zero(1, sizeof *g);

	g->path = mem_str(path);
	g->name = name_of(g->path);
	buf_str(&g->text, text);
	buf_reserve(&g->text, SLACK);
	memset(g->text.at + g->text.len, 0, SLACK);
	rec_init(&g->rec);
	if (!rec_read(&g->rec, buf_view(&g->text), e))
		(void)err_prefix(e, "%s: ", g->path);
	else if (!gateway_get_all(g, rec_root(&g->rec), e))
		(void)err_prefix(e, "%s:%u: ", g->path, rec_blame(&g->rec, e));
	else
		return g;
	e->kind = ERR_TROUBLE;
	gateway_free(g);
	return NULL;
}

struct gateway *
gateway_open(const char *path, struct err *e)
{
	struct buf text = BUF_INIT;
	struct gateway *g = NULL;

	if (path_read(path, LARGEST, &text, e))
		g = gateway_parse(buf_view(&text), path, e);
	buf_done(&text);
	return g;
}

struct gateway *
gateway_find(const struct search *where, struct str name, struct err *e)
{
	struct gateway *g = NULL;
	char *file, *path;
	size_t i;

	for (i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			break;
	}
	file = mem_fmt("gateways/%.*s.json", STR_ARG(name));
	path = name.len == 0 || i < name.len ? NULL : search_find(where, file);
	if (path != NULL)
		g = gateway_open(path, e);
	else
		(void)err_set(e, ERR_TROUBLE, "there is no gateway \"%.*s\"",
		    STR_ARG(str_head(name, 60)));
	free(path);
	free(file);
	return g;
}

void
gateway_free(struct gateway *g)
{
	if (g == NULL)
		return;
	rec_done(&g->rec);
	pool_done(&g->pool);
	buf_done(&g->text);
	free(g->path);
	free(g);
}

/* What of A is not there, of what G fills in. */
static const char *
lacking(const struct gateway *g, const struct gateway_account *a)
{
	if ((g->used & PLACE_BIT(PLACE_FROM)) != 0 && a->from.len == 0)
		return "from";
	if ((g->used & PLACE_BIT(PLACE_ACCOUNT)) != 0 && a->account.len == 0)
		return "account";
	if ((g->used & PLACE_BIT(PLACE_CHAT)) != 0 && a->chat.len == 0)
		return "chat";
	return NULL;
}

bool
gateway_fits(const struct gateway *g, const struct gateway_account *a, struct err *e)
{
	const char *what = lacking(g, a);

	return what == NULL || err_set(e, ERR_TROUBLE, "the gateway %.*s needs \"%s\"",
				   STR_ARG(g->name), what);
}

bool
gateway_needs_secret(const struct gateway *g)
{
	return (g->used & PLACE_BIT(PLACE_SECRET)) != 0;
}

bool
gateway_needs_url(const struct gateway *g)
{
	return g->url.at == NULL;
}

bool
gateway_number(struct str address, struct err *e)
{
	bool ok = address.len > DIGITS_MIN && address.len <= DIGITS_MAX + 1 &&
		  address.at[0] == '+' && address.at[1] != '0';

	for (size_t i = 1; ok && i < address.len; i++)
		ok = address.at[i] >= '0' && address.at[i] <= '9';
	return ok || err_set(e, ERR_RECORD,
			 "expected a telephone number such as +393331234567, got "
			 "\"%.*s\"",
			 STR_ARG(str_head(address, 60)));
}
