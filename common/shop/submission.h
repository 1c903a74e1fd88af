/* submission - how the shop logs in to its mail server */
/* SPDX-License-Identifier: ISC */

/*
 * The keys mail.user, mail.auth, mail.password_file, mail.password_command and
 * mail.ca_file of the shop file, and AFTERCARE_SMTP_PASSWORD and SSL_CERT_FILE of the
 * environment, as io/smtp wants them.  Relative paths lie beside the shop file.  Nothing
 * is read but the environment: a secret is when it is first needed.
 *
 * The login is for the server of mail.transport: where mails go to another host it stays
 * at home.  Where mail.transport is none of SMTP's it is for the server that is given.
 */

#ifndef SHOP_SUBMISSION_H
#define SHOP_SUBMISSION_H

#include "base/err.h"
#include "io/smtp.h"
#include "shop/shop.h"

struct submission;

/*
 * For the server at URL.  NULL with E (ERR_TROUBLE) where a user has no password, a
 * password no user, or two places are named for one password.
 */
struct submission *submission_new(
    const char *url, const struct shop *shop, struct err *e);
void submission_free(struct submission *s);

/* Lent for as long as S lives; for every thread's smtp_new. */
const struct smtp_options *submission_options(const struct submission *s);

#endif
