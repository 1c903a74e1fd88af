/* visit-state - visits of other runs, out of JSON Lines */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-state-parts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/tally.h"
#include "shop/visit-state-head.h"

struct visit_state_reader *
visit_state_reader_new(const struct cart_event_options *o, const struct funnel_plan *plan)
{
	struct visit_state_reader *r = mem_zero(1, sizeof *r);

	r->o = o;
	r->plan = plan;
	steps_describe(o->steps, &r->steps);
	r->project = project_new(visit_state_members, MEMBERS);
	r->cache = values_cache_new(o->values);
	rec_init(&r->rec);
	return r;
}

void
visit_state_reader_free(struct visit_state_reader *r)
{
	if (r == NULL)
		return;
	buf_done(&r->steps);
	project_free(r->project);
	values_cache_free(r->cache);
	event_names_done(&r->sums.names);
	pool_done(&r->pool);
	rec_done(&r->rec);
	free(r);
}

void
visit_state_forget(struct visit_state_reader *r)
{
	pool_clear(&r->pool);
}

void
visit_state_sums(const struct visit_state_reader *r, struct cart_log_sums *sums)
{
	sums->lines = tally_sum(sums->lines, r->sums.lines);
	sums->refused = tally_sum(sums->refused, r->sums.refused);
	sums->unfinished = tally_sum(sums->unfinished, r->sums.unfinished);
	sums->heads += r->sums.heads;
	sums->ends = tally_sum(sums->ends, r->sums.ends);
	sums->told = tally_sum(sums->told, r->sums.told);
	sums->pieces += r->sums.pieces;
	sums->doubtful = tally_sum(sums->doubtful, r->sums.doubtful);
	event_names_merge(&sums->names, &r->sums.names);
}

bool
visit_state_next(struct visit_state_reader *r, struct str *rest, struct str *line,
    struct visit *out, bool *none, struct err *e)
{
	const struct project_field *type = &r->field[TYPE];
	struct visit_state_rules rules = { r->plan->gap, buf_view(&r->steps),
		r->o->shape->listed };
	struct str got;

	*none = false;
	if (!project_next(r->project, rest, line, r->field, e)) {
		r->foreign = !str_starts(str_trim(*line), STR("{"));
		return false;
	}
	got = type->kind == TOK_TEXT ? (struct str){ type->at, type->len } : STR("");
	r->foreign = false;
	if (str_eq(got, STR("visit")))
		return visit_state_piece(r, out, e);
	*none = true;
	if (str_eq(got, STR("visits")))
		return visit_state_head(&r->rec, *line, &rules, &r->sums, e);
	if (str_eq(got, STR("visits_end")))
		return visit_state_end(&r->rec, *line, &r->sums, e);
	r->foreign = true;
	return err_set(e, ERR_RECORD,
	    "expected a record of type \"visits\", \"visit\" or \"visits_end\", got \"%.*s\"",
	    (int)str_head(got, 60).len, got.at);
}

bool
visit_state_foreign(const struct visit_state_reader *r)
{
	return r->foreign;
}

bool
visit_state_read(struct visit_state_reader *r, struct str line, struct visit *out,
    bool *none, struct err *e)
{
	struct str rest = line;

	return visit_state_next(r, &rest, &line, out, none, e);
}

bool
visit_state_whole(const struct cart_log_sums *sums, struct err *e)
{
	if (sums->heads == 0)
		return err_set(e, ERR_TROUBLE,
		    "no state has its first line, of type \"visits\": nobody knows how "
		    "these visits were cut");
	if (sums->heads != sums->ends)
		return err_set(e, ERR_TROUBLE,
		    "not all states are whole: %lld begin and %lld end",
		    (long long)sums->heads, (long long)sums->ends);
	if (sums->told < sums->pieces ||
	    tally_sum(sums->told, -sums->pieces) > sums->doubtful)
		return err_set(e, ERR_TROUBLE,
		    "the states tell of %lld visits, and %lld are there",
		    (long long)sums->told, (long long)sums->pieces);
	return true;
}
