/* token - what names a message in a link or an address, signed by the shop */
/* SPDX-License-Identifier: ISC */

#include "shop/token.h"

#include <string.h>

#include "base/hmac.h"

enum {
	LOCAL_MAX = 64, /* bytes before the '@' of an address: RFC 5321, 4.5.3.1.1 */
};

static const char *const words[] = { "unsubscribe", "bounce" };

void
token_keys_done(struct token_keys *k)
{
	while (k->n > 0)
		buf_wipe(&k->at[--k->n]);
}

bool
token_keys_add(struct token_keys *k, struct str key, struct err *e)
{
	if (key.len < TOKEN_KEY_MIN)
		return err_set(e, ERR_TROUBLE,
		    "a signing key has at least %d bytes, and this one has %zu",
		    TOKEN_KEY_MIN, key.len);
	if (k->n == TOKEN_KEYS_MAX)
		return err_set(e, ERR_TROUBLE, "at most %d signing keys can be in use",
		    TOKEN_KEYS_MAX);
	buf_str(&k->at[k->n++], key);
	return true;
}

static void
sign(const struct buf *key, enum token_purpose purpose, const unsigned char *row,
    unsigned char mac[HASH_SIZE])
{
	struct hmac h;

	hmac_init(&h, buf_view(key));
	hmac_add(&h, words[purpose], strlen(words[purpose]));
	hmac_add(&h, row, TOKEN_ROW);
	hmac_end(&h, mac);
}

void
token_make(const struct token_keys *k, enum token_purpose purpose,
    const unsigned char *row, struct buf *out)
{
	unsigned char mac[HASH_SIZE];

	sign(&k->at[0], purpose, row, mac);
	base32_add(out, row, TOKEN_ROW);
	base32_add(out, mac, TOKEN_MAC);
}

bool
token_check(const struct token_keys *k, enum token_purpose purpose, struct str text,
    unsigned char row[TOKEN_ROW])
{
	unsigned char mac[HASH_SIZE], said[TOKEN_MAC];
	size_t cut = BASE32_LEN(TOKEN_ROW), i;
	bool valid = false;

	if (text.len != TOKEN_LEN ||
	    !base32_read((struct str){ text.at, cut }, row, TOKEN_ROW) ||
	    !base32_read((struct str){ text.at + cut, text.len - cut }, said, TOKEN_MAC))
		return false;
	for (i = 0; i < k->n; i++) {
		sign(&k->at[i], purpose, row, mac);
		valid |= hmac_same(mac, said, TOKEN_MAC);
	}
	return valid;
}

static bool
is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool
token_next(struct str *rest, struct str *token)
{
	size_t i, from = 0;
	bool pure = true;

	for (i = 0; i <= rest->len; i++) {
		if (i < rest->len && is_alphanumeric(rest->at[i])) {
			pure &= base32_has(rest->at[i]);
			continue;
		}
		if (pure && i - from == TOKEN_LEN) {
			*token = (struct str){ rest->at + from, TOKEN_LEN };
			*rest = (struct str){ rest->at + i, rest->len - i };
			return true;
		}
		from = i + 1;
		pure = true;
	}
	return false;
}

bool
token_has_place(struct str pattern)
{
	return str_find(pattern, STR(TOKEN_PLACE)) >= 0;
}

bool
token_pattern(struct str text)
{
	ptrdiff_t at = str_find(text, STR(TOKEN_PLACE));
	size_t i, behind = (size_t)at + strlen(TOKEN_PLACE);

	for (i = 0; i < text.len; i++)
		if ((text.at[i] == '{' || text.at[i] == '}') &&
		    (at < 0 || i < (size_t)at || i >= behind))
			return false;
	return true;
}

bool
token_address(struct str text)
{
	ptrdiff_t at = str_find(text, STR(TOKEN_PLACE));
	size_t end = text.len;

	while (end > 0 && text.at[end - 1] != '@')
		end--;
	return token_pattern(text) &&
	       (at < 0 || ((size_t)at + strlen(TOKEN_PLACE) < end &&
			      end - 1 - strlen(TOKEN_PLACE) + TOKEN_LEN <= LOCAL_MAX));
}

void
token_fill(struct str pattern, struct str token, struct buf *out)
{
	ptrdiff_t at = str_find(pattern, STR(TOKEN_PLACE));
	size_t behind = (size_t)at + strlen(TOKEN_PLACE);

	if (at < 0) {
		buf_str(out, pattern);
		return;
	}
	buf_add(out, pattern.at, (size_t)at);
	buf_str(out, token);
	buf_add(out, pattern.at + behind, pattern.len - behind);
}
