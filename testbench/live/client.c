/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live/internal.h"

struct live_client *live_client_new(struct live_server *server, int fd, pid_t pid)
{
	struct live_client *client = calloc(1, sizeof(*client));
	struct live_client **last = &server->clients;

	if (!client) {
		close(fd);
		return NULL;
	}
	client->server = server;
	client->fd = fd;
	client->pid = pid;
	client->pcm.wake = client->ctl.wake = -1;
	while (*last)
		last = &(*last)->next;
	*last = client;
	return client;
}

void live_client_free(struct live_client *client)
{
	struct live_client **link = &client->server->clients;

	live_pcm_close(client);
	live_ctl_close(client);
	close(client->fd);
	while (*link != client)
		link = &(*link)->next;
	*link = client->next;
	free(client);
}

void live_client_answer(struct live_client *client, struct live_message *answer, int status,
			const int *fds, size_t num_fds)
{
	int ret;

	answer->header = (struct live_header){
		.type = client->request.header.type,
		.status = status > 0 ? 0 : status,
		.serial = client->request.header.serial,
	};
	client->has_request = false;
	ret = live_send(client->fd, answer, LIVE_CARD, fds, num_fds);
	/* whoever does not read its answers has gone as well */
	if (ret < 0)
		client->gone = true;
}

static bool lets_time_pass(const struct live_client *client)
{
	return client->pcm.open && live_pcm_request_ticks(client->request.header.type);
}

/* A PCM is still held by a client that has gone, and whose stream waits for its end. */
static bool waits_for_end(const struct live_client *client)
{
	const struct live_open *open = &client->request.open;

	if (client->request.header.type != LIVE_OPEN_PCM)
		return false;
	for (const struct live_client *c = client->server->clients; c; c = c->next)
		if (c->gone && c->pcm.open && c->pcm.use->pcm_id == open->pcm &&
		    (c->pcm.use->direction == TPLG_CAPTURE) == open->capture)
			return true;
	return false;
}

static void dispatch(struct live_client *client)
{
	if (client->request.header.type >= LIVE_OPEN_CTL)
		live_ctl_serve(client);
	else
		live_pcm_serve(client);
}

void live_client_serve(struct live_client *client)
{
	int fds[LIVE_MAX_FDS], ret;
	const char *why;

	ret = live_receive(client->fd, &client->request, LIVE_CLIENT, fds, &why);
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (ret == -EAGAIN)
		return;
	if (ret == -EPROTONOSUPPORT) {
		struct live_message answer;

		live_warn(client->server, "process %d speaks version %u of the protocol, not %u",
			  (int)client->pid, client->request.open.version, LIVE_VERSION);
		live_client_answer(client, &answer, ret, NULL, 0);
	}
	if (ret == -EPROTO)
		live_warn(client->server, "process %d: a message with a wrong %s", (int)client->pid,
			  why);
	if (ret < 0) {
		client->gone = true;
		return;
	}
	client->has_request = true;
	if (!lets_time_pass(client) && !waits_for_end(client))
		dispatch(client);
}

void live_client_step(struct live_client *client)
{
	if (client->pcm.open && client->pcm.lied && !client->gone) {
		live_warn(client->server, "process %d: positions in its ring that cannot be",
			  (int)client->pid);
		client->gone = true;
	}
	if (client->gone && (!client->pcm.open || live_pace_may_serve(client)))
		live_client_free(client);
	else if (!client->gone && client->has_request && !waits_for_end(client) &&
		 live_pace_may_serve(client))
		dispatch(client);
}
