/* submission - how the shop logs in to its mail server */
/* SPDX-License-Identifier: ISC */

#include "shop/submission.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/path.h"

#define VARIABLE "AFTERCARE_SMTP_PASSWORD"

struct submission {
	struct smtp_options options;
	char *url, *user, *ca_file;
	struct secret *secret;
};

/* The value of the environment's NAME; NULL where it is not set, or to nothing. */
static const char *
given(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

/* The host in "smtp://host:port"; none where URL is not one of a mail server. */
static struct str
host_of(struct str url)
{
	ptrdiff_t at = str_find(url, STR("://")), end;
	struct str host = STR_NONE;

	if (at < 0 || !str_starts(url, STR("smtp")))
		return STR_NONE;
	url = (struct str){ url.at + at + 3, url.len - (size_t)at - 3 };
	/* An address of IPv6 has colons of its own. */
	end = url.len > 0 && url.at[0] == '[' ? str_find(url, STR("]")) : -1;
	if (end >= 0)
		return str_head(url, (size_t)end + 1);
	(void)str_cut(&url, ':', &host);
	return host;
}

/* PATH, which lies beside the shop file where it is relative; heap-allocated. */
static char *
beside(const struct shop *shop, struct str path)
{
	char *dir, *whole;

	if (path.at[0] == '/' || shop->path == NULL)
		return mem_copy(path.at, path.len);
	dir = path_dir(shop->path);
	whole = mem_fmt("%s/%.*s", dir, STR_ARG(path));
	free(dir);
	return whole;
}

static enum smtp_auth
auth_of(struct str word)
{
	if (str_is(word, "plain"))
		return SMTP_AUTH_PLAIN;
	if (str_is(word, "login"))
		return SMTP_AUTH_LOGIN;
	return str_is(word, "xoauth2") ? SMTP_AUTH_XOAUTH2 : SMTP_AUTH_ANY;
}

/* Where the password is kept; NULL with E where nobody says so, or two do. */
static struct secret *
find_secret(const struct shop *shop, struct err *e)
{
	struct str file = shop->mail.password_file;
	struct str command = shop->mail.password_command;
	struct secret *s;
	char *from;

	if (given(VARIABLE) != NULL)
		return secret_new(SECRET_VARIABLE, VARIABLE, VARIABLE);
	if (file.at != NULL && command.at != NULL)
		(void)err_set(e, ERR_TROUBLE,
		    "%s: expected one of mail.password_file and mail.password_command, "
		    "got both",
		    shop->path);
	else if (file.at == NULL && command.at == NULL)
		(void)err_set(e, ERR_TROUBLE,
		    "%s: mail.user needs a password: expected mail.password_file or "
		    "mail.password_command, or " VARIABLE " in the environment",
		    shop->path);
	if ((file.at != NULL) == (command.at != NULL))
		return NULL;
	from = file.at != NULL ? beside(shop, file) : mem_copy(command.at, command.len);
	s = file.at != NULL ? secret_new(SECRET_FILE, from, "mail.password_file")
			    : secret_new(SECRET_COMMAND, from, "mail.password_command");
	free(from);
	return s;
}

/* The login, where there is one and the server at URL is who it is for. */
static bool
take_login(struct submission *s, const struct shop *shop, struct err *e)
{
	struct str own = host_of(shop->mail.transport);

	if (shop->mail.user.at == NULL) {
		if (shop->mail.password_file.at == NULL &&
		    shop->mail.password_command.at == NULL)
			return true;
		return err_set(e, ERR_TROUBLE,
		    "%s: there is a password, but no mail.user to use it", shop->path);
	}
	if (own.at != NULL && !str_same(own, host_of(str_of(s->url))))
		return true;
	s->secret = find_secret(shop, e);
	if (s->secret == NULL)
		return false;
	s->user = mem_copy(shop->mail.user.at, shop->mail.user.len);
	return true;
}

struct submission *
submission_new(const char *url, const struct shop *shop, struct err *e)
{
	struct submission *s = mem_zero(1, sizeof *s);
	const char *authorities = given("SSL_CERT_FILE");

	s->url = mem_str(url);
	if (!take_login(s, shop, e)) {
		submission_free(s);
		return NULL;
	}
	if (shop->mail.ca_file.at != NULL)
		s->ca_file = beside(shop, shop->mail.ca_file);
	else if (authorities != NULL)
		s->ca_file = mem_str(authorities);
	s->options = (struct smtp_options){ .url = s->url,
		.user = s->user,
		.auth = auth_of(shop->mail.auth),
		.secret = s->secret,
		.ca_file = s->ca_file };
	return s;
}

void
submission_free(struct submission *s)
{
	if (s == NULL)
		return;
	secret_free(s->secret);
	free(s->url);
	free(s->user);
	free(s->ca_file);
	free(s);
}

const struct smtp_options *
submission_options(const struct submission *s)
{
	return &s->options;
}
