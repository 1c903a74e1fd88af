/* test-verify - io/verify */
/* SPDX-License-Identifier: ISC */

#include "io/verify.h"
#include "tap.h"

static const struct verify_facts facts = {
	STR_INIT("order-confirm:1001; exit 9"),
	STR_INIT("<abc@shop.example>"),
	STR_INIT("$(exit 8)@example.com"),
	STR_INIT("smtp://localhost"),
};

static void
answers(const char *command, int want, const char *what)
{
	struct err e;
	int status = -9;

	OK(verify_ask(command, &facts, &status, &e) && status == want, "%s: %d", what,
	    status);
}

int
main(void)
{
	answers("exit 0", 0, "found");
	answers("exit 1", 1, "not found");
	answers("exit 7", 7, "cannot tell");
	answers("kill -9 $$", -1, "killed");
	answers("test \"$AFTERCARE_MESSAGE_ID\" = 'order-confirm:1001; exit 9'", 0,
	    "the message's id comes by the environment");
	answers("test \"$AFTERCARE_MAIL_ID\" = '<abc@shop.example>'", 0,
	    "and so does the Message-ID");
	answers("test \"$AFTERCARE_RECIPIENT\" = '$(exit 8)@example.com'", 0,
	    "and the recipient, which no shell looks at");
	answers("test \"$AFTERCARE_TRANSPORT\" = smtp://localhost", 0, "the transport");
	answers("read -r line", 1, "its input is empty");
	return tap_done();
}
