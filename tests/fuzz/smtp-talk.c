/* fuzz-smtp-talk - what a mail server may answer */
/* SPDX-License-Identifier: ISC */

/*
 * A line that begins with '>' is one that we write, any other is one of the server's
 * answer.  Whatever it is, what is kept is printable and has no password in it, and an
 * outcome says `sent` only for a 2xx to the end of the mail.
 */

#include <string.h>

#include "base/mem.h"
#include "fuzz/entry.h"
#include "io/smtp_talk.h"

static const char secret[] = "geheim12";
static const char coded[] = "Z2VoZWltMTI="; /* the same in base64 */

static void
must_be_printable(const char *text, size_t size)
{
	size_t i;

	MUST(memchr(text, '\0', size) != NULL);
	for (i = 0; text[i] != '\0'; i++)
		MUST(text[i] >= ' ' && text[i] <= '~');
}

/* Holds the outcome of a talk that ended with RESULT to what was said in it. */
static void
must_be_right(const struct smtp_talk *t, CURLcode result, long code)
{
	struct outcome o;

	smtp_talk_end(t, result, code, &o);
	must_be_printable(o.detail, sizeof o.detail);
	must_be_printable(o.code, sizeof o.code);
	if (o.kind == OUTCOME_SENT)
		MUST(
		    result == CURLE_OK ||
		    (t->marked && result == CURLE_WEIRD_SERVER_REPLY && code / 100 == 2));
	if (!t->marked)
		MUST(o.kind != OUTCOME_UNKNOWN);
	if (t->marked && result == CURLE_RECV_ERROR && code == 354 && t->sent == t->size)
		MUST(o.kind == OUTCOME_UNKNOWN);
}

/* Every way in which it may end after this line. */
static void
end_all_ways(struct smtp_talk *t)
{
	static const CURLcode results[] = { CURLE_OK, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
		CURLE_WRITE_ERROR, CURLE_LOGIN_DENIED, CURLE_USE_SSL_FAILED,
		CURLE_WEIRD_SERVER_REPLY, CURLE_OPERATION_TIMEDOUT };
	static const long codes[] = { 0, 220, 250, 251, 354, 421, 450, 550, 552 };
	size_t i, k;

	for (i = 0; i < sizeof results / sizeof *results; i++)
		for (k = 0; k < sizeof codes / sizeof *codes; k++) {
			must_be_right(t, results[i], codes[k]);
			t->marked = true;
			t->sent = k % 2 == 0 ? t->size : 0;
			must_be_right(t, results[i], codes[k]);
			t->marked = false;
			t->sent = 0;
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = mem_copy(size == 0 ? "" : (const char *)data, size);
	struct str rest = { copy, size }, line;
	struct smtp_talk t = {
		.user = "anna", .secret = secret, .starts_tls = size % 2 == 0
	};
	bool ended = false;

	smtp_talk_begin(&t, size % 3 == 0, 100);
	while (str_cut(&rest, '\n', &line)) {
		if (line.len > 0 && line.at[0] == '>') {
			line = (struct str){ line.at + 1, line.len - 1 };
			ended = smtp_talk_say(&t, line) || ended;
			MUST(ended == t.quitting);
			continue;
		}
		MUST(smtp_talk_hear(&t, str_trim(line)) == (t.lack == LACK_NOTHING) ||
		     ended);
		must_be_printable(t.reply, sizeof t.reply);
		if (t.phase == PHASE_LOGIN && !ended) {
			MUST(strstr(t.reply, secret) == NULL);
			MUST(strstr(t.reply, coded) == NULL);
		}
	}
	end_all_ways(&t);
	free(copy);
	return 0;
}
