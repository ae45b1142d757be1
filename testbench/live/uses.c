/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include "live/internal.h"

/* Clients point to their rows, so that all that there can be are made at once. */
static int make(struct live_server *server)
{
	const struct tplg *tplg = server->config.tplg;

	server->uses = calloc(2 * (size_t)tplg->num_pcms + 1, sizeof(*server->uses));
	if (!server->uses)
		return -1;
	for (uint32_t i = 0; i < tplg->num_pcms; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
			if (tplg->pcms[i].caps[d].present)
				server->uses[server->num_uses++] = (struct live_use){
					.pcm_id = tplg->pcms[i].id,
					.direction = (enum tplg_direction)d,
				};
	return 0;
}

struct live_use *live_use_get(struct live_server *server, uint32_t pcm_id,
			      enum tplg_direction direction)
{
	if (!server->uses && make(server) < 0)
		return NULL;
	for (size_t i = 0; i < server->num_uses; i++)
		if (server->uses[i].pcm_id == pcm_id && server->uses[i].direction == direction)
			return &server->uses[i];
	return NULL;
}

static const char *const state_names[] = {
	[LIVE_STATE_SETUP] = "open",      [LIVE_STATE_PREPARED] = "prepared",
	[LIVE_STATE_RUNNING] = "running", [LIVE_STATE_DRAINING] = "draining",
	[LIVE_STATE_DRAINED] = "drained", [LIVE_STATE_PAUSED] = "paused",
	[LIVE_STATE_XRUN] = "xrun",       [LIVE_STATE_SUSPENDED] = "suspended",
	[LIVE_STATE_GONE] = "failed",
};

bool live_server_use(const struct live_server *server, size_t index, struct live_use *out)
{
	size_t seen = 0;

	for (size_t i = 0; i < server->num_uses; i++) {
		if (!server->uses[i].opened || seen++ != index)
			continue;
		*out = server->uses[i];
		out->state = NULL;
		for (const struct live_client *c = server->clients; c; c = c->next)
			if (c->pcm.open && c->pcm.use == &server->uses[i])
				out->state = state_names[c->pcm.state];
		return true;
	}
	return false;
}
