/* confirm-list - the templates of order-confirm, for those who write their own */
/* SPDX-License-Identifier: ISC */

#include "shop/confirm.h"
#include "shop/letters.h"
#include "shop/order-view.h"

void
confirm_list(const struct search *search, struct buf *out)
{
	struct letters_kind kind = { .search = search,
		.folder = CONFIRM_FOLDER,
		.about = "order",
		.n_names = CONFIRM_TEMPLATES };

	kind.view = order_view_docs(&kind.n_view);
	letters_list(&kind, confirm_template_info((enum confirm_template)0), out);
}
