/* accounts-parts - an account, between the two halves of its module */
/* SPDX-License-Identifier: ISC */

/*
 * Only accounts.c (what is sent) and accounts-read.c (what the shop file says) include
 * this; everybody else includes shop/accounts.h.
 */

#ifndef SHOP_ACCOUNTS_PARTS_H
#define SHOP_ACCOUNTS_PARTS_H

#include "io/secret.h"
#include "shop/accounts.h"

struct account {
	bool sms;
	struct str entry; /* of the shop file: the webhook's name */
	char *path;	  /* the key of the shop file: "webhooks.team" */
	char *name;	  /* "webhook:team" */
	struct gateway *gateway;
	struct gateway_account is; /* without what is secret */
	char *ca;
	struct secret *secret, *url; /* or NULL */
};

struct accounts {
	const struct shop *shop;
	const struct search *where;
	struct account *at;
	size_t n;
};

#endif
