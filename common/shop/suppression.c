/* suppression - the suppression record: who is not to be written to, and why */
/* SPDX-License-Identifier: ISC */

#include "shop/suppression.h"

#include <string.h>

#include "shop/form.h"
#include "shop/message.h"

enum { LEAST_DIGITS = 3, MOST_DIGITS = 15 }; /* short codes; ITU-T E.164 */

static const char *const words[SUPPRESSION_REASONS] = { "unsubscribe", "bounce",
	"complaint", "manual", "erasure" };

const char *
suppression_word(enum suppression_reason r)
{
	return words[r];
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_telephone(struct str s)
{
	size_t digits = 0, i;

	for (i = 0; i < s.len; i++) {
		if (is_digit(s.at[i]))
			digits++;
		else if (s.at[i] == '\0' ||
			 strchr(i == 0 ? "+(" : " ()-./", s.at[i]) == NULL)
			return false;
	}
	return digits >= LEAST_DIGITS && digits <= MOST_DIGITS;
}

struct str
suppression_channel(struct str address, struct err *e)
{
	if (form_url(address))
		return STR("webhook");
	if (is_telephone(address))
		return STR("sms");
	if (address.len > 0 && memchr(address.at, '@', address.len) != NULL)
		return message_address(address, e) ? STR("email") : STR_NONE;
	(void)err_set(e, ERR_RECORD,
	    "expected a mail address, a telephone number or a URL, got \"%.*s\"",
	    STR_ARG(str_head(address, 100)));
	return STR_NONE;
}

void
suppression_plain(struct str channel, struct str address, struct buf *out)
{
	size_t i;

	if (!str_is(channel, "sms")) {
		buf_str(out, address);
		return;
	}
	for (i = 0; i < address.len; i++)
		if (address.at[i] == '+' || is_digit(address.at[i]))
			buf_char(out, address.at[i]);
}

static bool
read_reason(struct val rec, enum suppression_reason *out, struct err *e)
{
	struct str word;
	size_t i;

	if (!rec_need_text(rec, "reason", &word, e))
		return false;
	for (i = 0; i < SUPPRESSION_REASONS; i++)
		if (str_is(word, words[i])) {
			*out = (enum suppression_reason)i;
			return true;
		}
	return val_expected(rec, "reason",
	    "\"unsubscribe\", \"bounce\", \"complaint\", \"manual\" or \"erasure\"", e);
}

bool
suppression_read(struct suppression *s, struct val rec, struct err *e)
{
	struct suppression r = { .channel = STR_NONE };
	struct str looks;

	if (!rec_need_text(rec, "address", &r.address, e) ||
	    !rec_get_text(rec, "channel", &r.channel, e) ||
	    !read_reason(rec, &r.reason, e) || !rec_get_time(rec, "at", &r.at, e) ||
	    !rec_get_text(rec, "source", &r.source, e))
		return false;
	looks = suppression_channel(r.address, e);
	if (looks.at == NULL)
		return err_prefix(e, "address: ");
	if (r.channel.at == NULL)
		r.channel = looks;
	if (!str_eq(r.channel, looks))
		return err_set(e, ERR_RECORD,
		    "channel: expected \"%.*s\", as the address is of that kind, got "
		    "\"%.*s\"",
		    STR_ARG(looks), STR_ARG(str_head(r.channel, 40)));
	*s = r;
	return true;
}

void
suppression_write(struct emit *m, const struct suppression *s)
{
	emit_object(m);
	emit_put_text(m, STR("type"), STR("suppression"));
	emit_put_text(m, STR("address"), s->address);
	emit_put_text(m, STR("channel"), s->channel);
	emit_put_text(m, STR("reason"), str_of(words[s->reason]));
	emit_put_time(m, STR("at"), s->at);
	if (s->source.len > 0)
		emit_put_text(m, STR("source"), s->source);
	emit_object_end(m);
	emit_line(m);
}
