/* test-signing - shop/signing */
/* SPDX-License-Identifier: ISC */

#include "shop/signing.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "tap.h"

static char *dir;
static struct err e;

/* Writes TEXT to NAME in the shop's folder, with MODE. */
static void
put(const char *name, const char *text, mode_t mode)
{
	char *path = mem_fmt("%s/%s", dir, name);

	if (!path_write(path, str_of(text), &e) || chmod(path, mode) != 0)
		exit(1);
	free(path);
}

/* The shop of a file that says TEXT. */
static struct shop *
given(const char *text)
{
	char *path = mem_fmt("%s/shop.json", dir);
	struct shop *s;

	put("shop.json", text, 0644);
	s = shop_read(path, &e);
	if (s == NULL)
		(void)printf("# %s\n", e.text);
	free(path);
	return s;
}

/* The keys of a shop file that says TEXT are N, and the first of them is FIRST. */
static void
takes(const char *text, size_t n, const char *first)
{
	struct token_keys k = { .n = 0 };
	struct shop *s = given(text);

	if (OK(s != NULL && signing_keys(&k, s, &e), "%s", text) &&
	    OK(k.n == n, "has %zu keys", n) && n > 0)
		IS(buf_view(&k.at[0]), first, "and signs with this one");
	token_keys_done(&k);
	shop_free(s);
}

static void
refuses(const char *text, const char *why)
{
	struct token_keys k = { .n = 0 };
	struct shop *s = given(text);

	if (OK(s != NULL && !signing_keys(&k, s, &e), "%s is refused", text))
		OK(str_find(str_of(e.text), str_of(why)) >= 0, "since %s: %s", why,
		    e.text);
	token_keys_done(&k);
	shop_free(s);
}

int
main(void)
{
	char room[] = "/tmp/test-signing-XXXXXX", *command;
	struct token_keys k = { .n = 0 };
	struct shop *none = shop_read(NULL, &e);

	dir = mkdtemp(room);
	(void)unsetenv("AFTERCARE_SIGNING_KEY");
	put("new", "the key of this year\n", 0600);
	put("old", "the key of last year\r\n", 0400);
	put("short", "fifteen letters\n", 0600);
	put("open", "the key that all know\n", 0644);
	takes("{}", 0, NULL);
	OK(signing_keys(&k, none, &e) && k.n == 0, "no shop file, no key");
	takes(
	    "{\"secrets\": {\"signing_key_file\": \"new\"}}", 1, "the key of this year");
	takes("{\"secrets\": {\"signing_key_file\": \"new\", "
	      "\"old_signing_key_files\": [\"old\"]}}",
	    2, "the key of this year");
	command = mem_fmt(
	    "{\"secrets\": {\"signing_key_command\": \"cat %s/old\"}}", dir);
	takes(command, 1, "the key of last year");
	free(command);
	refuses("{\"secrets\": {\"signing_key_file\": \"short\"}}",
	    "secrets.signing_key_file: a signing key has at least 16 bytes");
	refuses("{\"secrets\": {\"signing_key_file\": \"open\"}}", "chmod 600");
	refuses("{\"secrets\": {\"signing_key_file\": \"nowhere\"}}", "No such file");
	refuses("{\"secrets\": {\"signing_key_file\": \"new\", "
		"\"signing_key_command\": \"cat new\"}}",
	    "exclude each other");
	refuses("{\"secrets\": {\"old_signing_key_files\": [\"old\"]}}", "no new one");
	refuses("{\"secrets\": {\"signing_key_file\": \"new\", "
		"\"old_signing_key_files\": [\"short\"]}}",
	    "secrets.old_signing_key_files: a signing key");
	(void)setenv("AFTERCARE_SIGNING_KEY", "the key of the environment", 1);
	takes("{\"secrets\": {\"signing_key_file\": \"nowhere\"}}", 1,
	    "the key of the environment");
	OK(signing_keys(&k, none, &e) && k.n == 1, "which needs no shop file");
	(void)setenv("AFTERCARE_SIGNING_KEY", "", 1);
	takes("{}", 0, NULL);
	token_keys_done(&k);
	shop_free(none);
	return tap_done();
}
