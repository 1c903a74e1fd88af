/* signing - the shop's signing keys, from where they are kept */
/* SPDX-License-Identifier: ISC */

#include "shop/signing.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/path.h"
#include "io/secret.h"

#define VARIABLE "AFTERCARE_SIGNING_KEY"
#define KEY_FILE "secrets.signing_key_file"
#define KEY_COMMAND "secrets.signing_key_command"
#define OLD_FILES "secrets.old_signing_key_files"

/* Adds the secret in PLACE, which the setting KEY names. */
static bool
add(struct token_keys *k, enum secret_place place, const char *from, const char *key,
    struct err *e)
{
	struct secret *s = secret_new(place, from, key);
	const char *text = secret_get(s, e);
	bool ok = text != NULL;

	if (ok && !token_keys_add(k, str_of(text), e))
		ok = err_prefix(e, "%s: ", key);
	secret_free(s);
	return ok;
}

static bool
add_file(struct token_keys *k, const struct shop *shop, struct str file, const char *key,
    struct err *e)
{
	char *dir = path_dir(shop->path), *path;
	bool ok;

	path = file.at[0] == '/' ? mem_copy(file.at, file.len)
				 : mem_fmt("%s/%.*s", dir, STR_ARG(file));
	ok = add(k, SECRET_FILE, path, key, e);
	free(path);
	free(dir);
	return ok;
}

/* The one that signs. */
static bool
add_current(struct token_keys *k, const struct shop *shop, struct err *e)
{
	struct str file = shop->secrets.signing_key_file;
	struct str command = shop->secrets.signing_key_command;
	const char *value = getenv(VARIABLE);
	char *text;
	bool ok;

	if (value != NULL && value[0] != '\0')
		return add(k, SECRET_VARIABLE, VARIABLE, VARIABLE, e);
	if (file.at != NULL && command.at != NULL)
		return err_set(
		    e, ERR_TROUBLE, KEY_FILE " and " KEY_COMMAND " exclude each other");
	if (file.at != NULL)
		return add_file(k, shop, file, KEY_FILE, e);
	if (command.at == NULL)
		return true;
	text = mem_copy(command.at, command.len);
	ok = add(k, SECRET_COMMAND, text, KEY_COMMAND, e);
	free(text);
	return ok;
}

bool
signing_keys(struct token_keys *k, const struct shop *shop, struct err *e)
{
	const struct shop_texts *old = &shop->secrets.old_signing_key_files;
	size_t i;

	if (!add_current(k, shop, e))
		return false;
	if (k->n == 0 && old->n > 0)
		return err_set(
		    e, ERR_TROUBLE, OLD_FILES ": there are old keys and no new one");
	for (i = 0; i < old->n; i++)
		if (!add_file(k, shop, old->at[i], OLD_FILES, e))
			return false;
	return true;
}
