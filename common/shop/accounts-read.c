/* accounts-read - what the shop file says of its accounts */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/accounts-parts.h"
#include "shop/form.h"

#define SMS_VARIABLE "AFTERCARE_SMS_SECRET"
#define CA_VARIABLE "SSL_CERT_FILE" /* as OpenSSL's own programs have it */

enum { ENTRY_MAX = 60 }; /* bytes of a webhook's name */

static bool
wrong(const struct accounts *all, struct val v, struct err *e)
{
	return shop_err(all->shop, v, e);
}

/* A text of one line, or none. */
static bool
get_line(const struct accounts *all, struct val v, const char *key, struct str *out,
    struct err *e)
{
	struct val at;

	if (!rec_find(v, key, &at, e))
		return wrong(all, v, e);
	if (!val_there(at))
		return true;
	if (val_kind(at) != TOK_TEXT || !form_line(val_text(at))) {
		(void)val_expected(at, "", "a text of one line", e);
		return wrong(all, at, e);
	}
	*out = val_text(at);
	return true;
}

/* PATH of the shop file: a relative one lies beside it. */
static char *
beside(const struct accounts *all, struct str path)
{
	if (path.at[0] == '/' || all->where->shop == NULL)
		return mem_copy(path.at, path.len);
	return mem_fmt("%s/%.*s", all->where->shop, STR_ARG(path));
}

/*
 * Where the secret called WHAT ("secret", "url") is: in the file WHAT_file, or what
 * WHAT_command prints.  *OUT stays as it is where V says neither.
 */
static bool
get_secret(const struct accounts *all, const struct account *a, struct val v,
    const char *what, struct secret **out, struct err *e)
{
	char *file_key = mem_fmt("%s_file", what);
	char *command_key = mem_fmt("%s_command", what);
	struct str file = STR_NONE, command = STR_NONE;
	bool ok = get_line(all, v, file_key, &file, e) &&
		  get_line(all, v, command_key, &command, e);
	bool both = file.at != NULL && command.at != NULL;
	char *key = mem_fmt("%s.%s", a->path, file.at != NULL ? file_key : command_key);
	char *from;

	if (ok && both) {
		(void)val_err(
		    v, e, "%s and %s exclude each other", file_key, command_key);
		ok = wrong(all, v, e);
	} else if (ok && (file.at != NULL || command.at != NULL)) {
		from = file.at != NULL ? beside(all, file)
				       : mem_copy(command.at, command.len);
		*out = secret_new(
		    file.at != NULL ? SECRET_FILE : SECRET_COMMAND, from, key);
		free(from);
	}
	free(key);
	free(file_key);
	free(command_key);
	return ok;
}

static bool
is_known(const char *const *keys, struct str key)
{
	for (; *keys != NULL; keys++)
		if (str_is(key, *keys))
			return true;
	return false;
}

static bool
check_keys(
    const struct accounts *all, const struct account *a, struct val v, struct err *e)
{
	static const char *const sms[] = { "gateway", "from", "account", "secret_file",
		"secret_command", "ca_file", NULL };
	static const char *const webhook[] = { "gateway", "account", "chat", "url",
		"url_file", "url_command", "secret_file", "secret_command", "ca_file",
		NULL };
	struct val_iter it;
	struct val value;
	struct str key;

	if (val_kind(v) != TOK_OBJECT) {
		(void)val_expected(v, "", "an object", e);
		return wrong(all, v, e);
	}
	it = val_iter(v);
	while (val_next_member(&it, &key, &value))
		if (!is_known(a->sms ? sms : webhook, key)) {
			(void)val_err(
			    value, e, "there is no such key; see aftercare-shop(5)");
			return wrong(all, value, e);
		}
	return true;
}

/* The URL in the shop file, in the open. */
static bool
get_url(const struct accounts *all, struct account *a, struct val v, struct err *e)
{
	struct val at;
	struct err why;

	if (a->sms)
		return true;
	if (!get_line(all, v, "url", &a->is.url, e) ||
	    !get_secret(all, a, v, "url", &a->url, e))
		return false;
	if (a->is.url.at == NULL)
		return true;
	(void)rec_find(v, "url", &at, e);
	if (a->url != NULL) {
		(void)val_err(at, e, "url stands beside url_file or url_command");
		return wrong(all, at, e);
	}
	if (!http_url(a->is.url, &why)) {
		(void)val_err(at, e, "%s", why.text);
		return wrong(all, at, e);
	}
	return true;
}

/* What the environment says; one that is set to nothing counts as not set. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

static bool
get_settings(const struct accounts *all, struct account *a, struct val v, struct err *e)
{
	struct str ca = STR_NONE;

	if (!get_line(all, v, "from", &a->is.from, e) ||
	    !get_line(all, v, "account", &a->is.account, e) ||
	    !get_line(all, v, "chat", &a->is.chat, e) ||
	    !get_line(all, v, "ca_file", &ca, e) || !get_url(all, a, v, e) ||
	    !get_secret(all, a, v, "secret", &a->secret, e))
		return false;
	if (ca.at != NULL)
		a->ca = beside(all, ca);
	else if (variable(CA_VARIABLE) != NULL)
		a->ca = mem_str(variable(CA_VARIABLE));
	a->is.ca = a->ca;
	/* The environment stands above the shop file. */
	if (a->sms && (a->secret == NULL || variable(SMS_VARIABLE) != NULL)) {
		secret_free(a->secret);
		a->secret = secret_new(SECRET_VARIABLE, SMS_VARIABLE, "sms.secret");
	}
	return true;
}

/* Whether the gateway fits the channel, and the entry says all that it needs. */
static bool
check_gateway(
    const struct accounts *all, const struct account *a, struct val v, struct err *e)
{
	const struct gateway *g = a->gateway;
	bool ok = true;

	if (g->sms != a->sms)
		ok = val_err(v, e, "the gateway %.*s is for %s", STR_ARG(g->name),
		    g->sms ? "sms" : "webhooks");
	else if (!gateway_fits(g, &a->is, e))
		ok = err_prefix(e, "%s: ", a->path);
	else if (gateway_needs_url(g) && a->is.url.at == NULL && a->url == NULL)
		ok = val_err(v, e,
		    "the gateway %.*s needs \"url\", \"url_file\" or \"url_command\"",
		    STR_ARG(g->name));
	else if (!gateway_needs_url(g) && (a->is.url.at != NULL || a->url != NULL))
		ok = val_err(
		    v, e, "the gateway %.*s has a URL of its own", STR_ARG(g->name));
	else if (gateway_needs_secret(g) && a->secret == NULL)
		ok = val_err(v, e,
		    "the gateway %.*s needs \"secret_file\" or \"secret_command\"",
		    STR_ARG(g->name));
	return ok || wrong(all, v, e);
}

/* Reads the entry V into A, whose channel and entry are set. */
static bool
read_account(struct accounts *all, struct account *a, struct val v, struct err *e)
{
	struct str gateway;

	a->path = a->sms ? mem_str("sms") : mem_fmt("webhooks.%.*s", STR_ARG(a->entry));
	if (!check_keys(all, a, v, e))
		return false;
	if (!rec_need_text(v, "gateway", &gateway, e))
		return wrong(all, v, e);
	a->gateway = gateway_find(all->where, gateway, e);
	if (a->gateway == NULL) {
		struct val at;
		struct err unused;

		/* A gateway that is wrong says so itself. */
		if (!str_starts(str_of(e->text), STR("there is no gateway")))
			return false;
		(void)err_prefix(e, "%s.gateway: ", a->path);
		return wrong(all, rec_find(v, "gateway", &at, &unused) ? at : v, e);
	}
	a->name = a->sms ? mem_fmt("sms:%.*s", STR_ARG(a->gateway->name))
			 : mem_fmt("webhook:%.*s", STR_ARG(a->entry));
	return get_settings(all, a, v, e) && check_gateway(all, a, v, e);
}

/* One more account, empty. */
static struct account *
add(struct accounts *all)
{
	all->at = mem_grow(all->at, all->n + 1, sizeof *all->at);
	all->at[all->n] = (struct account){ 0 };
	return &all->at[all->n++];
}

/* Small letters, digits, '-' and '_': the ledger does not tell A from a. */
static bool
is_entry(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
		    c != '_')
			return false;
	}
	return name.len > 0 && name.len <= ENTRY_MAX;
}

static bool
read_webhooks(struct accounts *all, struct val webhooks, struct err *e)
{
	struct val_iter it = val_iter(webhooks);
	struct val value, same;
	struct str key;

	if (val_there(webhooks) && val_kind(webhooks) != TOK_OBJECT) {
		(void)val_expected(webhooks, "", "an object", e);
		return wrong(all, webhooks, e);
	}
	while (val_next_member(&it, &key, &value)) {
		struct account *a;

		if (!is_entry(key)) {
			(void)val_err(value, e,
			    "a webhook's name has small letters, digits, '-' and '_'");
			return wrong(all, value, e);
		}
		if (!rec_fields(webhooks, &key, 1, &same, e))
			return wrong(all, value, e);
		if (val_kind(value) == TOK_NULL)
			continue;
		a = add(all);
		a->entry = key;
		if (!read_account(all, a, value, e))
			return false;
	}
	return true;
}

struct accounts *
accounts_new(const struct shop *shop, const struct search *where, struct err *e)
{
	struct accounts *all = mem_zero(1, sizeof *all);
	struct val sms, webhooks;
	bool ok;

	all->shop = shop;
	all->where = where;
	ok = shop_find(shop, "sms", &sms, e) && shop_find(shop, "webhooks", &webhooks, e);
	if (ok && val_there(sms)) {
		struct account *a = add(all);

		a->sms = true;
		ok = read_account(all, a, sms, e);
	}
	if (ok && read_webhooks(all, webhooks, e))
		return all;
	e->kind = ERR_TROUBLE;
	accounts_free(all);
	return NULL;
}
