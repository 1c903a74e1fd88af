/* consent - the consent record: whether somebody agreed to marketing */
/* SPDX-License-Identifier: ISC */

#include "shop/consent.h"

#include "shop/suppression.h"

bool
consent_read(struct consent *c, struct val rec, struct err *e)
{
	struct consent got = { .marketing = false };
	struct truth said;

	if (!rec_need_text(rec, "address", &got.address, e) ||
	    !rec_get_bool(rec, "marketing", &said, e) ||
	    !rec_get_time(rec, "at", &got.at, e) ||
	    !rec_get_text(rec, "source", &got.source, e))
		return false;
	if (!said.there)
		return val_expected(rec, "marketing", "true or false", e);
	if (!got.at.there)
		return val_expected(rec, "at", "a time", e);
	if (suppression_channel(got.address, e).at == NULL)
		return err_prefix(e, "address: ");
	got.marketing = said.is;
	*c = got;
	return true;
}
