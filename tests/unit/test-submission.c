/* test-submission - shop/submission */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "shop/submission.h"
#include "tap.h"

static struct err e;
static char *file, *dir;

/* The shop of a file whose "mail" says TEXT. */
static struct shop *
given(const char *text)
{
	char *whole = mem_fmt("{\"mail\": {%s}}", text);
	struct shop *s;

	if (!path_write(file, str_of(whole), &e))
		exit(1);
	free(whole);
	s = shop_read(file, &e);
	if (s == NULL)
		exit(1);
	return s;
}

static void
refuses(const char *text, const char *why)
{
	struct shop *shop = given(text);

	OK(submission_new("smtp://a", shop, &e) == NULL && e.kind == ERR_TROUBLE,
	    "refused: %s", e.text);
	OK(str_find(str_of(e.text), str_of(why)) >= 0, "because: %s", why);
	OK(str_starts(str_of(e.text), str_of(file)), "and its file is named");
	shop_free(shop);
}

/* Whether the user of TEXT logs in to the server at URL. */
static bool
logs_in(const char *text, const char *url)
{
	struct shop *shop = given(text);
	struct submission *s = submission_new(url, shop, &e);
	bool in = s != NULL && submission_options(s)->user != NULL;

	OK(s != NULL && strcmp(submission_options(s)->url, url) == 0, "a server: %s",
	    url);
	submission_free(s);
	shop_free(shop);
	return in;
}

static void
whole(void)
{
	char *secret = mem_fmt("%s/secret", dir),
	     *authorities = mem_fmt("%s/ca.pem", dir);
	struct shop *shop = given(
	    "\"user\": \"anna\", \"auth\": \"login\","
	    "\"password_file\": \"secret\", \"ca_file\": \"ca.pem\"");
	struct submission *s = submission_new("smtps://a", shop, &e);
	const struct smtp_options *o;

	if (!path_write(secret, STR("geheim\n"), &e) || chmod(secret, 0600) != 0 ||
	    !OK(s != NULL, "a login"))
		exit(1);
	o = submission_options(s);
	IS(str_of(o->user), "anna", "its user");
	OK(o->auth == SMTP_AUTH_LOGIN, "and way");
	IS(str_of(secret_get(o->secret, &e)), "geheim",
	    "the password lies beside the shop file");
	IS(str_of(o->ca_file), authorities, "and so do the authorities");
	submission_free(s);
	(void)setenv("AFTERCARE_SMTP_PASSWORD", "other", 1);
	s = submission_new("smtps://a", shop, &e);
	IS(str_of(secret_get(submission_options(s)->secret, &e)), "other",
	    "the environment goes before the file");
	submission_free(s);
	shop_free(shop);
	shop = given("\"user\": \"anna\"");
	s = submission_new("smtps://a", shop, &e);
	OK(s != NULL && submission_options(s)->auth == SMTP_AUTH_ANY, "and is enough");
	submission_free(s);
	shop_free(shop);
	(void)setenv("AFTERCARE_SMTP_PASSWORD", "", 1);
	shop = given("\"user\": \"anna\", \"auth\": \"xoauth2\","
		     "\"password_command\": \"echo geheim\"");
	s = submission_new("smtps://a", shop, &e);
	IS(str_of(secret_get(submission_options(s)->secret, &e)), "geheim", "a command");
	OK(submission_options(s)->auth == SMTP_AUTH_XOAUTH2, "for a token");
	submission_free(s);
	shop_free(shop);
	(void)unlink(secret);
	free(secret);
	free(authorities);
}

/* A password is for one host. */
static void
hosts(void)
{
#define LOGIN "\"user\": \"anna\", \"password_file\": \"x\""
#define OWN LOGIN ", \"transport\": \"smtp://Mail.example:587\""

	OK(logs_in(LOGIN, "smtp://a"), "where none is named, to the one that is used");
	OK(logs_in(LOGIN ", \"transport\": \"maildir:x\"", "smtp://a"),
	    "and where none is a mail server");
	OK(logs_in(OWN, "smtp://Mail.example:587"), "else to the one that is named");
	OK(logs_in(OWN, "smtps://mail.example"), "whatever its port");
	OK(!logs_in(OWN, "smtp://localhost:587"), "and to no other");
	OK(!logs_in(OWN, "smtps://mail.example.org"), "be it as similar");
	OK(logs_in(LOGIN ", \"transport\": \"smtp://[::1]:587\"", "smtp://[::1]:25"),
	    "an address of IPv6");
	OK(!logs_in(LOGIN ", \"transport\": \"smtp://[::1]:587\"", "smtp://[::2]:587"),
	    "and no other one");
	OK(!logs_in("\"ca_file\": \"x\"", "smtp://a"), "and without a user nowhere");
}

static void
authorities(void)
{
	struct shop *shop = shop_read(NULL, &e);
	struct submission *s = submission_new("smtp://a", shop, &e);

	OK(submission_options(s)->ca_file == NULL, "the system's authorities");
	submission_free(s);
	(void)setenv("SSL_CERT_FILE", "/some/ca.pem", 1);
	s = submission_new("smtp://a", shop, &e);
	IS(str_of(submission_options(s)->ca_file), "/some/ca.pem", "or SSL_CERT_FILE's");
	submission_free(s);
	shop_free(shop);
	shop = given("\"ca_file\": \"/own.pem\"");
	s = submission_new("smtp://a", shop, &e);
	IS(str_of(submission_options(s)->ca_file), "/own.pem", "or the shop's");
	submission_free(s);
	shop_free(shop);
	(void)unsetenv("SSL_CERT_FILE");
}

int
main(void)
{
	char template[] = "/tmp/test-submission.XXXXXX";

	dir = mkdtemp(template);
	if (dir == NULL)
		return 1;
	(void)unsetenv("SSL_CERT_FILE");
	(void)unsetenv("AFTERCARE_SMTP_PASSWORD");
	file = mem_fmt("%s/shop.json", dir);
	refuses("\"user\": \"anna\"", "mail.user needs a password");
	refuses("\"password_file\": \"x\"", "no mail.user");
	refuses("\"password_command\": \"x\"", "no mail.user");
	refuses(
	    "\"user\": \"anna\", \"password_file\": \"x\", \"password_command\": \"y\"",
	    "got both");
	whole();
	hosts();
	authorities();
	submission_free(NULL);
	(void)unlink(file);
	(void)rmdir(dir);
	free(file);
	return tap_done();
}
