/* test-token - shop/token */
/* SPDX-License-Identifier: ISC */

#include "shop/token.h"

#include <ctype.h>

#include "tap.h"

static const unsigned char row[] = "0123456789abcdef and what is behind";

static void
add(struct token_keys *k, const char *key)
{
	struct err e;

	OK(token_keys_add(k, str_of(key), &e), "a key of %zu bytes is taken",
	    strlen(key));
}

/* What another implementation makes of the same key and row (Python's hmac, base64). */
static void
made(void)
{
	struct token_keys k = { .n = 0 };
	struct buf out = BUF_INIT;
	unsigned char back[TOKEN_ROW];

	add(&k, "sixteen letters!");
	token_make(&k, TOKEN_UNSUBSCRIBE, row, &out);
	IS(buf_view(&out), "gaytemzugu3doobzmfrggzdfmypwhrbg2k53kktqsn",
	    "a token to unsubscribe");
	OK(out.len == TOKEN_LEN && TOKEN_LEN == 42, "has 42 characters");
	OK(token_check(&k, TOKEN_UNSUBSCRIBE, buf_view(&out), back) &&
		memcmp(back, row, TOKEN_ROW) == 0,
	    "and names its row");
	OK(!token_check(&k, TOKEN_BOUNCE, buf_view(&out), back),
	    "but is none of the other purpose");
	buf_clear(&out);
	token_make(&k, TOKEN_BOUNCE, row, &out);
	IS(buf_view(&out), "gaytemzugu3doobzmfrggzdfmypecohcqx2uq7qyjn",
	    "a token of a return path");
	buf_done(&out);
	token_keys_done(&k);
}

/* A token with any other character, or fewer or more of them, is not valid. */
static void
forged(void)
{
	static const char all[] = "abcdefghijklmnopqrstuvwxyz234567"
				  "0189-_=%+ \n";
	struct token_keys k = { .n = 0 };
	struct buf out = BUF_INIT;
	unsigned char back[TOKEN_ROW];
	size_t i, c, wrong = 0, tried = 0;

	add(&k, "sixteen letters!");
	token_make(&k, TOKEN_UNSUBSCRIBE, row, &out);
	for (i = 0; i < out.len; i++) {
		char was = out.at[i];

		for (c = 0; c < sizeof all; c++) {
			out.at[i] = all[c];
			tried += all[c] != was;
			wrong += all[c] != was &&
				 token_check(&k, TOKEN_UNSUBSCRIBE, buf_view(&out), back);
		}
		out.at[i] = was;
	}
	OK(wrong == 0 && tried > 1700, "one other character makes it invalid");
	for (i = 0; i < out.len; i++)
		wrong += token_check(
		    &k, TOKEN_UNSUBSCRIBE, (struct str){ out.at, i }, back);
	OK(wrong == 0, "as does its end missing");
	for (i = 0; i < out.len; i++)
		out.at[i] = (char)toupper((unsigned char)out.at[i]);
	OK(token_check(&k, TOKEN_UNSUBSCRIBE, buf_view(&out), back),
	    "capitals are as good");
	buf_char(&out, 'a');
	OK(!token_check(&k, TOKEN_UNSUBSCRIBE, buf_view(&out), back), "more is not");
	buf_done(&out);
	token_keys_done(&k);
}

/* A key that was changed: what went out before stays valid, as long as it is kept. */
static void
old_keys(void)
{
	struct token_keys old = { .n = 0 }, new = { .n = 0 }, none = { .n = 0 };
	struct buf out = BUF_INIT;
	unsigned char back[TOKEN_ROW];

	add(&old, "the key of last year");
	add(&new, "the key of this year");
	token_make(&old, TOKEN_BOUNCE, row, &out);
	OK(!token_check(&new, TOKEN_BOUNCE, buf_view(&out), back), "another key's token");
	add(&new, "the key of last year");
	OK(token_check(&new, TOKEN_BOUNCE, buf_view(&out), back), "an old key's token");
	buf_clear(&out);
	token_make(&new, TOKEN_BOUNCE, row, &out);
	OK(!token_check(&old, TOKEN_BOUNCE, buf_view(&out), back), "the new key signs");
	OK(!token_check(&none, TOKEN_BOUNCE, buf_view(&out), back),
	    "without a key nothing is valid");
	buf_done(&out);
	token_keys_done(&old);
	token_keys_done(&new);
	token_keys_done(&none);
}

static void
limits(void)
{
	struct token_keys k = { .n = 0 };
	struct err e;
	int i;

	OK(!token_keys_add(&k, STR("fifteen letters"), &e) && e.kind == ERR_TROUBLE,
	    "a short key is refused");
	IS(str_of(e.text), "a signing key has at least 16 bytes, and this one has 15",
	    "with the reason, and nothing of the key");
	OK(k.n == 0, "and not taken");
	for (i = 0; i < TOKEN_KEYS_MAX; i++)
		add(&k, "sixteen letters!");
	OK(!token_keys_add(&k, STR("sixteen letters!"), &e), "nor is one too many");
	token_keys_done(&k);
}

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void
found(const char *text, const char *want)
{
	struct str rest = str_of(text), token;
	struct buf got = BUF_INIT;

	while (token_next(&rest, &token))
		buf_fmt(&got, "%.1s%zu ", token.at, token.len);
	IS(buf_view(&got), want, "tokens in \"%s\"", text);
	buf_done(&got);
}

static void
filled(const char *pattern, const char *want)
{
	struct buf got = BUF_INIT;

	token_fill(str_of(pattern), STR("T"), &got);
	IS(buf_view(&got), want, "\"%s\" filled", pattern);
	buf_done(&got);
}

static void
places(void)
{
	OK(token_pattern(STR("https://a/{token}/b")), "a place");
	OK(token_pattern(STR("https://a/b")), "no place");
	OK(token_pattern(STR("")), "nothing");
	OK(!token_pattern(STR("https://a/{token}/{token}")), "two places");
	OK(!token_pattern(STR("https://a/{token}/{id}")), "another's place");
	OK(!token_pattern(STR("https://a/{{token}}")), "more braces");
	OK(!token_pattern(STR("https://a/{tokn}")), "a place with a slip");
	OK(token_address(STR("bounce+{token}@shop.example")), "an address");
	OK(token_address(STR("bounce@shop.example")), "an address without a place");
	OK(!token_address(STR("bounce@{token}.example")), "a place in the domain");
	OK(token_address(STR("a234567890123456789012{token}@b")), "64 bytes when filled");
	OK(!token_address(STR("a2345678901234567890123{token}@b")), "65 bytes");
	OK(token_has_place(STR("a{token}b")) && !token_has_place(STR("a{token b}")),
	    "whether there is one");
}

int
main(void)
{
	places();
	made();
	forged();
	old_keys();
	limits();
	found(A, "a42 ");
	found("Re: unsubscribe " A ", " B, "a42 b42 ");
	found("bounce+" B "@shop.example", "b42 ");
	found("=" A "=" B "=", "a42 b42 ");
	found(A "b " B, "b42 ");
	found("0" A " 1" A " " A "8 " A "9", "");
	found("", "");
	found("no token at all", "");
	filled("https://a.example/u/{token}", "https://a.example/u/T");
	filled("b+{token}@a.example", "b+T@a.example");
	filled("{token}{token}", "T{token}");
	filled("nothing", "nothing");
	return tap_done();
}
