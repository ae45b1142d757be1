/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/run_session.h"

int run_each_end(struct run_session *session,
		 int (*fn)(struct run_session *session, struct run_end *end))
{
	int ret = 0;

	for (size_t i = 0; i < session->plan.num_streams && ret == 0; i++)
		ret = fn(session, &session->streams[i].host);
	for (size_t i = 0; i < session->plan.num_dais && ret == 0; i++)
		ret = fn(session, &session->dais[i].end);
	return ret;
}

int run_fail_card(struct run_session *session)
{
	const struct drv_error *last = card_last_error(session->card);

	return run_fail(&session->error, run_status_of(last->kind), "%s", last->text);
}
